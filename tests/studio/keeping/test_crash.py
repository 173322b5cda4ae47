"""The whole program is killed, and started again."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from convstudio.experiment import files, gallery, same_content
from convstudio.experiment.files import recovery
from tests.studio.process import Program

EDIT = """
from convstudio.experiment import edits
from convstudio.studio import places
from convstudio.experiment.files import recovery
window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
"""
TWO_WINDOWS = (
    EDIT
    + """
window.others.new()
window.others.all[1].session.edit(edits.set_parameter, 0, "padding", ((1, 1), (1, 1)))
"""
)
TELL_WHEN_KEPT = """
def look(wanted):
    if len(recovery.kept(places.recovery_folder())) == wanted:
        print("kept", flush=True)
    else:
        QTimer.singleShot(20, partial(look, wanted))
look({number})
"""
LOOK = """
from convstudio.studio.keeping.sheet import RecoverySheet
from PySide6.QtWidgets import QLabel
def look(tries=200):
    sheets = window.findChildren(RecoverySheet)
    if not sheets and tries:
        QTimer.singleShot(20, partial(look, tries - 1))
        return
    for sheet in sheets:
        for row in sheet.rows:
            print([label.text() for label in row.findChildren(QLabel) if label.text()][:2])
        {then}
    QTimer.singleShot(0, window.others.quit)
"""
QUIET = LOOK.replace("tries=200", "tries=5")
NOW = "\nQTimer.singleShot(50, look)"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def crash(program: Program, lines: str, number: int = 1) -> None:
    ended = program.signalled(lines + TELL_WHEN_KEPT.format(number=number), signal.SIGKILL)
    assert ended.status == -signal.SIGKILL


def test_after_a_kill_the_work_of_all_windows_is_offered_until_it_is_decided(program: Program) -> None:
    crash(program, TWO_WINDOWS, 2)
    assert len(program.kept) == 2
    told = program.run(LOOK.format(then="sheet.reject()") + NOW)
    assert (told.status, told.complained) == (0, "")
    assert told.said.count("Last done: ") == 2
    assert "['Edge detection', 'Last done: " in told.said
    assert len(program.kept) == 2, "closing the sheet deletes nothing"
    discarded = program.run(LOOK.format(then="[row.sure.emit() for row in sheet.rows]") + NOW)
    assert (discarded.status, discarded.complained, discarded.said) == (0, "", told.said)
    assert program.kept == []
    again = program.run(QUIET.format(then="pass") + NOW)
    assert (again.status, again.complained, again.said) == (0, "", "")


RESTORE = """
        row = sheet.rows[0]
        row.restore.click()
        from convstudio.experiment import files
        assert window.isWindowModified()
        window.documents.asking.file_to_save = lambda suggestion: Path({path!r})
        assert window.documents.save()
"""


def test_what_is_restored_and_saved_is_never_offered_again(program: Program, tmp_path: Path) -> None:
    crash(program, EDIT)
    then = RESTORE.format(path=str(tmp_path / "mine.convstudio"))
    restored = program.run("from pathlib import Path\n" + LOOK.format(then=then) + NOW)
    assert (restored.status, restored.complained) == (0, "")
    assert files.read(tmp_path / "mine.convstudio").layers[0].stride == (2, 1)  # type: ignore[attr-defined]
    assert program.kept == []
    again = program.run(QUIET.format(then="pass") + NOW)
    assert (again.status, again.complained, again.said) == (0, "", "")


def test_killed_again_after_restoring_the_work_is_still_there(program: Program) -> None:
    crash(program, EDIT)
    (path,) = program.kept
    before = recovery.read(path)
    then = "\n        sheet.rows[0].restore.click()\n        print('restored', flush=True)\n        return"
    again = program.signalled(LOOK.format(then=then) + NOW, signal.SIGCONT, signal.SIGKILL)
    assert again.status == -signal.SIGKILL
    assert program.kept == [path]
    assert same_content(recovery.read(path).experiment, before.experiment)
    assert recovery.read(path).done == before.done


def test_a_file_that_is_opened_at_the_start_does_not_hide_what_is_kept(program: Program, tmp_path: Path) -> None:
    crash(program, EDIT)
    path = tmp_path / "other.convstudio"
    files.write(gallery.example("max-pooling"), path)
    then = (
        "\n        sheet.rows[0].restore.click()\n        print(len(window.others.all), window.session.state.path.name)\n"
        + ("        for each in window.others.all:\n            each.documents.left = True")
    )
    both = program.run(LOOK.format(then=then) + NOW, str(path))
    assert (both.status, both.complained) == (0, "")
    assert both.said.splitlines()[-1] == "2 other.convstudio"
    assert program.kept == [], "closed on purpose"


def test_two_programs_do_not_take_each_others_work_for_a_dead_ones(program: Program) -> None:
    running = program.start(EDIT + TELL_WHEN_KEPT.format(number=1))
    assert running.stdout is not None
    running.stdout.readline()
    try:
        other = program.run(QUIET.format(then="pass") + NOW)
        assert (other.status, other.said, other.complained) == (0, "", "")
        assert len(program.kept) == 1
    finally:
        running.kill()
        running.communicate()
    offered = program.run(LOOK.format(then="sheet.reject()") + NOW)
    assert "Last done: " in offered.said
