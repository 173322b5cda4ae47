"""The Learn workspace: layout, and what is special to it."""
