"""The examples as small pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QWidget

from convstudio.experiment import gallery
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.widgets.tiles import Tile, Tiles
from convstudio.words import tr, translated

PICTURE = QSize(180, 84)  # pixels
ROOM = QSize(18, 44)  # of them around a picture: for its edges and the title
SPARE = 16  # of the width, without which Qt begins another row
BELOW, LINES = 14, 2  # pixels around a title, and how many lines it has at most


class Gallery(Tiles):
    """Click a picture, or choose one with the arrows and Enter, to open its example."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        def draw(name: str, size: QSize, ratio: float) -> QImage:
            return thumbnail(gallery.example(name), size, look, ratio)

        tiles = [
            Tile(example.name, translated(example.title), translated(example.description)) for example in gallery.examples()
        ]
        super().__init__(tiles, draw, PICTURE, ROOM, look, parent)
        self.setUniformItemSizes(False)  # else all titles would have as many lines as the first
        self.setObjectName("welcome_gallery")
        self.setAccessibleName(tr("Examples"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _share_width(self) -> None:
        """Put as many pictures side by side as there is room for, each with a title of two lines at most."""
        wide = self.viewport().width() - SPARE
        across = max(wide // (PICTURE.width() + ROOM.width()), 1)
        grid = QSize(wide // across, PICTURE.height() + BELOW + LINES * self.fontMetrics().lineSpacing())
        if grid != self.gridSize():
            self.setGridSize(grid)
