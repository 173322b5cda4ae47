"""`lesson check`, and a first lesson from an experiment."""

import pytest

from convstudio.__main__ import main
from convstudio.experiment import gallery, same_content
from convstudio.lessons.check import check
from convstudio.lessons.reading.read import read
from convstudio.lessons.write import first_lesson, write_first
from tests.lessons.writing import step, write


def test_lessons_are_checked(tmp_path, capsys):
    good = write(tmp_path, step("kind = 'shape'\nask = '?'"), step(stage=""), name="good.md")
    bad = write(tmp_path, "words", name="bad.md")
    assert main(["lesson", "check", str(good)]) == 0
    assert capsys.readouterr().out == f"{good}: “A lesson”, 2 steps, 1 question\n"
    assert main(["lesson", "check", str(good), str(bad)]) == 2
    assert capsys.readouterr().err == f"{bad}:6: a step begins with a heading: # Its title\n"
    assert main(["lesson", "check", str(tmp_path / "missing.md")]) == 2
    assert "missing.md: it cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("example", [each.name for each in gallery.examples()])
def test_a_first_lesson_shows_the_experiment(tmp_path, example):
    experiment = gallery.example(example)
    path = write_first(experiment, tmp_path / "own")
    lesson = read(path)
    made = lesson.experiment(0)
    assert same_content(made.input, experiment.input)
    assert same_content(made.layers, experiment.layers)
    assert (made.low, made.high) == (experiment.low, experiment.high)
    question = lesson.steps[0].question
    assert check(question, made, question.written(question.answer(made))).right


def test_a_first_lesson_takes_no_others_name(tmp_path):
    experiment = gallery.opening_example()
    assert [write_first(experiment, tmp_path).name for _ in range(3)] == [
        "edge-detection.md",
        "edge-detection-2.md",
        "edge-detection-3.md",
    ]


def test_a_first_lesson_of_an_empty_strip_asks_nothing(tmp_path):
    from msgspec.structs import replace

    path = tmp_path / "empty.md"
    path.write_text(first_lesson(replace(gallery.opening_example(), layers=(), title='A "title"')), encoding="utf-8")
    lesson = read(path)
    assert lesson.title == 'A "title"'
    assert lesson.steps[0].question is None
