"""The screen of the Learn workspace, as values."""
