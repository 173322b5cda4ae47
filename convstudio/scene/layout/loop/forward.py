"""The upper row of the loop: X ⋆ K = Ŷ, − Y = E, with row 0 of all maps at the same height."""

from __future__ import annotations

from msgspec import Struct

from convstudio.scene.layout.loop.frames import Frame
from convstudio.scene.layout.loop.outline import CHIP, Metrics, Outline
from convstudio.scene.layout.loop.places import Cells, Sign
from convstudio.scene.layout.values import Rect

SIGN = 30.0  # pixels of an operator at least
ARROW = 20.0  # of an arrow before and after the layers that a prediction passes through
BETWEEN = 6.0  # between chips below one another
BESIDE = 16.0  # between the target kernel and the learned one if they are side by side


class Forward(Struct):
    """The pieces of the upper row, placed one after the other from left to right."""

    rects: dict[str, Rect]
    signs: list[Sign]
    chips: dict[str, tuple[Rect, ...]]


def operators(outline: Outline) -> int:
    """The number of operators that share the spare width."""
    return 4 + (outline.seen is not None)


def forward(outline: Outline, cells: Cells, room: Rect, air: float) -> Forward:
    """The pieces of the upper row, from the left edge of the room on; each operator has `air` more pixels."""
    metrics, made = outline.metrics, Forward({}, [], {"before": (), "behind": ()})
    sign = max(SIGN, metrics.badge + 8) + air
    maps = (outline.picture, outline.seen, outline.prediction, outline.target, outline.error)
    zero = room.top + metrics.head + max(frame.corner(cells.maps, 0, 0).y for frame in maps if frame)
    line = _middle(outline, cells, zero, room.top)
    x = _put(made, "picture", outline.picture, cells.maps, room.left, zero)
    if outline.seen:
        x = _chips(made, "before", outline.before, metrics, x, max(made.rects["picture"].centre.y, line), sign)
        x = _put(made, "seen", outline.seen, cells.maps, x, zero)
    x = _kernel(outline, cells, made, x, sign, room.top, line)
    middle = made.signs[-1].middle
    if outline.behind:
        x = _chips(made, "behind", outline.behind, metrics, x, middle, sign)
    else:
        made.signs.append(Sign("=", x, sign, middle))
        x += sign
    across = zero - outline.prediction.corner(cells.maps, 0, 0).y + outline.prediction.middle(cells.maps)
    for name, text, phase in (("prediction", "−", 0), ("target", "=", 2), ("error", "", 0)):
        x = _put(made, name, getattr(outline, name), cells.maps, x, zero)
        if text:
            made.signs.append(Sign(text, x, sign, across, phase))
            x += sign
    return made


def _middle(outline: Outline, cells: Cells, zero: float, top: float) -> float:
    """The vertical middle of the sentence: that of the source or the prediction, whichever is higher up, below the titles."""
    source = outline.seen or outline.picture
    line = min(zero - f.corner(cells.maps, 0, 0).y + f.middle(cells.maps) for f in (source, outline.prediction))
    chips = max(len(outline.before), len(outline.behind)) * (outline.metrics.chip + BETWEEN) / 2
    return max(line, top + outline.metrics.head + chips)


def _put(made: Forward, name: str, frame: Frame, cell: float, left: float, zero: float) -> float:
    width, height = frame.size(cell)
    made.rects[name] = Rect(left, zero - frame.corner(cell, 0, 0).y, width, height)
    return left + width


def _kernel(outline: Outline, cells: Cells, made: Forward, x: float, sign: float, top: float, line: float) -> float:
    """Add ⋆ and the kernel, with the target kernel above it if that is revealed. Return the right edge."""
    frame = outline.learned
    width, height = frame.size(cells.kernel)
    wide, high = outline.wanted.size(cells.kernel) if outline.wanted else (0.0, 0.0)
    named = outline.metrics.small + 2 if outline.wanted else 0.0
    above = outline.metrics.head + named + (high + 8 if outline.wanted and not outline.beside else 0.0)
    y = max(line - height / 2, top + above)
    left = x + sign + (wide + BESIDE if outline.beside else 0.0)
    if outline.wanted:
        made.rects["wanted"] = Rect(x + sign, y + height - high if outline.beside else y - high - 8, wide, high)
    made.rects["learned"] = Rect(left, y, width, height)
    made.signs.append(Sign("⋆", x, sign, y + frame.middle(cells.kernel), phase=1))
    return left + width


def _chips(made: Forward, name: str, names: tuple[float, ...], metrics: Metrics, x: float, middle: float, sign: float) -> float:
    """Add the layers in between, below one another, with an arrow before and after them. Return the right edge."""
    width = max(names, default=0.0) + CHIP
    arrow, high = max(ARROW, sign - 8), metrics.chip
    if not names:
        made.signs.append(Sign("→", x, sign, middle))
        return x + sign
    top = middle - (len(names) * (high + BETWEEN) - BETWEEN) / 2
    made.chips[name] = tuple(Rect(x + arrow, top + n * (high + BETWEEN), width, high) for n in range(len(names)))
    made.signs.append(Sign("→", x, arrow, middle))
    made.signs.append(Sign("→", x + arrow + width, arrow, middle))
    return x + 2 * arrow + width
