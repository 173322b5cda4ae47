"""The examples as small pictures. Each is painted when nothing else happens, one after the other."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from convstudio.experiment import gallery
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

PICTURE = QSize(180, 84)  # pixels
BESIDE, BELOW = 18, 14  # of them around a picture, and around its title
SPARE = 16  # of the width, without which Qt begins another row
LINES = 2  # of a title at most


class Gallery(QListWidget):
    """Click a picture, or choose one with the arrows and Enter, to open its example."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome_gallery")
        self.setAccessibleName(tr("Examples"))
        self._look = look
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWordWrap(True)
        self.setIconSize(PICTURE)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        empty = self._icon(None)
        for example in gallery.examples():
            item = QListWidgetItem(empty, example.title, self)
            item.setData(Qt.ItemDataRole.UserRole, example.name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            set_tooltip(item, example.description)
        self.setCurrentRow(0)
        self._left = [example.name for example in gallery.examples()]
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._paint_next)
        self._idle.start()
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _share_width(self) -> None:
        """As many pictures side by side as there is room for, each with a title of two lines at most."""
        wide = self.viewport().width() - SPARE
        across = max(wide // (PICTURE.width() + BESIDE), 1)
        grid = QSize(wide // across, PICTURE.height() + BELOW + LINES * self.fontMetrics().lineSpacing())
        if grid != self.gridSize():
            self.setGridSize(grid)

    def _open(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _paint_next(self) -> None:
        """The picture of one more example."""
        if not self._left:
            self._idle.stop()
            return
        name = self._left.pop(0)
        item = self.item(self.count() - len(self._left) - 1)
        item.setIcon(self._icon(thumbnail(gallery.example(name), PICTURE, self._look, self.devicePixelRatioF())))

    def _icon(self, image: QImage | None) -> QIcon:
        if image is None:
            empty = QPixmap(PICTURE)
            empty.fill(QColor(self._look.sunken))
            return QIcon(empty)
        pixmap, found = QPixmap.fromImage(image), QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            found.addPixmap(pixmap, mode)  # chosen ones are not tinted
        return found
