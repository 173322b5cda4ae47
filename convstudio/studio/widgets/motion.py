"""Whether what moves is seen moving, or is there at once: as the user chose, and not where the desktop does without."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

ALLOWED = "convstudio_motion"  # the property of the application; without it nothing moves


def allow(on: bool) -> None:
    """Let things be seen moving, or not."""
    app = QApplication.instance()
    if app:
        app.setProperty(ALLOWED, on)


def is_seen() -> bool:
    """Whether something that moves now shall be seen moving."""
    app = QApplication.instance()
    if not isinstance(app, QApplication) or not app.property(ALLOWED):
        return False
    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) > 0
