"""Starts the program with a display: the application, its translator, its last resort for errors, its first window."""

from __future__ import annotations

import gc
import os
from functools import partial
from pathlib import Path

from convstudio.experiment import gallery  # isort: skip  # the rooms without Qt before PySide6: it looks into
import convstudio.scene.build  # isort: skip  # every module that is imported after it
import convstudio.studio.qt_imports  # noqa: F401  # isort: skip
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTimer, QTranslator
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication

from convstudio import languages, words
from convstudio.experiment.fileproblem import FileProblem
from convstudio.studio import places
from convstudio.studio.document.ending import EndingSignals
from convstudio.studio.document.memory import keep_freed_blocks
from convstudio.studio.document.settings import Settings
from convstudio.studio.log import Log
from convstudio.studio.shell.window import Window
from convstudio.studio.shell.windows import Windows
from convstudio.studio.unexpected import caught
from convstudio.studio.widgets.look import motion, theme
from convstudio.studio.widgets.look.application import Application
from convstudio.studio.widgets.look.icons import program_icon
from convstudio.studio.widgets.problem_bar import show_note
from convstudio.words import ENGLISH

APPLICATION_ID = "convstudio"  # by which a desktop knows whose window it is: Wayland's app_id, the name of a .desktop file
COLLECT_AGAIN_MS = 500
PIXMAPS_KB = 4096  # of parts of controls, drawn anew for each control that comes: Qt would keep 10 MB
BY_SIGNAL = 128  # the exit status of a program that a signal ended is this and the signal's number, as shells have it


def run(path: Path | None, most: int | None = None) -> int:
    """Open the studio on a file, or on the opening example; returns when the last window is closed, or a signal ends it.

    Files of at most so many bytes (None: as many as usual) are opened without a question.
    """
    app = application()
    log = Log(places.log_file())
    with caught(log) as last:
        settings = Settings()
        windows = Windows(settings, last.details, most)
        last.told.connect(windows.tell)
        signals = EndingSignals(app)
        signals.arrived.connect(partial(end, windows, log))
        app.commitDataRequest.connect(windows.keep_if_possible)
        if isinstance(app, Application):
            app.file_asked.connect(windows.ask_for)
        motion.allow(settings.motion)
        window = windows.open(gallery.opening_example())
        QTimer.singleShot(COLLECT_AGAIN_MS, collect_again)
        QTimer.singleShot(0, partial(begin, window, path))
        status = app.exec()
        signals.close()
    log.close()
    return status


def begin(window: Window, path: Path | None) -> None:
    """Show the file that was asked for, and offer what an earlier run could not save; else greet."""
    from convstudio.painting.lettering import lacking  # only now that the window is seen: it brings Qt's database of fonts

    keys = window.actions_by_name["preferences"].shortcut().toString()
    unreadable = lacking(words.language(), keys)
    if unreadable:
        show_note(window, unreadable)
    if path:
        window.documents.open(path)
    if not window.others.offer_kept() and not path:
        greet(window)


def greet(window: Window) -> None:
    """Show the welcome above a window that was seen, unless it has been closed once."""
    if window.settings.welcome:
        window.when_painted(window.show_welcome)


def end(windows: Windows, log: Log, number: int) -> None:
    """End the program after a signal, without a question: unsaved work is kept for the next start."""
    try:
        kept = ", ".join(map(str, windows.keep(typed=True)))
        log.write(f"Ended by signal {number}; " + (f"what was not saved is in {kept}" if kept else "all was saved"))
    except FileProblem as problem:
        log.write(f"Ended by signal {number}; what was not saved is lost: {problem}")
    finally:
        windows.let_go()
        QCoreApplication.exit(BY_SIGNAL + number)


def collect_again() -> None:
    """Turn garbage collection on again, leaving out the objects made during the start."""
    gc.freeze()
    gc.enable()


def application() -> QApplication:
    """The application object, named, known to the desktop, and translated."""
    keep_freed_blocks()
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = theme.new_application()
    app.setApplicationName("ConvStudio")
    app.setApplicationDisplayName("ConvStudio")
    app.setDesktopFileName(APPLICATION_ID)
    app.setWindowIcon(program_icon())
    QPixmapCache.setCacheLimit(PIXMAPS_KB)
    speak(app, Settings().language)
    return app


def speak(app: QApplication, chosen: str) -> None:
    """Say all words in a chosen language, Qt's own dialogs too: a name of `languages.NAMES`, or as the desktop does."""
    if chosen not in languages.NAMES:
        chosen = languages.of_environment(os.environ) or languages.best(QLocale.system().uiLanguages())
    languages.use(chosen)
    if chosen != ENGLISH:
        translator = QTranslator(app)
        if translator.load(f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
