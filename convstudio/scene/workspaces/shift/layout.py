"""The layout of a square: both ways, one below the other, and the difference in the lower right corner.

X  → layers →  L X    → moved →  S L X
↓ moved
S X → layers → L S X  − S L X =  difference
"""

from __future__ import annotations

from convstudio.scene.large import Large
from convstudio.scene.layout import Arrow, Drawing, Hit, Item, Matrix, Point, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage.plan import GAP, SIGN, SMALL, SMALL_GAP, Room
from convstudio.scene.layout.values import Style
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import INPUT, MatrixId
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.lab import Signs, SquareScene, output_matrix
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, STILL
from convstudio.scene.workspaces.shift.square import (
    BELOW,
    BETWEEN,
    HEAD,
    LEAST_LEGEND,
    LOW,
    LOWER,
    NARROW,
    Place,
    Square,
    largest_line,
    square,
)
from convstudio.words import count, tr

WIDEST_LEGEND = 240.0
MOST_NAMED = 3  # layers that an arrow names
CLEAR = 10.0  # pixels between a matrix and an arrow
ABOVE = 10.0  # pixels free between a matrix and its title
LEGENDS = MOVED_INPUT, OF_MOVED, DIFFERENCE  # the matrices whose colours the legends of the three columns explain


def drawing(scene: SquareScene, large: Large, room: Room) -> Drawing:
    """Lay out all items of the square in a room."""
    sheet = _Sheet(scene, room, square(scene, large, room))
    placed = {place.matrix: sheet.put(place, panel) for place, panel in sheet.square.shown}
    if scene.signs:
        sheet.put_signs(scene.signs, placed)
    else:
        first = placed[INPUT].inner
        sheet.say((Run(tr("no output"), "muted"),), first.right + SIGN, first.centre.y - 10, "title")
    return Drawing(room.width, room.height, (*placed.values(), *sheet.items))


