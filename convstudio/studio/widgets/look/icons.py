"""Icons out of resources/icons, in the colours of the look. Theme icons are null on a bare Linux, so all are our own."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from convstudio import resources
from convstudio.painting.palette import Look

SIZE, PALE = 20, 0.28


@lru_cache(maxsize=256)
def icon(name: str, look: Look) -> QIcon:
    """The icon of a name, as in resources/icons/NAME.svg, sharp on this screen, and pale for disabled controls."""
    drawing = resources.text("icons", f"{name}.svg").replace("currentColor", look.text)
    scale = QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    pixmap = QPixmap(QSize(round(SIZE * scale), round(SIZE * scale)))
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    pale = QPixmap(pixmap.size())
    pale.fill(Qt.GlobalColor.transparent)
    with QPainter(pale) as painter:
        painter.setOpacity(PALE)
        painter.drawPixmap(0, 0, pixmap)
    result = QIcon()
    for drawn, mode in ((pixmap, QIcon.Mode.Normal), (pale, QIcon.Mode.Disabled)):
        drawn.setDevicePixelRatio(scale)
        result.addPixmap(drawn, mode)
    return result


def program_icon() -> QIcon:
    """The icon of the program itself, in its own colours: drawn from the SVG in whatever size somebody asks for."""
    return QIcon(str(resources.root() / "icons" / "app.svg"))
