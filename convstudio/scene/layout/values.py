"""The pieces of a drawing, in logical pixels from its upper left corner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import PanelId
from convstudio.scene.words.text_runs import Line, Run

RULER = 15.0  # pixels of the ruler above a matrix and at its left
Style = Literal["heading", "title", "caption", "sign", "star", "number", "plain", "small", "problem"]
Colour = Literal["accent", "soft", "muted", "lit", "reader", "dashed", "line", "card"]  # of a bar
Align = Literal["left", "centre", "right"]


class Point(NamedTuple):
    """A point, in logical pixels."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle, in logical pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    @property
    def centre(self) -> Point:
        """The middle."""
        return Point(self.left + self.width / 2, self.top + self.height / 2)

    def inset(self, by: float) -> Rect:
        """The rectangle made smaller by some pixels on each side."""
        return Rect(self.left + by, self.top + by, self.width - 2 * by, self.height - 2 * by)

    def contains(self, other: Rect) -> bool:
        """Whether another rectangle lies inside this one, with a tolerance of half a pixel."""
        return (
            other.left >= self.left - 0.5
            and other.top >= self.top - 0.5
            and other.right <= self.right + 0.5
            and other.bottom <= self.bottom + 0.5
        )

    def touches(self, other: Rect) -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right - 0.5
            and other.left < self.right - 0.5
            and self.top < other.bottom - 0.5
            and other.top < self.bottom - 0.5
        )


class Words(Struct, frozen=True):
    """Text on one line."""

    line: Line
    rect: Rect
    style: Style = "plain"
    align: Align = "left"


class Matrix(Struct, frozen=True):
    """A matrix with cells of `cell` pixels, the corner of cell (0, 0) at (`left`, `top`)."""

    scene: MatrixScene
    left: float
    top: float
    cell: float

    @property
    def panel(self) -> PanelId:
        """The panel that it shows."""
        return self.scene.panel

    @property
    def inner(self) -> Rect:
        """The rectangle of the cells."""
        rows, columns = self.scene.shape
        return Rect(self.left, self.top, columns * self.cell, rows * self.cell)

    @property
    def outer(self) -> Rect:
        """The rectangle of the cells and the padding around them."""
        above, below, left, right = self.scene.margins
        inner, cell = self.inner, self.cell
        return Rect(
            inner.left - left * cell, inner.top - above * cell,
            inner.width + (left + right) * cell, inner.height + (above + below) * cell,
        )  # fmt: skip

    @property
    def whole(self) -> Rect:
        """The rectangle of everything that is drawn, ruler included."""
        outer, ruler = self.outer, RULER if self.scene.surround and self.scene.ruled else 0.0
        return Rect(outer.left - ruler, outer.top - ruler, outer.width + ruler, outer.height + ruler)

    def block(self, rows: tuple[int, int], columns: tuple[int, int]) -> Rect:
        """The rectangle from the first of some rows and columns to the last."""
        return Rect(
            self.left + columns[0] * self.cell, self.top + rows[0] * self.cell,
            (columns[1] - columns[0] + 1) * self.cell, (rows[1] - rows[0] + 1) * self.cell,
        )  # fmt: skip


class Thumbnail(Struct, frozen=True):
    """A small picture of a matrix without numbers, in a rectangle; the `chosen` one is framed."""

    scene: MatrixScene
    rect: Rect
    chosen: bool = False


class Hit(Struct, frozen=True):
    """An area in which a click selects a layer, or a channel of its map or kernel."""

    rect: Rect
    layer: int
    channel: int | None = None


class Legend(Struct, frozen=True):
    """What the colours mean: a bar, and its numbers below it."""

    scale: Scale
    rect: Rect


class Box(Struct, frozen=True):
    """A plain rectangle: a card, a frame around what belongs together or is at work, a dashed place for something, a layer.

    On paper it is also a `rule` to write on, along the lower edge, a box for a `tick`, a `pale` ground, or the frame of a cell
    that is `asked` for.
    """

    rect: Rect
    style: Literal["card", "chosen", "dashed", "misfit", "lit", "ghost", "chip", "rule", "tick", "pale", "asked"]


class Bar(Struct, frozen=True):
    """A filled rectangle whose size is a number: of a plot, or of a comparison. A bar that `breaks` is longer than is drawn."""

    rect: Rect
    style: Colour
    breaks: bool = False


