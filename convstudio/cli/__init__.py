"""The command line: what the studio can do without a window. Imported only when a command is typed."""
