"""Numbers and words as they stand on the screen."""
