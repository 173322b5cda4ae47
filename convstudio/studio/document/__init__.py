"""The session and its document: opening, saving, exporting, asking, ending, computing beside the window."""
