"""The short name of the pinned cell, as the arithmetic writes it."""

from __future__ import annotations

from collections.abc import Mapping

from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import BIAS, INPUT, Kind, Spot
from convstudio.scene.selection import Screen
from convstudio.scene.words.naming import output_symbol
from convstudio.words import Text, translated

SYMBOLS: Mapping[Kind, Text] = {
    "map": "Y", "kernel": "K", "product": "X · K", "picture": "X", "seen": "X", "learned": "K", "target_kernel": "K",
    "prediction": "Ŷ", "target": "Y", "error": "Ŷ − Y", "pull": "∂L/∂Z", "gradient": "∂L/∂K", "step": "step",
}  # fmt: skip  # what is compared, and the factors of a product, go by the names above them


def pin_words(screen: Screen, pin: Spot | None) -> str:
    """ "Y[2, 1]", or "K[0, 2, 1, 1]" where there are several channels; "" if nothing is pinned or the pinned cell is gone."""
    if pin is None or not any(card.matrix.layer == pin.matrix.layer for card in screen.cards):
        return ""
    shown = next((matrix for matrix in screen.panels if matrix.panel == pin.panel), None)
    if shown and not _has(shown, pin):
        return ""
    if pin.panel.slice == BIAS:
        return f"b[{pin.column}]"
    place = *_channels(shown, pin), pin.row, pin.column
    return f"{_symbol(shown, pin)}[{', '.join(map(str, place))}]"


def _symbol(shown: MatrixScene | None, pin: Spot) -> str:
    if pin.matrix == INPUT:
        return "X"
    if pin.matrix.kind == "map":
        return output_symbol(pin.matrix.layer)
    symbol = shown.symbol if shown and shown.symbol else SYMBOLS.get(pin.matrix.kind)
    return translated(symbol) if symbol else shown.caption if shown else ""


def _channels(shown: MatrixScene | None, pin: Spot) -> tuple[int, ...]:
    """The indices of the channel, or of the slice of a kernel; () if there is only one."""
    if pin.matrix.kind not in SYMBOLS and not (shown and shown.symbol):
        return ()
    if pin.matrix.has_weights:
        alone = shown is not None and shown.whole.shape[:2] == (1, 1)
        return () if alone else (pin.panel.channel, pin.panel.slice)
    return () if shown is not None and len(shown.whole) == 1 else (pin.panel.channel,)


def _has(shown: MatrixScene, pin: Spot) -> bool:
    """Whether a matrix, with the padding around it, still has a cell."""
    above, below, left, right = shown.margins
    rows, columns = shown.shape
    return -above <= pin.row < rows + below and -left <= pin.column < columns + right
