"""Whether every field that is seen shows what the document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from convstudio.experiment.edits.channel_edits import OUTPUTS
from convstudio.scene.state import State
from convstudio.scene.words.numbers import exact
from convstudio.studio.explore.cards.kernel_card import KernelCard
from convstudio.studio.explore.settings.inspector import Inspector
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.shell.window import Window
from convstudio.studio.stage.beams import Beams
from convstudio.studio.stage.moving import Moving
from convstudio.studio.widgets.controls import ChoiceField, NumberField, PaddingField, PairField, SwitchField, WholeField
from convstudio.studio.widgets.name_field import NameField
from tests.soak.doing.hand import Hand

Complaints = Iterator[str]


def fields(hand: Hand) -> Complaints:
    """All fields of the workspace that is shown, those aside in which something stands half typed."""
    window, state = hand.window, hand.window.session.state
    if state.workspace == "explore":
        yield from _on_board(window, state) if state.view == "flow" else _on_stage(window, state)
        yield from _brush(window, state)
        if window._sides:
            yield from _in_inspector(window._sides.inspector, state)
    elif state.learning:
        training = state.experiment.training
        for name, made in window.training_panel._editors.items():
            yield from _shows(made, getattr(training if hasattr(training, name) else training.run, name), name)
    title = window.findChild(QLineEdit, "title")
    if title is not None and not title.hasFocus() and title.text() != state.experiment.title:
        yield "the field of the title shows another title"


def _in_inspector(inspector: Inspector, state: State) -> Complaints:
    if state.selected < 0:
        source, shown = state.experiment, inspector._input
        yield from _shows(shown._size, source.input.shape[1:], "input size")
        yield from _shows(shown._black, source.low, "black")
        yield from _shows(shown._white, source.high, "white")
        yield from _shows(shown._seed, state.seed, "seed")
        return
    layer = state.experiment.layers[state.selected]
    shown = [settings for settings in inspector._settings.values() if not settings.isHidden()]
    if shown != [inspector._settings.get(type(layer))]:
        yield "a layer is selected, and the settings that are shown are not its own"
        return
    settings = shown[0]
    if settings._index != state.selected:
        yield "the settings are those of another layer"
    for name, made in settings._editors.items():
        if name == OUTPUTS.name:
            yield from _shows(made, len(layer.kernel), "outputs")  # type: ignore[attr-defined]
        elif layer.applies(name):
            yield from _shows(made, getattr(layer, name), name)
    shape = state.evaluation.shape(state.selected - 1)
    padding = settings._editors.get("padding")
    if isinstance(padding, PaddingField) and shape and state.evaluation.pending is None:
        rows, columns = layer.axes(shape)
        for field, cells in zip(padding.sides, (rows.before, rows.after, columns.before, columns.after), strict=True):
            yield from _shows(field, cells, "padding")


def _on_board(window: Window, state: State) -> Complaints:
    for card in window.board.cards:
        layout = card._card.kernel_layout
        if isinstance(card, KernelCard) and layout:
            bias = state.experiment.layers[card.matrix.layer].bias  # type: ignore[attr-defined]
            for field, out in zip(card._rows.biases, layout.outs, strict=True):
                yield from _shows(field, float(bias[out]), "bias")


def _moves(child: QWidget) -> bool:
    return isinstance(child, Moving) and child.running and bool(child.moves)


def _on_stage(window: Window, state: State) -> Complaints:
    """The fields of the layer on the stage; every slot of the drawing has its widget, and no other one is seen."""
    stage, index = window.page.stage, max(state.selected, 0)
    shown = stage._shown
    if shown is None or shown[0] is not state.scene or shown[1] != index:
        yield "the stage shows another layer, or an older one"
        return
    for (name, layer), widget in stage._filled.items():
        kind, _, rest = name.partition("_")
        if layer != index:
            yield f"the slot {name} is filled for another layer"
        elif kind == "bias":
            yield from _shows(widget, float(state.experiment.layers[index].bias[int(rest)]), "bias")  # type: ignore[attr-defined]
    filled = set(map(id, stage._filled.values()))
    for child in stage.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        known = isinstance(child, MatrixView | Beams | NameField) or id(child) in filled or _moves(child)
        if not child.isHidden() and not known:
            yield f"a {type(child).__name__} stands on the stage without a slot"


def _brush(window: Window, state: State) -> Complaints:
    brush = state.brush
    for name, value in (("value_primary", brush.primary), ("value_secondary", brush.secondary), ("brush_size", brush.size)):
        for made in window.page.findChildren(QWidget, name):
            if made.isVisible():
                yield from _shows(made, value, name)


def _shows(made: Any, value: Any, name: str) -> Complaints:
    """A sentence if a field does not show a value. What is half typed is no value yet."""
    match made:
        case PairField():
            for field, part in zip(made.fields, value, strict=True):
                yield from _shows(field, part, name)
            return
        case PaddingField():
            yield from _shows(made.names, value if isinstance(value, str) else "custom", name)
            return
        case WholeField():  # one that was never seen has no text yet
            text, right = (
                made.text(),
                made.value() == value and (made.hasFocus() or not made.isVisible() or not made.half_typed),
            )
        case NumberField():
            text, right = made.text(), made._value == value and (made.hasFocus() or made.text() == exact(float(value)))
        case ChoiceField():
            text, right = made.currentText(), made.currentData() == value
        case SwitchField():
            text, right = str(made.isChecked()), made.isChecked() == value
        case _:
            text, right = type(made).__name__, False
    if not right:
        yield f"the field {name} does not show its value: “{text}” and not {value}"
