"""However a window is left, the program ends with status 0 and says nothing; where somebody wants to stay, it stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from convstudio.experiment import files, gallery
from convstudio.experiment.files import recovery
from tests.studio.process import NOISE, ROOT, Program

EDIT = """
from convstudio.experiment import edits
from pathlib import Path
window.session.edit(edits.set_parameter, 0, "stride", (2, 1))
answers = []
def answer(name, others=0):
    return answers.pop(0)
window.documents.asking.save_changes = answer
window.documents.asking.file_to_save = lambda suggestion: Path({folder!r}) / "saved.convstudio"
"""
QUIT = """
QTimer.singleShot(50, window.others.quit)
"""
WAYS = {
    "at once": "window.others.quit()",
    "discarding": EDIT + "answers.append('discard')" + QUIT,
    "saving": EDIT + "answers.append('save')" + QUIT,
    "cancelling first": EDIT + "answers += ['cancel', 'discard']" + QUIT
                        + "QTimer.singleShot(150, lambda: (print(len(answers), window.isVisible()), window.others.quit()))",
    "after a hundred undos": EDIT + "for at in range(100):\n    window.session.edit(edits.paint, {{(0, 0, 0): at + 2.0}})\n"
                             "for at in range(101):\n    window.session.undo()" + QUIT,
    "after a file that cannot be read": EDIT + "window.documents.asking.tell = lambda title, text: print('told')\n"
                                        "window.session.undo()\nwindow.documents.open(Path({folder!r}) / 'none')" + QUIT,
    "after a lesson that is broken": EDIT + "window.session.undo()\nwindow.lessons.begin('no such lesson')" + QUIT,
    "two windows": EDIT + "window.others.new()\nanswers.append('discard')" + QUIT,
    "one of two windows closed before": EDIT + "window.others.new()\nwindow.session.undo()\nwindow.close()\n"
                                        "others = window.others\nQTimer.singleShot(300, others.quit)",
    "every workspace seen": EDIT + "window.session.undo()\nfor name in ('learn', 'shift', 'explore'):\n"
                            "    window.work_in(name)" + QUIT,
    "an error before": EDIT + "window.session.undo()\nwindow.others.tell('Something went wrong.')" + QUIT,
}  # fmt: skip
SAID = {"cancelling first": "1 True\n", "after a file that cannot be read": "told\n"}


@pytest.mark.parametrize("way", WAYS)
def test_it_ends_in_silence_and_leaves_nothing(tmp_path: Path, way: str) -> None:
    program = Program(tmp_path / "home")
    ended = program.run(WAYS[way].format(folder=str(tmp_path)))
    assert (ended.status, ended.said, ended.complained) == (0, SAID.get(way, ""), "")
    assert program.kept == []
    assert (tmp_path / "saved.convstudio").exists() is (way == "saving")


def test_it_ends_in_silence_where_kept_work_is_offered(tmp_path: Path) -> None:
    program = Program(tmp_path / "home")
    recovery.make_folder(program.state / "recovery")
    path = program.state / "recovery" / f"{'0' * 32}{recovery.SUFFIX}"
    recovery.write(recovery.Work(experiment=gallery.example("max-pooling")), path)
    ended = program.run("QTimer.singleShot(300, window.others.quit)")
    assert (ended.status, ended.said, ended.complained) == (0, "", "")
    assert program.kept == [path]


STRICT = """
import sys
sys.argv = ["convstudio", {path!r}]
from PySide6.QtCore import QTimer
from convstudio.__main__ import main
from convstudio.studio import program
begin = program.begin
def begin_and_quit(window, path):
    begin(window, path)
    window.others.new()
    QTimer.singleShot(300, window.others.quit)
program.begin = begin_and_quit
sys.exit(main())
"""


def test_it_ends_in_silence_where_python_looks_at_everything(tmp_path: Path) -> None:
    """`python -X dev -W error`: what is left open, what is deprecated, what is misused."""
    files.write(gallery.example("small-network"), tmp_path / "a.convstudio")
    script = STRICT.format(path=str(tmp_path / "a.convstudio"))
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", script], cwd=ROOT, env=Program(tmp_path / "home").environment,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    complained = [line for line in done.stderr.splitlines() if not line.startswith(NOISE)]
    assert (done.returncode, done.stdout, complained) == (0, "", [])
