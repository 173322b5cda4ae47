"""The examples as small pictures."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from convstudio.experiment import gallery
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.widgets.tiles import Tile, Tiles
from convstudio.words import tr, translated

PICTURE = QSize(180, 84)  # pixels
ROOM = QSize(18, 44)  # of them around a picture: for its edges and the title


class Gallery(Tiles):
    """Click a picture, or choose one with the arrows and Enter, to open its example."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        def draw(name: str, size: QSize, ratio: float) -> QImage:
            return thumbnail(gallery.example(name), size, look, ratio)

        tiles = [
            Tile(example.name, translated(example.title), translated(example.description)) for example in gallery.examples()
        ]
        super().__init__(tiles, draw, PICTURE, ROOM, look, parent)
        self.setObjectName("welcome_gallery")
        self.setAccessibleName(tr("Examples"))
