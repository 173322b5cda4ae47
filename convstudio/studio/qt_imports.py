"""Imports Qt so that the start is not slowed down: to be imported before any other module of the studio.

PySide6 replaces Python's `__import__` by its own, which asks at every import statement whether the module has switched on
`__feature__` (names with underscores). Nothing here does, and being asked takes a tenth of the start.
"""

import builtins
from importlib import import_module

_plain = builtins.__import__
for _name in ("QtCore", "QtGui", "QtSvg", "QtWidgets"):
    import_module(f"PySide6.{_name}")
builtins.__import__ = _plain
