"""What stands together: a map or a kernel with its words."""
