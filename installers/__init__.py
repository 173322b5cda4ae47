"""Builds what a person without Python can install. No part of the program."""
