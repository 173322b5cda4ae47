"""Where everything stands in the Shift lab: both ways round, one below the other, and the difference in the corner.

X  → layers →  L X    → moved →  S L X
↓ moved
S X → layers → L S X  − S L X =  difference
"""

from __future__ import annotations

from math import floor

from msgspec import Struct

from convstudio.scene.large import Large
from convstudio.scene.layout import Arrow, Drawing, Hit, Item, Matrix, Point, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage.plan import EDGE, GAP, LARGEST_CELL, SIGN, SMALL, SMALL_GAP, Room
from convstudio.scene.layout.values import Style
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import INPUT, MatrixId
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.build import ShiftScene, output_matrix, standing
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED
from convstudio.scene.workspaces.shift.report import Report
from convstudio.scene.workspaces.shift.words import by_words, share_of
from convstudio.words import count, tr

HEAD, BELOW, BETWEEN = 30.0, 34.0, 18.0  # the title of a matrix; the legend below it; from row to row
ARROW, MOST_AIR = 116.0, 60.0  # between two matrices: an arrow, with what it does above it; by how much it grows
LEAST_LEGEND, WIDEST_LEGEND = 90.0, 240.0
MOST_NAMED = 3  # layers above an arrow
CLEAR = 10.0  # pixels between a matrix and an arrow
LEGENDS = MOVED_INPUT, OF_MOVED, DIFFERENCE  # whose colours the legends below the columns explain


class Place(Struct, frozen=True):
    """A matrix in the square: which, its row and its column, and the map whose channels its channels are."""

    matrix: MatrixId
    row: int
    column: int
    layer: int


class Square(Struct, frozen=True, eq=False):
    """The matrices that are shown, and where: pixels of a cell, of an arrow, where the columns and the rows of cells begin."""

    shown: tuple[tuple[Place, MatrixScene], ...]
    cell: float
    arrow: float
    lefts: tuple[float, ...]
    tops: tuple[float, float]


def drawing(scene: ShiftScene, large: Large, room: Room) -> Drawing:
    """All pieces, in a room of some pixels."""
    sheet = _Sheet(scene, room, _square(scene, large, room))
    placed = {place.matrix: sheet.put(place, panel) for place, panel in sheet.square.shown}
    if scene.report:
        sheet.put_signs(scene.report, placed)
    else:
        first = placed[INPUT].inner
        sheet.say((Run(tr("no output"), "muted"),), first.right + SIGN, first.centre.y - 10, "title")
    return Drawing(room.width, room.height, (*placed.values(), *sheet.items))


# Sizes


def _square(scene: ShiftScene, large: Large, room: Room) -> Square:
    """All matrices with the largest cells with which they stand in the room, in whole pixels where it can be."""
    shown = _shown(scene, large)
    wide = [max((panel.shape[1] for place, panel in shown if place.column == column), default=0) for column in range(3)]
    arrows = max(sum(width > 0 for width in wide) - 1, 0)
    across = (room.width - 2 * EDGE - ARROW * arrows) / sum(wide)
    cell = min(across, _down(scene, shown, room), LARGEST_CELL)
    cell = float(floor(cell)) if cell >= 2 else max(cell, 0.05)
    spare = max(room.width - 2 * EDGE - ARROW * arrows - sum(wide) * cell, 0.0)
    arrow = ARROW + min(spare / 4, MOST_AIR)  # what is left goes to the arrows first, then around all
    lefts = [EDGE + max(spare - arrows * (arrow - ARROW), 0.0) / 2]
    for width in wide[:-1]:
        lefts.append(lefts[-1] + width * cell + arrow)
    return Square(shown, cell, arrow, tuple(lefts), _tops(scene, shown, cell, room))


def _shown(scene: ShiftScene, large: Large) -> tuple[tuple[Place, MatrixScene], ...]:
    last = output_matrix(scene.evaluation)
    places = [Place(INPUT, 0, 0, -1), Place(MOVED_INPUT, 1, 0, -1)]
    if scene.report:
        places += [
            Place(last, 0, 1, last.layer), Place(MOVED_OUTPUT, 0, 2, last.layer), Place(OF_MOVED, 1, 1, last.layer),
            Place(DIFFERENCE, 1, 2, last.layer),
        ]  # fmt: skip
    found = ((place, standing(scene.matrices(place.matrix), large.get(place.layer, 0))) for place in places)
    return tuple((place, panel) for place, panel in found if panel)


