"""What must be true of the window after every deed, whatever it was. Each check yields a sentence for what is not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from convstudio.experiment import Experiment, evaluate, files, learning, same_content
from convstudio.layers import Conv2d, Layer
from convstudio.scene import MatrixScene, Spot
from convstudio.scene.numbers import exact, of_text
from convstudio.studio.actions import ACTIONS, EXPLORING
from convstudio.studio.controls import ChoiceField, NumberField, PaddingField, PairField, SwitchField, WholeField
from convstudio.studio.explore.kernel_card import KernelCard
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.session import State
from tests.soak.hand import Hand

MOST_PRODUCTS = 3e6  # that a fresh evaluation may cost
MOST_CELLS = 40_000  # of a document that is written and read back
Complaints = Iterator[str]


class Checks:
    """All checks, with what they remember: a check whose subject is the same as before is not done again."""

    def __init__(self) -> None:
        self._state: State | None = None
        self._experiment: Experiment | None = None
        self._evaluation: object = None
        self.done = 0

    def all(self, hand: Hand, *, thorough: bool) -> Complaints:
        """Every check that is due; `thorough` those too that take long."""
        yield from hand.stuck
        hand.stuck.clear()
        yield from no_question(hand)
        state = hand.window.session.state
        self.done += 1
        yield from fields(hand)
        yield from star(hand)
        yield from inside(hand)
        yield from actions(hand)
        if state.experiment is not self._experiment and not hand.held:
            self._experiment = state.experiment
            yield from writable(hand)
        if state.evaluation is not self._evaluation and not hand.held:
            self._evaluation = state.evaluation
            yield from evaluated(hand)
        if thorough and not hand.held:
            yield from displayed(hand)
            yield from learnt(hand)
            yield from undone(hand)


def no_question(hand: Hand) -> Complaints:
    """No question of the program stands there: they go through `Answers`."""
    modal = QApplication.activeModalWidget()
    if isinstance(modal, QMessageBox | QFileDialog):
        modal.close()
        yield f"a question is open: {modal.windowTitle()}"


def _cost(experiment: Experiment) -> float:
    size, cost = float(experiment.input.size), 0.0
    for layer in experiment.layers:
        if isinstance(layer, Conv2d):
            cost += size * layer.kernel.size
            size *= len(layer.kernel)
        else:
            cost += size * layer.window[0] * layer.window[1]
    return cost


def evaluated(hand: Hand) -> Complaints:
    """The evaluation is bit for bit what the engine makes of the experiment."""
    state = hand.window.session.state
    if state.evaluation.experiment is not state.experiment:
        yield "the evaluation is of another experiment"
    if state.evaluation.pending is not None:
        yield "the evaluation is pending after all work was done"
        return
    if _cost(state.experiment) > MOST_PRODUCTS:
        return
    fresh = evaluate(state.experiment)
    for index, (shown, wanted) in enumerate(zip(state.evaluation.results, fresh.results, strict=True)):
        if shown.layer is not wanted.layer:
            yield f"result {index} is of another layer"
        elif not _bit_equal(shown.output, wanted.output):
            yield f"the output of a {shown.layer.kind} is not what a fresh evaluation gives"
        elif (shown.problem and shown.problem.was) != (wanted.problem and wanted.problem.was):
            yield f"the problem of a {shown.layer.kind} is not what a fresh evaluation gives"


def _bit_equal(a: np.ndarray | None, b: np.ndarray | None) -> bool:
    if a is None or b is None:
        return a is b
    return a.shape == b.shape and (a + 0.0).tobytes() == (b + 0.0).tobytes()


def writable(hand: Hand) -> Complaints:
    """The document can be saved, and reads back the same."""
    present = hand.window.session.state.history.present
    cells = present.input.size + sum(layer.kernel.size for layer in present.layers if isinstance(layer, Conv2d))
    if cells > MOST_CELLS:
        return
    try:
        if not same_content(files.loads(files.dumps(present)), present):
            yield "the document reads back as another one"
    except files.FileProblem as problem:
        yield f"the document cannot be saved: {problem}"


def star(hand: Hand) -> Complaints:
    """The star in the title says whether the document differs from what was opened or saved; the title names it."""
    window, state = hand.window, hand.window.session.state
    history = state.history
    differs = history.document.saved is None or not same_content(history.present, history.document.saved)
    if window.isWindowModified() != differs:
        yield f"the star is {window.isWindowModified()} and the document differs: {differs}"
    if state.draft is None and state.name and not window.windowTitle().startswith(state.name):
        yield "the title is of another document"


def inside(hand: Hand) -> Complaints:
    """What is pointed at, pinned, selected and played lies in what is shown."""
    state = hand.window.session.state
    screen = state.screen
    panels = {m.panel: m for card in screen.cards for row in card.panels for m in row}
    for spot in (state.focus.pin, state.focus.pointed):
        if spot and spot.panel in panels and spot is state.focus.spot and not _has(panels[spot.panel], spot) and screen.spoken:
            yield f"something is said of a cell of a {spot.matrix.kind} that is gone"
    pin, chip = state.focus.pin, hand.window.explanation.chip
    if state.workspace == "explore" and chip.isVisible() and not (pin and (pin.panel not in panels or _has(panels[pin.panel], pin))):
        yield "the chip names a cell that is not there"
    if state.selection and state.selection.panel not in panels:
        yield "the selection is in no panel"
    elif state.selection:
        shape = panels[state.selection.panel].shape
        if state.selection.rows.stop > shape[0] or state.selection.columns.stop > shape[1]:
            yield "the selection lies outside"
    if not -1 <= state.selected < len(state.experiment.layers):
        yield "the selected layer is none"
    playhead = state.playhead
    if playhead and state.evaluation.pending is None:
        result = state.evaluation.results[playhead.layer] if playhead.layer < len(state.evaluation.results) else None
        if result is None or result.output is None or not playhead.window < result.output.size:
            yield "the playhead stands outside"


def _has(scene: MatrixScene, spot: Spot) -> bool:
    """Whether a matrix, with the padding around it, has a cell."""
    above, below, left, right = (math.ceil(margin) for margin in scene.margins)
    rows, columns = scene.shape
    return -above <= spot.row < rows + below and -left <= spot.column < columns + right


def actions(hand: Hand) -> Complaints:
    """Every action is enabled if it is possible, and only then."""
    state, window = hand.window.session.state, hand.window
    for spec in ACTIONS:
        possible = spec.possible(state) and (state.workspace == "explore" or spec.name not in EXPLORING)
        if window.actions_by_name[spec.name].isEnabled() != bool(possible):
            yield f"the action {spec.name} is {'possible' if possible else 'not possible'}, and says otherwise"
    for name in ("explore", "learn"):
        if window.actions_by_name[name].isChecked() != (state.workspace == name):
            yield f"the tab {name} says otherwise"
    if window.actions_by_name["compare"].isChecked() != (state.kept is not None):
        yield "the action compare is checked wrongly"


def fields(hand: Hand) -> Complaints:
    """Every field that is seen shows what the document says, unless something is half typed in it."""
    state, window = hand.window.session.state, hand.window
    if window._sides and state.workspace == "explore":
        inspector = window.inspector
        settings = inspector._settings
        if state.selected >= 0 and settings is not None:
            layer = state.experiment.layers[state.selected]
            yield from _layer_fields(settings._editors, layer)
            if isinstance(layer, Conv2d) and isinstance(settings._outputs, WholeField):
                yield from _field(settings._outputs, len(layer.kernel), "outputs")
        elif state.selected < 0:
            shown = inspector._input
            yield from _field(shown._size, state.experiment.input.shape[1:], "input size")
            yield from _field(shown._black, state.experiment.low, "black")
            yield from _field(shown._white, state.experiment.high, "white")
            yield from _field(shown._seed, state.seed, "seed")
    if state.learning and window._training_panel:
        training = state.experiment.training
        for name, made in window._training_panel._editors.items():
            yield from _field(made, getattr(training if hasattr(training, name) else training.run, name), name)
    if state.workspace == "explore":
        for card in window.board.cards:
            if isinstance(card, KernelCard) and card._card.kernel_layout:
                bias = card._card.kernel_layout.layer.bias
                for field, out in zip(card._rows.biases, card._card.kernel_layout.outs, strict=True):
                    yield from _field(field, float(bias[out]), "bias")
        brush = state.brush
        for name, value in (("value_primary", brush.primary), ("value_secondary", brush.secondary), ("brush_size", brush.size)):
            for made in window.board.findChildren(QWidget, name):
                yield from _field(made, value, name)
    notes = window.findChild(QLineEdit, "title")
    if notes is not None and not notes.hasFocus() and notes.text() != state.experiment.title:
        yield "the field of the title shows another title"


def _layer_fields(editors: dict[str, Any], layer: Layer) -> Complaints:
    for name, made in editors.items():
        if layer.applies(name):
            yield from _field(made, getattr(layer, name), name)


def _field(made: Any, value: Any, name: str) -> Complaints:
    """Whether a field shows a value; a sentence if not."""
    match made:
        case PairField():
            for field, part in zip(made.fields, value, strict=True):
                yield from _field(field, part, name)
            return
        case PaddingField():
            yield from _field(made.names, value if isinstance(value, str) else "custom", name)
            return
        case WholeField():  # what is half typed is no value yet
            right = made.value() == value and (made.hasFocus() or not made.half_typed)
        case NumberField():
            right = made._value == value and (made.hasFocus() or made.text() == exact(float(value)))
        case ChoiceField():
            right = made.currentData() == value
        case SwitchField():
            right = made.isChecked() == value
        case _:
            right = True
    if not right:
        text = made.text() if isinstance(made, WholeField | NumberField) else ""
        yield f"the field {name} does not show its value: “{text}” and not {value}"


def displayed(hand: Hand) -> Complaints:
    """The numbers that stand in the cells are the engine's."""
    state = hand.window.session.state
    for view in (w for w in hand.window.findChildren(MatrixView) if w.isVisible()):
        panel = next((m for card in state.screen.cards for row in card.panels for m in row if m.panel == view.panel), None)
        if panel is None:
            yield f"a {view.panel.matrix.kind} is shown that is not on the screen"
            continue
        if view.scene.values.shape != panel.values.shape or not np.array_equal(view.scene.values, panel.values, equal_nan=True):
            yield f"a {view.panel.matrix.kind} shows other values than the scene"
        if state.workspace == "explore" and view.panel.matrix.kind == "map":
            yield from _as_computed(state, view)
        yield from _legible(view)


