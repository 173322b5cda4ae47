"""What stands half typed in a field, and is committed before anything else happens."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget


@runtime_checkable
class Typing(Protocol):
    """A field in which something may stand that is not committed yet."""

    def finish_typing(self) -> None:
        """Commit it."""


def finish_typing(window: QWidget) -> None:
    """Commit what stands half typed in a window: only the field that has the keyboard can hold it."""
    field = window.focusWidget()
    if isinstance(field, Typing):
        field.finish_typing()
