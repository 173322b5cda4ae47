"""The examples as small pictures. Each is painted when nothing else happens, one after the other."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from convstudio.experiment import gallery
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr, translated

PICTURE = QSize(180, 84)  # pixels
ROOM = QSize(18, 44)  # of them around a picture: for its edges and the title


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
        self.setUniformItemSizes(True)
        self.setWordWrap(True)
        self.setIconSize(PICTURE)
        self.setGridSize(PICTURE + ROOM)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        empty = self._icon(None)
        for example in gallery.examples():
            item = QListWidgetItem(empty, translated(example.title), self)
            item.setData(Qt.ItemDataRole.UserRole, example.name)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            set_tooltip(item, translated(example.description))
        self.setCurrentRow(0)
        self._left = [example.name for example in gallery.examples()]
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._paint_next)
        self._idle.start()
        self.itemClicked.connect(self._open)
        self.itemActivated.connect(self._open)

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
