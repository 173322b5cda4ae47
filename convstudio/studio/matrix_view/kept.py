"""The picture of a matrix, kept: where only what lies over it moves, as the beams of the stage do, it is copied, not drawn."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from convstudio.painting.fill import fill

BLANK = QColor(Qt.GlobalColor.transparent)


class KeptPicture:
    """A widget's picture in memory, and the region of it that is not true any more."""

    def __init__(self) -> None:
        self._pixmap = QPixmap()
        self._stale = QRegion()
        self._behind = BLANK

    @property
    def stale(self) -> QRegion:
        """What is to be drawn anew."""
        return self._stale

    @property
    def last(self) -> QPixmap:
        """The picture as it was shown last."""
        return self._pixmap

    def set_behind(self, colour: QColor) -> None:
        """Draw all of it anew on a colour; on an opaque one, the picture is copied in half the time."""
        if colour != self._behind:
            self._behind, self._pixmap = colour, QPixmap()

    def spoil(self, region: QRegion) -> None:
        """Draw a region anew before it is shown."""
        self._stale += region

    def shown(self, size: QSize, ratio: float, draw: Callable[[QPainter, QRegion], None]) -> QPixmap:
        """The picture in some size, with `ratio` pixels of the screen to one of the widget; `draw` draws what is not true."""
        pixels = size * ratio
        if self._pixmap.size() != pixels or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = QPixmap(pixels)
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(self._behind)
            self._stale = QRegion(QRect(0, 0, size.width(), size.height()))
        if not self._stale.isEmpty():
            region, self._stale = self._stale, QRegion()
            with QPainter(self._pixmap) as painter:
                if self._behind == BLANK:
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
                for rect in region:  # type: ignore[attr-defined]  # says nothing of iterating
                    fill(painter, rect, self._behind)
                if self._behind == BLANK:
                    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
                draw(painter, region)
        return self._pixmap
