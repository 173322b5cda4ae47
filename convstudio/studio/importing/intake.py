"""Takes pictures and numbers from elsewhere as the input: from files, from the clipboard, dropped."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from convstudio.experiment import files
from convstudio.experiment.edits import import_edits
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.plaintext import plain
from convstudio.experiment.importing import npy
from convstudio.experiment.importing.shapes import channels_of
from convstudio.experiment.importing.sorts import Sort, decoded
from convstudio.experiment.limits import LARGEST_FILE
from convstudio.layers import Array
from convstudio.scene.cards.blocks import parse_array
from convstudio.studio.commands.locks import locked
from convstudio.studio.document.session import Session
from convstudio.studio.importing.decoding import Found, decode
from convstudio.studio.importing.sheet import PictureSheet
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

LONGEST_NAME = 60  # characters
BEGINNING = 200  # characters of a text that show whether it is about numbers at all


class Intake(QObject):
    """Makes what comes from elsewhere the input, as one step. A picture asks how first; nothing changes meanwhile."""

    said = Signal(str)

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window

    def take_file(self, path: Path, sort: Sort) -> None:
        """Take a file that is a picture, an array or a text. Raises FileProblem."""
        self._check_lock()
        content, _status = files.content_of(path, LARGEST_FILE)
        name = shortened(plain(path.name))
        if sort == "picture":
            self.ask(decode(content), name)
        else:
            self.take_numbers(npy.read(content) if sort == "array" else numbers_of(decoded(content)), name)

    def ask(self, found: Found, source: str) -> None:
        """Ask how a picture is to become the input. Raises FileProblem where a lesson keeps the input locked."""
        self._check_lock()
        colour = len(self._session.state.experiment.input) == len(import_edits.COLOURS)
        sheet = PictureSheet(found, source, colour, theme.applied(), self._window)
        sheet.wanted.connect(partial(self._take_picture, source))
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def take_numbers(self, values: Array, source: str) -> None:
        """Make numbers (C, H, W) the input."""
        if self._session.edit(import_edits.take_numbers, values, source):
            self._say_taken(source)

    def _take_picture(self, source: str, values: Array) -> None:
        if self._session.edit(import_edits.take_picture, values, source):
            self._say_taken(source)

    def _say_taken(self, source: str) -> None:
        shape = " × ".join(map(str, self._session.state.experiment.input.shape))
        self.said.emit(tr("The input is “{source}” now: {shape}.", source=source, shape=shape))

    def _check_lock(self) -> None:
        refusal = locked("paste_picture", self._session.state.guiding)
        if refusal:
            raise FileProblem(refusal)


def shortened(name: str) -> str:
    """A file's name with its ending, in what a label or a line of the notes has room for."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 16]}…{name[-15:]}"


def numbers_of(text: str) -> Array:
    """The input (C, H, W) that a text holds. Raises FileProblem."""
    if not any(letter.isdecimal() for letter in text[:BEGINNING]):
        raise FileProblem(tr("This is neither an experiment nor a picture nor a table of numbers."))
    try:
        return channels_of(parse_array(text))
    except FileProblem:
        raise
    except ValueError as wrong:
        raise FileProblem(str(wrong)) from wrong
