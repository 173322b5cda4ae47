"""Hears everything that goes wrong without a word: exceptions wherever they are swallowed, and what Qt complains of."""

from __future__ import annotations

import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

NOISE = re.compile(r"propagateSizeHints|raise\(\)|grabbing the keyboard|This plugin does not support")
MOST_TRACE = 3000  # characters of a traceback: its end
QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class Watch:
    """What was heard since it was last asked."""

    def __init__(self) -> None:
        self._heard: list[str] = []

    def heard(self) -> list[str]:
        """All complaints, which are forgotten then. Each is one line; a traceback's first line says where and what."""
        heard, self._heard = self._heard, []
        return heard

    def error(self, error: BaseException, source: str = "exception") -> None:
        """Take an exception down."""
        where = [frame for frame in traceback.extract_tb(error.__traceback__) if "convstudio/" in frame.filename]
        place = "somewhere"
        if where:
            file = where[-1].filename.rpartition("convstudio/")[2]
            place = f"{file}:{where[-1].name}"
        words = str(error).splitlines()[0] if str(error) else ""
        trace = "".join(traceback.format_exception(error))[-MOST_TRACE:]
        self._heard.append(f"{source}: {type(error).__name__} in {place}: {words}\n{trace}")

    def message(self, kind: QtMsgType, _where: QMessageLogContext, text: str) -> None:
        """Take a message of Qt down."""
        if kind not in QUIET and not NOISE.search(text):
            self._heard.append(f"Qt says: {text}")

    def exception(self, _kind: type[BaseException], error: BaseException, _where: TracebackType | None) -> None:
        """What sys.excepthook is called with."""
        self.error(error)


@contextmanager
def watching() -> Iterator[Watch]:
    """Hooks into everything, and out again."""
    watch = Watch()
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook

    def unraisable(args: Any) -> None:
        watch.error(args.exc_value, "unraisable")

    def in_thread(args: Any) -> None:
        watch.error(args.exc_value, "thread")

    sys.excepthook, threading.excepthook, sys.unraisablehook = watch.exception, in_thread, unraisable
    handler = qInstallMessageHandler(watch.message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            yield watch
    finally:
        qInstallMessageHandler(handler)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
