"""Texts for those who translate: collected from the code and the resources, and kept in catalogues."""