class _Sheet:
    """The items placed so far, apart from the matrices."""

    def __init__(self, scene: SquareScene, room: Room, square: Square) -> None:
        self.scene, self.room, self.square = scene, room, square
        self.items: list[Item] = []

    def put(self, place: Place, panel: MatrixScene) -> Matrix:
        """Place a matrix with its title; with a legend in the lower row, with thumbnails of its channels in the upper one."""
        square = self.square
        matrix = Matrix(panel, square.lefts[place.column], square.tops[place.row], square.cell)
        self.say(self._title(matrix), matrix.left, matrix.top - HEAD + 4, "title")
        if place.row == 1 and self.room.height >= LOW:
            width = max(min(matrix.inner.width, WIDEST_LEGEND), LEAST_LEGEND)
            self.items.append(Slot(f"legend_{place.column}", Rect(matrix.left, matrix.inner.bottom + 8, width, 26.0)))
        elif place.row == 0 and place.matrix != STILL and len(self.scene.matrices(place.matrix)) > 1:
            self._strip(place, self.scene.matrices(place.matrix), matrix)
        return matrix

    def put_signs(self, signs: Signs, placed: dict[MatrixId, Matrix]) -> None:
        """Place the arrows and words between the matrices."""
        output = placed[output_matrix(self.scene.evaluation)]
        self._right(placed[INPUT], output, self._layers(placed[INPUT], output))
        self._right(placed[MOVED_INPUT], placed[OF_MOVED], self._layers(placed[INPUT], output))
        self._down(placed[MOVED_INPUT], _symbol(signs.letter, signs.done_in))
        if signs.done_out is not None:
            self._right(output, placed[MOVED_OUTPUT], ((_symbol(signs.letter, signs.done_out), None),))
        elif STILL in placed and self.room.width >= NARROW:
            still = placed[STILL].inner
            self.say(signs.note, still.left, still.bottom + 5, "plain")
        if DIFFERENCE not in placed:
            return
        self._minus(placed[OF_MOVED], f"{signs.letter} L X" if signs.done_out is not None else "L X", signs.minus)
        difference = placed[DIFFERENCE].inner
        if self.room.height >= LOW and self.room.width >= NARROW:
            largest = largest_line(self.scene, signs)
            left = max(min(difference.left, self.room.width - CLEAR - self._width(largest)), 0.0)
            self.say(largest, left, difference.bottom + BELOW + 4, "title")

    def say(self, line: Line, left: float, top: float, style: Style) -> None:
        """Place a line of text with its upper left corner at (`left`, `top`)."""
        width, height = self.room.measure.width(line, style), self.room.measure.height(style)
        self.items.append(Words(line, Rect(left, top, width + 1, height), style))

    def _title(self, matrix: Matrix) -> Line:
        """The title of a matrix and its symbol, or as much of that as there is room for."""
        card = self.scene.card(matrix.panel.matrix)
        name, symbol = Run(card.title, "strong"), Run(f"  {matrix.scene.symbol}", "muted")
        room, alone = self._end(matrix) - matrix.left, Run(matrix.scene.symbol, "muted")
        choices: tuple[Line, ...] = ((name, symbol), (name,), (alone,))
        return next((line for line in choices if self._width(line) <= room), min(choices, key=self._width))

    def _width(self, line: Line) -> float:
        return self.room.measure.width(line, "title")

    def _end(self, matrix: Matrix) -> float:
        """The x at which the title above a matrix must end."""
        columns = {place.column for place, _panel in self.square.shown}
        behind = [left for column, left in enumerate(self.square.lefts) if column in columns and left > matrix.left]
        return (min(behind) if behind else self.room.width) - CLEAR

    def _strip(self, place: Place, panels: tuple[MatrixScene, ...], matrix: Matrix) -> None:
        """Place the channels as thumbnails below a matrix; a click on one shows it large in all matrices."""
        room = matrix.inner.width + self.square.arrow - GAP
        most = max(int((room + SMALL_GAP) // (SMALL + SMALL_GAP)), 1)
        top = matrix.inner.bottom + 8 + (LOWER if matrix.scene.shape[0] == 1 else 0.0)
        for at, panel in enumerate(panels[:most]):
            rect = Rect(matrix.left + at * (SMALL + SMALL_GAP), top, SMALL, SMALL)
            chosen = panel.panel == matrix.panel
            self.items += [Thumbnail(panel, rect, chosen), Hit(rect, place.layer, panel.panel.channel)]

    def _layers(self, source: Matrix, target: Matrix) -> tuple[tuple[Line, int | None], ...]:
        """The lines above an arrow from input to output: each layer with its index, for clicks; or just their number."""
        evaluation = self.scene.evaluation
        working = [index for index, result in enumerate(evaluation.results) if result.layer.enabled]
        several = ((_symbol("L", count(len(working), "{n} layer", "{n} layers")), None),)
        named = tuple(
            (
                (
                    Run("L  " if place == 0 else tr("then "), "strong" if place == 0 else "muted"),
                    Run(layer_name(evaluation, index), "strong" if index == self.scene.selected else "plain"),
                ),
                index,
            )
            for place, index in enumerate(working)
        )
        high = self.room.measure.height("small") + 1
        down = min(source.inner.centre.y, target.inner.centre.y) - source.top
        room = source.inner.height - down > len(named) * high + 7 or len(named) * high + 4 <= down + ABOVE
        fit = room and all(self.room.measure.width(line, "small") <= self.square.arrow - CLEAR for line, _index in named)
        return named if fit and 0 < len(named) <= MOST_NAMED else several

    def _right(self, source: Matrix, target: Matrix, words: tuple[tuple[Line, int | None], ...]) -> None:
        """Place an arrow from a matrix to the next, with its lines above it, or below it if there is no room above."""
        left, right = source.inner.right + CLEAR, target.left - CLEAR
        y, height = min(source.inner.centre.y, target.inner.centre.y), self.room.measure.height("small") + 1
        self.items.append(Arrow((Point(left, y), Point(right, y))))
        top = y - 4 - len(words) * height
        free = ABOVE if source.top == self.square.tops[0] else 0.0  # in the lower row the words of the shift are there
        top = top if top >= source.top - free else y + 7
        for place, (line, layer) in enumerate(words):
            begin = max(left - CLEAR, source.left + LEAST_LEGEND if top > source.top else 0.0)
            rect = Rect(begin, top + place * height, right + CLEAR - begin, height - 1)
            if self.room.measure.width(line, "small") > rect.width:
                continue
            self.items.append(Words(line, rect, "small", "centre"))
            if layer is not None:
                self.items.append(Hit(rect, layer))

    def _down(self, lower: Matrix, line: Line) -> None:
        """Place an arrow down to the lower left matrix, to the right of its title, with words if there is room."""
        left, bottom = lower.left + self._width(self._title(lower)) + 20, lower.inner.top - CLEAR / 2
        top = lower.inner.top - HEAD - BETWEEN + CLEAR / 2
        self.items.append(Arrow((Point(left, top), Point(left, bottom))))
        if left + 10 + self.room.measure.width(line, "small") <= self._end(lower):
            self.say(line, left + 10, lower.inner.top - HEAD + 6, "small")

    def _minus(self, source: Matrix, what: str, words: str) -> None:
        """Place what is subtracted from a matrix between it and the difference, as a formula and, if it fits, in words."""
        left, right, y = max(source.inner.right, self._legend_end(source)), self.square.lefts[2], source.inner.centre.y
        line: Line = (Run("−  ", "muted"), Run(what), Run("  =", "muted"))
        if self.room.measure.width(line, "number") > right - left:
            line = (Run("−", "muted"),)
        top = max(y - 24, source.top - 4)
        self.items.append(Words(line, Rect(left, top, right - left, 26), "number", "centre"))
        said: Line = (Run(words, "muted"),)
        if self.room.measure.width(said, "small") <= right - left - 4:
            high = self.room.measure.height("small")
            self.items.append(Words(said, Rect(left, top + 27, right - left, high), "small", "centre"))

    def _legend_end(self, source: Matrix) -> float:
        """The right end of a matrix, or of the legend below it if it is so low that words beside it would touch the legend."""
        return source.inner.right if source.inner.height > 2 * HEAD else source.left + LEAST_LEGEND


def _symbol(symbol: str, text: str) -> Line:
    """A letter of the formulas, and what it means."""
    return Run(f"{symbol}  ", "strong"), Run(text)