class Arrow(Struct, frozen=True):
    """A line from point to point with a head at its end: `lit` while what it stands for is active, dashed if it only helps."""

    points: tuple[Point, ...]
    lit: bool = False
    dashed: bool = False

    @property
    def rect(self) -> Rect:
        """The rectangle around the line."""
        xs, ys = [point.x for point in self.points], [point.y for point in self.points]
        return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


class Badge(Struct, frozen=True):
    """The number of a step on its arrow; a click shows the step."""

    number: int
    rect: Rect
    lit: bool = False


class Beam(Struct, frozen=True):
    """The beam from a window to its output: edges drawn over cells, and filled gutters between the matrices."""

    gutters: tuple[tuple[Point, ...], ...]
    edges: tuple[tuple[Point, Point], ...]


class Photo(Struct, frozen=True):
    """A picture from a file, as large as it can be in a rectangle; `words` stand there if it cannot be read."""

    path: Path
    words: str
    rect: Rect


class Slot(Struct, frozen=True):
    """The place of a field or a button. On paper, where nobody types, `line` is written there; `framed` if it is a field."""

    name: str
    rect: Rect
    line: Line = ()
    framed: bool = True


Item = Words | Matrix | Thumbnail | Hit | Legend | Box | Bar | Arrow | Badge | Beam | Slot | Photo


class Drawing(Struct, frozen=True, eq=False):
    """All pieces, in the order in which they are painted."""

    width: float
    height: float
    items: tuple[Item, ...]

    @property
    def matrices(self) -> Iterator[Matrix]:
        """The matrices with their numbers."""
        return (item for item in self.items if isinstance(item, Matrix))

    def matrix(self, panel: PanelId) -> Matrix | None:
        """The matrix of a panel; None if it is not drawn."""
        return next((item for item in self.matrices if item.panel == panel), None)

    def slot(self, name: str) -> Slot | None:
        """The place of a field; None if there is none."""
        return next((item for item in self.items if isinstance(item, Slot) and item.name == name), None)


class Measure(Protocol):
    """Measures text in the type that it will be painted in."""

    def width(self, line: Line, style: Style) -> float:
        """The width of a line, in pixels."""

    def height(self, style: Style) -> float:
        """The height of a line, in pixels."""


def words(text: str, rect: Rect, style: Style = "plain", align: Align = "left", *, muted: bool = False) -> Words:
    """A piece of text in one run."""
    return Words((Run(text, "muted" if muted else "plain"),), rect, style, align)


def moved(item: Item, by: Point) -> Item:
    """The piece moved by some pixels."""
    match item:
        case Matrix():
            return Matrix(item.scene, item.left + by.x, item.top + by.y, item.cell)
        case Beam():
            gutters = tuple(tuple(_plus(point, by) for point in gutter) for gutter in item.gutters)
            return Beam(gutters, tuple((_plus(a, by), _plus(b, by)) for a, b in item.edges))
        case Arrow():
            return replace(item, points=tuple(_plus(point, by) for point in item.points))
        case _:
            rect = item.rect
            return replace(item, rect=Rect(rect.left + by.x, rect.top + by.y, rect.width, rect.height))


def scaled(drawing: Drawing, by: float) -> Drawing:
    """The drawing with all sizes and positions multiplied by a factor."""
    if by == 1.0:
        return drawing
    return Drawing(drawing.width * by, drawing.height * by, tuple(_times(item, by) for item in drawing.items))


def _times(item: Item, by: float) -> Item:
    match item:
        case Matrix():
            return Matrix(item.scene, item.left * by, item.top * by, item.cell * by)
        case Beam():
            gutters = tuple(tuple(Point(x * by, y * by) for x, y in gutter) for gutter in item.gutters)
            edges = tuple((Point(a.x * by, a.y * by), Point(b.x * by, b.y * by)) for a, b in item.edges)
            return Beam(gutters, edges)
        case Arrow():
            return replace(item, points=tuple(Point(x * by, y * by) for x, y in item.points))
        case _:
            return replace(item, rect=Rect(*(side * by for side in item.rect)))


def _plus(point: Point, by: Point) -> Point:
    return Point(point.x + by.x, point.y + by.y)
