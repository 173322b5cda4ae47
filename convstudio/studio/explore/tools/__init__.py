"""Tools and menus that stand beside a matrix."""
