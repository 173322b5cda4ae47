"""Every action: its words, its shortcut, when it is possible, what it does. Menus, toolbar and the shortcut sheet read this."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence

from convstudio.layers import Conv2d
from convstudio.studio.channel_editing import has_several
from convstudio.studio.editing import has_convolution, may_paste, may_write, obstacle_to_pasting, obstacle_to_writing
from convstudio.studio.input_actions import make_picture_actions
from convstudio.studio.literal import on_button, set_tooltip
from convstudio.studio.session import State
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.window import Window

Keys = QKeySequence.StandardKey


def _always(_state: State) -> bool:
    return True


def can_play(state: State) -> bool:
    """Whether the transport has a layer to play."""
    return state.playhead is not None if state.workspace == "explore" else can_learn(state)


def can_learn(state: State) -> bool:
    """Whether Learn is shown, and something can be learned."""
    return state.learning is not None and state.learning.obstacle is None


def leads_to_learning(state: State) -> bool:
    """Whether something can be learned, here or in Learn."""
    there = any(isinstance(layer, Conv2d) and layer.enabled for layer in state.experiment.layers)
    return can_learn(state) if state.workspace == "learn" else there


def explores(state: State) -> bool:
    """Whether Explore plays."""
    return state.workspace == "explore" and can_play(state)


class ActionSpec(Struct, frozen=True):
    """One action. `does` is the name of the window's method, or of one of its parts' ("editing.copy")."""

    name: str
    text: str
    does: str
    help: str
    shortcuts: tuple[str | Keys, ...] = ()
    icon: str = ""
    possible: Callable[[State], bool] = _always
    checkable: bool = False


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new", "&New", "documents.new", "A fresh input and one convolution", (Keys.New,), "new"),
    ActionSpec("open", "&Open…", "documents.ask_open", "Open an experiment file", (Keys.Open,), "open"),
    ActionSpec("save", "&Save", "documents.save", "Save the experiment to its file", (Keys.Save,), "save"),
    ActionSpec("save_as", "Save &as…", "documents.save_as", "Save the experiment to another file", ("Ctrl+Shift+S",)),
    ActionSpec("quit", "&Quit", "close", "Close the window", ("Ctrl+Q",)),
    ActionSpec("undo", "&Undo", "session.undo", "Take back the last step", (Keys.Undo,), "undo",
               lambda state: state.history.undo_label is not None),
    ActionSpec("redo", "&Redo", "session.redo", "Bring back the step that was undone", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo",
               lambda state: state.history.redo_label is not None),
    ActionSpec("cut", "Cu&t cells", "editing.cut", "Copy the cells and set them to 0", (Keys.Cut,), possible=may_write),
    ActionSpec("copy", "&Copy cells", "editing.copy", "Copy the selected cells, or the whole matrix, as a table", (Keys.Copy,)),
    ActionSpec("paste", "&Paste cells", "editing.paste", "Put copied numbers down from the chosen cell on", (Keys.Paste,),
               possible=may_paste),
    ActionSpec("paste_kernel", "Paste as &kernel", "editing.paste_kernel", "Copied numbers become the kernel, in their size",
               ("Ctrl+Shift+V",), possible=has_convolution),
    ActionSpec("paste_picture", "Paste as i&nput", "editing.paste_picture", "Copied numbers become the input, in their size",
               ("Ctrl+I",)),
    ActionSpec("clear", "Set cells to &0\tDel", "editing.clear", "The chosen cells become 0", possible=may_write),
    ActionSpec("select_all", "Select &all cells", "editing.select_all", "Select every cell of the matrix", (Keys.SelectAll,)),
    ActionSpec("random_picture", "Rando&m numbers", "editing.random_picture",
               "Every cell becomes a number between black and white; the step says the seed", ("Ctrl+Shift+D",)),
    ActionSpec("resize", "Resi&ze…", "ask_size", "Another number of rows and columns", ("Ctrl+G",)),
    ActionSpec("add_channel", "&Add", "channels.add", "Another channel, black; kernels that read it get slices of 0",
               ("Ctrl+Shift+A",)),
    ActionSpec("duplicate_channel", "&Duplicate", "channels.duplicate", "The channel in use once more", ("Ctrl+Shift+C",)),
    ActionSpec("name_channel", "&Name…", "channels.name", "Call the channel in use by a name", ("Shift+F2",)),
    ActionSpec("channel_earlier", "Move &earlier", "channels.earlier", "The channel in use changes places with the one before",
               ("Ctrl+Shift+PgUp",), possible=has_several),
    ActionSpec("channel_later", "Move &later", "channels.later", "The channel in use changes places with the one behind",
               ("Ctrl+Shift+PgDown",), possible=has_several),
    ActionSpec("remove_channel", "Re&move", "channels.remove", "Remove the channel in use", ("Ctrl+Shift+Delete",),
               possible=has_several),
    ActionSpec("history", "&History", "show_history", "The list of all steps, to jump in", ("Ctrl+H",), "history",
               checkable=True),
    ActionSpec("notes", "N&otes", "show_notes", "Title and notes of the experiment, to read and to write", ("Ctrl+J",), "notes",
               checkable=True),
    ActionSpec("layer_table", "&All layers", "show_layer_table",
               "A table of all layers: output, weights, multiplications, receptive field, jump", ("Ctrl+Shift+T",),
               checkable=True),
    ActionSpec("compare", "&Compare with now", "compare", "Keep this output as A, and see what becomes of it beside it",
               ("Ctrl+K",), "compare", checkable=True),
    ActionSpec("reset_input", "Reset &input", "layers.reset_input", "The input as it was when the document was opened"),
    ActionSpec("reset_layer", "Reset &layer", "layers.reset", "The selected layer as it was when the document was opened",
               possible=lambda state: state.selected >= 0),
    ActionSpec("reset_all", "Reset &everything", "layers.reset_all", "All as it was when opened; undo brings it back"),
    ActionSpec("zoom_in", "Zoom &in", "zoom_in", "Larger cells in the matrix that was used last", ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom_out", "Zoom &out", "zoom_out", "Smaller cells in the matrix that was used last", ("Ctrl+-",)),
    ActionSpec("board_larger", "Larger &board", "board_larger", "All matrices larger, also by Ctrl+wheel beside them",
               ("Alt++", "Alt+=")),
    ActionSpec("board_smaller", "&Smaller board", "board_smaller", "All matrices smaller, also by Ctrl+wheel beside them",
               ("Alt+-",)),
    ActionSpec("flow", "All layers as a flo&w", "flow", "All cards side by side, to compare them; else one layer as a sentence",
               ("Ctrl+Shift+F",), checkable=True),
    ActionSpec("fit", "&Fit", "fit", "Every matrix whole, and all of the board in sight where there is room",
               ("Ctrl+0",), "fit"),
    ActionSpec("full_screen", "F&ull screen", "full_screen", "Use the whole screen", ("F11",), checkable=True),
    ActionSpec("present", "&Presentation", "present", "For a room: the whole screen, big type, broad outlines; Esc leaves it",
               ("F5",), checkable=True),
    ActionSpec("rename_layer", "Rena&me layer…", "rename_layer", "Another name for the selected layer", ("Ctrl+F2",),
               possible=lambda state: state.selected >= 0 and state.view == "stage"),
    ActionSpec("remove_layer", "&Remove layer", "layers.remove", "Remove the selected layer", ("Ctrl+Delete",), "remove",
               lambda state: state.selected >= 0),
    ActionSpec("duplicate_layer", "&Duplicate layer", "layers.duplicate", "The selected layer once more", ("Ctrl+D",),
               "duplicate", lambda state: state.selected >= 0),
    ActionSpec("switch_layer", "&Switch layer on or off", "layers.switch", "Switch the selected layer off, or on again",
               ("Ctrl+E",), "power", lambda state: state.selected >= 0),
    ActionSpec("layer_earlier", "Move layer &earlier", "layers.earlier", "Move the selected layer one place to the front",
               ("Ctrl+PgUp",), "left", lambda state: state.selected >= 1),
    ActionSpec("layer_later", "Move layer &later", "layers.later", "Move the selected layer one place to the back",
               ("Ctrl+PgDown",), "right", lambda state: 0 <= state.selected < len(state.experiment.layers) - 1),
    ActionSpec("explore", "&Explore", "explore", "Paint, convolve, pool: every number follows", ("Ctrl+1",), checkable=True),
    ActionSpec("learn", "&Learn a kernel", "learn", "Watch gradient descent find a kernel", ("Ctrl+2",), checkable=True),
    ActionSpec("reset_training", "&Reset", "learner.reset", "Back to the same start, with the settings as they are",
               ("Ctrl+Shift+Home",), possible=leads_to_learning),
    ActionSpec("new_seed", "&New seed", "learner.new_seed", "Another random start; the old run stays", ("Ctrl+Shift+N",),
               possible=leads_to_learning),
    ActionSpec("slow", "&One step, slowly", "learner.set_slow", "Forward and back go through the five phases of a step",
               ("Ctrl+Shift+M",), possible=leads_to_learning, checkable=True),
    ActionSpec("previous_layer", "Choose &previous", "layers.choose_previous", "Choose the layer before", ("Alt+PgUp",),
               possible=lambda state: state.selected >= 0),
    ActionSpec("next_layer", "Choose &next", "layers.choose_next", "Choose the layer behind", ("Alt+PgDown",),
               possible=lambda state: state.selected < len(state.experiment.layers) - 1),
    ActionSpec("fold", "C&ollapse or expand", "layers.fold", "Make a badge of the selected layer, or a card of its badge",
               ("Ctrl+Shift+E",), possible=lambda state: state.selected >= 0),
    ActionSpec("fold_others", "Collapse all o&thers", "layers.fold_others", "Make badges of all layers but the selected one",
               ("Ctrl+Shift+O",), possible=lambda state: len(state.experiment.layers) > 1),
    ActionSpec("unfold", "E&xpand all", "layers.unfold", "Show the matrices of all layers", ("Ctrl+Shift+X",),
               possible=lambda state: len(state.experiment.layers) > 0),
    ActionSpec("copy_pytorch", "Copy as P&yTorch", "code.copy_pytorch", "The selected layer as a line of PyTorch",
               ("Ctrl+Shift+P",), "duplicate", lambda state: state.selected >= 0),
    ActionSpec("copy_keras", "Copy as &Keras", "code.copy_keras", "The selected layer as a line of Keras",
               ("Ctrl+Shift+K",), "duplicate", lambda state: state.selected >= 0),
    ActionSpec("paste_line", "Paste a line of &code", "code.paste",
               "A copied line of PyTorch or Keras sets the selected layer; it is read, never run", ("Ctrl+Shift+L",),
               possible=lambda state: state.selected >= 0),
    ActionSpec("play", "&Play or pause", "player.toggle", "Play or train on, or pause", ("Ctrl+P",),
               "play", can_play),
    ActionSpec("first", "&First", "player.first", "To the first output cell or epoch", ("Ctrl+Home",), "first", can_play),
    ActionSpec("back", "&Back", "player.back", "One output cell or epoch back", ("Ctrl+Left",), "back", can_play),
    ActionSpec("forward", "F&orward", "player.forward", "One output cell or epoch on", ("Ctrl+Right",), "forward", can_play),
    ActionSpec("last", "La&st", "player.last", "To the last output cell or epoch", ("Ctrl+End",), "last", can_play),
    ActionSpec("step_back", "Product b&ack", "transport.step_back", "One product back", ("Ctrl+Shift+Left",), "", explores),
    ActionSpec("step_forward", "Product fo&rward", "transport.step_forward", "One product on", ("Ctrl+Shift+Right",), "",
               explores),
    ActionSpec("steps", "Products one b&y one", "transport.set_steps",
               "Multiply one product at a time, with the running sum; then the bias, then the activation", ("Ctrl+M",), "steps",
               checkable=True),
    ActionSpec("loop", "&Loop", "transport.set_loop", "Begin again at the end", ("Ctrl+L",), "loop", checkable=True),
    ActionSpec("hide_unreached", "&Hide what is not reached", "transport.set_hiding",
               "Hide the cells that the window has not reached, and all that depends on them", ("Ctrl+U",), "hide",
               checkable=True),
    ActionSpec("help", "&How it works", "show_help", "How to use the program, and what its words mean", ("F1",),
               checkable=True),
    ActionSpec("what", "&What is this?", "ask_what", "Click anything to be told what it is", ("Shift+F1",)),
    ActionSpec("shortcuts", "&Keyboard shortcuts", "show_shortcuts", "All keys on one sheet", ("?", "Ctrl+/")),
    ActionSpec("about", "&About ConvStudio", "show_about", "Version and licence"),
)  # fmt: skip


HELP = {spec.name: spec.help for spec in ACTIONS}
OBSTACLES: tuple[tuple[str, Callable[[State], str]], ...] = (
    ("cut", obstacle_to_writing),
    ("paste", obstacle_to_pasting),
    ("clear", obstacle_to_writing),
)  # actions that say why they are not possible

EXPLORING = frozenset({
    "compare", "steps", "loop", "hide_unreached", "step_back", "step_forward", "board_larger", "board_smaller",
    "fold", "fold_others", "unfold", "previous_layer", "next_layer", "duplicate_layer", "switch_layer", "layer_earlier",
    "layer_later", "remove_layer", "reset_layer", "paste_line", "flow", "rename_layer", "resize", "name_channel",
})  # fmt: skip  # what only Explore shows


LEARNING = frozenset({"reset_training", "new_seed", "slow"})  # what only Learn shows, and leads there


def make_actions(window: Window) -> dict[str, QAction]:
    """All actions, connected to the window."""
    return {spec.name: _make(spec, window) for spec in ACTIONS} | make_picture_actions(window)


def refresh(actions: dict[str, QAction], state: State) -> None:
    """Enable what is possible; undo and redo say what they would do."""
    refresh_choice(actions, state)
    undo, redo = state.history.undo_label, state.history.redo_label
    actions["undo"].setText(tr("&Undo: {what}", what=on_button(undo)) if undo else tr("&Undo"))
    actions["redo"].setText(tr("&Redo: {what}", what=on_button(redo)) if redo else tr("&Redo"))


def refresh_choice(actions: dict[str, QAction], state: State) -> None:
    """Enable what is possible, the picture's own actions left out: for another selection, layer or pinned cell."""
    exploring = state.workspace == "explore"
    for spec in ACTIONS:
        actions[spec.name].setEnabled(spec.possible(state) and (exploring or spec.name not in EXPLORING))
    for name, obstacle in OBSTACLES:
        _explain(actions[name], obstacle(state))


def _do(window: Window, spec: ActionSpec, action: QAction) -> None:
    checked = action.isChecked()
    if spec.name in LEARNING:
        window.learn()
    does = attrgetter(spec.does)(window)  # only now: which part does it may depend on the workspace
    if spec.checkable:
        does(checked)
    else:
        does()


def _explain(action: QAction, obstacle: str) -> None:
    """Say what an action does, or why it is not possible."""
    words = obstacle or tr(HELP[action.objectName()])
    if words != action.statusTip():
        keys = "" if obstacle else action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        set_tooltip(action, f"{words} ({keys})" if keys else words)
        action.setStatusTip(words)


def _make(spec: ActionSpec, window: Window) -> QAction:
    action = QAction(tr(spec.text), window)
    action.setObjectName(spec.name)
    action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
    action.setCheckable(spec.checkable)
    _explain(action, "")
    action.triggered.connect(partial(_do, window, spec, action))
    return action
