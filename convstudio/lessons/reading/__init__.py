"""Reading a lesson from a Markdown file: its head, its steps, and their blocks."""
