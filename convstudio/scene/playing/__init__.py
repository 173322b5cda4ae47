"""The playhead, and what is shown while it moves."""
