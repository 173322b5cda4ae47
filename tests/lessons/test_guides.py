"""What a step frames and locks: read from its file, and enough of it free for its own solution."""

import pytest
from msgspec.structs import replace

from convstudio.experiment import evaluate, gallery
from convstudio.experiment.edits import resize_input, set_parameter
from convstudio.experiment.edits.touched import touched
from convstudio.lessons.hidden import covered
from convstudio.lessons.model import LessonProblem
from convstudio.lessons.reading.guides import guide_of
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, lessons
from convstudio.scene.guide import FREE, Asked, Guide, asked_line, check_lock, guide_marks
from convstudio.scene.words.text_runs import plain_text
from tests.lessons.writing import HEAD, STAGE, step, write

START = gallery.opening_example()  # X 6 × 8, K 1 × 2, Y1 6 × 7
CHANNELS = gallery.example("channels-in")


def framed(area, experiment=START):
    marks = guide_of({"highlight": [area]}, experiment).highlight
    return [(mark.panel.matrix.kind, mark.panel.channel, mark.panel.slice, mark.rows, mark.columns) for mark in marks]


def test_cells_are_named_as_in_the_text():
    assert framed("X[1, 2]") == [("map", 0, 0, (1,), (2,))]
    assert framed("X[0:2, 5:]") == [("map", 0, 0, (0, 1), (5, 6, 7))]
    assert framed("K") == [("kernel", 0, 0, (0,), (0, 1))]
    assert framed("Y1[:, 6]") == [("map", 0, 0, (0, 1, 2, 3, 4, 5), (6,))]
    assert framed("X[1, 0, 0]", CHANNELS) == [("map", 1, 0, (0,), (0,))]
    assert len(framed("X", CHANNELS)) == len(framed("K", CHANNELS)) == 2
    assert framed("K[0, 1, 0, 0]", CHANNELS) == [("kernel", 0, 1, (0,), (0,))]


@pytest.mark.parametrize(
    "area", ["", "Z", "X[", "X[9, 0]", "X[0]", "X[2:1, 0]", "X[::2, 0]", "X[-1, 0]", "Y9", "X[a, 0]", "f(X)", "X[0, 0, 0, 0]"]
)
def test_what_names_no_cells_is_refused(area):
    with pytest.raises(ValueError, match="highlight"):
        guide_of({"highlight": [area]}, START)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("controls = ['strid']", "did you mean “stride”"),
        ("controls = ['soup']", "there is no “soup”"),
        ("highlight = ['Q']", "names no cells"),
        ("lock = []", "lock"),
        ("controls = 3", "controls"),
    ],
)
def test_a_wrong_block_is_refused_with_its_line(tmp_path, block, reason):
    path = tmp_path / "wrong.md"
    path.write_text(f"{HEAD}# A\n{STAGE}\n```stage\n{block}\n```\n", encoding="utf-8")
    with pytest.raises(LessonProblem, match=reason) as problem:
        read(path)
    assert problem.value.line == HEAD.count("\n") + 2 + STAGE.count("\n") + 1


def test_a_block_holds_for_its_step_alone(tmp_path):
    block = "\n```stage\nhighlight = ['X[0, 0]']\ncontrols = ['kernel']\n```\n"
    lesson = read(write(tmp_path, step(stage=STAGE + block), step(stage="")))
    assert lesson.steps[0].guide.controls == {"kernel"}
    assert lesson.steps[1].guide is FREE


def test_what_is_gone_is_not_framed():
    guide = guide_of({"highlight": ["X[4:6, 6:8]", "Y1[5, 6]"]}, START)
    small = evaluate(resize_input(START, 5, 7).after)
    assert [(mark.rows, mark.columns) for mark in guide_marks(small, guide)] == [((4,), (6,))]


def test_the_products_of_a_cell_are_told_and_not_their_sum():
    evaluation = evaluate(covered(START))
    guide = Guide(asked=Asked(0, (0, 0, 1)))
    assert plain_text(asked_line(evaluation, guide)) == "1·1 + 0·(−1) = ?  → Y[0, 1]"
    assert [mark.role for mark in guide_marks(evaluation, guide)] == ["window", "weight"]
    assert asked_line(evaluation, Guide(asked=Asked(0, (0, 0, 99)))) == ()
    assert asked_line(evaluation, Guide(asked=Asked(7, (0, 0, 0)))) == ()
    assert asked_line(evaluate(covered(gallery.example("max-pooling"))), replace(guide, asked=Asked(0, (0, 0, 0)))) == ()


def test_a_change_that_needs_a_locked_control_is_refused():
    guide = Guide(controls=frozenset({"stride"}))
    check_lock(guide, START, set_parameter(START, 0, "stride", (2, 2)).after)
    check_lock(FREE, START, set_parameter(START, 0, "padding", "same").after)
    with pytest.raises(ValueError, match=r"That is locked\. Free in this step of the lesson: stride"):
        check_lock(guide, START, set_parameter(START, 0, "padding", "same").after)


@pytest.mark.parametrize("lesson", lessons([built_in()])[0], ids=lambda lesson: lesson.name)
def test_what_a_step_leaves_free_is_enough_for_its_solution(lesson):
    for at, each in enumerate(lesson.steps):
        if each.guide.controls is not None and each.question and each.question.field == "stage":
            experiment = lesson.experiment(at)
            assert touched(experiment, each.question.solved(experiment)) <= each.guide.controls
