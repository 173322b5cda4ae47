"""Networks in pasted code, which is read without being run: the layers, their shapes, what does not fit, and what would help.

`source` parses the text, `following` follows it to the calls of layers in the order in which they are applied, `strip` turns
them into layers, and `repairs` tries what would make them fit.
"""
