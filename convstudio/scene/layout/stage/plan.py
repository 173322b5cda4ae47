"""What fits on the stage: how many channels are below one another, how large a cell is, and whether products are shown."""

from __future__ import annotations

from collections.abc import Iterator
from math import floor, inf

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.build import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout.stage.subject import FEW_OUTS, MOST_OUTS, MOST_ROWS, Subject, subject
from convstudio.scene.layout.values import RULER, Measure
from convstudio.scene.matrix import MatrixScene

LIMITS = (MOST_ROWS, MOST_OUTS)  # of a subject from which nothing is left out for lack of room
LARGEST_CELL = 96.0
READABLE_CELL = 14.0  # below it numbers vanish, and one channel is shown large instead of several small
LEAST_HEIGHT = 260.0  # of a stage that is not scrolled, whatever is on it
EDGE, HEAD, CAPTION, GAP = 18.0, 35.0, 20.0, 12.0  # around all; titles; names of outputs; between rows of channels
SIGN, FIELD, FIELD_HEIGHT = 44.0, 62.0, 28.0  # width of an operator; the field of a bias
FOOT, BARE_FOOT = 40.0, 12.0  # below the matrices: tools, kernel menus, legends
LEGEND = 36.0
SMALL, SMALL_GAP = 46.0, 8.0  # a thumbnail
NAMES = 86.0  # the names of channels that are below one another
SUBTOTAL = 62.0
TOOLS, KERNEL, LEAST_KERNEL = 440.0, 400.0, 104.0  # the tools at the foot; the kernel's menus side by side, and in one button
BETWEEN = 12.0
WORTH = 1.3  # by what factor cells must grow for fewer kernels to be shown
MOST_AIR = 36.0  # by which the width of an operator may grow
FUNCTION = 96.0  # the name of a pooling or a function between two arrows
PROBLEM, LEAST_PROBLEM, PROBLEM_PART = 200.0, 112.0, 0.28  # the words about an output that is not there; of the width
NARROW = 40.0  # least width of an output's column, if there are several
LEAST_LEGEND = 90.0
NAME, PAGER = 62.0, 150.0  # the name of an output that is shown large, and the pager beside it
PAGED_INPUT, PAGED_OUTPUT = 112.0 + PAGER - SIGN, NAME + PAGER  # least width of a map with pages


class Room(Struct, frozen=True):
    """The size of the stage and the widths of its texts, in units of some pixels: the larger the type, the larger the unit.

    A `bare` stage has no tools: it is only to be looked at, from afar.
    """

    width: float
    height: float
    measure: Measure
    unit: float = 1.0
    bare: bool = False

    @property
    def foot(self) -> float:
        """The height below the matrices, in units."""
        return BARE_FOOT if self.bare else FOOT

    @property
    def largest_cell(self) -> float:
        """The largest size of a cell, in units."""
        return inf if self.bare else LARGEST_CELL / self.unit

    @property
    def readable_cell(self) -> float:
        """The smallest size of a cell whose number can be read, in units."""
        return READABLE_CELL / self.unit

    def whole(self, cell: float) -> float:
        """A cell size in units, rounded down to a whole number of pixels if it is at least one pixel."""
        pixels = cell * self.unit
        return floor(pixels) / self.unit if pixels >= 2 else max(cell, 0.05)


class Plan(Struct, frozen=True):
    """A subject with the cell size that fits, and whether the products of a cell are shown beside the kernels."""

    subject: Subject
    cell: float
    products: bool
    stacked: bool = False  # the products are below the only kernel
    crowded: bool = False  # the tools at the foot reach under the output, whose legend is above them
    limits: tuple[int, int] = LIMITS  # the rows and outputs that the subject has at most


def best_plan(scene: Scene, index: int, large: Large, room: Room) -> Plan:
    """The plan with as many input channels as are readable; else with one of them large, if necessary with fewer kernels."""
    best = _limited(scene, index, large, room, LIMITS)
    if best.cell < room.readable_cell and len(best.subject.rows) > 1:
        alone = _limited(scene, index, large, room, (1, MOST_OUTS))
        best = alone if alone.cell > best.cell else best
    if best.cell < room.readable_cell and len(best.subject.outs) > FEW_OUTS:
        few = _limited(scene, index, large, room, (best.limits[0], FEW_OUTS))
        best = few if few.cell > best.cell * WORTH else best
    return best


def _limited(scene: Scene, index: int, large: Large, room: Room, limits: tuple[int, int]) -> Plan:
    return replace(_plan(subject(scene, index, large, *limits), room), limits=limits)


