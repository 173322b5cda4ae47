"""The command palette: one field, and a list of all that can be done."""
