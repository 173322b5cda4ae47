"""Edits that commands ask for: of cells, channels, layers, code and colours."""
