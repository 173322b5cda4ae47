"""What every test may rely on: no display, no trace on the person's own settings, one locale, a quiet Qt."""

import gc
import os
import re
import sys
import threading
import warnings

import pytest
from hypothesis import settings

from convstudio import preflight
from tests import network

network.forbid()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"  # a point is a point; a test of another locale sets it in Qt
os.environ.pop("LANGUAGE", None)  # English, whatever the machine speaks

if sentence := preflight.problem():
    pytest.exit(sentence, returncode=4)

settings.register_profile("ci", derandomize=True, database=None, deadline=None, max_examples=50)
settings.register_profile("deep", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_collection_finish():
    """Take everything imported so far out of later collections: one takes next to nothing then, not a tenth of a second."""
    _leave_out_what_stays()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fails a test that opens a socket, or looks up a name, also where the error is swallowed."""
    network.seen.clear()
    before = network.open_sockets()
    result = yield
    assert network.seen == [], "something wanted to use the network"
    assert network.open_sockets() <= before, "a socket was opened behind Python's back"
    return result


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item):
    """Fails a test with Qt on what Qt says while the windows are taken down: pytest-qt listens to the test alone."""
    if "qapp" not in item.fixturenames:
        return (yield)
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    said = []
    before = qInstallMessageHandler(lambda kind, _where, words: said.append((kind, words)))
    try:
        result = yield
    finally:
        qInstallMessageHandler(before)
    harmless, ignored = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg), item.config.getini("qt_log_ignore")
    bad = [words for kind, words in said if kind not in harmless and not any(re.search(known, words) for known in ignored)]
    assert bad == [], "Qt complained while the windows were taken down"
    return result


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory):
    """Sends settings, recovery files and caches to a temporary home, before Qt asks where they belong."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            patch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
        yield home


@pytest.fixture(autouse=True)
def quiet_qt(request):
    """Gives a test with Qt fresh settings, and takes its windows down without the garbage collector's help.

    The cyclic collector, when it runs inside Qt's event dispatch, frees widgets that are being painted. So it rests
    during such a test and runs once all windows are gone. A test without Qt pays nothing.

    An error that nobody caught fails the test, also one that Qt swallows: pytest and pytest-qt see to it, as long as the
    hooks by which they learn of it stay theirs. What they do not see is looked for here.
    """
    if "qapp" not in request.fixturenames:
        yield
        return
    _fresh_settings(request.getfixturevalue("tmp_path"))
    hooks = _hooks()
    _leave_out_what_stays()
    gc.disable()
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(record=True) as unheeded:
        patch.setenv("XDG_DATA_HOME", str(request.getfixturevalue("tmp_path") / "data"))
        warnings.filterwarnings("always", "Invalid return value in function")  # of an override: as an error, PySide drops it
        yield
        _take_down()
    gc.enable()
    gc.collect()
    assert [str(warning.message) for warning in unheeded] == []
    own = (sys.__excepthook__, *hooks[1:])  # pytest-qt gives its hook back where it has heard of an error
    assert _hooks() in (hooks, own), "an error that nobody caught would not have failed this test"


def _leave_out_what_stays():
    """Look a last time at what the tests before have left: it grows, and each collection would look at all of it again."""
    gc.collect()
    gc.freeze()


def _hooks():
    return sys.excepthook, sys.unraisablehook, threading.excepthook


def _fresh_settings(folder):
    from PySide6.QtCore import QSettings

    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(form, QSettings.Scope.UserScope, str(folder / "settings"))


def _take_down():
    """Delete all windows now: hidden, not closed, since closing may ask whether to save.

    Menus and panels without a parent that nobody has shown belong to a plot, which deletes them itself.
    """
    from PySide6.QtCore import QCoreApplication, QEvent, QLocale
    from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

    for window in QApplication.topLevelWidgets():
        if window.parent() is None and (window.isVisible() or isinstance(window, QMainWindow | QDialog)):
            window.hide()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    QLocale.setDefault(QLocale.c())
