"""Which layers are collapsed to badges: part of the view, stored by position and updated when layers are added or moved."""

from __future__ import annotations

from convstudio.layers import Layer

MOST_OPEN = 8  # layers; a deeper strip opens with all but the chosen one collapsed

Folded = frozenset[int]
NONE: Folded = frozenset()


def folded_at_first(layers: tuple[Layer, ...], chosen: int) -> Folded:
    """The layers that are collapsed when an experiment is opened."""
    return others(layers, chosen) if len(layers) > MOST_OPEN else NONE


def others(layers: tuple[Layer, ...], chosen: int) -> Folded:
    """All layers but the chosen one."""
    return frozenset(range(len(layers))) - {chosen}


def toggled(folded: Folded, index: int) -> Folded:
    """The set with one layer toggled between collapsed and expanded."""
    return folded ^ {index}


def carried(before: tuple[Layer, ...], after: tuple[Layer, ...], folded: Folded) -> Folded:
    """The same layers after an edit: at their new positions, or at the same one if only a setting changed."""
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
