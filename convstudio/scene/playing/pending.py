"""Keeps what depends on unfinished results in place, dimmed, so that nothing moves while they are computed."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.scene.build import Scene
from convstudio.scene.cards.card import Card


def waiting(scene: Scene, before: Scene) -> Scene:
    """A scene of a pending evaluation, with the products below the kernels that the scene before showed."""
    shown = {card.matrix: card for card in before.cards}
    return replace(scene, cards=tuple(_with_products(card, shown.get(card.matrix)) for card in scene.cards))


def _with_products(card: Card, before: Card | None) -> Card:
    layout, old = card.kernel_layout, before.kernel_layout if before else None
    if not before or not layout or not old or not old.products or layout.products:
        return card
    same_rows = (layout.inputs, layout.outs, layout.slices) == (old.inputs, old.outs, old.slices)
    if not same_rows or layout.columns != old.columns[:-1]:
        return card
    products = tuple(replace(panel, dimmed=True, marks=()) for panel in before.panels[-1])
    layout = replace(layout, columns=old.columns, products=old.products)
    return replace(card, panels=(*card.panels, products), kernel_layout=layout)