def least_height(scene: Scene, index: int, large: Large, room: Room) -> float:
    """The least height, in units, at which a layer is readable, or a map of many rows recognisable."""
    what = subject(scene, index, large)
    needed = max(fixed + cells * room.readable_cell for cells, fixed in (rows_of(what, room), output_rows(what, crowded=True)))
    return min(needed, LEAST_HEIGHT)


def _plan(what: Subject, room: Room) -> Plan:
    plain = _sized(what, room, products=False)
    if not any(row.products for row in what.rows):
        return plain
    if len(what.rows) > 1:
        opened = _sized(what, room, products=True)
        return opened if opened.cell >= min(room.readable_cell, plain.cell) else plain
    stacked = _has_room_below(what, plain.cell)
    return replace(plain, products=stacked, stacked=stacked)


def _sized(what: Subject, room: Room, *, products: bool) -> Plan:
    """The plan with the largest cells; smaller ones if the legend would otherwise lie under the tools at the foot."""
    cell = _cell(what, room, products=products)
    if room.bare or _foot_end(what) <= _output_left(what, room, cell, products=products):
        return Plan(what, cell, products)
    return Plan(what, _cell(what, room, products=products, crowded=True), products, crowded=True)


def _foot_end(what: Subject) -> float:
    """The least right edge of the row at the foot of the stage."""
    tools = EDGE + TOOLS + BETWEEN if what.index == 0 else 0.0
    return tools + (LEAST_KERNEL + BETWEEN if tools and what.has_kernel else 0.0)


def _output_left(what: Subject, room: Room, cell: float, *, products: bool) -> float:
    """The left edge of the output, with cells of a given size."""
    columns, fixed = columns_of(what, room.width, products=products)
    around = spare_around(room.width - fixed - columns * cell - widening(what, cell))[1]
    behind = sum(panel.shape[1] * cell + 2 * GAP for panel in what.compared)
    own = max(padded(what.y)[1] * cell, PAGED_OUTPUT if what.y_card.pages else LEAST_LEGEND) if what.y else 0.0
    return room.width - EDGE - around - behind - own


def spare_around(spare: float) -> tuple[float, float]:
    """How spare width is used: by how much each operator grows, and the margin that is left at each side."""
    air = min(max(spare, 0.0) / 4, MOST_AIR)
    return air, max(spare - 2 * air, 0.0) / 2


def _has_room_below(what: Subject, cell: float) -> bool:
    """Whether the products of the only row fit below its kernel, beside the input."""
    row = what.rows[0]
    kernel = max((k.shape[0] for k in row.kernels if k), default=0)
    products = row.products.shape[0] if row.products else 0
    needed = (kernel + products) * cell + FIELD_HEIGHT + 64
    from_first_row = padded(row.x)[0] - row.x.margins[0]  # where kernels begin
    return len(what.outs) == 1 and what.has_kernel and from_first_row * cell >= needed


def _cell(what: Subject, room: Room, *, products: bool, crowded: bool = False) -> float:
    """The largest cell with which everything fits on the stage, in whole pixels if possible."""
    rows, fixed_high = rows_of(what, room)
    y_rows, y_fixed = output_rows(what, crowded=crowded)
    high = min((room.height - fixed_high) / rows, (room.height - y_fixed) / y_rows)
    return room.whole(min(_wide_cell(what, room.width, products=products), high, room.largest_cell))


def _wide_cell(what: Subject, width: float, *, products: bool) -> float:
    """The largest cell for a width. Parts that would become too narrow get their least width, the others share the rest."""
    columns, fixed = columns_of(what, width, products=products)
    least = list(least_widths(what))
    cell = (width - fixed) / columns
    while narrow := [(pixels, cells) for pixels, cells in least if pixels > cells * cell]:
        least = [pair for pair in least if pair not in narrow]
        columns, fixed = columns - sum(cells for _, cells in narrow), fixed + sum(pixels for pixels, _ in narrow)
        widest = min(pixels / cells for pixels, cells in narrow)
        cell = min((width - fixed) / columns, widest) if columns else widest
    return cell


def least_widths(what: Subject) -> Iterator[tuple[float, int]]:
    """The least width of each part of the sentence in pixels, and the number of its cells side by side."""
    if what.rows and what.x_card.pages:
        yield PAGED_INPUT, max(padded(row.x)[1] for row in what.rows)
    if len(what.outs) > 1:
        yield from ((NARROW, column_width(what)) for _ in what.outs)
    if what.y:
        yield PAGED_OUTPUT if what.y_card.pages else LEAST_LEGEND, padded(what.y)[1]


def widening(what: Subject, cell: float) -> float:
    """The pixels by which the parts are wider than their cells."""
    return sum(max(pixels - cells * cell, 0.0) for pixels, cells in least_widths(what))


