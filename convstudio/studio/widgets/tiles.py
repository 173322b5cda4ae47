"""Small pictures to choose from. Each is painted when nothing else happens, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QStyle, QWidget

from convstudio.painting.palette import Look
from convstudio.studio.widgets.literal import set_tooltip

BESIDE, BELOW = 18, 14  # pixels around a picture, and around its title
FRAME = 12  # pixels, at most, that a style sheet puts around it
SPARE = 16  # of the width, without which Qt begins another row


class Tile(NamedTuple):
    """One of them: its name, what stands below it, and what it is said to be."""

    name: str
    title: str
    words: str


class Tiles(QListWidget):
    """A grid of pictures. The arrows go from one to the next; a click or Enter chooses."""

    chosen = Signal(str)

    def __init__(
        self,
        tiles: Sequence[Tile],
        draw: Callable[[str, QSize, float], QImage],
        picture: QSize,
        lines: int,
        look: Look,
        parent: QWidget | None = None,
    ) -> None:
        """`draw` makes the picture of a name, of a size in pixels and so many of the screen's for each; a title has
        `lines` at most.
        """
        super().__init__(parent)
        self._look, self._draw, self._picture, self._lines = look, draw, picture, lines
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWordWrap(True)
        self.setIconSize(picture)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        empty = self._icon(None)
        for tile in tiles:
            item = QListWidgetItem(empty, tile.title, self)
            item.setData(Qt.ItemDataRole.UserRole, tile.name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            set_tooltip(item, tile.words)
        self.setCurrentRow(0)
        self._left = [tile.name for tile in tiles]
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._paint_next)
        self._idle.start()
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _share_width(self) -> None:
        """As many pictures side by side as there is room for."""
        wide = self.viewport().width() - SPARE
        across = max(wide // (self._picture.width() + BESIDE), 1)
        grid = QSize(wide // across, self._picture.height() + BELOW + self._lines * self.fontMetrics().lineSpacing())
        if grid != self.gridSize():
            self.setGridSize(grid)

    def width_for(self, across: int) -> int:
        """How wide it has to be for so many pictures side by side, the scroll bar included."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        return across * (self._picture.width() + BESIDE) + SPARE + bar + FRAME

    @property
    def current(self) -> str:
        """The name of the one with the keyboard."""
        return name_of(self.currentItem())

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(name_of(item))

    def _paint_next(self) -> None:
        """The picture of one more."""
        if not self._left:
            self._idle.stop()
            return
        name = self._left.pop(0)
        item = self.item(self.count() - len(self._left) - 1)
        item.setIcon(self._icon(self._draw(name, self._picture, self.devicePixelRatioF())))

    def _icon(self, image: QImage | None) -> QIcon:
        if image is None:
            empty = QPixmap(self._picture)
            empty.fill(QColor(self._look.sunken))
            return QIcon(empty)
        pixmap, found = QPixmap.fromImage(image), QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            found.addPixmap(pixmap, mode)  # chosen ones are not tinted
        return found


def name_of(item: QListWidgetItem) -> str:
    """The name of a tile's item."""
    return str(item.data(Qt.ItemDataRole.UserRole))
