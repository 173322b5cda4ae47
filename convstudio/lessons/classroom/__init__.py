"""For a class: what learners answered, as small files, and a folder of such files as one table."""
