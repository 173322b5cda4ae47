"""The layout: the matrices of one shift in a row, and the plot of all shifts below them."""

from __future__ import annotations

from math import isfinite

from convstudio.scene.large import Large
from convstudio.scene.layout import Bar, Drawing, Item, Matrix, Rect, Slot, Words
from convstudio.scene.layout.stage.plan import EDGE, GAP, LARGEST_CELL, SIGN, Room
from convstudio.scene.layout.values import Colour
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.words.numbers import exact, short
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.every.build import EveryScene
from convstudio.scene.workspaces.shift.every.profile import Point, Profile
from convstudio.scene.workspaces.shift.lab import output_matrix, standing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED
from convstudio.scene.workspaces.shift.square import widest_cell
from convstudio.words import tr

HEAD, LEAST_COLUMN = 28.0, 84.0  # pixels: height of a matrix's title; least width of a column
PLOT, ABOVE = 0.45, 20.0  # least share of the height for the plot; pixels above it
NUMBERS, LEGEND, LABELS = 46.0, 24.0, 20.0  # pixels to the left of the bars, above them and below them
THIN, MARKED = 0.72, 4.0  # width of a bar as a share of its step; height in pixels of the mark below the present shift
KEY = 11.0  # side in pixels of a colour in the legend
LEAST = 2.0  # least height in pixels of a bar that is not 0


def drawing(scene: EveryScene, large: Large, room: Room) -> Drawing:
    """Lay out all items of the view in a room."""
    items = _matrices(scene, large, room, room.height * (1 - PLOT) if scene.profile else room.height)
    if scene.profile:
        bottom = max((item.inner.bottom for item in items if isinstance(item, Matrix)), default=0.0)
        plot = Rect(EDGE, bottom + ABOVE, room.width - 2 * EDGE, room.height - bottom - ABOVE - 6)
        items += _plot(scene, scene.profile, plot, room)
    return Drawing(room.width, room.height, tuple(items))


def bars_rect(plot: Rect) -> Rect:
    """The rectangle of the bars in a plot."""
    return Rect(plot.left + NUMBERS, plot.top + LEGEND, plot.width - NUMBERS, plot.height - LEGEND - LABELS)


