"""The cards of Learn while a long computation runs: they stay in place, dimmed, so that the layout does not change.

What can be painted on stays up to date: the picture, and a target that is painted.
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
    """The previous cards, dimmed, except for those that can be painted on, which get their present values."""
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
