"""What tests/conftest.py promises to every other test."""

import gc
import os
import re
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget

seen: list[weakref.ref] = []


class Knot(QWidget):
    """A window that only the cyclic garbage collector can free."""

    def __init__(self):
        super().__init__()
        self.knot = self


def test_windows_are_drawn_nowhere(qapp):
    assert qapp.platformName() == os.environ["QT_QPA_PLATFORM"].partition(":")[0]


def test_a_window_is_left_open(qtbot):
    window = Knot()
    window.show()
    seen.append(weakref.ref(window))
    assert not gc.isenabled()


def test_the_earlier_window_is_gone(qtbot):
    assert [window for window in seen if window() is not None] == []
    assert QApplication.topLevelWidgets() == []


@pytest.mark.parametrize("turn", [1, 2])
def test_settings_start_empty_and_away_from_home(qapp, own_home, tmp_path, turn):
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        settings = QSettings(form, QSettings.Scope.UserScope, "ConvStudio", "ConvStudio")
        assert settings.value("turn") is None
        settings.setValue("turn", turn)
        settings.sync()
        assert Path(settings.fileName()).is_relative_to(tmp_path)
    paths = QStandardPaths.StandardLocation
    for place in (paths.AppConfigLocation, paths.AppDataLocation, paths.CacheLocation, paths.HomeLocation):
        folder = Path(QStandardPaths.writableLocation(place))
        assert folder.is_relative_to(own_home) or folder.is_relative_to(tmp_path)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_the_point_as_decimal_sign(qapp, turn):
    assert QLocale().decimalPoint() == "."
    QLocale.setDefault(QLocale(QLocale.Language.German))


@given(st.integers())
def test_hypothesis_accepts_the_fixtures(number):
    assert isinstance(number, int)


def test_a_test_without_qt_keeps_the_collector():
    assert gc.isenabled()


# Each of these keeps its fault to itself: Qt goes on after it. The last two have none.
FAULTS = """
import ctypes
import socket
import sys
import threading

import pytest
from PySide6.QtCore import QCoreApplication, QTimer, qWarning
from PySide6.QtWidgets import QVBoxLayout, QWidget


def fail(*_anything):
    raise ValueError


class Part(QWidget):
    pass


@pytest.fixture
def window(qapp):
    window = QWidget()
    box = QVBoxLayout(window)
    box.addWidget(Part())
    window.resize(60, 60)
    return window


def show(window):
    window.show()
    for _ in range(4):
        QCoreApplication.processEvents()


def test_slot(window):
    window.windowTitleChanged.connect(fail)
    window.setWindowTitle("x")


def test_timer(window):
    QTimer.singleShot(0, fail)


def test_paint(window, monkeypatch):
    monkeypatch.setattr(Part, "paintEvent", fail, raising=False)
    show(window)


def test_result(window, monkeypatch):
    monkeypatch.setattr(Part, "sizeHint", lambda part: "wide", raising=False)
    show(window)


def test_thread(window):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


def test_finaliser(qapp, monkeypatch):
    monkeypatch.setattr(Part, "__del__", fail, raising=False)
    Part()


def test_message(window):
    qWarning("Something is wrong.")


def test_message_at_the_end(window):
    show(window)
    window.destroyed.connect(lambda: qWarning("Something was wrong."))


def test_error_at_the_end(window):
    show(window)
    window.destroyed.connect(fail)


def test_other_hook(window):
    sys.excepthook = lambda *anything: None
    QTimer.singleShot(0, fail)


def test_socket():
    socket.socket()


def test_swallowed_socket(window):
    try:
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
    except Exception:
        pass


def test_name_looked_up():
    try:
        socket.getaddrinfo("localhost", 80)
    except Exception:
        pass


def test_socket_behind_pythons_back():
    libc = ctypes.CDLL(None)
    assert libc.socket(1, 1, 0) >= 0


def test_name_of_the_computer(window):
    assert socket.gethostname()


def test_nothing(window):
    show(window)
"""


def test_an_error_that_qt_swallows_fails_its_test(tmp_path):
    file = tmp_path / "test_faults.py"
    file.write_text(FAULTS)
    root = Path(__file__).parents[2]
    options = [
        "-c",
        "pyproject.toml",
        "--rootdir",
        str(root),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-rfE",
        "--tb=no",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(file)], cwd=root, capture_output=True, text=True, timeout=120
    )
    failed = set(re.findall(r"^(?:FAILED|ERROR) \S*::(\w+)", done.stdout, re.MULTILINE))
    assert failed == set(re.findall(r"def (test_\w+)", FAULTS)) - {"test_nothing", "test_name_of_the_computer"}, done.stdout
