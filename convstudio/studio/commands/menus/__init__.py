"""The menus: each is a value, with its commands in their order."""
