"""The size of words on the screen: the desktop's, or one of the user's own. What was measured in it is measured anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

USUAL = "convstudio_points"  # the property of the application that has the desktop's size, once another was chosen
W = TypeVar("W", bound=QWidget)

_fitted: WeakKeyDictionary[QWidget, Callable[[Any], object]] = WeakKeyDictionary()


def choose(app: QApplication, points: float) -> bool:
    """Give words so many points (0: as the desktop has them). Returns whether that is another size than now."""
    usual, font = app.property(USUAL), QFont(app.font())
    size = points or usual or font.pointSizeF()
    if size == font.pointSizeF():
        return False
    if usual is None:
        app.setProperty(USUAL, font.pointSizeF())
    font.setPointSizeF(size)
    app.setFont(font)
    return True


def fit_all() -> None:
    """Fit to the type what was fitted to another size."""
    for widget, fit in list(_fitted.items()):
        if shiboken6.isValid(widget):
            fit(widget)


def fitted(widget: W, fit: Callable[[W], object]) -> None:
    """Fit a widget to the type, now and whenever its size changes."""
    fit(widget)
    refitted(widget, fit)


def refitted(widget: W, fit: Callable[[W], object]) -> None:
    """Fit a widget to the type whenever its size changes; now it fits."""
    _fitted[widget] = fit


def enlarge(widget: QWidget, times: float) -> None:
    """Give a widget so many times the type of others."""
    fitted(widget, lambda each: each.setFont(_times(times)))


def _times(times: float) -> QFont:
    font = QFont(QApplication.font())
    font.setPointSizeF(font.pointSizeF() * times)
    return font
