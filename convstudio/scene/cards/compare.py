"""Comparing a snapshot with the present: the output of one layer then (A) and now (B), and their difference."""

from __future__ import annotations

from convstudio.experiment import Evaluation
from convstudio.layers import Array
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import MatrixScene, Scale, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.words.numbers import short, told
from convstudio.words import tr

COMPARE = MatrixId("compare", -2)
MOST_CHANNELS = 3
KEPT, NOW, DIFFERENCE = range(3)


def compare_card(kept: Evaluation, now: Evaluation, selected: int, display: Display) -> Card:
    """The card that compares the outputs of the selected layer, or of the last one, in two evaluations."""
    a, b = _output(kept, selected), _output(now, selected)
    if a is None or b is None:
        problem = tr("There is nothing to compare: one of the two has no output here.")
        return Card(COMPARE, _TITLE, "", (), Scale("signed", -1, 1), problem, dimmed=True)
    scale = _common_scale(a, b, display)
    if a.shape != b.shape:
        sizes = tr("A is {a}, B is {b}: no difference to show.", a=shape_text(a.shape), b=shape_text(b.shape))
        return Card(COMPARE, _TITLE, sizes, _rows((a, b), scale, min(len(a), len(b))), scale)
    difference = b - a
    difference.setflags(write=False)
    largest = tr("largest difference {d}", d=short(largest_magnitude(difference)))
    return Card(COMPARE, _TITLE, largest, _rows((a, b, difference), scale, len(a)), scale)


_TITLE = "A · B · B − A"


def compared_value(card: Card, panel: PanelId, row: int, column: int) -> str:
    """ "B − A, row 2, column 3, value −1.5"; "" outside the matrix."""
    found = next((m for line in card.panels for m in line if m.panel == panel), None)
    if found is None or not (0 <= row < found.shape[0] and 0 <= column < found.shape[1]):
        return ""
    value = told(float(found.values[row, column]))
    return tr("{name}, row {r}, column {c}, value {v}", name=found.name, r=row, c=column, v=value)


def _output(evaluation: Evaluation, selected: int) -> Array | None:
    if not evaluation.results:
        return None
    return evaluation.results[min(selected, len(evaluation.results) - 1) if selected >= 0 else -1].output


def _common_scale(a: Array, b: Array, display: Display) -> Scale:
    larger = a if largest_magnitude(a) >= largest_magnitude(b) else b
    return signed_scale(larger, display)


def _rows(maps: tuple[Array, ...], scale: Scale, channels: int) -> tuple[tuple[MatrixScene, ...], ...]:
    names = (tr("A, kept"), tr("B, now"), tr("B − A"))
    return tuple(
        tuple(
            MatrixScene(PanelId(COMPARE, channel, which), names[which], values[channel], values, scale, caption=names[which])
            for which, values in enumerate(maps)
        )
        for channel in range(min(channels, MOST_CHANNELS))
    )