def problem_width(what: Subject, width: float) -> float:
    """The width of the words about an output that is not there. Only where they have a button does it stay in a narrow room."""
    card = what.y_card
    if not card.problem:
        return 0.0
    return PROBLEM if what.y or card.mend else min(PROBLEM, max(LEAST_PROBLEM, PROBLEM_PART * width))


def columns_of(what: Subject, width: float, *, products: bool) -> tuple[float, float]:
    """The cells side by side in a room of some width, and the pixels beside them that no size of a cell changes."""
    x = max(padded(row.x)[1] for row in what.rows) + what.overhang[1] if what.rows else 1
    y = (padded(what.y)[1] if what.y else 1) + sum(panel.shape[1] for panel in what.compared)
    fixed = 2 * EDGE + lead_of(what.rows[0].x if what.rows else None) + lead_of(what.y) + names_width(what)
    middle = 0.0
    if what.has_kernel:
        middle = column_width(what) * len(what.outs)
        fixed += 2 * SIGN + GAP * max(len(what.outs) - 1, 0) + (SIGN / 2 + FIELD if bias_beside(what) else 0.0)
        if products:
            middle += max((row.products.shape[1] for row in what.rows if row.products), default=1)
            fixed += SIGN + SUBTOTAL
    else:
        fixed += 2 * SIGN + (FUNCTION if what.layer else 0.0)
    return x + middle + y, fixed + problem_width(what, width) + 2 * GAP * len(what.compared)


def output_column(what: Subject, cell: float) -> float:
    """The width in pixels of a column of kernels; if there are several, each has room for its name."""
    return max(column_width(what) * cell, NARROW if len(what.outs) > 1 else 0.0)


def rows_of(what: Subject, room: Room) -> tuple[float, float]:
    """The rows of cells in the input, and the pixels beside them that do not depend on the size of a cell."""
    above, lead = rows_above(what)
    pushed = above - what.rows[0].x.margins[0] if what.rows else 0
    cells = sum(row_cells(what, place) for place in range(len(what.rows))) + pushed or 1
    fixed = head_of(what) + room.foot + lead
    fixed += GAP * max(len(what.rows) - 1, 0) + (SMALL + GAP if what.others_in else 0.0)
    return cells, fixed + (FIELD_HEIGHT + 4 if what.has_kernel and not bias_beside(what) else 0.0)


def row_cells(what: Subject, place: int) -> int:
    """The rows that a channel needs: its own with padding and overhang, or those of the kernel if these are more."""
    row = what.rows[place]
    own = padded(row.x)[0] + (what.overhang[0] if place == 0 else 0)
    return max(own, *(k.shape[0] for k in row.kernels if k), 1)


def output_rows(what: Subject, *, crowded: bool) -> tuple[float, float]:
    """Like `rows_of`, for the output, whose row 0 is level with that of the input."""
    above, lead = rows_above(what)
    cells = above + (what.y.shape[0] + what.y.margins[1] if what.y else 1)
    below = SMALL + 12.0 if what.others_out else 0.0
    cells = max(cells, *(above + panel.shape[0] for panel in what.compared), 1)
    return cells, head_of(what) + LEGEND + lead + below + (FOOT if crowded else 0.0)


def rows_above(what: Subject) -> tuple[int, float]:
    """The rows of padding above row 0 of the first channel and of the output, and the pixels of the ruler above them."""
    firsts = [panel for panel in (*(row.x for row in what.rows[:1]), what.y) if panel]
    return max((panel.margins[0] for panel in firsts), default=0), max((lead_of(panel) for panel in firsts), default=0.0)


def head_of(what: Subject) -> float:
    """The pixels above the matrices: the titles, and the names of channels if there are several."""
    named = len(what.outs) > 1 or what.others_out or what.others_in or what.x_card.pages or what.y_card.pages
    return HEAD + (CAPTION if named else 0.0)


def padded(panel: MatrixScene) -> tuple[int, int]:
    """Rows and columns of a panel with its padding."""
    above, below, left, right = panel.margins
    return panel.shape[0] + above + below, panel.shape[1] + left + right


def lead_of(panel: MatrixScene | None) -> float:
    """The pixels that the ruler of a panel takes."""
    return RULER if panel is not None and panel.surround and panel.ruled else 0.0


def names_width(what: Subject) -> float:
    """The pixels for the names of channels at the left, if there are several rows."""
    return NAMES if len(what.rows) > 1 else 0.0


def column_width(what: Subject) -> int:
    """The width in cells of the widest slice."""
    return max((k.shape[1] for row in what.rows for k in row.kernels if k), default=1)


def bias_beside(what: Subject) -> bool:
    """Whether the bias is beside the kernel, because there is one of each. Otherwise each bias is below its column."""
    return len(what.outs) == 1 and len(what.rows) == 1