def _down(scene: ShiftScene, shown: tuple[tuple[Place, MatrixScene], ...], room: Room) -> float:
    """The largest cell with which no matrix of the upper row and one of the lower row are too high together."""
    free = room.height - HEAD * 2 - BETWEEN - GAP
    upper = [(panel.shape[0], _foot(scene, place, room)) for place, panel in shown if place.row == 0]
    lower = [(panel.shape[0], _foot(scene, place, room)) for place, panel in shown if place.row == 1] or [(0, 0.0)]
    return min((free - a_foot - b_foot) / (a + b) for a, a_foot in upper for b, b_foot in lower)


def _foot(scene: ShiftScene, place: Place, room: Room) -> float:
    """Pixels below a matrix: its small channels; its legend, and below the difference a number."""
    if place.row == 1:
        return BELOW + (room.measure.height("title") + 4 if place.matrix == DIFFERENCE else 0.0)
    return SMALL + GAP if len(scene.matrices(place.matrix)) > 1 else 0.0


def _tops(scene: ShiftScene, shown: tuple[tuple[Place, MatrixScene], ...], cell: float, room: Room) -> tuple[float, float]:
    high = [
        max((panel.shape[0] * cell + _foot(scene, place, room) for place, panel in shown if place.row == row), default=0.0)
        for row in (0, 1)
    ]
    spare = max(room.height - 2 * HEAD - BETWEEN - GAP - sum(high), 0.0)
    first = HEAD + GAP / 2 + spare * 0.3
    return first, first + high[0] + BETWEEN + HEAD + min(spare * 0.3, 40.0)


