"""Colours and pens that are made once: a matrix asks for the same few, thousands of times a second."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

HOLLOW = QBrush()  # for outlines: PySide6 takes five times as long to find out what `Qt.BrushStyle.NoBrush` is
SMOOTH = QPainter.RenderHint.Antialiasing  # to find it each time takes its time


@lru_cache(maxsize=256)
def ink(colour: str | int) -> QColor:
    """A colour that is not to be changed, of "#rrggbb" or 0xAARRGGBB."""
    return QColor(colour) if isinstance(colour, str) else QColor.fromRgba(colour)


@lru_cache(maxsize=128)
def pen(colour: str, width: float = 1.0, *, flat: bool = False) -> QPen:
    """A pen that is not to be changed, `width` pixels wide; a `flat` one ends where its line does."""
    return QPen(ink(colour), width, c=Qt.PenCapStyle.FlatCap) if flat else QPen(ink(colour), width)
