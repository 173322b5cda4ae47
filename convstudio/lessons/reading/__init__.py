"""From a Markdown file to a lesson: its head, its blocks, and what stands in them."""
