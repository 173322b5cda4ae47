"""What must be true of the window after every deed, whatever it was. Each check yields a sentence for what is not."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from convstudio.experiment import Experiment, files, same_content
from convstudio.experiment.history import History
from convstudio.layers import KINDS, Conv2d
from convstudio.scene import MatrixScene, Spot, workspaces
from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.dense.links import COLUMN, ROW
from convstudio.studio.commands import COMMANDS
from convstudio.studio.widgets.half_typed import Typing
from tests.soak.checking.checks_of_fields import fields
from tests.soak.checking.checks_of_values import displayed, evaluated, learnt
from tests.soak.doing.deeds import Deed
from tests.soak.doing.hand import Hand

MOST_CELLS = 40_000  # of a document that is written and read back
Complaints = Iterator[str]


class Checks:
    """All checks, with what they remember: what is the same as before is not looked at again."""

    def __init__(self) -> None:
        self._experiment: Experiment | None = None
        self._evaluation: object = None
        self._looked_at: History | None = None
        self.done = 0

    def begin(self, hand: Hand, deed: Deed) -> None:
        """Remember what a deed must leave as it is."""
        typing = isinstance(hand.window.focusWidget(), Typing)  # what is half typed may be committed at any time
        self._looked_at = hand.window.session.state.history if deed.only_looks and not (hand.pressed or typing) else None

    def all(self, hand: Hand, *, thorough: bool) -> Complaints:
        """Every check that is due; `thorough` those too that take long."""
        self.done += 1
        state = hand.window.session.state
        if self._looked_at not in (None, state.history):
            yield "the document was changed by looking"
        for check in (no_question, fields, star, inside, actions):
            yield from check(hand)
        if hand.held:
            return  # what other threads do is to come
        if state.experiment is not self._experiment:
            self._experiment = state.experiment
            yield from writable(hand)
        if state.evaluation is not self._evaluation:
            self._evaluation = state.evaluation
            yield from evaluated(hand)
        for check in (displayed, learnt, undone) if thorough else ():
            yield from check(hand)


def no_question(hand: Hand) -> Complaints:
    """No question stands there, or stood there: those go through `Answers`."""
    yield from hand.stuck
    hand.stuck.clear()
    modal = QApplication.activeModalWidget()
    if isinstance(modal, QMessageBox | QFileDialog):
        modal.close()
        yield f"a question is open: {modal.windowTitle()}"


def writable(hand: Hand) -> Complaints:
    """The document can be saved, and reads back the same; what a question of a lesson hides cannot."""
    present = hand.window.session.state.history.present
    if any(type(layer) not in KINDS for layer in present.layers):
        return
    if present.input.size + sum(layer.kernel.size for layer in present.layers if isinstance(layer, Conv2d)) > MOST_CELLS:
        return
    try:
        if not same_content(files.loads(files.dumps(present)), present):
            yield "the document reads back as another one"
    except files.FileProblem as problem:
        yield f"the document cannot be saved: {problem}"


def star(hand: Hand) -> Complaints:
    """The star in the title says whether the document differs from what was opened or saved; the title names it.

    What stands there for a lesson is to be tried out: it never has a star.
    """
    window, state = hand.window, hand.window.session.state
    saved = state.history.document.saved
    tried_out = state.history.document.lesson
    differs = not tried_out and (saved is None or not same_content(state.history.present, saved))
    if window.isWindowModified() != differs:
        yield f"the star is {window.isWindowModified()}, and that the document differs is {differs}"
    if state.draft is None and state.name and not window.windowTitle().startswith(state.name):
        yield "the title is of another document"


def inside(hand: Hand) -> Complaints:
    """What is selected and played lies in what is shown; nothing is said of a pinned cell that is gone."""
    state = hand.window.session.state
    panels = {matrix.panel: matrix for matrix in state.screen.panels}
    spot, pin, chip = state.focus.spot, state.focus.pin, hand.window.explanation.chip
    if spot and _is_gone(panels.get(spot.panel), spot) and state.screen.spoken:
        yield f"something is said of a cell of a {spot.matrix.kind} that is gone"
    if chip.isVisible() and (pin is None or _is_gone(panels.get(pin.panel), pin)):
        yield "the chip names a cell that is gone"
    selection = state.selection
    shape = panels[selection.panel].shape if selection and selection.panel in panels else (0, 0)
    if selection and (selection.rows.stop > shape[0] or selection.columns.stop > shape[1]):
        yield "the selection lies outside"
    if not -1 <= state.selected < len(state.experiment.layers):
        yield "the selected layer is none"
    yield from _played(state)


def _played(state: State) -> Complaints:
    playhead, results = state.playhead, state.evaluation.results
    if playhead and state.evaluation.pending is None:
        output = results[playhead.layer].output if playhead.layer < len(results) else None
        if output is None or playhead.window >= output.size:
            yield "the playhead stands outside"


def _is_gone(scene: MatrixScene | None, spot: Spot) -> bool:
    """Whether a matrix that is shown, with the padding around it, has no such cell."""
    if scene is None:
        return False
    above, below, left, right = (math.ceil(margin) for margin in scene.margins)
    rows, columns = scene.shape
    if scene.panel.matrix in (ROW, COLUMN):  # these are drawn as thick as some of their cells are long
        return not (spot.row < rows or spot.column < columns)
    return not (-above <= spot.row < rows + below and -left <= spot.column < columns + right)


def actions(hand: Hand) -> Complaints:
    """Every action is enabled if it is possible, and only then; the tabs and "Compare" say what is."""
    state, named = hand.window.session.state, hand.window.actions_by_name
    for command in COMMANDS.values():
        possible = not command.refusal(state)
        if not command.vain and named[command.name].isEnabled() != possible:
            yield f"the action {command.name} is {'possible' if possible else 'not possible'}, and says otherwise"
    checked = {name: state.workspace == name for name in (w.name for w in workspaces.WORKSPACES)} | {
        "compare": state.kept is not None,
        "flow": state.view == "flow",
    }
    for name, on in checked.items():
        if named[name].isChecked() != on:
            yield f"the action {name} is checked wrongly"


def undone(hand: Hand) -> Complaints:
    """Undo, then redo, leads back to the same experiment."""
    session = hand.window.session
    before = session.state.history
    if session.state.draft or hand.pressed or hand.root() is not hand.window or not before.position:
        return
    session.undo()
    typed = session.state.history.steps is not before.steps  # what was half typed was a step first
    session.redo()
    QApplication.processEvents()
    if not typed and session.state.history.present is not before.present:
        yield "undo and redo do not lead back to the same experiment"
