"""Lessons beside the stage: the contents, a step's words, its question, and what stands on the stage meanwhile."""
