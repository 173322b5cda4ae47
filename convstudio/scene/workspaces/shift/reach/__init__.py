"""Locality: which outputs an area of the input can reach, and which it never does."""
