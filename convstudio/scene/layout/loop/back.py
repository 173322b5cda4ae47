"""The way back in the loop: down from E, left to the gradient and to the step below K, and up into K.

It runs below all that it passes. Where a block above is low, the blocks below move up.
"""

from __future__ import annotations

from msgspec import Struct

from convstudio.scene.layout.loop.forward import forward
from convstudio.scene.layout.loop.outline import Metrics, Outline
from convstudio.scene.layout.loop.places import EDGE, Cells, Places
from convstudio.scene.layout.values import Rect

FOOT = 8.0  # pixels below everything
RISE = 30.0  # of the arrow from the step up to K, beside its words
TOOLS_GAP, LEGEND, LEAST_LEGEND = 6.0, 28.0, 92.0
LANE = 10.0  # from the edge of the source to the line that leads from it to the gradient


class _Across(Struct):
    """The horizontal positions of the step and the gradient."""

    step: float
    step_size: tuple[float, float]
    gradient: float
    gradient_size: tuple[float, float]
    rise: float
    error: float  # the middle of E

    @property
    def end(self) -> float:
        """The right edge of the gradient."""
        return self.gradient + self.gradient_size[0]


def places(outline: Outline, cells: Cells, room: Rect, air: float = 0.0) -> Places:
    """The places of all pieces, from the left edge of the room on; each operator has `air` more pixels."""
    upper = forward(outline, cells, room, air)
    metrics, rects, found = outline.metrics, upper.rects, dict(upper.rects)
    pictures, kernel = _tools(metrics, rects["picture"])
    taken = [*rects.values(), *(chip for chips in upper.chips.values() for chip in chips), pictures, kernel]
    across = _across(outline, cells, rects)
    legend = _small_legend(rects)
    taken += [legend] if outline.pull else []
    line = _line(outline, rects, taken, across)
    if outline.pull:
        found["pull"], line = _pull(outline, cells, room, taken, across, line)
    else:
        wide = max(rects["target"].width, LEAST_LEGEND)
        left = max(rects["target"].left, across.end + metrics.nudge + 24)
        legend = Rect(left, line + max(10, metrics.badge / 2 + 2), wide, LEGEND)
    found["step"] = _centred(across.step, line, across.step_size)
    found["gradient"] = _centred(across.gradient, line, across.gradient_size)
    nudge = Rect(across.end + 12, line + metrics.badge / 2 + 4, metrics.nudge, metrics.button)
    lane = max(found["gradient"].bottom, found["step"].bottom) + 12
    ends = [*found.values(), pictures, kernel, nudge, legend]
    return Places(
        found, tuple(upper.signs), upper.chips["before"], upper.chips["behind"], line, lane, across.rise, legend, pictures,
        kernel, nudge, room.top, max(rect.right for rect in ends), max(lane, *(rect.bottom for rect in ends)) + FOOT,
    )  # fmt: skip


def _tools(metrics: Metrics, picture: Rect) -> tuple[Rect, Rect]:
    """The places of the tools of the picture and of the kernel, below the picture."""
    pictures = Rect(picture.left, picture.bottom + TOOLS_GAP, metrics.pictures, metrics.button)
    return pictures, Rect(pictures.left, pictures.bottom + 4, metrics.kernel, metrics.button)


def _small_legend(rects: dict[str, Rect]) -> Rect:
    """The place of a small legend below the prediction, used if the slope at the sums is below the other blocks."""
    made = rects["prediction"]
    return Rect(made.left, made.bottom + TOOLS_GAP, LEAST_LEGEND, LEGEND)


def _across(outline: Outline, cells: Cells, rects: dict[str, Rect]) -> _Across:
    """Place the step below K, right of the line from the source, and the gradient right of it, with room for words between."""
    learned = outline.learned.cells(cells.kernel, *rects["learned"][:2])
    source = rects["seen" if outline.seen else "picture"]
    step, gradient = outline.step.size(cells.back), outline.gradient.size(cells.back)
    left = max(learned.centre.x - outline.step.cells(cells.back, 0, 0).centre.x, source.right + 2 * LANE)
    inner = outline.step.cells(cells.back, left, 0)
    rise = min(max(learned.centre.x, inner.left + 6), inner.right - 6)
    right = left + step[0] + max(outline.step_words, outline.metrics.badge + 24) + 22
    error = outline.error.cells(cells.maps, *rects["error"][:2])
    return _Across(left, step, right, gradient, rise, error.centre.x)


def _line(outline: Outline, rects: dict[str, Rect], taken: list[Rect], across: _Across) -> float:
    """The vertical position of the way back, below all that it passes, its words included."""
    step_high, high, words = across.step_size[1], across.gradient_size[1], _words(outline)
    needs = [
        rects["learned"].bottom + RISE + step_high / 2,
        _below(taken, across.step, across.step + across.step_size[0]) + 10 + step_high / 2,
        _below(taken, across.step, across.gradient) + words,
        _below(taken, across.gradient, across.end) + 10 + high / 2,
    ]
    if not outline.pull:
        needs.append(_below(taken, across.end, max(across.end + outline.back_words + 30, across.error)) + words)
    return max(needs)


def _pull(outline: Outline, cells: Cells, room: Rect, taken: list[Rect], across: _Across, line: float) -> tuple[Rect, float]:
    """The place of the slope at the sums: below E if there is room at the right, and right of the words about the gradient.

    Also the vertical position of the way back, which begins beside it.
    """
    assert outline.pull
    width, height = outline.pull.size(cells.maps)
    left = max(min(across.error - width / 2, room.right - EDGE - width), across.end + outline.back_words + 34)
    above = _below(taken, left, left + width)
    top = max(above + outline.metrics.title + 16, line - height / 2)
    line = max(line, top + outline.metrics.badge / 2 + 2, _below(taken, across.end, left) + _words(outline))
    return Rect(left, top, width, height), line


def _words(outline: Outline) -> float:
    """The height of the words above an arrow, with the badge on it."""
    return outline.metrics.small + outline.metrics.badge / 2 + 8


def _centred(left: float, line: float, size: tuple[float, float]) -> Rect:
    return Rect(left, line - size[1] / 2, *size)


def _below(taken: list[Rect], left: float, right: float) -> float:
    """How far down the taken rectangles reach between two horizontal positions."""
    return max((rect.bottom for rect in taken if rect.left < right + 4 and left - 4 < rect.right), default=0.0)
