"""While Learn computes what takes long, its cards stay where they are, dimmed: the board keeps its places.

What is painted on is shown as it is painted: the picture, and a target that is painted by hand.
"""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.experiment.learning.training_setup import pictures
from convstudio.experiment.model import Experiment
from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.learn.cards import picture_id
from convstudio.scene.matrix.focus import MatrixId


def waiting_cards(experiment: Experiment, number: int, before: tuple[Card, ...]) -> tuple[Card, ...]:
    """The cards that were shown before; what is painted on with its values of now, all else dimmed."""
    painted = {picture_id(n): values for n, values in enumerate(pictures(experiment))}
    if experiment.training.target == "painted":
        painted |= {MatrixId("target", n): values for n, values in enumerate(experiment.training.targets)}
    return tuple(_waiting(card, painted.get(card.matrix)) for card in before)


def _waiting(card: Card, values: Array | None) -> Card:
    panels = [panel for row in card.panels for panel in row]
    if values is not None and all(
        panel.panel.channel < len(values) and panel.shape == values.shape[1:] and panel.editable for panel in panels
    ):
        now = tuple(
            tuple(replace(panel, values=values[panel.panel.channel], whole=values, marks=()) for panel in row)
            for row in card.panels
        )
        return replace(card, panels=now)
    dimmed = tuple(tuple(replace(panel, dimmed=True, marks=(), editable=False) for panel in row) for row in card.panels)
    return replace(card, panels=dimmed)