def shift_at(plot: Rect, most: int, x: float) -> int:
    """The shift whose bar is at `x` or nearest to it, in a plot of the shifts −`most` … `most`."""
    bars = bars_rect(plot)
    at = int((x - bars.left) // (bars.width / (2 * most + 1)))
    return min(max(at, 0), 2 * most) - most


def _matrices(scene: EveryScene, large: Large, room: Room, height: float) -> list[Item]:
    """The moved input, its output, what that is compared with, and the difference, side by side."""
    output = output_matrix(scene.evaluation)
    compared = MOVED_OUTPUT if scene.matrices(MOVED_OUTPUT) else output
    wanted: tuple[tuple[MatrixId, int, str], ...] = (
        (MOVED_INPUT, -1, ""), (OF_MOVED, output.layer, "L"), (compared, output.layer, "−"), (DIFFERENCE, output.layer, "="),
    )  # fmt: skip
    found = [
        (panel, sign) for matrix, layer, sign in wanted if (panel := standing(scene.matrices(matrix), large.get(layer, 0)))
    ]
    if not found:
        return []
    free = room.width - 2 * EDGE - SIGN * (len(found) - 1)
    wide = [panel.shape[1] for panel, _sign in found]
    tallest = max(panel.shape[0] for panel, _sign in found)
    across = widest_cell(wide, [LEAST_COLUMN] * len(wide), free)
    cell = room.whole(min(across, (height - HEAD - 2 * GAP) / tallest, LARGEST_CELL))
    columns = [max(width * cell, LEAST_COLUMN) for width in wide]
    left = EDGE + (free - sum(columns)) / 2
    top = HEAD + GAP / 2
    items: list[Item] = []
    for (panel, sign), width in zip(found, columns, strict=True):
        matrix = Matrix(panel, left, top, cell)
        if sign:
            middle = top + min(found[0][0].shape[0] * cell, height - HEAD) / 2
            text = "→" if sign == "L" else sign
            items.append(Words((Run(text),), Rect(left - SIGN, min(middle, top + 60) - 14, SIGN, 28), "sign", "centre"))
        items += [matrix, _title(scene, matrix, width, room)]
        left += width + SIGN
    return items


def _title(scene: EveryScene, matrix: Matrix, width: float, room: Room) -> Words:
    """The title of a matrix and its symbol, or as much of that as there is room for."""
    name, symbol = Run(scene.card(matrix.scene.panel.matrix).title, "strong"), Run(matrix.scene.symbol, "muted")
    lines: tuple[Line, ...] = ((name, Run("  "), symbol), (name,), (symbol,))
    space = min(width + SIGN - 10, room.width - matrix.left - 4)
    line = next((line for line in lines if room.measure.width(line, "plain") <= space), (symbol,))
    wide = room.measure.width(line, "plain") + 1
    return Words(line, Rect(matrix.left, matrix.top - HEAD + 4, wide, room.measure.height("plain")), "plain")


# The plot


def _plot(scene: EveryScene, profile: Profile, plot: Rect, room: Room) -> list[Item]:
    bars, most = bars_rect(plot), profile.most
    shown, step = profile.shown, bars.width / (2 * most + 1)
    highest = max((point.largest for point in shown.values() if isfinite(point.largest)), default=0.0)
    here = scene.part.columns if profile.part.along == "columns" else scene.part.rows
    items: list[Item] = [Bar(Rect(bars.left, bars.bottom, bars.width, 1), "line")]
    for by, point in sorted(shown.items()):
        left = bars.left + (by + most) * step + step * (1 - THIN) / 2
        items += _bar(point, Rect(left, bars.top, step * THIN, bars.height), highest, stale=by not in profile.points)
    if abs(here) <= most:
        left = bars.left + (here + most) * step
        items.append(Bar(Rect(left + step * (1 - THIN) / 2, bars.bottom + 2, step * THIN, MARKED), "lit"))
    items += _labels(bars, most, here, step, highest, room)
    items += _legend(scene, Rect(plot.left, plot.top, plot.width, LEGEND), room)
    items.append(Slot("plot", plot, framed=False))
    return items


def _bar(point: Point, rect: Rect, highest: float, *, stale: bool) -> list[Item]:
    """The bar of a shift, with the part of the difference that no border explains in another colour."""
    if not isfinite(point.largest):
        return []

    def up_to(value: float) -> Rect:
        high = max(value / highest * rect.height, LEAST)
        return Rect(rect.left, rect.bottom - high, rect.width, high)

    items: list[Item] = []
    if point.largest:
        style: Colour = "muted" if stale else "soft" if point.along else "dashed"
        items.append(Bar(up_to(point.largest), style))
    else:
        items.append(Bar(Rect(rect.left, rect.bottom - 1, rect.width, 2), "muted" if stale else "accent"))
    if point.along and point.inside and not stale:
        items.append(Bar(up_to(point.inside), "accent"))
    return items


def _labels(bars: Rect, most: int, here: int, step: float, highest: float, room: Room) -> list[Item]:
    """The numbers at the axes; for shifts those at both ends, 0 and the present one, as far as there is room."""
    measure, high = room.measure, room.measure.height("small")
    items: list[Item] = []
    taken: list[Rect] = []
    for by, style in ((here, "strong"), (0, "plain"), (-most, "plain"), (most, "plain")):
        if abs(by) > most:
            continue
        line: Line = (Run(exact(by), "strong" if style == "strong" else "muted"),)
        width = measure.width(line, "small") + 2
        middle = bars.left + (by + most + 0.5) * step
        left = min(max(middle - width / 2, bars.left), bars.right - width)
        rect = Rect(left, bars.bottom + MARKED + 3, width, high)
        if not any(rect.touches(other) for other in taken):
            items.append(Words(line, rect, "small", "centre"))
            taken.append(Rect(rect.left - 6, rect.top, rect.width + 12, rect.height))
    if highest:
        top: Line = (Run(short(highest), "muted"),)
        items.append(Words(top, Rect(bars.left - NUMBERS, bars.top - high / 2 + 2, NUMBERS - 8, high), "small", "right"))
    items.append(
        Words((Run("0", "muted"),), Rect(bars.left - NUMBERS, bars.bottom - high / 2, NUMBERS - 8, high), "small", "right")
    )
    return items


def _legend(scene: EveryScene, rect: Rect, room: Room) -> list[Item]:
    """What is plotted and what the colours mean, as far as there is room."""
    assert scene.profile
    measure, high = room.measure, room.measure.height("small")
    axis = tr("columns to the right") if scene.profile.part.along == "columns" else tr("rows down")
    keys: tuple[tuple[Colour, str], ...] = (
        ("accent", tr("inside")), ("soft", tr("at the borders")), ("dashed", tr("compared as it was")),
    )  # fmt: skip
    wide = [measure.width((Run(text),), "small") + 1 + KEY + 22 for _style, text in keys]
    whole: Line = (Run(tr("Largest difference"), "strong"), Run("  " + tr("for every shift, in {axis}", axis=axis), "muted"))
    title = whole if measure.width(whole, "plain") + 16 + sum(wide) <= rect.width else whole[:1]
    left = rect.left + measure.width(title, "plain") + 2
    items: list[Item] = [Words(title, Rect(rect.left, rect.top, left - rect.left, measure.height("plain")))]
    left = max(rect.right - sum(wide) + 22, left + 20)
    for (style, text), width in zip(keys, wide, strict=True):
        if left + width - 22 <= rect.right + 0.5:
            items.append(Bar(Rect(left, rect.top + 2, KEY, KEY), style))
            items.append(Words((Run(text, "muted"),), Rect(left + KEY + 5, rect.top + 1, width - KEY - 22, high), "small"))
        left += width
    return items
