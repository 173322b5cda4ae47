"""Layers as lines of code: to the clipboard, from a pasted line into the selected layer, and whole networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from convstudio.experiment.edits import strip_edits
from convstudio.export.keras import keras
from convstudio.export.line import Code
from convstudio.export.pytorch import pytorch
from convstudio.scene.state import EXPLORE
from convstudio.studio.document.session import Session, State
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.export.network.offer import Offer


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
        """Set the selected layer by a line of code, as one step; code of several layers opens the window for a network.

        False, with a complaint, if it cannot be read.
        """
        from convstudio.export.reading import read_layer  # only now: at the start nobody pastes

        self._session.settle()  # for the channels that come in
        state = self._session.state
        index, shape = state.selected, state.evaluation.shape(state.selected - 1)
        try:
            known = (shape[0], shape[1:]) if shape else (None, None)
            pasted = read_layer(text, state.experiment.layers[index], *known)
        except ValueError as wrong:
            if _has_several(text) and not state.guiding.lock("layers"):
                self._open_network(text)
                return True
            self._session.complained.emit(str(wrong))
            return False
        done = self._session.edit(strip_edits.replace_layer, index, pasted.layer)
        if done:
            self.said.emit(pasted.left_out or tr("The line was taken."))
        return done

    def take_network(self, text: str) -> None:
        """Open the window for a network with a text, or say why layers are locked."""
        locked = self._session.state.guiding.lock("layers")
        if locked:
            self._session.complained.emit(locked)
        else:
            self._open_network(text)

    def ask_network(self) -> None:
        """Open the window for a network, with what is on the clipboard if that is one."""
        from convstudio.export.network.reading import looks_like_network  # only now: at the start nobody pastes

        text = QGuiApplication.clipboard().text()
        self._open_network(text if looks_like_network(text) else "")

    def _open_network(self, text: str) -> None:
        from convstudio.studio.editing.network.sheet import NetworkSheet

        window = self.parent()
        assert isinstance(window, QWidget)
        sheet = NetworkSheet(text, self._session.state.experiment, theme.applied(), window)
        sheet.wanted.connect(self._show_network)
        sheet.open()

    def _show_network(self, offer: Offer) -> None:
        """Make the layers of an offer those of the experiment, as one step, and show the first of them."""
        from convstudio.export.network.offer import paste

        document = self._session.state.history.document  # the words of an example are about its own layers
        if self._session.edit(paste, offer, keep_words=not document.example):
            self._session.work_in(EXPLORE)
            self._session.select(0)
            self.said.emit(tr("The network was taken: {summary}", summary=offer.summary))

    def _copy(self, code: Code, dialect: str) -> None:
        QGuiApplication.clipboard().setText(code.text)
        self.said.emit(tr("Copied as {dialect}: {line}", dialect=dialect, line=code.text.replace("\n", " ")))


def _has_several(text: str) -> bool:
    """Whether code has several layers."""
    from convstudio.export.network.reading import read_network
    from convstudio.export.network.strip import strip_of

    try:
        return len(strip_of(read_network(text), (1, 1, 1)).layers) > 1
    except ValueError:
        return False


def code_of(state: State) -> tuple[Code, Code]:
    """The selected layer as PyTorch and as Keras."""
    layer, shape = state.experiment.layers[state.selected], state.evaluation.shape(state.selected - 1)
    return pytorch(layer, shape), keras(layer, shape)
