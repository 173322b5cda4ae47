"""Standard output that is closed or full, and what the system says, in the language of the program."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio import commandline, languages
from convstudio.__main__ import main
from convstudio.experiment import files, gallery
from convstudio.painting import lettering
from convstudio.reasons import REASONS, reason_of

ROOT = Path(__file__).parents[2]
COMMANDS = (["info", "x.convstudio"], ["check", "x.convstudio"], ["code", "x.convstudio", "--to", "numpy"], ["info", "--help"])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    files.write(gallery.example("edge-detection"), tmp_path / "x.convstudio")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def german(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    languages.use("de")
    yield
    languages.use("en")


@pytest.mark.parametrize("given", COMMANDS)
def test_without_a_standard_output_one_sentence_says_so(folder, capsys, monkeypatch, given):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(given) == commandline.WRONG
    assert capsys.readouterr().err == "standard output cannot be written: it is closed\n"


class Full:
    """A standard output on a disk that is full."""

    def write(self, text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("given", COMMANDS)
def test_a_full_disk_is_not_blamed_on_the_file(folder, capsys, monkeypatch, given):
    monkeypatch.setattr(sys, "stdout", Full())
    assert main(given) == commandline.WRONG
    assert capsys.readouterr().err == "standard output cannot be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_shell_sees_the_sentence_and_nothing_of_python(folder):
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-m", "convstudio", "info", "x.convstudio"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "standard output cannot be written: No space left on device\n")


def test_who_needs_no_output_does_without(folder, monkeypatch, qapp):
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["render", "x.convstudio", "-o", "x.svg"]) == 0


def test_reasons_are_those_of_the_system_and_translated(german):
    for number, english in REASONS.items():
        assert reason_of(OSError(number, english)) not in ("", english)
    assert reason_of(OSError(errno.EXDEV, "Cross-device link")) == "Cross-device link"
    assert reason_of(ValueError("why")) == "why"


def test_missing_files_and_folders_are_told_in_the_language(folder, german, capsys, qapp):
    assert main(["info", "none.convstudio"]) == 2
    assert main(["info", "--code", "none.py"]) == 2
    assert main(["lesson", "check", "none.md"]) == 2
    assert main(["lesson", "answers", "none"]) == 2
    assert main(["render", "x.convstudio", "-o", "none/x.svg"]) == 2
    assert main(["animate", "x.convstudio", "-o", "none/walk", "--until", "1"]) == 2
    told = capsys.readouterr().err
    assert "No such file" not in told
    assert told.splitlines()[0] == "none.convstudio: Die Datei lässt sich nicht lesen: Datei oder Ordner nicht gefunden."
    assert told.splitlines()[1] == "none.py: Die Datei lässt sich nicht lesen: Datei oder Ordner nicht gefunden."
    assert told.splitlines()[2] == "none.md: sie lässt sich nicht lesen: Datei oder Ordner nicht gefunden"
    assert told.splitlines()[5] == "none/walk: Nicht gespeichert: Den Ordner „none“ gibt es nicht."
    assert told.splitlines()[4] == "none/x.svg: Nicht gespeichert: Den Ordner „none“ gibt es nicht."


def test_a_line_of_a_lesson_is_named_once(folder, german, capsys, qapp):
    lesson = '+++\ntitle = "A"\n+++\n\n# One\n\n```experiment\nopen = "nothing"\n```\n'
    Path("mine.md").write_text(lesson, encoding="utf-8")
    assert main(["handout", "mine.md", "-o", "x.pdf"]) == 2
    assert capsys.readouterr().err.startswith("mine.md: Zeile 7: ")


def test_a_broken_file_of_answers_is_told_in_our_words(folder, capsys):
    Path("ana.jsonl").write_text('{"lesson": \n', encoding="utf-8")
    assert main(["lesson", "answers", "."]) == 2
    assert capsys.readouterr().err == "ana.jsonl: line 1 is no saved answer; the file was cut off or changed there\n"


@pytest.mark.parametrize("fonts", [[], ["A font"]])
def test_figures_are_english_where_no_font_has_the_letters_of_the_language(folder, monkeypatch, capsys, qapp, fonts):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.setenv(name, "zh_CN.UTF-8")
    lacking = lettering.lacking_in_figures
    monkeypatch.setattr(lettering, "lacking_in_figures", lambda language: lacking(language, lambda script: fonts))
    assert main(["render", "x.convstudio", "-o", "x.html"]) == 0
    said, page = capsys.readouterr().err, Path("x.html").read_text(encoding="utf-8")
    languages.use("en")
    if fonts:
        assert said == ""
        assert "卷积" in page
    else:
        assert said == "No font here has Chinese letters, so the words are English: install one, such as fonts-noto-cjk.\n"
        assert "卷积" not in page
        assert "Kernel" in page


@pytest.mark.parametrize(("most", "told"), [
    ("1K", r"\d\.\d KB; the limit is 1 KB\. With --max-file-size 64M it is read\."),
    ("500", r"\d{4} bytes; the limit is 500 bytes\. "),
])  # fmt: skip
def test_a_size_and_its_limit_are_told_apart(folder, capsys, most, told):
    assert main(["info", "x.convstudio", "--max-file-size", most]) == 2
    assert re.search(f"too large: {told}", capsys.readouterr().err)
