"""The Edit menu."""

from __future__ import annotations

from convstudio.scene.state import State
from convstudio.studio.commands.command import LINE, Command, Menu
from convstudio.studio.commands.obstacles import no_kernel, no_layer, nothing_to_redo, nothing_to_undo
from convstudio.studio.editing.editing import obstacle_to_pasting, obstacle_to_writing
from convstudio.studio.widgets.literal import on_button
from convstudio.words import tr


def _undo_words(state: State) -> str:
    """What would be undone."""
    label = state.history.undo_label
    return tr("&Undo: {what}", what=on_button(label)) if label else tr("&Undo")


def _redo_words(state: State) -> str:
    """What would be redone."""
    label = state.history.redo_label
    return tr("&Redo: {what}", what=on_button(label)) if label else tr("&Redo")


PASTE_PICTURE = Command(
    name="paste_picture",
    text="Paste as i&nput",
    help="Copied numbers become the input, in their size; so does a picture",
    keys=("Ctrl+I",),
    run=lambda studio: studio.editing.paste_picture(),
)
EDIT = Menu(
    "edit",
    "&Edit",
    (
        Command(name="undo", text="&Undo", help="Take back the last step", keys=("Ctrl+Z",), icon="undo",
                words=_undo_words, obstacle=nothing_to_undo, run=lambda studio: studio.session.undo()),
        Command(name="redo", text="&Redo", help="Bring back the step that was undone", keys=("Ctrl+Shift+Z", "Ctrl+Y"),
                icon="redo", words=_redo_words, obstacle=nothing_to_redo, run=lambda studio: studio.session.redo()),
        LINE,
        Command(name="cut", text="Cu&t cells", help="Copy the cells and set them to 0", keys=("Ctrl+X",),
                obstacle=obstacle_to_writing, run=lambda studio: studio.editing.cut()),
        Command(name="copy", text="&Copy cells", help="Copy the selected cells, or the whole matrix, as a table",
                keys=("Ctrl+C",), run=lambda studio: studio.editing.copy()),
        Command(name="paste", text="&Paste cells", help="Put copied numbers down from the chosen cell on", keys=("Ctrl+V",),
                obstacle=obstacle_to_pasting, run=lambda studio: studio.editing.paste()),
        Command(name="paste_kernel", text="Paste as &kernel", help="Copied numbers become the kernel, in their size",
                keys=("Ctrl+Shift+V",), obstacle=no_kernel, run=lambda studio: studio.editing.paste_kernel()),
        PASTE_PICTURE,
        Command(name="clear", text="Set cells to &0\tDel", help="The chosen cells become 0", obstacle=obstacle_to_writing,
                run=lambda studio: studio.editing.clear()),
        Command(name="select_all", text="Select &all cells", help="Select every cell of the matrix", keys=("Ctrl+A",),
                run=lambda studio: studio.editing.select_all()),
        LINE,
        Command(name="reset_input", text="Reset &input", help="The input as it was when the document was opened",
                run=lambda studio: studio.layers.reset_input()),
        Command(name="reset_layer", text="Reset &layer", help="The selected layer as it was when the document was opened",
                obstacle=no_layer, run=lambda studio: studio.layers.reset()),
        Command(name="reset_all", text="Reset &everything", help="All as it was when opened; undo brings it back",
                run=lambda studio: studio.layers.reset_all()),
        LINE,
        Command(name="history", text="&History", help="The list of all steps, to jump in", keys=("Ctrl+H",), icon="history",
                turn=lambda studio, on: studio.show_history(on)),
        Command(name="notes", text="N&otes", help="Title and notes of the experiment, to read and to write",
                keys=("Ctrl+J",), icon="notes", turn=lambda studio, on: studio.show_notes(on)),
        LINE,
        Command(name="preferences", text="Pre&ferences…", help="Colours, type, motion, lessons, keys: as you like them",
                keys=("Ctrl+,",), run=lambda studio: studio.show_sheet("preferences")),
    ),
)  # fmt: skip
