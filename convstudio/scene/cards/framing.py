"""The frames of a lesson on the cards of a workspace that has other names for the same matrices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import is_

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.scene.cards.card import Card
from convstudio.scene.guide import Guide, guide_marks
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.matrix.links import Mark, Role

ROLE: Role = "highlight"
CONTROLS = {"map": "input", "kernel": "kernel"}  # controls that change cells; all other cells belong to the training


def framed(
    cards: tuple[Card, ...], evaluation: Evaluation, guide: Guide, names: Mapping[MatrixId, MatrixId] | None = None
) -> tuple[Card, ...]:
    """The cards with the frames of a guide, and no others. `names` maps the matrices of the strip to those on the cards."""
    marks = guide_marks(evaluation, replace(guide, asked=None)) if guide.highlight else ()
    called = [_called(mark, names or {}) for mark in marks]
    return tuple(_card(card, called) for card in cards)


def _called(mark: Mark, names: Mapping[MatrixId, MatrixId]) -> Mark:
    matrix = mark.panel.matrix
    return Mark(mark.panel._replace(matrix=names.get(matrix, matrix)), ROLE, mark.rows, mark.columns)


def held(cards: tuple[Card, ...], guide: Guide) -> tuple[Card, ...]:
    """The cards, with those matrices not editable that a guide keeps locked."""
    return tuple(map(partial(_held, guide=guide), cards)) if guide.locks else cards


def _held(card: Card, guide: Guide) -> Card:
    control = CONTROLS.get(card.matrix.kind, "training")
    if guide.allows(control) or not any(panel.editable for row in card.panels for panel in row):
        return card
    return replace(
        card, panels=tuple(tuple(replace(panel, editable=False, locked=panel.editable) for panel in row) for row in card.panels)
    )


def _card(card: Card, marks: list[Mark]) -> Card:
    panels = tuple(tuple(_panel(panel, marks) for panel in row) for row in card.panels)
    olds, news = ([panel for row in rows for panel in row] for rows in (card.panels, panels))
    return card if all(map(is_, news, olds)) else replace(card, panels=panels)


def _panel(panel: MatrixScene, marks: list[Mark]) -> MatrixScene:
    """A panel with its frames instead of those that it had; the same object if there are none."""
    others = tuple(mark for mark in panel.marks if mark.role != ROLE)
    found = tuple(mark for mark in marks if mark.panel == panel.panel)
    return replace(panel, marks=(*others, *found)) if found or len(others) < len(panel.marks) else panel
