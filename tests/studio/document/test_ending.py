"""How the program ends: by a signal with the work kept, by its window in silence."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from convstudio import __main__ as command
from convstudio.experiment import files, gallery, same_content
from convstudio.experiment.files import recovery
from tests.studio.process import Program

PAINT = """
from convstudio.experiment import edits, files
window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
"""
TELL = """
print("ready", flush=True)
"""
EXPECT = """
files.write(window.session.state.experiment, {path!r})
"""
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def expect(path: Path) -> str:
    return EXPECT.format(path=str(path))


# By a signal


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_ends_the_program_and_the_work_is_kept(program: Program, tmp_path: Path, number: signal.Signals) -> None:
    ended = program.signalled(PAINT + expect(tmp_path / "expected") + TELL, number)
    assert (ended.status, ended.complained) == (128 + number, "")
    (kept,) = program.kept
    work = recovery.read(kept)
    assert same_content(work.experiment, files.read(tmp_path / "expected"))
    assert not same_content(work.experiment, gallery.opening_example())
    assert (work.name, work.path) == ("Edge detection", None)
    assert str(kept) in program.log


@pytest.mark.parametrize("number", SIGNALS)
def test_where_nothing_is_unsaved_nothing_is_kept(program: Program, number: signal.Signals) -> None:
    ended = program.signalled(TELL, number)
    assert (ended.status, ended.complained) == (128 + number, "")
    assert program.kept == []


def test_the_documents_own_file_stays_as_it_was(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    files.write(gallery.example("max-pooling"), path)
    lines = f"from pathlib import Path\nwindow.documents.open(Path({str(path)!r}))" + PAINT + TELL
    program.signalled(lines, signal.SIGTERM)
    (kept,) = program.kept
    work = recovery.read(kept)
    assert (work.name, work.path) == ("mine.convstudio", path)
    assert not same_content(work.experiment, files.read(path))
    assert same_content(files.read(path), gallery.example("max-pooling"))
    assert sorted(tmp_path.iterdir()) == [program.home, path]


def test_a_running_gesture_is_kept_too(program: Program, tmp_path: Path) -> None:
    lines = PAINT.replace("session.edit", "session.preview") + expect(tmp_path / "expected") + TELL
    program.signalled(lines, signal.SIGTERM)
    (kept,) = program.kept
    assert same_content(recovery.read(kept).experiment, files.read(tmp_path / "expected"))


HALF_TYPED = """
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
def type_half():
    field = window.inspector.findChild(QSpinBox, "stride_h")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2")
    assert window.session.state.experiment.layers[0].stride == (1, 1)
    print("ready", flush=True)
QTimer.singleShot(50, type_half)
"""


def test_what_is_half_typed_is_kept_too(program: Program) -> None:
    ended = program.signalled(HALF_TYPED, signal.SIGTERM)
    assert (ended.status, ended.complained) == (128 + signal.SIGTERM, "")
    (kept,) = program.kept
    assert recovery.read(kept).experiment.layers[0].stride == (2, 1)  # type: ignore[attr-defined]


def test_a_question_that_is_open_is_not_waited_for(program: Program) -> None:
    lines = PAINT + "\nQTimer.singleShot(50, lambda: print('ready', flush=True))\nwindow.close()"
    ended = program.signalled(lines, signal.SIGTERM)
    assert (ended.status, ended.complained) == (128 + signal.SIGTERM, "")
    assert len(program.kept) == 1


def test_two_programs_that_end_together_keep_two_files(program: Program) -> None:
    running = [program.start(PAINT + TELL) for _ in range(2)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    for process in running:
        process.terminate()
    assert [process.wait(60) for process in running] == [128 + signal.SIGTERM] * 2
    for process in running:
        process.communicate()
    assert len(program.kept) == 2


def test_a_signal_that_shall_be_ignored_is(program: Program) -> None:
    lines = TELL + "\nQTimer.singleShot(50, lambda: print('still here', flush=True))"
    ended = program.signalled(lines, signal.SIGHUP, signal.SIGTERM, ignored=(signal.SIGHUP,))
    assert ended.status == 128 + signal.SIGTERM


def test_a_second_signal_ends_a_program_that_does_not_answer(program: Program) -> None:
    hang = "\nimport signal\nwhile signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL: pass"
    ended = program.signalled(PAINT + TELL + hang + TELL + "\nwhile True: pass", signal.SIGTERM, signal.SIGTERM)
    assert (ended.status, ended.complained) == (-signal.SIGTERM, "")


def test_work_that_cannot_be_kept_does_not_hold_the_program_up(program: Program) -> None:
    program.state.mkdir(parents=True)
    (program.state / "recovery").write_text("not a folder")
    ended = program.signalled(PAINT + TELL, signal.SIGTERM)
    assert (ended.status, ended.complained) == (128 + signal.SIGTERM, "")
    assert "Not saved: File exists." in program.log


def test_control_c_at_the_start_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_options: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_run", interrupted)
    assert command.main([]) == 128 + signal.SIGINT


# By its window


CLOSE = """
window.documents.may_leave = lambda: True
QTimer.singleShot(50, window.close)
"""
BUSY = {
    "idle": "",
    "playing": "window.transport.play()\nassert window.transport.playing",
    "training": "window.documents.open_example('learning-a-kernel')\nwindow.work_in('learn')\nwindow.player.play()\n"
                "assert window.learner.playing",
    "evaluating": "from convstudio.studio.document import session as sessions\nfrom convstudio.experiment import edits\n"
                  "from tests.studio.strips import deep_strip\nsessions.MOST_AT_ONCE = sessions.PATIENCE = 0\n"
                  "window.session.open(deep_strip(6), None)\n"
                  "window.session.edit(edits.set_parameter, 0, 'dilation', (2, 1))\nassert window.session.background.busy",
    "a sheet is open": "window.show_shortcuts()",
    "a question is open": "QTimer.singleShot(0, lambda: window.documents.asking.tell('a', 'b'))",
    "a file dialog is open": "QTimer.singleShot(0, window.documents.ask_open)",
    "every panel is open": "window.show_notes(True)\nwindow.show_history(True)\nwindow.show_help(True)\n"
                           "window.show_layer_table(True)\nwindow.toggle_theme()",
}  # fmt: skip


@pytest.mark.parametrize("while_", BUSY)
def test_the_window_closes_in_silence(program: Program, while_: str) -> None:
    ended = program.run(CLOSE + BUSY[while_])
    assert (ended.status, ended.said, ended.complained) == (0, "", "")


@pytest.mark.parametrize("while_", ["training", "evaluating", "a sheet is open", "a file dialog is open"])
def test_a_signal_ends_it_in_silence(program: Program, while_: str) -> None:
    tell = "\nQTimer.singleShot(50, lambda: print('ready', flush=True))\n"
    ended = program.signalled(tell + BUSY[while_], signal.SIGTERM)
    assert (ended.status, ended.said, ended.complained) == (128 + signal.SIGTERM, "", "")
