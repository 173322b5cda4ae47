"""The input turned or mirrored instead of moved: the same two ways round, and whether they agree."""
