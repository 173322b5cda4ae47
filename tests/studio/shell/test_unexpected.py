"""Errors that nobody caught: the log has them, the person is told once, the work stays open."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer, qCritical, qDebug, qInstallMessageHandler, qWarning
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from convstudio.studio import log as logs
from convstudio.studio.log import Log
from convstudio.studio.unexpected import LastResort
from tests.studio.person import Person
from tests.studio.process import Program


class Caught:
    """A window with the last resort behind it, and what it told."""

    def __init__(self, person: Person, path: Path) -> None:
        self.person, self.path, self.told = person, path, list[str]()
        self.file = Log(path)
        self.last = LastResort(self.file)
        self.last.told.connect(self.told.append)
        self.last.told.connect(person.window.session.complained)

    @property
    def log(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def status_bar(self) -> str:
        return self.person.window.statusBar().currentMessage()


@pytest.fixture
def caught(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caught]:
    made = Caught(person, tmp_path / "a.log")
    monkeypatch.setattr(sys, "excepthook", made.last.take)
    monkeypatch.setattr(sys, "unraisablehook", made.last.take_unraisable)
    monkeypatch.setattr(threading, "excepthook", made.last.take_of_thread)
    before = qInstallMessageHandler(made.last.take_message)
    yield made
    qInstallMessageHandler(before)
    made.file.close()


def fail(*_anything: object) -> None:
    raise ValueError("the shape is odd")


def test_an_error_in_a_slot_is_told_once_and_the_work_stays(caught: Caught) -> None:
    person = caught.person
    person.window.session.changed.connect(fail)
    person.click(person.view(), 0, 2)
    person.click(person.view(), 0, 3)
    assert person.read(person.view())[0][2:4] == [1, 1]
    assert caught.told == ["Something went wrong (ValueError: the shape is odd). Your work is still here."]
    assert caught.status_bar == caught.told[0]
    assert caught.log.count("ValueError: the shape is odd") == 1
    assert 'in fail\n    raise ValueError("the shape is odd")' in caught.log


def in_the_loop() -> None:
    """Let Qt's own loop run, as in the program: PySide6 6.10.0 raises what an override raises out of processEvents."""
    loop = QEventLoop()
    QTimer.singleShot(0, loop.quit)
    loop.exec()


class Broken(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        fail()


def test_an_error_in_an_override_is_told_once_however_often_it_is_called(caught: Caught) -> None:
    part = Broken()
    part.show()
    for _ in range(5):
        part.update()
        in_the_loop()
    assert len(caught.told) == 1
    assert "the shape is odd" in caught.told[0]
    assert caught.log.count("in fail\n") == 1
    part.close()


def test_an_error_in_a_thread_is_told_in_the_windows(caught: Caught) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert caught.status_bar == "", "a window must not be touched from another thread"
    caught.person.settle()
    assert "the shape is odd" in caught.status_bar


def test_a_thread_may_end_itself(caught: Caught) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    caught.person.settle()
    assert caught.told == []


def test_an_error_in_a_finaliser_is_told(caught: Caught) -> None:
    class Knot:
        __del__ = fail

    Knot()
    assert "the shape is odd" in caught.told[0]
    assert "the shape is odd" in caught.log


def test_a_warning_of_qt_is_for_the_log_and_what_is_critical_is_told(caught: Caught) -> None:
    qWarning("a colour is odd")
    qWarning("a colour is odd")
    assert caught.told == []
    assert caught.log.count("a colour is odd") == 1
    qCritical("the screen is gone")
    assert caught.told == ["Something went wrong (the screen is gone). Your work is still here."]
    assert "the screen is gone" in caught.log


def test_debug_messages_stay_out_of_the_log(caught: Caught, capsys: pytest.CaptureFixture[str]) -> None:
    qDebug("for developers")
    assert "for developers" not in caught.log
    assert "for developers" in capsys.readouterr().err


def test_a_long_error_is_one_short_sentence(caught: Caught) -> None:
    caught.last.take(ValueError, ValueError("x" * 5000 + "\nmore"), None)
    assert len(caught.told[0]) < 200
    assert "\n" not in caught.told[0]


# The log


def test_a_log_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.log"
    for _ in range(3):
        log = Log(path)
        for number in range(200):
            log.write(f"{number} " + "é" * 2000)
        log.close()
    assert "No more is written of this run." in path.read_text(encoding="utf-8")
    most = 2 * logs.MOST_AT_A_RUN + logs.LARGEST  # of two bytes each
    assert [file.stat().st_size < most for file in path.parent.iterdir()] == [True, True]


def test_a_log_that_cannot_be_written_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "a.log", tmp_path, Path("/dev/full")):
        log = Log(place)
        log.write("something")
        log.close()
        log.write("too late")


