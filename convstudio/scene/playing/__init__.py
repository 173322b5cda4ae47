"""The playhead, and what is seen while it moves."""
