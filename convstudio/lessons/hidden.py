"""Layers that have no output until a question is answered, so that the stage does not give the answer away.

In all else a hidden layer is like others of its kind: its kernel is visible, and its settings can be changed. As it has no
output, no panel, export, tooltip or screen reader can reveal one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from convstudio.experiment import Experiment
from convstudio.layers import Layer, Problem, Shape
from convstudio.layers.base import LayerMeta
from convstudio.words import tr


def covered(experiment: Experiment) -> Experiment:
    """The experiment with all its layers hidden."""
    return replace(experiment, layers=tuple(map(_hidden, experiment.layers)))


def _hidden(layer: Layer) -> Layer:
    fields = {name: getattr(layer, name) for name in layer.__struct_fields__}
    made: Layer = _hidden_kind(type(layer))(**fields)
    return made


@lru_cache(maxsize=32)
def _hidden_kind(kind: type[Layer]) -> Any:
    methods = {"problem": _problem, "formula": _formula, "__module__": __name__, "__doc__": kind.__doc__}
    return LayerMeta(f"Hidden{kind.__name__}", (kind,), methods, frozen=True, eq=False, kw_only=True)


def _problem(_layer: Layer, _shape: Shape) -> Problem:
    return Problem("", tr("its output is hidden"), tr("It comes back once you have answered in the lesson."), hides=True)


def _formula(_layer: Layer, _shape: Shape) -> None:
    """Hide the size formula too, which would tell the size of the output."""
