"""The tools of the mouse on the input: each turns a gesture into the cells that it covers.

A stroke answers with all that it covers so far; the view previews that while the button is down and commits it on release.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np
from msgspec import Struct, field

from convstudio.experiment.edits import drawing
from convstudio.experiment.edits.drawing import Cell, Mask
from convstudio.layers import Array
from convstudio.words import Text

Kind = Literal["select", "pick", "freehand", "shape", "fill"]
Outline = Callable[[Cell, Cell], list[Cell]]


class Stroke(Protocol):
    """A gesture that runs."""

    def move(self, cell: Cell, steady: bool) -> Mask:
        """The pointer came to a cell; `steady` holds shapes to squares and lines to eight directions."""


class Freehand(Struct):
    """Covers the pointer's way, without gaps however fast it moves."""

    mask: Mask
    size: int
    last: Cell | None = None

    def move(self, cell: Cell, steady: bool) -> Mask:
        """Covers what lies between the last cell and this one."""
        drawing.stamp(self.mask, drawing.line(self.last or cell, cell), self.size)
        self.last = cell
        return self.mask


class Shape(Struct, frozen=True):
    """Covers an outline between where the button went down and where the pointer is."""

    outline: Outline
    hold: Callable[[Cell, Cell], Cell]
    shape: tuple[int, int]
    size: int
    start: Cell

    def move(self, cell: Cell, steady: bool) -> Mask:
        """Covers the outline as far as here."""
        end = self.hold(self.start, cell) if steady else cell
        return drawing.stamped(self.shape, self.outline(self.start, end), self.size)


class Fill(Struct, frozen=True):
    """Covers the area of equal cells around where the button went down."""

    mask: Mask

    def move(self, cell: Cell, steady: bool) -> Mask:
        """The area stays."""
        return self.mask


class Tool(Struct, frozen=True):
    """A tool as the toolbar and the keys name it; `one` and `many` name its step in the history."""

    name: str
    title: Text
    key: str
    hint: Text
    kind: Kind
    one: Text = "Paint {n} cell"
    many: Text = "Paint {n} cells"
    outline: Outline = field(default=drawing.line)

    @property
    def paints(self) -> bool:
        """Whether it changes cells."""
        return self.kind in ("freehand", "shape", "fill")

    def stroke(self, values: Array, start: Cell, size: int, last: Cell | None = None) -> Stroke:
        """Begin a gesture on a matrix; freehand goes on from `last` in a straight line."""
        shape = (values.shape[0], values.shape[1])
        if self.kind == "fill":
            return Fill(drawing.flood(values, start))
        if self.kind == "shape":
            hold = drawing.snapped if self.outline is drawing.line else drawing.squared
            return Shape(self.outline, hold, shape, size, start)
        return Freehand(np.zeros(shape, dtype=np.bool_), size, last)


TOOLS: tuple[Tool, ...] = (
    Tool("pointer", "Select", "V",
         "Click a cell to pin it, drag to select cells, drag a selection to move it. Shift extends it.", "select"),
    Tool("pencil", "Pencil", "B",
         "Drag to paint the first value; with the right button, the second. Shift: straight from the last point.", "freehand"),
    Tool("eraser", "Eraser", "E", "Drag to paint the second value. Shift: straight from the last point.", "freehand",
         "Erase {n} cell", "Erase {n} cells"),
    Tool("line", "Line", "L", "Drag from end to end. Shift: level, upright or diagonal.", "shape",
         "Line of {n} cell", "Line of {n} cells"),
    Tool("rectangle", "Rectangle", "R", "Drag from corner to corner. Shift: a square.", "shape",
         "Rectangle of {n} cell", "Rectangle of {n} cells", drawing.rectangle),
    Tool("ellipse", "Ellipse", "O", "Drag from corner to corner. Shift: a circle.", "shape",
         "Ellipse of {n} cell", "Ellipse of {n} cells", drawing.ellipse),
    Tool("fill", "Fill", "G", "Click to paint all joined cells of the same value.", "fill",
         "Fill {n} cell", "Fill {n} cells"),
    Tool("eyedropper", "Pick a value", "I", "Click a cell to take its value. With any tool: hold Alt and click.", "pick"),
)  # fmt: skip


def tool(name: str) -> Tool:
    """The tool of a name."""
    return next(tool for tool in TOOLS if tool.name == name)
