"""Pictures and numbers of other programs as inputs. The kind of a file is told by its content, never by its name.

Pictures arrive decoded, as pixels; arrays and texts arrive as bytes. Sizes are checked before anything of that size is made.
"""
