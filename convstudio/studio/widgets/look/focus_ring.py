"""A line around the field that has the keyboard: the style's own is thin and pale, and of lists and boxes often none at all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QWidget,
)

FIELDS = (QAbstractSpinBox, QComboBox, QLineEdit, QCheckBox, QRadioButton)
WIDTH, AROUND_BOX = 2.0, 2  # pixels of the line, and between a box and its line


class FocusRing(QWidget):
    """Lies over one field, visible while the field has the keyboard."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        field.installEventFilter(self)
        self._lie()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Appear and disappear with the keyboard, and follow the size of the field."""
        match event.type():
            case QEvent.Type.FocusIn:
                self.show()
                self.raise_()
            case QEvent.Type.FocusOut:
                self.hide()
            case QEvent.Type.Resize:
                self._lie()
        return False

    def _lie(self) -> None:
        self.setGeometry(_around_box(self._field) if isinstance(self._field, QCheckBox | QRadioButton) else self._field.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().highlight(), WIDTH))
            half = WIDTH / 2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 3, 3)


def show_keyboard(app: QApplication) -> None:
    """Give every field of the program its ring, when it has the keyboard for the first time."""
    app.focusChanged.connect(_ring)


def _ring(_before: QWidget | None, now: QWidget | None) -> None:
    if isinstance(now, FIELDS) and now.findChild(FocusRing) is None:
        FocusRing(now)


def _around_box(field: QCheckBox | QRadioButton) -> QRect:
    from PySide6.QtWidgets import QStyle, QStyleOptionButton  # only now: its enumerations take 7 ms of the start

    option = QStyleOptionButton()
    option.initFrom(field)
    part = QStyle.SubElement.SE_CheckBoxIndicator
    if isinstance(field, QRadioButton):
        part = QStyle.SubElement.SE_RadioButtonIndicator
    box = field.style().subElementRect(part, option, field)
    return box.adjusted(-AROUND_BOX, -AROUND_BOX, AROUND_BOX, AROUND_BOX) & field.rect()
