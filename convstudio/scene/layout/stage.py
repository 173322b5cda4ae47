"""One layer as a sentence, X ⋆ K + b = Y, as large as there is room for: all matrices at one cell size.

Channels that come in are rows, outputs are columns of kernels; row 0 of X and row 0 of Y stand on one line. What a text or a
field needs is measured in the type that it will be painted in, so that the same drawing stands on the screen and on paper.
"""

from __future__ import annotations

from math import floor

from msgspec import Struct

from convstudio.scene.build import Scene
from convstudio.scene.card import shape_text
from convstudio.scene.layout.beam import beams
from convstudio.scene.layout.subject import Large, Row, Subject, subject
from convstudio.scene.layout.values import (
    RULER,
    Box,
    Drawing,
    Hit,
    Item,
    Legend,
    Matrix,
    Measure,
    Rect,
    Slot,
    Thumbnail,
    Words,
    words,
)
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.runs import Run
from convstudio.words import tr

LARGEST_CELL = 96.0
READABLE_CELL = 14.0  # below it numbers go, and one channel stands large instead of several small
EDGE, HEAD, GAP = 18.0, 36.0, 12.0  # around all; above the matrices; between rows of channels
SIGN, FIELD, FIELD_HEIGHT = 44.0, 62.0, 28.0  # an operator's room; a bias's field
FOOT = 36.0  # below the matrices: tools, kernel menus, legends
SMALL, SMALL_GAP = 46.0, 8.0  # a thumbnail
SUBTOTAL = 62.0


class Room(Struct, frozen=True):
    """Pixels of the stage, and how text is measured."""

    width: float
    height: float
    measure: Measure


class Plan(Struct, frozen=True):
    """What fits: the cell size, and whether the products of a cell are open beside the kernels."""

    subject: Subject
    cell: float
    products: bool
    stacked: bool = False  # the products stand below the only kernel


def stage(scene: Scene, index: int, large: Large, room: Room) -> Drawing:
    """The layer at `index` of a scene with the channels of `large` standing large."""
    plan = best_plan(scene, index, large, room)
    return Drawing(room.width, room.height, tuple(_Composer(plan, room).items()))


def best_plan(scene: Scene, index: int, large: Large, room: Room) -> Plan:
    """As many channels below one another as can be read; else one of them, large."""
    several = _plan(subject(scene, index, large), room)
    if several.cell >= READABLE_CELL or len(several.subject.rows) == 1:
        return several
    alone = _plan(subject(scene, index, large, most_rows=1), room)
    return alone if alone.cell > several.cell else several


def _plan(what: Subject, room: Room) -> Plan:
    plain = Plan(what, _cell(what, room, products=False), products=False)
    if not any(row.products for row in what.rows):
        return plain
    if len(what.rows) > 1:
        opened = _cell(what, room, products=True)
        return Plan(what, opened, products=True) if opened >= min(READABLE_CELL, plain.cell) else plain
    stacked = _has_room_below(what, plain.cell)
    return Plan(what, plain.cell, products=stacked, stacked=stacked)


def _has_room_below(what: Subject, cell: float) -> bool:
    """Whether the products of the only row fit below its kernel, beside the input."""
    row = what.rows[0]
    x_rows = _padded(row.x)[0]
    kernel = max((k.shape[0] for k in row.kernels if k), default=0)
    needed = kernel * cell + FIELD_HEIGHT + (row.products.shape[0] if row.products else 0) * cell + 64
    return len(what.outs) == 1 and what.kernel_card is not None and x_rows * cell >= needed


def _cell(what: Subject, room: Room, *, products: bool) -> float:
    """The largest cell with which all stands on the stage, in whole pixels where it can be."""
    columns, fixed = _columns(what, products=products)
    rows, fixed_high = _rows(what)
    cell = min((room.width - fixed) / columns, (room.height - fixed_high) / rows, LARGEST_CELL)
    y_rows, y_fixed = _output_rows(what)
    cell = min(cell, (room.height - y_fixed) / y_rows)
    return float(floor(cell)) if cell >= 2 else max(cell, 0.05)


