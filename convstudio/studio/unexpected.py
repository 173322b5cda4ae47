"""Errors that nobody caught: in a slot, an override, a thread, a finaliser, in Qt. The program goes on after each of them.

The log has all, each place once. The person is told of each kind once, in a sentence, while the work stays open.
"""

from __future__ import annotations

import faulthandler
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from convstudio.studio.log import Log, versions
from convstudio.words import tr

HARMLESS = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)
MOST_KINDS = 1000  # that are told apart
MOST_COPIED = 20_000  # characters
LONGEST = 120  # characters of an error that the person is told


class LastResort(QObject):
    """Handles errors that nobody caught. Its methods may be called in any thread; `told` arrives in the listener's thread."""

    told = Signal(str)  # a sentence for the person

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log
        self._known: set[object] = set()
        self._texts: list[str] = []

    def details(self) -> str:
        """All that was caught, for whoever has to repair it: the versions, the place of the log, and each error once."""
        where = [f"The log is {self._log.path}"] if self._log.file else []
        return "\n".join([versions(), *where, "", *self._texts])

    def take(self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        """An exception, wherever it was raised: `sys.excepthook`."""
        place = traceback.extract_tb(where)[-1:]
        text = "".join(traceback.format_exception(kind, error, where))
        if self._is_new((kind, *((frame.filename, frame.lineno) for frame in place))):
            self._note(text)
            self._tell(f"{kind.__name__}: {error}" if str(error) else kind.__name__)

    def take_of_thread(self, args: threading.ExceptHookArgs) -> None:
        """An exception that ended a thread: `threading.excepthook`."""
        if not issubclass(args.exc_type, SystemExit):
            self.take(args.exc_type, args.exc_value, args.exc_traceback)

    def take_unraisable(self, args: sys.UnraisableHookArgs) -> None:
        """An exception where none can be raised, as in a finaliser: `sys.unraisablehook`."""
        self.take(args.exc_type, args.exc_value, args.exc_traceback)

    def take_message(self, kind: QtMsgType, where: QMessageLogContext, words: str) -> None:
        """What Qt says. A warning is for the log; where Qt gives something up, the person is told."""
        text = words if where.category in (None, "default") else f"{where.category}: {words}"
        if kind in HARMLESS or self._is_new(text):
            if kind in HARMLESS:
                _print(text)
            else:
                self._note(text)
            if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg):
                self._tell(words)

    def take_warning(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """What Python warns of; so PySide says that an override gave back something wrong: `warnings.showwarning`."""
        self._note(warnings.formatwarning(message, category, filename, lineno, line))

    def _note(self, text: str) -> None:
        self._log.write(text)
        _print(text)
        if sum(map(len, self._texts)) < MOST_COPIED:
            self._texts.append(text)

    def _is_new(self, what: object) -> bool:
        if what in self._known or len(self._known) >= MOST_KINDS:
            return False
        self._known.add(what)
        return True

    def _tell(self, what: str) -> None:
        shown = what.strip().partition("\n")[0][:LONGEST]
        sentence = tr("Something went wrong ({what}). Your work is still here.", what=shown)
        if self._is_new(sentence):
            self.told.emit(sentence)


@contextmanager
def caught(log: Log) -> Iterator[LastResort]:
    """While it is open, uncaught errors go to the LastResort, and a crash of the interpreter is written to the log.

    Qt must not call into Python for its messages once that has ended.
    """
    last = LastResort(log)
    if log.file:
        faulthandler.enable(log.file)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    sys.excepthook, threading.excepthook, sys.unraisablehook = last.take, last.take_of_thread, last.take_unraisable
    warnings.showwarning = last.take_warning
    handler = qInstallMessageHandler(last.take_message)
    try:
        yield last
    finally:
        faulthandler.disable()
        qInstallMessageHandler(handler)
        sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = hooks


def _print(text: str) -> None:
    """Print to the terminal too, if there still is one."""
    stream: TextIO | None = sys.stderr
    if stream is not None:
        with suppress(OSError, ValueError):
            stream.write(text.rstrip() + "\n")
