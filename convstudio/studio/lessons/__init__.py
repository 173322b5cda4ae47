"""Lessons beside the stage: the contents, the words and the question of a step, and what the stage shows for it."""
