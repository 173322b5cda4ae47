"""Icons out of resources/icons, in the colours of the look. Theme icons are null on a bare Linux, so all are our own."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from convstudio import resources
from convstudio.painting.palette import Look

SIZES = (20, 40)


@lru_cache(maxsize=128)
def icon(name: str, look: Look) -> QIcon:
    """The icon of a name, as in resources/icons/NAME.svg, for enabled and disabled controls."""
    drawing = resources.text("icons", f"{name}.svg")
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, look.text), (QIcon.Mode.Disabled, look.border)):
        renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
        for size in SIZES:
            pixmap = QPixmap(QSize(size, size))
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as painter:
                renderer.render(painter)
            result.addPixmap(pixmap, mode)
    return result
