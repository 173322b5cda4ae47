"""The views of the Shift lab, in their order: the words for each, and the functions that build and lay out its screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from convstudio.scene.large import Large
from convstudio.scene.layout import Drawing
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift import build as moving
from convstudio.scene.workspaces.shift.cost import build as cost
from convstudio.scene.workspaces.shift.cost.layout import drawing as cost_drawing
from convstudio.scene.workspaces.shift.dense import build as dense
from convstudio.scene.workspaces.shift.dense.layout import drawing as dense_drawing
from convstudio.scene.workspaces.shift.every import build as every
from convstudio.scene.workspaces.shift.every.layout import drawing as every_drawing
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.layout import drawing
from convstudio.scene.workspaces.shift.part import ViewName, part
from convstudio.scene.workspaces.shift.reach import build as reach
from convstudio.scene.workspaces.shift.turning import build as turning
from convstudio.words import Text


class View(Struct, frozen=True):
    """One view: `drawing` lays out the scenes that `build` returns."""

    name: ViewName
    title: Text
    help: Text
    build: Callable[[State], LabScene]
    drawing: Callable[[Any, Large, Room], Drawing]
    controls: tuple[str, ...]  # the controls of the bar that apply
    lines: tuple[int, int] = (3, 4)  # lines of words for which room is kept, on a wide page and on a narrow one


VIEWS: tuple[View, ...] = (
    View(
        "shift", "Shift", "Move the input: does the output move along?", moving.build, drawing,
        ("transport", "rows", "columns", "border", "against"),
    ),
    View(
        "every", "Every shift", "For which shifts are both ways equal? All of them as a plot.", every.build, every_drawing,
        ("transport", "along", "rows", "columns", "border", "against"), (2, 4),
    ),
    View(
        "turn", "Turn and mirror", "Turn or mirror the input: does the output turn along?", turning.build, drawing,
        ("turn",),
    ),
    View("reach", "Reach", "Which outputs can a part of the input reach, and which never?", reach.build, drawing, ()),
    View(
        "cost", "Cost", "What the layers cost, beside locally and fully connected ones.", cost.build, cost_drawing,
        ("scope", "size"),
    ),
    View(
        "matrix", "Matrix", "The matrix that does what a convolution does: mostly zeros, the same weights again and again.",
        dense.build, dense_drawing, (),
    ),
)  # fmt: skip


def view_of(state: State) -> View:
    """The view that a state shows."""
    return named(part(state).view)


def named(name: ViewName) -> View:
    """The view of a name. Raises StopIteration if there is none."""
    return next(view for view in VIEWS if view.name == name)
