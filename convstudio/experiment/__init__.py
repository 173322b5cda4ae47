"""The document: frozen values, edits that return the next one, evaluation, history, files."""

from convstudio.experiment.evaluate import Change, Evaluation, Result, evaluate, shape_of
from convstudio.experiment.model import Experiment, Training, frozen, same_content

__all__ = ["Change", "Evaluation", "Experiment", "Result", "Training", "evaluate", "frozen", "same_content", "shape_of"]