# The whole program


EVERYTHING = """
import threading, warnings
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QVBoxLayout, QWidget
def fail(*anything):
    raise ValueError("in a slot")
def fail_in_thread():
    raise ValueError("in a thread")
class Knot:
    def __del__(self):
        raise ValueError("in a finaliser")
class Part(QWidget):
    def sizeHint(self):
        return "wide"
thread = threading.Thread(target=fail_in_thread)
thread.start()
thread.join()
Knot()
qWarning("from Qt")
around = QWidget()
QVBoxLayout(around).addWidget(Part())
around.adjustSize()
def check():
    print(window.statusBar().currentMessage())
    window.close()
QTimer.singleShot(0, fail)
QTimer.singleShot(50, check)
"""


def test_the_program_catches_all_of_it_and_goes_on(tmp_path: Path) -> None:
    program = Program(tmp_path)
    ended = program.run(EVERYTHING)
    assert ended.status == 0
    assert ended.said.startswith("Something went wrong (ValueError: in a ")
    for error in ("in a thread", "in a finaliser", "in a slot", "from Qt", "Invalid return value in function"):
        assert error in program.log
        assert error in ended.complained


def test_a_crash_is_in_the_log(tmp_path: Path) -> None:
    program = Program(tmp_path)
    ended = program.run("import ctypes\nctypes.string_at(0)")
    assert ended.status == -11
    assert "Segmentation fault" in program.log
    assert "in act" in program.log
    again = program.run("window.close()")
    assert (again.status, again.complained) == (0, "")


IN_THE_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget
from convstudio.experiment import edits, files
from convstudio.experiment.files import recovery
from convstudio.studio.widgets.problem_bar import ProblemBar
from convstudio.studio import places
window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
def fail(*anything):
    raise ValueError("in a slot")
def fail_in_a_timer():
    raise ValueError("in a timer")
class Broken(QWidget):
    def paintEvent(self, event):
        raise ValueError("while painting")
broken = Broken(window)
def break_painting():
    broken.setGeometry(window.rect())
    broken.show()
    for time in (20, 40, 60):
        QTimer.singleShot(time, broken.update)
    QTimer.singleShot(100, mend)
def mend():
    broken.deleteLater()
    window.update()
    timer.stop()
    window.session.changed.disconnect(fail)
    QTimer.singleShot(50, look)
def look():
    assert window.findChild(QMessageBox) is None
    bar = window.findChild(ProblemBar)
    assert bar.isVisible()
    bar.copy.click()
    print(QGuiApplication.clipboard().text())
    (kept,) = recovery.kept(places.recovery_folder())
    assert recovery.read(kept).experiment.layers[0].stride == (2, 1)
    window.session.edit(edits.set_parameter, 0, "dilation", (1, 2))
    assert window.session.state.experiment.layers[0].dilation == (1, 2)
    window.documents.left = True
    window.close()
timer = QTimer(window)
timer.timeout.connect(fail_in_a_timer)
timer.start(5)
window.session.changed.connect(fail)
window.session.undo()
window.session.redo()
QTimer.singleShot(50, break_painting)
"""


def test_errors_in_a_slot_in_a_timer_and_while_painting_are_told_once_and_the_work_is_kept(tmp_path: Path) -> None:
    program = Program(tmp_path)
    ended = program.run(IN_THE_WINDOW)
    assert ended.status == 0, ended.complained
    for error in ("in a slot", "in a timer", "while painting"):
        for text in (program.log, ended.complained, ended.said):
            assert text.count(f"\nValueError: {error}\n") == 1, f"{error}: {text}"
    assert ended.said.startswith("ConvStudio 0.")
    assert "The log is " in ended.said
    assert program.kept == [], "the window was left on purpose"
