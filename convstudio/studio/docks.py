"""How panels come into a window: by their title, their widget, and the side that they stand at."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QWidget

MakeDock = Callable[[str, QWidget, Qt.DockWidgetArea], QDockWidget]