class _Sheet:
    """The pieces that were put so far, beside the matrices."""

    def __init__(self, scene: ShiftScene, room: Room, square: Square) -> None:
        self.scene, self.room, self.square = scene, room, square
        self.items: list[Item] = []

    def put(self, place: Place, panel: MatrixScene) -> Matrix:
        """A matrix with its title, its channels as thumbnails where there are several, and its legend."""
        square = self.square
        matrix = Matrix(panel, square.lefts[place.column], square.tops[place.row], square.cell)
        self.say(self._title(matrix), matrix.left, matrix.top - HEAD + 4, "title")
        if place.row == 1:
            width = max(min(matrix.inner.width, WIDEST_LEGEND), LEAST_LEGEND)
            self.items.append(Slot(f"legend_{place.column}", Rect(matrix.left, matrix.inner.bottom + 8, width, 26.0)))
        elif len(self.scene.matrices(place.matrix)) > 1:
            self._strip(place, self.scene.matrices(place.matrix), matrix)
        return matrix

    def put_signs(self, report: Report, placed: dict[MatrixId, Matrix]) -> None:
        """What leads from one matrix to the next."""
        output = placed[output_matrix(self.scene.evaluation)]
        self._right(placed[INPUT], output, self._layers())
        self._right(placed[MOVED_INPUT], placed[OF_MOVED], self._layers())
        self._down(placed[MOVED_INPUT], _symbol("S", tr("moved {by}", by=by_words(report.part.by))))
        if report.along:
            line = _symbol("S", tr("moved {by}", by=by_words(report.out_by)))
            self._right(output, placed[MOVED_OUTPUT], ((line, None),))
        else:
            self._share(report, output)
        self._minus(placed[OF_MOVED], "S L X" if report.along else "L X")
        difference = placed[DIFFERENCE].inner
        of_what = tr("largest ") if len(report.difference) == 1 else tr("largest of all channels ")
        largest: Line = (Run(of_what, "muted"), Run(about(report.largest), "strong"))
        left = max(min(difference.left, self.room.width - CLEAR - self._width(largest)), 0.0)
        self.say(largest, left, difference.bottom + BELOW + 4, "title")

    def say(self, line: Line, left: float, top: float, style: Style) -> None:
        """A line of text that begins at a place."""
        width, height = self.room.measure.width(line, style), self.room.measure.height(style)
        self.items.append(Words(line, Rect(left, top, width + 1, height), style))

    def _title(self, matrix: Matrix) -> Line:
        """What a matrix is, and what a formula calls it: as much of it as there is room for."""
        card = next(card for card in self.scene.cards if card.matrix == matrix.panel.matrix)
        name, symbol = Run(card.title, "strong"), Run(f"  {matrix.scene.symbol}", "muted")
        room, alone = self._end(matrix) - matrix.left, Run(matrix.scene.symbol, "muted")
        choices: tuple[Line, ...] = ((name, symbol), (name,), (alone,))
        return next((line for line in choices if self._width(line) <= room), min(choices, key=self._width))

    def _width(self, line: Line) -> float:
        return self.room.measure.width(line, "title")

    def _end(self, matrix: Matrix) -> float:
        """Where what stands above a matrix must end."""
        columns = {place.column for place, _panel in self.square.shown}
        behind = [left for column, left in enumerate(self.square.lefts) if column in columns and left > matrix.left]
        return (min(behind) if behind else self.room.width) - CLEAR

    def _strip(self, place: Place, panels: tuple[MatrixScene, ...], matrix: Matrix) -> None:
        """The channels, small: a click lets another one stand large, in all matrices."""
        room = matrix.inner.width + self.square.arrow - GAP
        most = max(int((room + SMALL_GAP) // (SMALL + SMALL_GAP)), 1)
        for at, panel in enumerate(panels[:most]):
            rect = Rect(matrix.left + at * (SMALL + SMALL_GAP), matrix.inner.bottom + 8, SMALL, SMALL)
            chosen = panel.panel == matrix.panel
            self.items += [Thumbnail(panel, rect, chosen), Hit(rect, place.layer, panel.panel.channel)]

    def _layers(self) -> tuple[tuple[Line, int | None], ...]:
        """What lies between input and output: each layer, which a click chooses; or how many there are."""
        evaluation = self.scene.evaluation
        working = [index for index, result in enumerate(evaluation.results) if result.layer.enabled]
        several = ((_symbol("L", count(len(working), "{n} layer", "{n} layers")), None),)
        named = tuple(
            ((Run(layer_name(evaluation, index), "strong" if index == self.scene.selected else "plain"),), index)
            for index in working
        )
        fit = all(self.room.measure.width(line, "small") <= self.square.arrow - CLEAR for line, _index in named)
        return named if fit and 0 < len(named) <= MOST_NAMED else several

    def _right(self, source: Matrix, target: Matrix, words: tuple[tuple[Line, int | None], ...]) -> None:
        """An arrow from a matrix to the next, with what it does above it, a line a layer; below it where it lies high."""
        left, right = source.inner.right + CLEAR, target.left - CLEAR
        y, height = min(source.inner.centre.y, target.inner.centre.y), self.room.measure.height("small") + 1
        self.items.append(Arrow((Point(left, y), Point(right, y))))
        top = y - 5 - len(words) * height
        top = top if top >= source.top else y + 7
        for place, (line, layer) in enumerate(words):
            rect = Rect(left - CLEAR, top + place * height, right - left + 2 * CLEAR, height - 1)
            self.items.append(Words(line, rect, "small", "centre"))
            if layer is not None:
                self.items.append(Hit(rect, layer))

    def _down(self, lower: Matrix, line: Line) -> None:
        """An arrow to the matrix below the first one, at the right of its title, with what it does."""
        left, bottom = lower.left + self._width(self._title(lower)) + 20, lower.inner.top - CLEAR / 2
        top = lower.inner.top - HEAD - BETWEEN + CLEAR / 2
        self.items.append(Arrow((Point(left, top), Point(left, bottom))))
        if left + 10 + self.room.measure.width(line, "small") <= self._end(lower):
            self.say(line, left + 10, lower.inner.top - HEAD + 6, "small")

    def _minus(self, source: Matrix, what: str) -> None:
        """What is taken away from a matrix, between it and the difference."""
        left, right, y = source.inner.right, self.square.lefts[2], source.inner.centre.y
        line: Line = (Run("−  ", "muted"), Run(what), Run("  =", "muted"))
        self.items.append(Words(line, Rect(left, y - 18, right - left, 36), "number", "centre"))

    def _share(self, report: Report, output: Matrix) -> None:
        """Where nothing is moved along: how much of the output does not notice, large."""
        left, y, measure = self.square.lefts[2], output.inner.centre.y, self.room.measure
        share = tr("{share} %", share=share_of(report.still, report.cells))
        self.say((Run(share, "strong"),), left, y - measure.height("sign"), "heading")
        self.say((Run(tr("unchanged: {n} of {all}", n=report.still, all=report.cells), "muted"),), left, y, "plain")


def _symbol(symbol: str, text: str) -> Line:
    """A letter of the formulas, and what it stands for."""
    return Run(f"{symbol}  ", "strong"), Run(text)
