"""Whether motion is animated: as the user chose, and never where the desktop has animations switched off."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

ALLOWED = "convstudio_motion"  # the property of the application; without it nothing moves


def allow(on: bool) -> None:
    """Switch animation on or off."""
    app = QApplication.instance()
    if app:
        app.setProperty(ALLOWED, on)


def is_seen() -> bool:
    """Whether motion is to be animated now."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or not app.property(ALLOWED):
        return False
    from PySide6.QtWidgets import QStyle  # only now: its enumerations take 7 ms of the start

    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
