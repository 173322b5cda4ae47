"""The input turned or mirrored instead of moved: the same two ways, and whether they agree."""
