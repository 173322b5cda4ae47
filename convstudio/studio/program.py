"""Starts the program with a display: the application, its translator, its last resort for errors, its first window."""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from convstudio.experiment import gallery  # isort: skip  # the rooms without Qt before PySide6: it looks into
import convstudio.scene.build  # noqa: F401  # isort: skip  # every module that is imported after it
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication

from convstudio import words
from convstudio.studio import theme
from convstudio.studio.memory import keep_freed_blocks
from convstudio.studio.window import Window

COLLECT_AGAIN_MS = 500


def run(path: Path | None, most: int | None = None) -> int:
    """Open the studio on a file, or on the opening example; returns when the last window is closed.

    Files of at most so many bytes (None: as many as usual) are opened without a question.
    """
    app = application()
    window = Window(gallery.opening_example())
    window.documents.most = most or window.documents.most
    _install_last_resort(window)
    window.show()
    QTimer.singleShot(COLLECT_AGAIN_MS, collect_again)
    if path:
        QTimer.singleShot(0, lambda: window.documents.open(path))
    return app.exec()


def collect_again() -> None:
    """Look for garbage again, but not in what the start has made."""
    gc.freeze()
    gc.enable()


def application() -> QApplication:
    """The application object, named and translated."""
    keep_freed_blocks()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = theme.new_application()
    app.setApplicationName("ConvStudio")
    app.setApplicationDisplayName("ConvStudio")
    words.use_translator(_translate)
    return app


def _translate(text: str) -> str:
    return QCoreApplication.translate("ConvStudio", text)


def _install_last_resort(window: Window) -> None:
    """An error that nobody caught is told once and the program goes on; the work stays open."""
    told: set[str] = set()

    def report(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        traceback.print_exception(kind, error, where)
        key = f"{kind.__name__}: {error}"
        if key not in told and not issubclass(kind, KeyboardInterrupt):
            told.add(key)
            window.session.complained.emit(words.tr("Something went wrong ({what}). Your work is still here.", what=key))

    sys.excepthook = report
