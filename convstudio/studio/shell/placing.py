"""The position and size of a window: at first, the next time, and beside another one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize
from PySide6.QtWidgets import QWidget

from convstudio.studio.document.settings import Settings

SIZE = QSize(1280, 720)
FRAME = QSize(8, 40)  # pixels of the screen taken by the frame and the title of a window
ASIDE = QPoint(32, 32)  # pixels by which a window is moved from the one before


def first_size(screen: QSize) -> QSize:
    """The size of the very first window on a screen of some size."""
    return SIZE.boundedTo(screen - FRAME)


def give_place(window: QWidget, settings: Settings) -> None:
    """Place a window where the last one was."""
    if settings.geometry:
        window.restoreGeometry(settings.geometry)


def place_beside(window: QWidget, other: QWidget) -> None:
    """Place a window a little aside from another one, so that both are seen, but not beyond the screen."""
    room = other.screen().availableGeometry()
    window.resize(other.size().boundedTo(room.size() - FRAME))
    last = room.bottomRight() - QPoint(window.width(), window.height())
    wanted = other.pos() + ASIDE
    window.move(max(room.left(), min(wanted.x(), last.x())), max(room.top(), min(wanted.y(), last.y())))
