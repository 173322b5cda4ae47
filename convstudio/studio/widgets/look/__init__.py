"""How all of it looks and moves: colours, icons, the ring around what has the keyboard, motion."""
