"""A stage to which pieces are added one after the other, from left to right."""

from __future__ import annotations

from convstudio.scene.cards.card import shape_text
from convstudio.scene.layout.stage.plan import (
    EDGE,
    SIGN,
    Plan,
    Room,
    columns_of,
    head_of,
    output_rows,
    rows_above,
    rows_of,
    spare_around,
    widening,
)
from convstudio.scene.layout.values import Hit, Item, Matrix, Measure, Rect, Slot, Style, Words
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.words.text_runs import Line, Run

TITLE_TOP, LEAST_LEFT = 9.0, 10.0
FROM_TITLE, MOST_MOVED = 22.0, 40.0  # pixels between a title and the next, and by which a title may begin left of its matrix


class Sheet:
    """The pieces added so far, and measurements for those to come."""

    def __init__(self, plan: Plan, room: Room) -> None:
        self.plan, self.what, self.room, self.cell = plan, plan.subject, room, plan.cell
        self.beside = plan.products and not plan.stacked  # whether the products have a column of their own
        columns, fixed = columns_of(self.what, room.width, products=self.beside)
        spare = max(room.width - fixed - columns * plan.cell - widening(self.what, plan.cell), 0.0)
        air, around = spare_around(spare)
        self.sign = SIGN + air
        self.left = EDGE + around
        self.head = head_of(self.what)
        self.top = self._top()
        self.items: list[Item] = []
        self._places: dict[int, Matrix] = {}
        self._titles: list[tuple[float, str, str, int | None, tuple[str, ...]]] = []

    def _top(self) -> float:
        """The top of row 0 of the first channel: as high as the padding allows, with the whole a little above the middle."""
        what, cell, high = self.what, self.cell, self.room.height
        rows, fixed = rows_of(what, self.room)
        y_rows, y_fixed = output_rows(what, crowded=self.plan.crowded)
        spare = min(high - fixed - rows * cell, high - y_fixed - y_rows * cell)
        above, lead = rows_above(what)
        return self.head + lead + above * cell + max(spare, 0.0) * 0.35

    def put(self, *items: Item) -> None:
        """Add pieces."""
        self.items += items

    def put_matrix(self, scene: MatrixScene, left: float, top: float) -> Matrix:
        """Add a matrix, its cell (0, 0) at a place."""
        matrix = Matrix(scene, left, top, self.cell)
        self._places[id(scene)] = matrix
        self.items.append(matrix)
        return matrix

    def place_of(self, scene: MatrixScene) -> Matrix:
        """The matrix of a scene that was added, with its place."""
        return self._places[id(scene)]

    def title(
        self, left: float, title: str, shape: tuple[int, ...] = (), layer: int | None = None, notes: tuple[str, ...] = ()
    ) -> None:
        """Add a title with a shape, as much of it as there will be room for; a click on it selects a layer (−1: the input).

        A note behind it, the longest of `notes` for which there is room, is more important than a shape.
        """
        self._titles.append((left, title, shape_text(shape), layer, notes))

    def say(self, line: Line, left: float, centre: float, style: Style = "plain") -> Words:
        """Add a line of text that begins at `left` and is vertically centred at `centre`."""
        words = said(line, left, centre, style, self.room.measure)
        self.items.append(words)
        return words

    def operator(self, sign: str, left: float, width: float, centre: float) -> None:
        """Add an operator: ⋆, +, = or →."""
        style: Style = "star" if sign == "⋆" else "sign"  # which most typefaces draw small
        self.items.append(
            Words((Run(sign, "faint" if self.what.is_off else "plain"),), Rect(left, centre - 18, width, 36), style, "centre")
        )

    @property
    def middle(self) -> float:
        """The vertical middle of the first channel."""
        return self.place_of(self.what.rows[0].x).inner.centre.y if self.what.rows else self.room.height / 2

    @property
    def foot(self) -> float:
        """The top of the row of tools at the foot."""
        return self.room.height - 36.0

    def slot(self, name: str, rect: Rect, line: Line = (), *, framed: bool = False) -> None:
        """Reserve the place of a widget."""
        self.items.append(Slot(name, rect, line, framed))

    def put_titles(self) -> None:
        """Add all titles so that they do not overlap: a title may move a little to the left, else its shape is left out.

        If there is still no room, only the symbol is written.
        """
        measure, before = self.room.measure, LEAST_LEFT - FROM_TITLE
        for (left, title, shape, layer, notes), end in zip(self._titles, self._title_ends(), strict=True):
            line: Line = (Run(title, "strong"),)
            least = max(before + FROM_TITLE, left - MOST_MOVED)
            for longer in _forms(title, shape, notes):
                moved = min(left, end - measure.width(longer, "title"))
                if moved >= least:
                    line, left = longer, moved
                    break
            rect = Rect(left, TITLE_TOP, min(measure.width(line, "title") + 1, max(end - left, 1.0)), measure.height("title"))
            self.items += [Words(line, rect, "title"), *([Hit(rect, layer)] if layer is not None else [])]
            before = rect.right

    def _title_ends(self) -> list[float]:
        """How far each title may reach: to the next one, and if that has a note, no farther than the note needs."""
        ends = [self.room.width - EDGE / 2]
        for left, title, _shape, _layer, notes in reversed(self._titles[1:]):
            needed = self.room.measure.width(_forms(title, "", notes)[-3], "title") if notes else 0.0
            ends.insert(0, max(min(left, ends[0] - needed), left - MOST_MOVED) - FROM_TITLE)
        return ends if self._titles else []


def said(line: Line, left: float, centre: float, style: Style, measure: Measure) -> Words:
    """A line of text that begins at `left` and is vertically centred at `centre`."""
    width, height = measure.width(line, style), measure.height(style)
    return Words(line, Rect(left, centre - height / 2, width + 1, height), style)


def _forms(title: str, shape: str, notes: tuple[str, ...]) -> list[Line]:
    """A title in fewer and fewer words: without its shape, with a shorter note, with nothing but its symbol."""
    name = Run(title, "strong")
    symbol = Run(title.partition(" · ")[0].rpartition(" ")[2], "strong")  # the name is also on the rail
    shaped: list[Line] = [(name, Run(f"  {shape}", "muted"), *(Run(f" · {note}") for note in notes[:1]))] if shape else []
    noted: list[Line] = [(first, Run(f"  {note}")) for note in notes for first in (name, symbol)]
    return [*shaped, *noted, (name,), (symbol,)]
