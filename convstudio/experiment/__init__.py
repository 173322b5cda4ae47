"""The document: frozen values, edits that return the next one, evaluation, history, files."""

from convstudio.experiment.evaluate import Change, Evaluation, Result, evaluate, finish, shape_of
from convstudio.experiment.model import Experiment, frozen, same_content, sharing
from convstudio.experiment.training import Run, Training

__all__ = [
    "Change",
    "Evaluation",
    "Experiment",
    "Result",
    "Run",
    "Training",
    "evaluate",
    "finish",
    "frozen",
    "same_content",
    "shape_of",
    "sharing",
]
