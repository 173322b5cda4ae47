"""What the clipboard, or what is dropped, has to offer besides cells of numbers: networks in code, files, pictures.

Readers are asked in their order whether the data is theirs. What nobody takes is read as numbers, by whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.gallery import pictures
from convstudio.experiment.importing.sorts import Sort
from convstudio.scene.cards.blocks import parse_array
from convstudio.studio.document.documents import Documents, dropped
from convstudio.studio.importing.built_in import take_picture
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.document.session import Session
    from convstudio.studio.importing.intake import Intake

ENCODED = tuple(f"image/{name}" for name in ("png", "webp", "gif", "jpeg", "bmp"))  # as other programs offer them


class Reader(NamedTuple):
    """`recognises` looks at the data at a glance; `take` does what it is good for, and raises FileProblem if it is not."""

    recognises: Callable[[QMimeData], bool]
    take: Callable[[Importing, QMimeData], object]


def has_network(data: QMimeData) -> bool:
    """Whether there is code of a network."""
    from convstudio.export.network.reading import looks_like_network  # only now: at the start nobody pastes

    return data.hasText() and looks_like_network(data.text())


def has_files(data: QMimeData) -> bool:
    """Whether there are files of this computer, as a file manager copies them."""
    return bool(dropped(data))


def has_picture(data: QMimeData) -> bool:
    """Whether there is a picture, and no numbers: spreadsheets offer a picture of the cells beside them."""
    if not (data.hasImage() or any(map(data.hasFormat, ENCODED))):
        return False
    try:
        return not data.hasText() or not parse_array(data.text()).size
    except ValueError:
        return True


def has_addresses(data: QMimeData) -> bool:
    """Whether there are only addresses of other computers."""
    return data.hasUrls() and not dropped(data)


def _take_network(importing: Importing, data: QMimeData) -> None:
    importing.take_network(data.text())


def _open(importing: Importing, data: QMimeData) -> None:
    importing.documents.open_dropped(dropped(data))


def _ask(importing: Importing, data: QMimeData) -> None:
    from convstudio.studio.importing import decoding  # only now: at the start nobody pastes

    encoded = next((bytes(data.data(name).data()) for name in ENCODED if data.hasFormat(name)), b"")
    with decoding.guarded():
        image = None if encoded else data.imageData()
    found = decoding.decode(encoded) if encoded else decoding.found_in(image if isinstance(image, QImage) else QImage())
    importing.intake.ask(found, tr("the clipboard"))


def _refuse(_importing: Importing, _data: QMimeData) -> None:
    raise FileProblem(tr("Nothing is fetched from other computers: save the file on this one, and open it."))


READERS = (
    Reader(has_network, _take_network),
    Reader(has_files, _open),
    Reader(has_picture, _ask),
    Reader(has_addresses, _refuse),
)


class Importing(QObject):
    """Takes what is opened, pasted or dropped and is neither an experiment nor cells of numbers; hands code of networks on."""

    said = Signal(str)

    def __init__(self, session: Session, documents: Documents, take_network: Callable[[str], object], window: QWidget) -> None:
        super().__init__(window)
        self.session, self.documents, self.take_network, self._window = session, documents, take_network, window
        self._intake: Intake | None = None
        documents.when_other(self.take_file)

    @property
    def intake(self) -> Intake:
        """What makes pictures and numbers the input, made when first asked for."""
        if self._intake is None:
            from convstudio.studio.importing.intake import Intake

            self._intake = Intake(self.session, self._window)
            self._intake.said.connect(self.said)
        return self._intake

    def show_gallery(self) -> None:
        """Offer the built-in pictures, and the way to one's own."""
        from convstudio.studio.importing.gallery import PictureGallery

        sheet = PictureGallery(theme.applied(), self._window)
        sheet.chosen.connect(self._take_built_in)
        sheet.file_wanted.connect(self.documents.ask_open)
        sheet.open()

    def _take_built_in(self, name: str) -> None:
        take_picture(self.session, next(picture for picture in pictures() if picture.name == name))

    def take_file(self, path: Path, sort: Sort) -> None:
        """Take a file that is no experiment. Raises FileProblem."""
        self.intake.take_file(path, sort)

    def may_take(self, data: QMimeData) -> bool:
        """Whether what is dragged over the window may be dropped. Addresses, too: it is said why nothing comes of them."""
        return any(reader.recognises(data) for reader in READERS)

    def take(self, data: QMimeData | None) -> bool:
        """Take what is pasted or dropped if one of the readers knows it. False if none does. What cannot be taken is said.

        None is what Qt gives for a clipboard that nobody owns.
        """
        reader = next((reader for reader in READERS if data is not None and reader.recognises(data)), None)
        if reader is None or data is None:
            return False
        try:
            reader.take(self, data)
        except FileProblem as problem:
            self.session.complained.emit(str(problem))
        return True
