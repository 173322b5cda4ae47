"""What the program says of itself: the help, the sheets of keys and of what it is, and what a click explains."""