def _columns(what: Subject, *, products: bool) -> tuple[float, float]:
    """Cells side by side, and pixels that do not grow with them."""
    x = max(_padded(row.x)[1] for row in what.rows) if what.rows else 1
    y = _padded(what.y)[1] if what.y else 1
    fixed = 2 * EDGE + _lead(what.rows[0].x if what.rows else None) + SIGN + SIGN + _lead(what.y) + _names(what)
    middle = 0.0
    if what.has_kernel:
        width = max((k.shape[1] for row in what.rows for k in row.kernels if k), default=1)
        middle = width * len(what.outs)
        fixed += GAP * (len(what.outs) - 1) + (SIGN / 2 + FIELD if _bias_beside(what) else 0.0)
        if products:
            middle += max((row.products.shape[1] for row in what.rows if row.products), default=1)
            fixed += SIGN + SUBTOTAL
    else:
        fixed += FUNCTION
    return x + middle + y, fixed


FUNCTION = 96.0  # the name of a pooling or a function between two arrows


def _rows(what: Subject) -> tuple[float, float]:
    cells = sum(_padded(row.x)[0] for row in what.rows) or 1
    several = len(what.rows) > 1
    fixed = HEAD + FOOT + _lead(what.rows[0].x if what.rows else None)
    fixed += GAP * (len(what.rows) - 1) + (SMALL + GAP if what.others_in else 0.0)
    return cells, fixed + (FIELD_HEIGHT + 4 if several and not _bias_beside(what) else 0.0)


def _output_rows(what: Subject) -> tuple[float, float]:
    cells = _padded(what.y)[0] if what.y else 1
    below = SMALL + 26.0 if what.others_out else 0.0
    return cells, HEAD + FOOT + _lead(what.y) + below


def _padded(panel: MatrixScene) -> tuple[int, int]:
    above, below, left, right = panel.margins
    return panel.shape[0] + above + below, panel.shape[1] + left + right


def _lead(panel: MatrixScene | None) -> float:
    return RULER if panel is not None and panel.surround and panel.ruled else 0.0


def _names(what: Subject) -> float:
    """Room for the names of channels at the left, where there are several rows."""
    return 58.0 if len(what.rows) > 1 else 0.0


def _bias_beside(what: Subject) -> bool:
    """Whether the bias stands beside the kernel: there is one of each. Else each stands below its column."""
    return len(what.outs) == 1 and len(what.rows) == 1


