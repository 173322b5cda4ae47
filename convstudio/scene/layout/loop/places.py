"""Where everything on the loop stands, at some sizes of its cells: forward on top, back below.

Row 0 of all maps stands on one line. The way back runs below what it passes: down from E, left to the gradient and to the step
below K, and up into K. What is small above leaves its room to what stands below it.
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.layout.loop.frames import Frame
from convstudio.scene.layout.loop.outline import CHIP, Outline
from convstudio.scene.layout.values import Point, Rect

EDGE, FOOT = 16.0, 8.0
SIGN = 30.0  # an operator's room at least
ARROW = 20.0  # an arrow before and behind the layers that a prediction goes through
BETWEEN = 6.0  # chips below one another
RISE = 30.0  # from the step up to K, beside its words
TOOLS_GAP, LEGEND = 6.0, 28.0
LANE = 10.0  # from the source's edge to the line that leads from it to the gradient
LEAST_LEGEND = 92.0
FORWARD = ("picture", "seen", "learned", "prediction", "target", "error")


class Cells(Struct, frozen=True):
    """Pixels of a cell: of the maps, of the kernel, and of the weights on the way back."""

    maps: float
    kernel: float
    back: float


class Sign(Struct, frozen=True):
    """An operator in the room between two blocks, and the phase that stands above it."""

    text: str
    left: float
    width: float
    middle: float
    phase: int = 0


class Places(Struct, frozen=True):
    """The rectangle of each block, of its cells, and of all that stands between and around them."""

    rects: dict[str, Rect]
    signs: tuple[Sign, ...]
    before: tuple[Rect, ...]
    behind: tuple[Rect, ...]
    line: float  # the height of the way back
    lane: float  # of the line from the source to the gradient
    rise: float  # across, of the line up to K
    legend: Rect
    pictures: Rect
    kernel: Rect
    nudge: Rect
    head: float  # where the line of titles begins
    right: float
    bottom: float
    cells: dict[str, Rect] = {}


class _Forward(Struct):
    """The pieces of the upper row while they are put one after the other."""

    rects: dict[str, Rect]
    signs: list[Sign]
    chips: dict[str, tuple[Rect, ...]]


def places(outline: Outline, cells: Cells, room: Rect, air: float = 0.0) -> Places:
    """Where all stands, from the room's left edge on; `air` pixels more in each operator's room."""
    upper = _forward(outline, cells, room, air)
    return _back(outline, cells, room, upper)


def operators(outline: Outline) -> int:
    """How many operators grow with the air."""
    return 4 + (outline.seen is not None)


def _forward(outline: Outline, cells: Cells, room: Rect, air: float) -> _Forward:
    metrics, made = outline.metrics, _Forward({}, [], {"before": (), "behind": ()})
    sign = max(SIGN, metrics.badge + 8) + air
    maps = (outline.picture, outline.seen, outline.prediction, outline.target, outline.error)
    zero = room.top + metrics.head + max(frame.corner(cells.maps, 0, 0).y for frame in maps if frame)
    line = _middle(outline, cells, zero, room.top)
    x = _put(made, "picture", outline.picture, cells.maps, room.left, zero)
    if outline.seen:
        x = _chips(made, "before", outline.before, metrics.chip, x, max(made.rects["picture"].centre.y, line), sign)
        x = _put(made, "seen", outline.seen, cells.maps, x, zero)
    x = _kernel(outline, cells, made, x, sign, room.top, line)
    middle = made.signs[-1].middle
    if outline.behind:
        x = _chips(made, "behind", outline.behind, metrics.chip, x, middle, sign)
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
    """The height that the sentence is read at: the middle of what is read or made, whichever is less high, below the titles."""
    source = outline.seen or outline.picture
    line = min(zero - f.corner(cells.maps, 0, 0).y + f.middle(cells.maps) for f in (source, outline.prediction))
    chips = max(len(outline.before), len(outline.behind)) * (outline.metrics.chip + BETWEEN) / 2
    return max(line, top + outline.metrics.head + chips)


def _put(made: _Forward, name: str, frame: Frame, cell: float, left: float, zero: float) -> float:
    width, height = frame.size(cell)
    made.rects[name] = Rect(left, zero - frame.corner(cell, 0, 0).y, width, height)
    return left + width


def _kernel(outline: Outline, cells: Cells, made: _Forward, x: float, sign: float, top: float, line: float) -> float:
    """⋆ and the kernel, and above it the wanted one, if it is revealed; returns where it ends."""
    frame = outline.learned
    width, height = frame.size(cells.kernel)
    wide, high = outline.wanted.size(cells.kernel) if outline.wanted else (0.0, 0.0)
    above = outline.metrics.head + (high + outline.metrics.small + 10 if outline.wanted else 0.0)
    y = max(line - height / 2, top + above)
    if outline.wanted:
        made.rects["wanted"] = Rect(x + sign, y - high - 8, wide, high)
    made.rects["learned"] = Rect(x + sign, y, width, height)
    made.signs.append(Sign("⋆", x, sign, y + frame.middle(cells.kernel), phase=1))
    return x + sign + width


def _chips(made: _Forward, name: str, names: tuple[float, ...], high: float, x: float, middle: float, sign: float) -> float:
    """The layers in between, below one another, an arrow before and behind them; returns where they end."""
    width = max(names, default=0.0) + CHIP
    arrow = max(ARROW, sign - 10)
    if not names:
        made.signs.append(Sign("→", x, sign, middle))
        return x + sign
    top = middle - (len(names) * (high + BETWEEN) - BETWEEN) / 2
    made.chips[name] = tuple(Rect(x + arrow, top + n * (high + BETWEEN), width, high) for n in range(len(names)))
    made.signs.append(Sign("→", x, arrow, middle))
    made.signs.append(Sign("→", x + arrow + width, arrow, middle))
    return x + 2 * arrow + width


# The way back


def _back(outline: Outline, cells: Cells, room: Rect, upper: _Forward) -> Places:
    metrics, rects = outline.metrics, upper.rects
    source = rects["seen" if outline.seen else "picture"]
    cell = cells.maps
    learned = outline.learned.cells(cells.kernel, rects["learned"].left, rects["learned"].top)
    error = outline.error.cells(cell, rects["error"].left, rects["error"].top)
    pictures = Rect(rects["picture"].left, rects["picture"].bottom + TOOLS_GAP, metrics.pictures, metrics.button)
    kernel = Rect(pictures.left, pictures.bottom + 4, metrics.kernel, metrics.button)
    taken = [*rects.values(), *(chip for chips in upper.chips.values() for chip in chips), pictures, kernel]
    (step_w, step_h), (wide, high) = outline.step.size(cells.back), outline.gradient.size(cells.back)
    middle = outline.step.cells(cells.back, 0, 0).centre.x
    step_left = max(learned.centre.x - middle, source.right + 2 * LANE)
    inner = outline.step.cells(cells.back, step_left, 0)
    rise = min(max(learned.centre.x, inner.left + 6), inner.right - 6)
    left = step_left + step_w + max(outline.step_words, metrics.badge + 24) + 22
    end = max(left + wide + outline.back_words + 30, error.centre.x)
    pull_w, pull_h = outline.pull.size(cells.maps) if outline.pull else (0.0, 0.0)
    legend = Rect(rects["prediction"].left, rects["prediction"].bottom + TOOLS_GAP, LEAST_LEGEND, LEGEND)
    if outline.pull:
        taken.append(legend)  # where the slope at the sums stands below, else below the way back
    words = metrics.small + metrics.badge / 2 + 8
    line = max(
        rects["learned"].bottom + RISE + step_h / 2,
        _below(taken, step_left, step_left + step_w) + 10 + step_h / 2,
        _below(taken, step_left, left) + words,
        _below(taken, left, left + wide) + 10 + high / 2,
    )
    if not outline.pull:
        line = max(line, _below(taken, left + wide, max(end, left + wide)) + words)
    found = dict(rects)
    pull_left = max(min(error.centre.x - pull_w / 2, room.right - EDGE - pull_w), left + wide + outline.back_words + 34)
    if outline.pull:
        above = _below(taken, pull_left, pull_left + pull_w)
        top = max(above + metrics.title + 16, line - pull_h / 2)
        line = max(line, top + metrics.badge / 2 + 2, _below(taken, left + wide, pull_left) + words)
        found["pull"] = Rect(pull_left, top, pull_w, pull_h)
    else:
        legend = Rect(
            max(rects["target"].left, left + wide + metrics.nudge + 24),
            line + 10,
            max(rects["target"].width, LEAST_LEGEND),
            LEGEND,
        )
    found["step"] = Rect(step_left, line - step_h / 2, step_w, step_h)
    found["gradient"] = Rect(left, line - high / 2, wide, high)
    nudge = Rect(left + wide + 12, line + metrics.badge / 2 + 4, metrics.nudge, metrics.button)
    lane = max(found["gradient"].bottom, found["step"].bottom) + 12
    ends = [*found.values(), pictures, kernel, nudge, legend]
    return Places(
        found, tuple(upper.signs), upper.chips["before"], upper.chips["behind"], line, lane, rise, legend, pictures,
        kernel, nudge, room.top, max(rect.right for rect in ends), max(lane, *(rect.bottom for rect in ends)) + FOOT,
    )  # fmt: skip


def with_cells(found: Places, outline: Outline, cells: Cells) -> Places:
    """The places with the rectangles of all cells."""
    sizes = {"learned": cells.kernel, "wanted": cells.kernel, "gradient": cells.back, "step": cells.back}
    frames: dict[str, Frame] = {name: getattr(outline, name) for name in found.rects}
    return replace(
        found,
        cells={n: frame.cells(sizes.get(n, cells.maps), *found.rects[n][:2]) for n, frame in frames.items()},
    )


def _below(taken: list[Rect], left: float, right: float) -> float:
    """How far down something reaches between two places."""
    return max((rect.bottom for rect in taken if rect.left < right + 4 and left - 4 < rect.right), default=0.0)


def corner(rect: Rect, frame: Frame, cell: float, row: int, column: int) -> Point:
    """Where cell (0, 0) of a matrix of a block stands."""
    at = frame.corner(cell, row, column)
    return Point(rect.left + at.x, rect.top + at.y)
