"""Lessons: Markdown files with experiments and questions, which are read and judged without a window.

`reading` makes a lesson of a file, `questions` has a file for each type of question, `check` judges an answer, and
`misconceptions` explains which belief leads to a wrong one.
"""
