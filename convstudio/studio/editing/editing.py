"""Cut, copy, paste: between the matrices and the clipboard, as text that spreadsheets and programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence

from convstudio.experiment.edits import kernel_edits, picture_edits
from convstudio.layers import Array, KernelLayer
from convstudio.scene import INPUT, MatrixScene, PanelId
from convstudio.scene.cards.blocks import block_text, parse_array
from convstudio.scene.selection import Block, pasted_at, single, whole
from convstudio.studio.document.session import Session, State
from convstudio.studio.matrix_view.writing import clearing, pasting, unwritable
from convstudio.words import count, tr

BEGINNING = 30  # letters of a text that are quoted


class Editing(QObject):
    """What the Edit menu does with cells; `focused` tells which panel has the keyboard."""

    said = Signal(str)
    refused = Signal(str)  # why nothing was pasted, and what could be
    taken = Signal()  # what is pasted could be read: what was said of the paste before no longer holds

    def __init__(self, session: Session, focused: Callable[[], PanelId | None], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._focused = session, focused
        self._take_offer: Callable[[QMimeData | None], bool] = lambda _data: False

    def when_offered(self, take: Callable[[QMimeData | None], bool]) -> None:
        """Register `take`, which takes what else than numbers the clipboard may hold; False if it does not know it."""
        self._take_offer = take

    def copy(self) -> None:
        """Copy the selection, otherwise the pinned cell, otherwise the whole matrix to the clipboard."""
        block = self._target()
        if block is None:
            return
        QGuiApplication.clipboard().setText(block_text(block.of(self._panel(block.panel).values)))
        self.said.emit(
            tr("Copied {h} × {w} of {name}.", h=block.shape[0], w=block.shape[1], name=self._panel(block.panel).name)
        )

    def cut(self) -> None:
        """Copy the cells and set them to 0. Says why if that is not possible."""
        if self._may(obstacle_to_writing(self._session.state)):
            self.copy()
            self.clear()

    def clear(self) -> None:
        """Set the selection, or the pinned cell, to 0. Says why if that is not possible."""
        block = chosen(self._session.state)
        if self._may(obstacle_to_writing(self._session.state)) and block:
            self._session.edit(clearing(self._session, block))

    def paste(self) -> None:
        """Paste the numbers of the clipboard at the first selected or the pinned cell; a single number fills the selection.

        Where no cell is chosen, a kernel with the keyboard becomes what is pasted, and so does the input if it is smaller. A
        file or a picture becomes the input. Says why if the matrix cannot be written, or the clipboard holds no numbers.
        """
        if self._take_offer(QGuiApplication.clipboard().mimeData()):
            return
        block = self._target()
        if block is None or not self._may(unwritable(self._panel(block.panel))):
            return
        values = self._read()
        if values is None:
            return
        if self._becomes_whole(block.panel, values):
            return
        if values.ndim > 2:
            self._session.complained.emit(
                tr("These are several matrices: “Paste as input” and “Paste as kernel” take all of them.")
            )
            return
        if values.size == 1:
            values = np.full(block.shape if self._session.state.selection else (1, 1), values[0, 0])
        panel = self._panel(block.panel)
        at = block.top_left
        if self._session.edit(pasting(self._session, panel.panel, at, values)):
            covered = pasted_at(panel.panel, at, (values.shape[0], values.shape[1]), panel.shape)
            self._session.choose(covered)
            self._say_what_was_left_out(values, covered)

    def paste_kernel(self) -> None:
        """Replace the kernel by the numbers of the clipboard, with their size."""
        values, index = self._read(numbers_only=True), convolution_meant(self._session.state)
        if values is not None and index is not None:
            self._session.edit(kernel_edits.replace_kernel, index, values)

    def paste_picture(self) -> None:
        """Replace the input by the numbers of the clipboard, with their size, or by a file or a picture."""
        if self._take_offer(QGuiApplication.clipboard().mimeData()):
            return
        values = self._read()
        if values is not None:
            self._session.edit(picture_edits.replace_picture, values)

    def _becomes_whole(self, panel: PanelId, values: Array) -> bool:
        """Where no cell is chosen, replace a kernel by numbers of another size, or the input by larger ones. False if not."""
        if chosen(self._session.state) is not None or values.size == 1:
            return False
        shape = self._panel(panel).shape
        larger = values.ndim > 2 or values.shape[0] > shape[0] or values.shape[1] > shape[1]
        if panel.matrix == INPUT and larger:
            self._session.edit(picture_edits.replace_picture, values)
        elif panel.matrix.kind == "kernel" and values.shape != shape:
            self._session.edit(kernel_edits.replace_kernel, panel.matrix.layer, values)
        else:
            return False
        return True

    def select_all(self) -> None:
        """Select all cells of the matrix in use."""
        panel = self.in_use()
        if panel:
            self._session.choose(whole(panel.panel, panel.shape))

    def random_picture(self) -> None:
        """Fill the input with the next random numbers."""
        seed = self._session.state.seed
        self._session.next_seed(seed + 1)
        self._session.edit(picture_edits.random_uniform, seed)

    def say_why(self, event: QKeyEvent, actions: Mapping[str, QAction]) -> bool:
        """Answer the keys of cut and paste where these are not possible: their actions are off then, and so are silent."""
        pressed = QKeySequence(event.keyCombination())
        for name, obstacle in (("cut", obstacle_to_writing), ("paste", obstacle_to_pasting)):
            if pressed in actions[name].shortcuts():
                if name == "paste" and self._take_offer(QGuiApplication.clipboard().mimeData()):
                    return True
                return not self._may(obstacle(self._session.state))
        return False

    def _may(self, obstacle: str) -> bool:
        """Whether there is no obstacle; if there is, it is said."""
        if obstacle:
            self._session.complained.emit(obstacle)
        return not obstacle

    def _read(self, *, numbers_only: bool = False) -> Array | None:
        text = QGuiApplication.clipboard().text()
        try:
            values = parse_array(text)
        except ValueError as wrong:
            problem = str(wrong) if any(letter.isdecimal() for letter in text) or not text.strip() else not_taken(text)
            self._session.complained.emit(problem)
            self.refused.emit(f"{problem}\n\n{numbers_told() if numbers_only else pasteable_told()}")
            return None
        self.taken.emit()
        return values

    def _target(self) -> Block | None:
        """The selection, otherwise the pinned cell, otherwise the whole matrix in use; None if there is none."""
        found = chosen(self._session.state)
        if found and found.panel in self._panels():
            return found
        panel = self.in_use()
        return whole(panel.panel, panel.shape) if panel else None

    def in_use(self) -> MatrixScene | None:
        """The panel with the keyboard, the selection or the pinned cell; else the input. Says so if none of them is shown."""
        found, panels = chosen(self._session.state), self._panels()
        focused = self._focused()
        for panel in (focused, found.panel if found else None):
            if panel in panels:
                return panels[panel]
        shown = next((scene for panel, scene in panels.items() if panel.matrix == INPUT), None)
        if shown is None:
            self.said.emit(tr("Nothing is shown that this could be done with."))
        return shown

    def _panels(self) -> dict[PanelId, MatrixScene]:
        """All panels that are shown."""
        return {matrix.panel: matrix for matrix in self._session.state.screen.panels}

    def _panel(self, panel: PanelId) -> MatrixScene:
        return self._panels()[panel]

    def _say_what_was_left_out(self, values: Array, covered: Block) -> None:
        left_out = values.size - covered.shape[0] * covered.shape[1]
        if left_out:
            told = count(left_out, "{n} number lies beyond the edge and was left out.",
                         "{n} numbers lie beyond the edge and were left out.")  # fmt: skip
            ways = {"map": tr("Ctrl+I takes all as the input."), "kernel": tr("Ctrl+Shift+V takes all as the kernel.")}
            self.said.emit(" ".join(filter(None, (told, ways.get(covered.panel.matrix.kind)))))


def not_taken(text: str) -> str:
    """That a text is nothing of what can be pasted."""
    start = " ".join(text[:BEGINNING].split())
    quoted = start if len(text) <= BEGINNING else f"{start}…"
    return tr("“{text}” is neither a table of numbers nor code of a network.", text=quoted)


def numbers_told() -> str:
    """What can be pasted where numbers alone can."""
    return tr("What would do: rows of numbers from a spreadsheet or a program.")


def pasteable_told() -> str:
    """What can be pasted anywhere."""
    return tr("What would do: rows of numbers from a spreadsheet or a program, a picture, a file, or PyTorch or Keras code.")


def chosen(state: State) -> Block | None:
    """The selection, or the pinned cell of a matrix; None if there is neither."""
    spot = state.focus.pin
    if state.selection or spot is None:
        return state.selection
    shape = next((matrix.shape for matrix in state.screen.panels if matrix.panel == spot.panel), (0, 0))
    inside = 0 <= spot.row < shape[0] and 0 <= spot.column < shape[1]
    return single(spot.panel, (spot.row, spot.column)) if inside else None


def obstacle_to_writing(state: State) -> str:
    """Why the chosen cells cannot be changed, as a sentence; "" if they can."""
    block = chosen(state)
    return _obstacle(state, block) if block else tr("Choose cells first: click one, or drag over some with the pointer.")


def obstacle_to_pasting(state: State) -> str:
    """Why there is no place for numbers, as a sentence; "" if there is: the cells chosen, or the input if none are."""
    block = chosen(state)
    return _obstacle(state, block) if block else ""


def convolution_meant(state: State) -> int | None:
    """The selected layer if it is a convolution, else the first one; None if there is none."""
    layers = state.experiment.layers
    found = [index for index, layer in enumerate(layers) if isinstance(layer, KernelLayer)]
    return state.selected if state.selected in found else next(iter(found), None)


def _obstacle(state: State, block: Block) -> str:
    return next((unwritable(panel) for panel in state.screen.panels if panel.panel == block.panel), "")
