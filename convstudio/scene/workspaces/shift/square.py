"""The measures of a square that compares two ways, one below the other: the cells, the columns and the rows."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from msgspec import Struct

from convstudio.scene.large import Large
from convstudio.scene.layout.stage.plan import EDGE, GAP, LARGEST_CELL, SMALL, Room
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import INPUT, MatrixId
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.lab import Signs, SquareScene, output_matrix, standing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, STILL
from convstudio.words import tr

HEAD, BELOW, BETWEEN = 30.0, 34.0, 18.0  # pixels for the title of a matrix; for its legend; between the rows
ARROW, MOST_AIR = 116.0, 60.0  # pixels between two matrices, for an arrow with its words; how much wider it may get
TIGHT_ARROW, NARROW = 54.0, 560.0  # pixels between two matrices in a room narrower than this
LOW, TIGHT_BELOW = 230.0, 6.0  # a lower room has no legends; pixels below its lower row
LEAST_LEGEND = 90.0
LOWER = 18.0  # pixels by which thumbnails below a matrix with one row are lowered, to leave room for the words of an arrow


class Place(Struct, frozen=True):
    """A matrix in the square: its row and column there, and the `layer` of the map whose channels it shares."""

    matrix: MatrixId
    row: int
    column: int
    layer: int


class Square(Struct, frozen=True, eq=False):
    """The matrices that are shown, and their measures in pixels: the side of a cell, the width between columns, and where the
    columns and the rows of cells begin.
    """

    shown: tuple[tuple[Place, MatrixScene], ...]
    cell: float
    arrow: float
    lefts: tuple[float, ...]
    tops: tuple[float, float]


def square(scene: SquareScene, large: Large, room: Room) -> Square:
    """Measure the square with the largest cells that fit into the room, in whole pixels from 2 upwards."""
    shown = _shown(scene, large)
    wide = [max((panel.shape[1] for place, panel in shown if place.column == column), default=0) for column in range(3)]
    least = _least_widths(scene, room) if wide[2] else (LEAST_LEGEND, 0.0, 0.0)
    arrows = max(sum(width > 0 for width in wide) - 1, 0)
    narrow = ARROW if room.width >= NARROW else TIGHT_ARROW
    free = room.width - 2 * EDGE - narrow * arrows
    cell = min(widest_cell(wide, least, free), _down(scene, shown, room), LARGEST_CELL)
    cell = float(floor(cell)) if cell >= 2 else max(cell, 0.05)
    columns = [max(width * cell, own) for width, own in zip(wide, least, strict=True)]
    spare = max(free - sum(columns), 0.0)
    arrow = narrow + min(spare / 4, MOST_AIR)  # free space goes to the arrows first, then to both sides
    lefts = [EDGE + max(spare - arrows * (arrow - narrow), 0.0) / 2]
    for width in columns[:-1]:
        lefts.append(lefts[-1] + width + arrow)
    return Square(shown, cell, arrow, tuple(lefts), _tops(scene, shown, cell, room))


def largest_line(scene: SquareScene, signs: Signs) -> Line:
    """The line with the largest difference over all channels."""
    several = len(scene.matrices(DIFFERENCE)) > 1
    return Run(tr("largest of all channels ") if several else tr("largest "), "muted"), Run(about(signs.largest), "strong")


def _least_widths(scene: SquareScene, room: Room) -> tuple[float, float, float]:
    """The least widths of the columns in pixels, for the words and legends in them."""
    signs = scene.signs
    assert signs
    measure = room.measure
    if room.width < NARROW:
        own = 0.0 if room.height < LOW else LEAST_LEGEND
        return own, own, max(own, measure.width((Run(tr("Difference"), "strong"),), "title") + 2)
    last = [measure.width(largest_line(scene, signs), "title"), measure.width((Run(tr("Difference"), "strong"),), "title")]
    if signs.note:
        last.append(measure.width(signs.note, "plain"))
    return LEAST_LEGEND, LEAST_LEGEND, max(LEAST_LEGEND, *last) + 2


def widest_cell(wide: Sequence[int], least: Sequence[float], free: float) -> float:
    """The largest cell for a width: columns that it makes too narrow get their least width, and the others share the rest.

    Where not even the least widths fit, all share what there is.
    """
    left = list(zip(wide, least, strict=True))
    while True:
        cell = free / max(sum(width for width, _own in left), 1)
        narrow = [pair for pair in left if pair[1] > pair[0] * cell]
        if not narrow or len(narrow) == len(left):
            return cell
        left = [pair for pair in left if pair not in narrow]
        free -= sum(own for _width, own in narrow)


def _shown(scene: SquareScene, large: Large) -> tuple[tuple[Place, MatrixScene], ...]:
    last = output_matrix(scene.evaluation)
    places = [Place(INPUT, 0, 0, -1), Place(MOVED_INPUT, 1, 0, -1)]
    if scene.signs:
        places += [
            Place(last, 0, 1, last.layer), Place(MOVED_OUTPUT, 0, 2, last.layer), Place(STILL, 0, 2, last.layer),
            Place(OF_MOVED, 1, 1, last.layer), Place(DIFFERENCE, 1, 2, last.layer),
        ]  # fmt: skip
    found = ((place, standing(scene.matrices(place.matrix), large.get(place.layer, 0))) for place in places)
    return tuple((place, panel) for place, panel in found if panel)


def _down(scene: SquareScene, shown: tuple[tuple[Place, MatrixScene], ...], room: Room) -> float:
    """The largest cell for the height: no matrix of the upper row and one of the lower row are too high together."""
    free = room.height - HEAD * 2 - BETWEEN - GAP
    upper = [(panel.shape[0], foot(scene, place, room)) for place, panel in shown if place.row == 0]
    lower = [(panel.shape[0], foot(scene, place, room)) for place, panel in shown if place.row == 1] or [(0, 0.0)]
    return min((free - a_foot - b_foot) / (a + b) for a, a_foot in upper for b, b_foot in lower)


def foot(scene: SquareScene, place: Place, room: Room) -> float:
    """Pixels kept below a matrix: for its thumbnails, its legend, the largest difference, or the share that is unchanged."""
    if place.row == 1 and room.height < LOW:
        return TIGHT_BELOW
    if place.row == 1:
        return BELOW + (room.measure.height("title") + 4 if place.matrix == DIFFERENCE else 0.0)
    if place.matrix == STILL:
        return 0.0 if room.width < NARROW else room.measure.height("plain") + 8
    panels = scene.matrices(place.matrix)
    return SMALL + GAP + (LOWER if panels[0].shape[0] == 1 else 0.0) if len(panels) > 1 else 0.0


def _tops(scene: SquareScene, shown: tuple[tuple[Place, MatrixScene], ...], cell: float, room: Room) -> tuple[float, float]:
    high = [
        max((panel.shape[0] * cell + foot(scene, place, room) for place, panel in shown if place.row == row), default=0.0)
        for row in (0, 1)
    ]
    spare = max(room.height - 2 * HEAD - BETWEEN - GAP - sum(high), 0.0)
    first = HEAD + GAP / 2 + spare * 0.3
    return first, first + high[0] + BETWEEN + HEAD + min(spare * 0.3, 40.0)
