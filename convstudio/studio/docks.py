"""Puts panels into a window, each with a title, at one of its sides."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QWidget

MakeDock = Callable[[str, QWidget, Qt.DockWidgetArea], QDockWidget]