def _as_computed(state: State, view: MatrixView) -> Complaints:
    layer = view.panel.matrix.layer
    values = state.experiment.input if layer < 0 else state.evaluation.results[layer].shown
    if values is None or not np.array_equal(values[view.panel.channel], view.scene.values, equal_nan=True):
        yield "a map is shown that is not the layer's"


def _legible(view: MatrixView) -> Complaints:
    """Of some cells, whether the text is the value, as near as its digits allow."""
    rows, columns = view.scene.shape
    for place in range(0, rows * columns, max(rows * columns // 25, 1)):
        row, column = divmod(place, columns)
        text, value = view.text_at(row, column), float(view.scene.values[row, column])
        if not text or not math.isfinite(value) or text in ("≈0", "NaN"):
            continue
        told = of_text(text.rstrip("."))
        if abs(told - Fraction(value)) > max(abs(Fraction(value)) / 2, Fraction(1, 10)):
            yield f"a cell says {text} and is {value!r}"
            return


def learnt(hand: Hand) -> Complaints:
    """The epochs of Learn are bit for bit those that a fresh training gives."""
    scene = hand.window.session.state.learning
    if scene is None or not scene.learnt.done or not scene.learnt.lines:
        return
    lines = scene.learnt.lines
    if sum(line.last * line.start.size for line in lines) > 60_000 or _cost(scene.learnt.experiment) > MOST_PRODUCTS / 50:
        return
    fresh = learning.learn(scene.learnt.experiment)
    for _ in range(500):
        if fresh.done:
            break
        fresh = learning.advance(fresh, 0.05)
    for number, (shown, wanted) in enumerate(zip(lines, fresh.lines, strict=True)):
        if shown.losses.tobytes() != wanted.losses.tobytes():
            yield f"run {number} of {len(lines)} has other losses than a fresh training"
            return
    if scene.moment.epoch > max(scene.learnt.line.last if scene.learnt.line else 0, 0):
        yield "Learn stands behind the last epoch"


def undone(hand: Hand) -> Complaints:
    """Undo, then redo, leads back to the same experiment."""
    session = hand.window.session
    if session.state.draft or hand.pressed or hand.root() is not hand.window:
        return
    before = session.state.history
    if before.position:
        session.undo()
        typed = session.state.history.steps is not before.steps  # what was half typed was a step first
        session.redo()
        QApplication.processEvents()
        if not typed and session.state.history.present is not before.present:
            yield "undo and redo do not lead back to the same experiment"
