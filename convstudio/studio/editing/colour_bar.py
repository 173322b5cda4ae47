"""The bar below a map that says what its colours mean."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.painting.cells import strip
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import Scale
from convstudio.scene.words.numbers import short
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import tr

SMALLER = 0.85  # the size of a colour bar's numbers relative to other text


class ColourBar(QWidget):
    """What the colours mean: from the lowest to the highest value, zero in the middle of a signed scale."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._scale, self._look, self._beyond = Scale("signed", -1, 1), LIGHT, (False, False)
        self._say()
        self._fit_type()
        self.setMinimumWidth(80)
        self.setMaximumWidth(240)

    def _fit_type(self) -> None:
        self.setFixedHeight(max(26, 9 + round(self.fontMetrics().height() * SMALLER) + 2))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_type()

    def show_scale(self, scale: Scale, look: Look, beyond: tuple[bool, bool] = (False, False)) -> None:
        """Show another scale; `beyond` says whether there are numbers below and above it, coloured like its ends."""
        if (scale, look, beyond) != (self._scale, self._look, self._beyond):
            self._scale, self._look, self._beyond = scale, look, beyond
            self.setAccessibleName(" … ".join(self.labels()))
            self._say()
            self.update()

    def _say(self) -> None:
        words = tr("Click to choose other colours or a fixed range")
        more = tr("Some numbers lie beyond the scale; they have the colours of its ends.")
        set_tooltip(self, f"{more}\n{words}" if any(self._beyond) else words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._scale.kind == "signed":
            from convstudio.studio.editing.display_menu import fill  # only now: few ask for it

            menu = QMenu(self)
            fill(menu, self._session, self._scale)
            menu.popup(event.globalPosition().toPoint())

    def labels(self) -> tuple[str, ...]:
        """The numbers below the bar."""
        middle = ("0",) if self._scale.kind == "signed" else ()
        low, high = ("≤\N{THIN SPACE}" * self._beyond[0], "≥\N{THIN SPACE}" * self._beyond[1])
        return (low + short(self._scale.low), *middle, high + short(self._scale.high))

    def sizeHint(self) -> QSize:
        return QSize(130, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            bar = QRectF(0.5, 0.5, self.width() - 1, 8)
            painter.drawImage(bar, strip(self._look, "grey" if self._scale.kind == "grey" else self._scale.colours))
            painter.setPen(QPen(QColor(self._look.border)))
            painter.drawRect(bar)
            painter.setPen(QColor(self._look.muted))
            font = painter.font()
            font.setPointSizeF(font.pointSizeF() * SMALLER)
            painter.setFont(font)
            labels, below = self.labels(), QRectF(0, 9, self.width(), self.height() - 9)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, labels[0])
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, labels[-1])
            needed = sum(painter.fontMetrics().horizontalAdvance(f"{label}  ") for label in labels)
            if len(labels) == 3 and needed <= self.width():
                painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, labels[1])
