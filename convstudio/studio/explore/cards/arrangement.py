"""The arrangement of the cards on the board: a flow from left to right, wrapped like text, and the cell size that fits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

GAP = 12
MARGIN = 12
LEAST_CELL = 4.0  # pixels
CELL_SIZES = (
    *(float(size) for size in range(64, 28, -4)),
    *(float(size) for size in range(28, 2, -1)),  # one more pixel may make room for another digit
    *(2.5, 2.0, 1.5, 1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2),
)


class Place(Struct, frozen=True):
    """A rectangle on the board."""

    left: int
    top: int
    width: int
    height: int


Size = tuple[int, int]


def flow(sizes: Sequence[Size], width: int) -> tuple[list[Place], int]:
    """Places for cards of some sizes in a board of some width, and the height that they need.

    Cards are aligned with the top of their row; a row is as high as its highest card.
    """
    places: list[Place] = []
    x, y, row = MARGIN, MARGIN, 0
    for w, h in sizes:
        if x > MARGIN and x + w > width - MARGIN:
            x, y, row = MARGIN, y + row + GAP, 0
        places.append(Place(x, y, w, h))
        x, row = x + w + GAP, max(row, h)
    return places, y + row + MARGIN


def fill(sizes: Sequence[Size], width: int, height: int, bar: int) -> tuple[list[Place], int, int]:
    """Places in a board that is seen through a window of `width` × `height`, and the board's size.

    A board higher than the window leaves room for a scroll bar, `bar` pixels wide.
    """
    places, needed = flow(sizes, width)
    if needed > height:
        width -= bar
        places, needed = flow(sizes, width)
    right = max((place.left + place.width for place in places), default=0) + MARGIN
    return places, max(right, width), max(height, needed)


def best_cell(
    sizes_at: Callable[[float], Sequence[Size]],
    width: int,
    height: int,
    smallest: float,
    guess: float | None = None,
    bar: int = 0,
) -> float:
    """The largest cell size at which all cards fit a board without scrolling; quickly found if it is the `guess`.

    If they fit at no size down to `smallest`, the board scrolls vertically with a bar of some width; but no card is made wider
    than the rest, as long as its cells can still be told apart.
    """

    def fits(cell: float) -> bool:
        sizes = sizes_at(cell)
        return widest(sizes) <= width and flow(sizes, width)[1] <= height

    place = first_that_fits(fits, [cell for cell in CELL_SIZES if cell > smallest], guess)
    if place is not None:
        return place
    narrow = (cell for cell in (smallest, *CELL_SIZES) if LEAST_CELL <= cell <= smallest)
    return next((cell for cell in narrow if widest(sizes_at(cell)) <= width - bar), min(smallest, LEAST_CELL))


def first_that_fits(fits: Callable[[float], bool], cells: Sequence[float], guess: float | None) -> float | None:
    """The first of some descending sizes that fits, given that any size below a fitting one fits too; None if none does."""
    low, high = 0, len(cells)  # the first that fits is one of cells[low:high + 1]; an index beyond the last means none
    at = cells.index(guess) if guess is not None and guess in cells else high - 1
    while low < high:
        if fits(cells[at]):
            high = at
            at = at - 1 if cells[at] == guess else (low + at) // 2
        else:
            low = at + 1
            at = (low + high) // 2
        at = max(at, low)
    return cells[low] if low < len(cells) else None


def widest(sizes: Sequence[Size]) -> int:
    """The width of a board that the widest card needs."""
    return max(w for w, _h in sizes) + 2 * MARGIN
