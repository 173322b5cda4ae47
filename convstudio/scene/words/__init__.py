"""Numbers and words as they appear on the screen."""
