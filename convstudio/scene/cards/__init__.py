"""The cards of the screen: a map or a kernel with its words."""
