"""Two layers side by side, if the screen is so wide that the one on the stage leaves room for the next."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.scene.build import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout.stage.plan import MOST_AIR, Plan, Room, best_plan, columns_of, widening

WIDE = 2200.0  # pixels of both together; in less, a single layer is made as large as possible
BETWEEN = 14.0  # pixels from one to the other
SMALLER = (1.0, 0.9, 0.8, 0.75)  # factors by which cells may become smaller so that the next layer is seen too
LEAST_PART = 1 / 3  # the least size of the next layer's cells, relative to its neighbour's


def own_width(scene: Scene, index: int, large: Large, room: Room) -> float | None:
    """The width, in units, of a layer's stage beside that of the next layer; None if there is none, or no room for it."""
    results = scene.evaluation.results
    if room.bare or room.width * room.unit < WIDE or index + 1 >= len(results) or results[index + 1].output is None:
        return None
    alone = best_plan(scene, index, large, room)
    for part in SMALLER:
        own = _width(replace(alone, cell=room.whole(alone.cell * part)), room)
        left = room.width - own - BETWEEN / room.unit
        if left <= 0:
            continue
        beside = best_plan(scene, index + 1, large, replace(room, width=left))
        if beside.cell >= max(room.readable_cell, alone.cell * LEAST_PART):
            return own
    return None


def _width(plan: Plan, room: Room) -> float:
    """The width, in units, of a plan's layer with the air between its parts."""
    columns, fixed = columns_of(plan.subject, room.width, products=plan.products and not plan.stacked)
    return fixed + columns * plan.cell + widening(plan.subject, plan.cell) + 2 * MOST_AIR
