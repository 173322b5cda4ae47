"""The sheet of preferences: a page of settings, and one of keys."""
