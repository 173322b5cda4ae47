"""Chooses the cell sizes of the loop and the arrangement of its channels: as large as there is room for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import floor

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.large import Large
from convstudio.scene.layout.loop.back import places
from convstudio.scene.layout.loop.forward import operators
from convstudio.scene.layout.loop.outline import Outline, outline
from convstudio.scene.layout.loop.places import EDGE, Cells, Places, with_cells
from convstudio.scene.layout.loop.subject import Alone, Loop, channels_of, subject
from convstudio.scene.layout.stage.plan import READABLE_CELL, Room
from convstudio.scene.layout.values import Rect
from convstudio.scene.learn.build import LearnScene

LARGEST_CELL, LEAST_CELL = 72.0, 8.0
LEAST_MAP = 64.0  # least height and width of a map in pixels, if its cells are smaller than the least size
WEIGHTS = (36.0, 30.0, 26.0, 20.0)  # least pixels of a weight, for its digits: the largest that the maps can spare
LARGEST_WEIGHT = 36.0  # pixels, on the way back
MOST_AIR = 30.0
FEW, BISECTIONS = 4, 6  # pixels below which fractions of one count, and how finely
NEARLY, MUCH = 0.92, 0.75  # of the largest map cells are enough if weights become readable: for readable maps, else


class Plan(Struct, frozen=True):
    """A loop, the sizes of its cells, and the places of everything in it."""

    loop: Loop
    cells: Cells
    places: Places
    width: float  # the width that it needs, and
    height: float


def best_plan(scene: LearnScene, large: Large, room: Room, *, revealed: bool = False) -> Plan:
    """The plan with all channels if they are readable, else with one of them large, or at last with one slice of the kernel."""
    incoming, outgoing = channels_of(scene)
    found = [
        _plan(subject(scene, large, room.measure, (across, beside), revealed=revealed), room)
        for across in _columns(incoming)
        for beside in _columns(outgoing)
    ]

    def worth(plan: Plan) -> tuple[float, float, float]:
        return -_over(plan, room), plan.cells.maps, -plan.width * plan.height

    best = max(found, key=worth)
    if incoming == outgoing == 1:
        return best
    arrangements: tuple[Alone, ...] = ("slices", "slice")
    for arrangement in arrangements:
        over, cell, _area = worth(best)
        if not over and (cell >= READABLE_CELL or arrangement == "slice"):
            break
        best = max(best, _plan(subject(scene, large, room.measure, arrangement, revealed=revealed), room), key=worth)
    return best


def _columns(channels: int) -> tuple[int, ...]:
    """The numbers of channels that may stand side by side, smallest first."""
    return tuple(n for n in range(1, channels + 1) if n == -(-channels // -(-channels // n)))


def _plan(loop: Loop, room: Room) -> Plan:
    taken = outline(loop, room.measure)
    found = Plan(loop, *_fitted(taken, room.width, room.height))
    if taken.wanted and _over(found, room):
        beside = Plan(loop, *_fitted(replace(taken, beside=True), room.width, room.height))
        return min(found, beside, key=lambda plan: _over(plan, room))
    return found


def _over(plan: Plan, room: Room) -> float:
    """The pixels by which a plan exceeds the room, in width and height together."""
    return max(plan.width - room.width, 0.0) + max(plan.height - room.height, 0.0)


@lru_cache(maxsize=128)
def _fitted(taken: Outline, width: float, height: float) -> tuple[Cells, Places, float, float]:
    """The largest cells with which everything fits, the places with the spare room shared out, and the width and height needed.

    These exceed the room if not even the smallest cells fit.
    """
    room = Rect(EDGE, 0, width - EDGE, height)

    def fits(cells: Cells) -> bool:
        found = places(taken, cells, room)
        return found.right <= width - EDGE and found.bottom <= height

    low = min(LEAST_CELL, LEAST_MAP / max(taken.picture.padded))

    def largest(weight: float, least: float) -> float:
        return _largest(lambda cell: fits(_cells(cell, weight)), least, LARGEST_CELL)

    most = largest(0.0, low)
    least = max(most * NEARLY, READABLE_CELL) if most >= READABLE_CELL else max(most * MUCH, low)
    weight = next((w for w in WEIGHTS if w and fits(_cells(least, w))), 0.0)
    cell = largest(weight, floor(least)) if weight else most
    cells = _cells(cell, weight)
    back = _largest(lambda c: fits(Cells(cell, cells.kernel, c)), cells.back, max(LARGEST_WEIGHT, cells.back))
    cells = Cells(cell, cells.kernel, back)
    bare = places(taken, cells, room)
    spare = max(width - EDGE - bare.right, 0.0)
    air = min(spare / (operators(taken) + 2), MOST_AIR)
    while air > 1 and places(taken, cells, room, air).bottom > height:
        air /= 2
    found_at = places(taken, cells, room, air)
    rest, high = max(width - EDGE - found_at.right, 0.0), max(height - found_at.bottom, 0.0)
    centred = Rect(EDGE + rest / 2, high * 0.35, width - EDGE - rest / 2, height)
    final = with_cells(places(taken, cells, centred, air), taken, cells)
    return cells, final, bare.right + EDGE, found_at.bottom


def _cells(cell: float, weight: float) -> Cells:
    """The same size for all cells, except that weights keep room for their digits if the cells of maps are small."""
    return Cells(cell, max(cell, weight), max(cell, weight))


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """The largest size up to `high` that fits, in whole pixels unless it is small; `low` if none fits."""
    least, most = floor(low), floor(high)
    while least < most:
        middle = (least + most + 1) // 2
        if fits(float(middle)):
            least = middle
        else:
            most = middle - 1
    if least >= FEW:
        return max(float(least), low)
    smaller, larger = max(float(least), low), float(least + 1)
    for _ in range(BISECTIONS):
        between = (smaller + larger) / 2
        smaller, larger = (between, larger) if fits(between) else (smaller, between)
    return smaller
