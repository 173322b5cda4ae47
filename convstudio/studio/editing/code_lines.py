"""Layers as lines of code: to the clipboard, and from a pasted line into the selected layer."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from convstudio.experiment.edits import strip_edits
from convstudio.export.keras import keras
from convstudio.export.line import Code
from convstudio.export.pytorch import pytorch
from convstudio.studio.document.session import Session, State
from convstudio.words import tr


class CodeLines(QObject):
    """What the Layer menu and the inspector do with code."""

    said = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session

    def copy_pytorch(self) -> None:
        """Copy the selected layer to the clipboard as PyTorch."""
        self._copy(code_of(self._session.state)[0], "PyTorch")

    def copy_keras(self) -> None:
        """Copy the selected layer to the clipboard as Keras."""
        self._copy(code_of(self._session.state)[1], "Keras")

    def paste(self) -> None:
        """Set the selected layer by the line on the clipboard."""
        self.take(QGuiApplication.clipboard().text())

    def take(self, text: str) -> bool:
        """Set the selected layer by a line of code, as one step. False, with a complaint, if it cannot be read."""
        from convstudio.export.reading import read_layer  # only now: at the start nobody pastes

        self._session.settle()  # for the channels that come in
        state = self._session.state
        index, shape = state.selected, state.evaluation.shape(state.selected - 1)
        try:
            known = (shape[0], shape[1:]) if shape else (None, None)
            pasted = read_layer(text, state.experiment.layers[index], *known)
        except ValueError as wrong:
            self._session.complained.emit(str(wrong))
            return False
        done = self._session.edit(strip_edits.replace_layer, index, pasted.layer)
        if done:
            self.said.emit(pasted.left_out or tr("The line was taken."))
        return done

    def _copy(self, code: Code, dialect: str) -> None:
        QGuiApplication.clipboard().setText(code.text)
        self.said.emit(tr("Copied as {dialect}: {line}", dialect=dialect, line=code.text.replace("\n", " ")))


def code_of(state: State) -> tuple[Code, Code]:
    """The selected layer as PyTorch and as Keras."""
    layer, shape = state.experiment.layers[state.selected], state.evaluation.shape(state.selected - 1)
    return pytorch(layer, shape), keras(layer, shape)