class _Composer:
    """Puts the pieces of a plan in their places, from the left to the right."""

    def __init__(self, plan: Plan, room: Room) -> None:
        self.plan, self.what, self.room, self.cell = plan, plan.subject, room, plan.cell
        columns, fixed = _columns(self.what, products=plan.products and not plan.stacked)
        spare = max(room.width - fixed - columns * plan.cell, 0.0)
        self.sign = SIGN + min(spare / 4, 36.0)  # what is left goes to the operators first, then around all
        used = fixed + columns * plan.cell + 2 * (self.sign - SIGN)
        self.left = EDGE + max(room.width - used, 0.0) / 2
        self.found: list[Item] = []
        self.top = self._top()

    def _top(self) -> float:
        """Where row 0 of the first channel stands: as high as the padding allows, the whole in the middle of its room."""
        rows, fixed = _rows(self.what)
        y_rows, y_fixed = _output_rows(self.what)
        spare = min(self.room.height - fixed - rows * self.cell, self.room.height - y_fixed - y_rows * self.cell)
        above = max((panel.margins[0] for panel in (*(row.x for row in self.what.rows[:1]), self.what.y) if panel), default=0)
        lead = max(_lead(self.what.rows[0].x if self.what.rows else None), _lead(self.what.y))
        return HEAD + lead + above * self.cell + max(spare, 0.0) * 0.35

    def items(self) -> list[Item]:
        """All pieces: frames and matrices, the beam over them, and then words and fields."""
        x = self._inputs(self.left)
        x = self._middle(x)
        self._output(x)
        below = [item for item in self.found if isinstance(item, Box | Matrix)]
        above = [item for item in self.found if not isinstance(item, Box | Matrix)]
        return [*below, *(beam for row in self.what.rows for beam in beams(below, row, self.what)), *above]

    # From the left to the right

    def _inputs(self, left: float) -> float:
        """The channels that come in; returns where they end."""
        if not self.what.rows:
            return left
        lead = _lead(self.what.rows[0].x)
        names = _names(self.what)
        inner = left + names + lead + self.what.rows[0].x.margins[2] * self.cell
        self._heading(left + names, self.what.x_card.title, shape_text(self._shape(self.what.index - 1)))
        y, right = self.top, left
        self.row_tops: list[float] = []
        for number, row in enumerate(self.what.rows):
            if number:
                y += row.x.margins[0] * self.cell
            matrix = Matrix(row.x, inner, y, self.cell)
            self.found.append(matrix)
            self.row_tops.append(y)
            right = max(right, matrix.outer.right)
            if names:
                self._row_name(left, matrix, row.x)
            y = matrix.outer.bottom + GAP
        bottom = y - GAP
        if self.what.index == 0:
            self.found.append(Slot("tools", Rect(left + names, bottom + 6, max(right - left - names, 240.0), 30.0)))
            bottom += 36
        self._strip(self.what.others_in, left + names, bottom + GAP, right)
        return right

    def _row_name(self, left: float, matrix: Matrix, x: MatrixScene) -> None:
        rect = Rect(left, matrix.inner.top, _names(self.what) - 6, matrix.inner.height)
        self.found.append(words(x.caption, rect, "caption", "left"))
        self.found.append(Slot(f"channel_{x.panel.channel}", Rect(left, rect.centre.y - 12, rect.width, 24)))

    def _strip(self, others: tuple[MatrixScene, ...], left: float, top: float, right: float) -> None:
        """The channels that stand small, as many as fit beside one another."""
        most = max(int((max(right - left, SMALL) + SMALL_GAP) // (SMALL + SMALL_GAP)), 1)
        for place, panel in enumerate(others[:most]):
            rect = Rect(left + place * (SMALL + SMALL_GAP), top, SMALL, SMALL)
            self.found += [Thumbnail(panel, rect), Hit(rect, panel.panel.matrix.layer, panel.panel.channel)]

    def _middle(self, left: float) -> float:
        return self._kernels(left) if self.what.has_kernel else self._function(left)

    def _function(self, left: float) -> float:
        """A pooling or a function: an arrow with its name, from the window to the cell."""
        card, centre = self.what.y_card, self._middle_line()
        width = self.sign * 2 + FUNCTION
        name, _, detail = card.title.partition(" · ")
        self.found.append(words("→", Rect(left, centre - 16, width, 32), "sign", "centre"))
        self.found.append(words(name, Rect(left + 4, centre - 44, width - 8, 20), "caption", "centre"))
        if detail:
            self.found.append(words(detail, Rect(left + 4, centre + 20, width - 8, 18), "small", "centre", muted=True))
        return left + width

    def _middle_line(self) -> float:
        first = next((item for item in self.found if isinstance(item, Matrix)), None)
        return first.inner.centre.y if first else self.room.height / 2

    def _kernels(self, left: float) -> float:
        what, cell = self.what, self.cell
        x = left + self.sign
        shape = what.layout.layer.kernel.shape if what.layout else ()
        detail = shape_text(shape[2:]) if shape[:2] == (1, 1) else shape_text(shape)
        self._heading(x, what.kernel_card.title if what.kernel_card else "", detail)
        widths = [max((k.shape[1] for k in _column(what, o)), default=1) for o in range(len(what.outs))]
        lefts = [x + sum(width * cell + GAP for width in widths[:o]) for o in range(len(what.outs))]
        end = lefts[-1] + widths[-1] * cell if lefts else x
        tops: list[float] = []
        for number, row in enumerate(what.rows):
            tops.append(self._kernel_row(row, number, left, lefts, end))
        if len(what.rows) > 1 or len(what.outs) > 1:
            self._columns_of_outputs(lefts, widths)
        x = self._biases(lefts, widths, end, tops)
        if self.plan.products and not self.plan.stacked:
            x = self._products(x)
        sign = Rect(x, self._middle_line() - 16, self.sign, 32)
        if not (self.plan.products and not self.plan.stacked):
            self.found.append(words("=", sign, "sign", "centre"))
        return x + self.sign

    def _kernel_row(self, row: Row, number: int, left: float, lefts: list[float], end: float) -> float:
        """The slices of all outputs for one channel, in the middle of its row."""
        matrix = next(item for item in self.found if isinstance(item, Matrix) and item.scene is row.x)
        high = max((k.shape[0] for k in row.kernels if k), default=1) * self.cell
        centre = matrix.inner.centre.y - (self._stacked_height(row) / 2 if self.plan.stacked else 0.0)
        top = centre - high / 2
        self.found.append(words("⋆", Rect(left, centre - 16, self.sign, 32), "sign", "centre"))
        for kernel, x in zip(row.kernels, lefts, strict=True):
            if kernel:
                self.found.append(Matrix(kernel, x, top, self.cell))
        if self.plan.stacked and row.products:
            self._stacked_products(row, lefts[0], top + high)
        return top

    def _stacked_height(self, row: Row) -> float:
        return (row.products.shape[0] if row.products else 0) * self.cell + 44

    def _stacked_products(self, row: Row, left: float, top: float) -> None:
        assert row.products
        measure = self.room.measure
        height = measure.height("small")
        self.found.append(words(tr("products"), Rect(left, top + 14, 120, height), "small", muted=True))
        matrix = Matrix(row.products, left, top + 18 + height, self.cell)
        self.found.append(matrix)
        if row.subtotal:
            line = (Run("Σ ", "muted"), Run(row.subtotal, "strong"))
            rect = Rect(matrix.inner.right + 8, matrix.inner.centre.y - 12, SUBTOTAL + FIELD, 24)
            self.found.append(Words(line, rect, "number"))

    def _columns_of_outputs(self, lefts: list[float], widths: list[int]) -> None:
        """The numbers of the outputs above their columns; the chosen column is framed."""
        what, measure = self.what, self.room.measure
        kernels = [item for item in self.found if isinstance(item, Matrix) and item.panel.matrix.kind == "kernel"]
        if not kernels:
            return
        top = min(k.inner.top for k in kernels) - measure.height("small") - 6
        bottom = max(k.inner.bottom for k in kernels)
        for place, out in enumerate(what.outs):
            rect = Rect(lefts[place], top, max(widths[place] * self.cell, 34.0), measure.height("small"))
            self.found.append(words(tr("out {o}", o=out), rect, "small", muted=place != what.chosen))
            self.found.append(Hit(Rect(rect.left - 4, top, widths[place] * self.cell + 8, rect.height), what.index, out))
            self.found.append(Slot(f"output_{out}", Rect(rect.left, top - 2, rect.width, rect.height + 4)))
        frame = Rect(lefts[what.chosen] - GAP / 2 + 1, top - 4, widths[what.chosen] * self.cell + GAP - 2, bottom - top + 12)
        self.found.insert(0, Box(frame, "chosen"))

    def _biases(self, lefts: list[float], widths: list[int], end: float, tops: list[float]) -> float:
        """A field for each output's bias; returns where the kernels end."""
        what = self.what
        if what.layout is None or not tops:
            return end
        values = what.layout.layer.bias
        if _bias_beside(what):
            kernel = next(item for item in self.found if isinstance(item, Matrix) and item.panel.matrix.kind == "kernel")
            plus = Rect(end, kernel.inner.centre.y - 16, SIGN / 2, 32)
            self.found.append(words("+", plus, "sign", "centre"))
            field = Rect(end + SIGN / 2, kernel.inner.centre.y - FIELD_HEIGHT / 2, FIELD, FIELD_HEIGHT)
            self._bias(0, float(values[what.outs[0]]), field)
            below = Rect(field.left, field.bottom + 3, FIELD, self.room.measure.height("small"))
            self.found.append(words(tr("bias b"), below, "small", "centre", muted=True))
            return field.right
        kernels = [item for item in self.found if isinstance(item, Matrix) and item.panel.matrix.kind == "kernel"]
        bottom = max(k.inner.bottom for k in kernels) + 6
        for place, out in enumerate(what.outs):
            width = max(widths[place] * self.cell, 34.0)
            self._bias(out, float(values[out]), Rect(lefts[place], bottom, min(width, FIELD), FIELD_HEIGHT - 4))
        return end

    def _bias(self, out: int, value: float, rect: Rect) -> None:
        from convstudio.scene.numbers import short

        name = f"bias_{self.what.index}_{out if len(self.what.outs) > 1 else self.what.outs[0]}"
        self.found.append(Slot(name, rect, (Run(short(value)),)))

    def _products(self, left: float) -> float:
        """A column with the products of each channel and their sums, which add up to the cell below."""
        x = left + SIGN
        self._heading(x, tr("products"), "")
        right = x
        last = 0.0
        for row in self.what.rows:
            if row.products is None:
                continue
            matrix = next(item for item in self.found if isinstance(item, Matrix) and item.scene is row.x)
            centre = matrix.inner.centre.y
            self.found.append(words("=", Rect(left, centre - 16, SIGN, 32), "sign", "centre"))
            products = Matrix(row.products, x, centre - row.products.shape[0] * self.cell / 2, self.cell)
            self.found.append(products)
            right = max(right, products.inner.right)
            if row.subtotal:
                line = (Run(row.subtotal, "strong"),)
                self.found.append(Words(line, Rect(products.inner.right + 8, centre - 12, SUBTOTAL, 24), "number"))
            last = max(last, products.inner.bottom)
        self._sum(x, last)
        return right + SUBTOTAL

    def _sum(self, left: float, top: float) -> None:
        """The sum of the channels' sums and the bias: the cell."""
        layout = self.what.layout
        total = layout.products if layout else None
        if total is None:
            return
        line = (Run(f"{total.bias} ", "muted"), Run(total.result, "strong"))
        width = self.room.measure.width(line, "number") + 8
        self.found.append(Words(line, Rect(left, top + 6, width, 24), "number"))

    def _output(self, left: float) -> None:
        what, y = self.what, self.what.y
        if y is None:
            self._missing(left)
            return
        inner = left + _lead(y) + y.margins[2] * self.cell
        shape = self._shape(what.index)
        self._heading(left, what.y_card.title, shape_text(shape))
        if what.others_out:
            height = self.room.measure.height("small")
            self.found.append(
                words(y.caption or tr("channel {c}", c=y.panel.channel), Rect(inner, HEAD - 16, 120, height), "small")
            )
        matrix = Matrix(y, inner, self.top, self.cell)
        self.found.append(matrix)
        bottom = matrix.outer.bottom
        if what.others_out:
            self._strip(what.others_out, inner, bottom + 10, max(matrix.outer.right, self.room.width - EDGE))
            bottom += SMALL + 14
        width = max(matrix.inner.width, 90.0)
        self.found.append(Legend(what.y_card.scale, Rect(inner, bottom + 8, width, 26.0)))

    def _missing(self, left: float) -> None:
        """A place for an output that is not there: the problem stands in it, and what would do."""
        rect = Rect(left, self.top, max(self.room.width - EDGE - left, 120.0), max(self.room.height - self.top - FOOT, 60.0))
        self._heading(left, self.what.y_card.title, "")
        self.found.append(Box(rect, "dashed"))
        self.found.append(Slot("problem", rect.inset(12), (Run(self.what.y_card.problem, "warning"),)))

    # Pieces

    def _heading(self, left: float, title: str, detail: str) -> None:
        measure = self.room.measure
        line = (Run(title, "strong"), *((Run(f"  {detail}", "muted"),) if detail else ()))
        self.found.append(Words(line, Rect(left, 10, measure.width(line, "title") + 2, measure.height("title")), "title"))

    def _shape(self, index: int) -> tuple[int, ...]:
        panels = self.what.x_card if index < self.what.index else self.what.y_card
        values = next((panel.whole for row in panels.panels for panel in row), None)
        return () if values is None else values.shape


def _column(what: Subject, place: int) -> list[MatrixScene]:
    """The slices of one output's kernel that are shown."""
    return [kernel for row in what.rows if (kernel := row.kernels[place]) is not None]
