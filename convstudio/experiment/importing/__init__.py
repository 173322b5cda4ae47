"""Pictures and numbers of other programs, as inputs. What a file is, its content says, never its name.

Pictures come decoded, as pixels; arrays and texts as bytes. Sizes are checked before anything of that size is made.
"""
