"""Tools and menus beside a matrix."""
