"""Options that cannot apply are refused in a sentence, and what is interrupted leaves nothing behind."""

import os
import signal
from pathlib import Path

import pytest
from msgspec.structs import replace

from convstudio.__main__ import INTERRUPTED, main
from convstudio.cli import drawing
from convstudio.experiment import files, gallery
from convstudio.lessons.reading.blocks import line_of
from convstudio.painting import figure

LESSON = """+++
title = "Mine"
+++

# A step

```experiment
input = [[1, 1, 0], [1, 0, 0]]
[[layers]]
kind = "relu"
[[layers]]
kind = "conv2d"
kernel = [[1, -1]]
stride = 0
```
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files.write(gallery.example("edge-detection"), "x.convstudio")
    files.write(replace(gallery.example("edge-detection"), layers=()), "none.convstudio")
    return tmp_path


@pytest.mark.parametrize(("given", "sentence"), [
    (["render", "x.convstudio", "-o", "y.png", "--product", "2"], "--product goes with --step"),
    (["render", "x.convstudio", "-o", "y.html", "--product", "2"], "neither --what nor --step"),
    (["render", "x.convstudio", "-o", "y.png", "--step", "1", "--product", "99"], "Step 1 has 2 products; product 99 is none"),
    (["render", "x.convstudio", "-o", "y.png", "--channel", "5"], "There is no channel 5: the only one is 0."),
    (["animate", "none.convstudio", "-o", "y"], "The experiment has no layers."),
    (["handout", "02-by-hand", "-o", "y.pdf", "--layer", "2"], "it takes no --layer."),
    (["handout", "02-by-hand", "-o", "y.pdf", "--blank", "rest", "--notes"], "it takes no --blank, --notes."),
    (["handout", "2-by-hand", "-o", "y.pdf"], "lessons are 01-local-and-shared, 02-by-hand, "),
])  # fmt: skip
def test_what_cannot_apply_is_refused(folder, capsys, qapp, given, sentence):
    assert main(given) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.startswith(f"{given[1]}: ")
    assert said.count("\n") == 1
    assert not list(folder.glob("y*"))


def test_the_line_of_a_field_is_told(folder, capsys):
    Path("mine.md").write_text(LESSON, encoding="utf-8")
    assert main(["lesson", "check", "mine.md"]) == 2
    assert capsys.readouterr().err.startswith("mine.md:10: experiment: layers[0]")
    Path("mine.md").write_text(LESSON.replace('"relu"', '"activation"'), encoding="utf-8")
    assert main(["lesson", "check", "mine.md"]) == 2
    assert capsys.readouterr().err.startswith("mine.md:14: experiment: layers[1].stride: ")


@pytest.mark.parametrize(("sentence", "line"), [
    ("input: why", 1), ("layers[0].kind: why", 3), ("layers[1].kind: why", 5), ("kind: why", 0),
    ("layers[2].kind: why", 0), ("…", 0),
])  # fmt: skip
def test_fields_are_found_in_their_table(sentence, line):
    assert line_of('input = 1\n[[layers]]\nkind = "a"\n[[layers]]\n  kind = "b"\n', sentence) == line


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_an_interrupted_walk_leaves_no_pictures(folder, monkeypatch, qapp, number, status):
    drawn = figure.figure

    def interrupted(*given, **named):
        if Path("walk").exists() and len(list(Path("walk").iterdir())) == 2:
            os.kill(os.getpid(), number)
        return drawn(*given, **named)

    monkeypatch.setattr(drawing, "figure", interrupted)
    before = signal.getsignal(signal.SIGTERM)
    try:
        ended = main(["animate", "x.convstudio", "-o", "walk", "--size", "300x200"])
    except SystemExit as left:
        ended = left.code
    assert ended == status
    assert not Path("walk").exists()
    assert signal.getsignal(signal.SIGTERM) == before
