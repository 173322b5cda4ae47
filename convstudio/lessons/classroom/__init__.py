"""Tools for a class: learners' answers in small files, and a folder of such files as one table."""
