"""The built-in pictures to choose from, each with its source; and a way to one's own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from convstudio.experiment.gallery import pictures
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import input_thumbnail
from convstudio.studio.importing.built_in import size_words
from convstudio.studio.widgets.literal import Label, set_title, set_tooltip
from convstudio.studio.widgets.tiles import Tile, Tiles, name_of
from convstudio.words import tr, translated

PICTURE = QSize(104, 84)  # pixels
COLUMNS, HIGH, EDGE = 4, 540, 20
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen


class PictureGallery(QDialog):
    """Closes when one is chosen."""

    chosen = Signal(str)  # the name of a picture
    file_wanted = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("picture_gallery_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Pictures"))
        known = {picture.name: picture for picture in pictures()}
        self._sources = {
            name: f"{translated(each.title)}, {size_words(each)}. {translated(each.source)}" for name, each in known.items()
        }

        def draw(name: str, size: QSize, ratio: float) -> QImage:
            return input_thumbnail(known[name].values, known[name].low, known[name].high, size, look, ratio)

        shown = [Tile(name, translated(each.title), self._sources[name]) for name, each in known.items()]
        metrics = self.fontMetrics()
        wide = max(metrics.horizontalAdvance(tile.title) for tile in shown)
        picture = PICTURE.expandedTo(QSize(wide + 12, 0))  # titles have as much room
        self.tiles = Tiles(shown, draw, picture, 1, look, self)
        self.tiles.setObjectName("picture_tiles")
        self.tiles.setAccessibleName(tr("Pictures"))
        self.source = Label("", self)
        self.source.setObjectName("picture_source")
        self.source.setProperty("look", "muted")
        self.source.setWordWrap(True)
        self.source.setMinimumHeight(2 * self.source.fontMetrics().height())  # of the longest: nothing jumps
        self._lay_out()
        self.tiles.chosen.connect(self._take)
        self.tiles.currentItemChanged.connect(self._show_source)
        self.tiles.setMouseTracking(True)
        self.tiles.itemEntered.connect(self._show_source)
        self._show_source(self.tiles.currentItem())
        size = QSize(self.tiles.width_for(COLUMNS) + 2 * EDGE, HIGH)
        self.resize(size.boundedTo(parent.screen().availableSize() - FRAME))
        self.tiles.setFocus()

    def _lay_out(self) -> None:
        own = QPushButton(tr("From a &file…"), self)
        own.setObjectName("picture_file")
        set_tooltip(own, tr("A picture, or numbers, of your own. You can also drop them on the window, or paste them."))
        own.clicked.connect(self._ask_file)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.addWidget(own)
        below.addWidget(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(EDGE, 18, EDGE, 14)
        box.setSpacing(10)
        box.addWidget(self.tiles, 1)
        box.addWidget(self.source)
        box.addLayout(below)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter takes the picture

    def _show_source(self, item: QListWidgetItem | None, _before: object = None) -> None:
        self.source.setText(self._sources[name_of(item)] if item else "")

    def _take(self, name: str) -> None:
        """Close, then say what was chosen."""
        self.accept()
        self.chosen.emit(name)

    def _ask_file(self) -> None:
        self.accept()
        self.file_wanted.emit()
