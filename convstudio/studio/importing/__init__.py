"""Pictures and numbers from files, from the clipboard and dropped on the window."""
