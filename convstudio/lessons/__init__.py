"""Lessons: Markdown files with experiments and questions, read, asked and answered without a window.

`read` makes a lesson of a file, `questions` has a file a type of question, `check` says what an answer is worth, and
`misconceptions` what somebody must have believed who gave it.
"""
