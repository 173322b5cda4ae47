"""Networks in pasted code: read without running it, as layers with their shapes, what does not fit, and what would do.

`source` makes a tree of the text, `following` follows it to the calls of layers in the order in which they work, `strip` makes
layers of them, and `repairs` tries what would make them fit.
"""
