"""Hiding what the playhead has not reached yet, on the cards and in the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.scene.matrix import MatrixScene, Surround
from convstudio.scene.matrix.focus import Spot
from convstudio.scene.matrix.veil import Veil, veils
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.scene.cards.card import Card

Hidden = Mapping[int, tuple[Veil | None, ...]]  # the veils of a layer's channels
NOTHING_HIDDEN: Hidden = {}


def hidden_cells(evaluation: Evaluation, playhead: Playhead | None, hide: bool) -> Hidden:
    """The veils of the layer being played and of those behind it; empty if nothing is hidden."""
    return veils(evaluation, playhead) if hide and playhead else {}


def veiled(card: Card, hidden: Hidden) -> Card:
    """A card with its veils. Its padding shows no copies of hidden cells."""
    layer = card.matrix.layer
    if card.matrix.kind != "map" or layer not in hidden:
        return card
    rows = tuple(tuple(_veiled(scene, hidden[layer][scene.panel.channel]) for scene in row) for row in card.panels)
    return replace(card, panels=rows)


def is_hidden(hidden: Hidden, spot: Spot) -> bool:
    """Whether a cell pointed at is hidden."""
    layer, channel = spot.matrix.layer, spot.panel.channel
    if spot.matrix.kind != "map" or layer not in hidden or channel >= len(hidden[layer]):
        return False
    veil = hidden[layer][channel]
    return veil is not None and veil.covers(spot.row, spot.column)


def not_reached() -> Line:
    """The line shown instead of a hidden cell's arithmetic."""
    return (Run(tr("Not reached yet: play or step to this cell, or click it."), "muted"),)


def _veiled(scene: MatrixScene, veil: Veil | None) -> MatrixScene:
    if veil is None:
        return scene
    return replace(scene, veil=veil, surround=_without_copies(scene.surround))


def _without_copies(surround: Surround | None) -> Surround | None:
    """The padding without its values if these are copies of cells."""
    return replace(surround, padded=None) if surround and surround.copies else surround
