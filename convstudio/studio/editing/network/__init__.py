"""The window in which a pasted network is looked at before it is shown."""
