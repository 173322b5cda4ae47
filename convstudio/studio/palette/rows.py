"""The list of the palette: on each line what can be done, the menu that it stands in, its keys or why it is impossible."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from convstudio.studio.palette.matching import Entry
from convstudio.studio.widgets.look import theme
from convstudio.words import tr

ENTRY = Qt.ItemDataRole.UserRole
EDGE, BETWEEN, LEAST_PLACE = 12, 12, 40  # pixels
ROOM = 10  # pixels of a line above and below its words, together
MOST_ROWS = 11
SMALLER = 0.9
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
Index = QModelIndex | QPersistentModelIndex


class Rows(QListWidget):
    """The entries that were found. The keyboard stays in the field above."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette_list")
        self.setAccessibleName(tr("What was found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(RowPainter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def show_entries(self, entries: list[Entry]) -> None:
        """Show other entries, and choose the first."""
        self.clear()
        for entry in entries:
            item = QListWidgetItem(entry.title, self)
            item.setData(ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken(entry))
        self.setCurrentRow(0)
        self.scrollToTop()

    def entries(self) -> list[Entry]:
        """The entries that are listed, from the top."""
        return [self.item(row).data(ENTRY) for row in range(self.count())]

    def chosen(self) -> Entry | None:
        """The entry that Enter would run."""
        item = self.currentItem()
        return item.data(ENTRY) if item else None

    def step(self, by: int) -> None:
        """Choose the next or the previous entry, from the last one on to the first."""
        if self.count():
            self.setCurrentRow((self.currentRow() + by) % self.count())

    def turn(self, pages: int) -> None:
        """Choose an entry further away, at most the first or the last."""
        self.setCurrentRow(max(0, min(self.currentRow() + pages * (MOST_ROWS - 1), self.count() - 1)))

    def height_wanted(self) -> int:
        """The pixels for all entries, or for as many as are seen at once."""
        return min(self.count(), MOST_ROWS) * self.sizeHintForRow(0) + 2 * self.frameWidth() if self.count() else 0


class RowPainter(QStyledItemDelegate):
    """Paints a line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, option.fontMetrics.height() + ROOM)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, look = index.data(ENTRY), theme.applied()
        box, state = QRect(option.rect), option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.accent_soft))
            painter.drawRoundedRect(box, 5, 5)
        box.adjust(EDGE, 0, -EDGE, 0)
        font = QFont(option.font)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * SMALLER)
        muted = QColor(look.muted)
        box = _at_right(painter, box, entry.refusal or entry.keys, small, muted)
        box = _at_left(painter, box, entry.title, font, muted if entry.refusal else QColor(look.text))
        if box.width() > LEAST_PLACE:
            _at_left(painter, box, entry.place, small, muted)
        painter.restore()


def spoken(entry: Entry) -> str:
    """What a screen reader says of an entry."""
    parts = (entry.title, entry.place, tr("not possible: {why}", why=entry.refusal) if entry.refusal else entry.keys)
    return ", ".join(filter(None, parts))


def _at_right(painter: QPainter, box: QRect, text: str, font: QFont, colour: QColor) -> QRect:
    """Writes at the right of a box, in at most half of it; what is left of the box."""
    painter.setFont(font)
    painter.setPen(colour)
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() // 2)
    painter.drawText(box, RIGHT, words)
    return box.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(words) - BETWEEN, 0)


def _at_left(painter: QPainter, box: QRect, text: str, font: QFont, colour: QColor) -> QRect:
    """Writes at the left of a box; what is left of the box."""
    painter.setFont(font)
    painter.setPen(colour)
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, LEFT, words)
    return box.adjusted(painter.fontMetrics().horizontalAdvance(words) + BETWEEN, 0, 0, 0)
