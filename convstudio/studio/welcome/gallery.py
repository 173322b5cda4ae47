"""The examples as small pictures. Each is painted when nothing else happens, one after the other."""

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
LINES = 2  # of a title at most


class Gallery(Tiles):
    """Click a picture, or choose one with the arrows and Enter, to open its example."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        def draw(name: str, size: QSize, ratio: float) -> QImage:
            return thumbnail(gallery.example(name), size, look, ratio)

        shown = gallery.examples()
        tiles = [Tile(each.name, translated(each.title), translated(each.description)) for each in shown]
        super().__init__(tiles, draw, PICTURE, LINES, look, parent)
        self.setObjectName("welcome_gallery")
        self.setAccessibleName(tr("Examples"))
