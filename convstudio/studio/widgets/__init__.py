"""Widgets and looks that are used everywhere."""
