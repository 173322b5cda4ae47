"""What the program says about itself: the help, the sheets of shortcuts and "About", and "What is this?"."""
