"""Which layers stand as small badges: a choice of looking, kept by place and carried along when the strip changes."""

from __future__ import annotations

from convstudio.layers import Layer

MOST_OPEN = 8  # layers; a strip that is deeper opens with all but the chosen one collapsed

Folded = frozenset[int]
NONE: Folded = frozenset()


def folded_at_first(layers: tuple[Layer, ...], chosen: int) -> Folded:
    """What is collapsed when a strip is opened."""
    return others(layers, chosen) if len(layers) > MOST_OPEN else NONE


def others(layers: tuple[Layer, ...], chosen: int) -> Folded:
    """All layers but the chosen one."""
    return frozenset(range(len(layers))) - {chosen}


def toggled(folded: Folded, index: int) -> Folded:
    """The same with one layer collapsed or expanded."""
    return folded ^ {index}


def carried(before: tuple[Layer, ...], after: tuple[Layer, ...], folded: Folded) -> Folded:
    """The same layers in another strip: wherever they went, or in their place with another setting."""
    if not folded or before is after:
        return folded
    places = {id(layer): place for place, layer in enumerate(after)}
    known = {id(layer) for layer in before}
    moved = {places[id(before[i])] for i in folded if i < len(before) and id(before[i]) in places}
    changed = {
        i for i in folded
        if i < min(len(before), len(after)) and id(before[i]) not in places and id(after[i]) not in known
    }  # fmt: skip
    return frozenset(moved | changed)
