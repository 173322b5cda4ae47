"""What the first lessons say to somebody who meets all of it for the first time."""

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.lessons.check import check, solution
from convstudio.lessons.reading.read import computed
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.lessons.shelf import built_in, lessons
from convstudio.scene.workspaces.shift.part import ShiftPart

LESSONS = {lesson.name: lesson for lesson in lessons([built_in()])[0]}


def last_of(name):
    lesson = LESSONS[name]
    at = len(lesson.steps) - 1
    return lesson.steps[at].question, lesson.experiment(at)


def conv(rows, columns, **settings):
    return {"kind": "conv2d", "kernel": np.ones((rows, columns)).tolist(), **settings}


def said_of(name, *layers):
    question, experiment = last_of(name)
    return check(question, experiment, replace(experiment, layers=layers_of(layers))).words


def test_a_goal_speaks_of_what_the_learner_made():
    words = said_of("01-local-and-shared", conv(1, 7))
    assert "1 × 7 has 1 · 7 weights + 1 bias = 8 numbers; 7 are wanted" in words
    assert "+ 1 bias = 7" in solution(*last_of("01-local-and-shared"))
    two = {"kind": "conv2d", "kernel": [[[[1, 1]]], [[[1, 1]]]]}
    assert "2 kernels now: one is enough" in said_of("01-local-and-shared", two)


def test_a_goal_without_a_layer_to_judge_says_so():
    assert said_of("01-local-and-shared").startswith("A layer or its output is missing")
    assert said_of("03-output-size").startswith("A layer or its output is missing")
    assert said_of("03-output-size", conv(9, 9)).startswith("A layer or its output is missing")


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ([conv(2, 2)], "Y is 6 × 6 now"),
        ([conv(2, 2), conv(2, 2, padding="same")], "The second layer still pads"),
        ([conv(5, 5, padding=1)], "The first layer pads"),
        ([conv(2, 2), conv(2, 2)], "Right."),
    ],
)
def test_a_size_that_is_missed_is_told_with_the_layer_that_pads(layers, words):
    assert said_of("03-output-size", *layers).startswith(words)


def about_kernel(kernel):
    question, experiment = last_of("02-by-hand")
    built = replace(experiment, layers=layers_of([{"kind": "conv2d", "kernel": kernel}]))
    return check(question, experiment, built)


@pytest.mark.parametrize(
    ("kernel", "does"),
    [
        ([[0, 0], [0, 0]], "Now all weights of your kernel are 0: no pixel counts."),
        ([[1, 0], [0, 0]], "Now your kernel picks the upper left pixel of its window."),
        ([[0, 0], [0, -2]], "Now your kernel takes −2 · the lower right pixel of its window."),
        ([[0, 1], [1, 0]], "Now Y[0, 0] is 4; 3 is wanted."),
    ],
)
def test_a_kernel_is_told_what_it_does(kernel, does):
    assert about_kernel(kernel).words.endswith(does)


def test_two_ways_to_turn_a_kernel_are_told_in_plain_words():
    verdict = about_kernel([[0, 1], [0, 0]])
    assert verdict.words == (
        "Turned by a half circle (flipped), your kernel would be right. With its rows and columns swapped (transposed), "
        "your kernel would be right. Now your kernel picks the upper right pixel of its window."
    )
    assert verdict.beliefs == ("kernel_flipped", "kernel_transposed")


def test_a_size_is_not_answered_with_products():
    question, experiment = LESSONS["03-output-size"].steps[1].question, LESSONS["03-output-size"].experiment(1)
    assert check(question, experiment, "40 × 60").words == "Count the places of the window: along each row, then down."
    question, experiment = LESSONS["02-by-hand"].steps[0].question, LESSONS["02-by-hand"].experiment(0)
    assert check(question, experiment, "1000").words == "Try it once more, product by product."


def test_a_wrong_sign_gets_a_reason():
    question, experiment = LESSONS["02-by-hand"].steps[2].question, LESSONS["02-by-hand"].experiment(2)
    given = [["−0+"[int(cell) + 1] for cell in row] for row in question.answer(experiment)]
    given[0][1] = "+"
    words = check(question, experiment, given).words
    assert words == "Look at cell [0, 1] first: is 0·1 + 1·(−1) more than 0, less than 0, or 0?"


def test_an_empty_answer_is_asked_for():
    for name, at, words in (
        ("01-local-and-shared", 0, "Type a number first."),
        ("02-by-hand", 0, "Type a number first."),
        ("03-output-size", 1, "Type a size first, like 2 × 3."),
    ):
        with pytest.raises(ValueError, match=f"^{words}$"):
            LESSONS[name].steps[at].question.read("  ")


def first_place(word, *names):
    """The lesson and the step in which a word stands first, in what is read there before its answer."""
    for name in names:
        for at, step in enumerate(LESSONS[name].steps):
            question = step.question
            options = "\n".join(option.text for option in getattr(question, "options", ()))
            if word in "\n".join((step.text, question.ask if question else "", options)):
                return name, at, f"{step.text}\n{options}"
    raise AssertionError(word)


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("weight", "a number that the pixel is multiplied by"),
        ("bias", "is added to every cell"),
        ("learn", "finds such numbers by itself, from examples"),
        ("padding", "a border of zeros around the picture"),
        ("n − k + 1", "k = 2 cells wide, on a row of n = 8"),
    ],
)
def test_a_word_is_introduced_where_it_stands_first(word, told):
    _name, _at, text = first_place(word, "01-local-and-shared", "02-by-hand", "03-output-size")
    assert told in text


def test_the_shift_that_is_asked_about_is_the_one_that_the_lab_opens_with():
    question = LESSONS["01-local-and-shared"].steps[3].question
    assert ShiftPart().by == (0, 2)
    assert "moves two pixels to the right" in question.ask


def test_matrices_of_the_second_lesson_are_no_code():
    for at, step in enumerate(LESSONS["02-by-hand"].steps):
        experiment = LESSONS["02-by-hand"].experiment(at)
        told = [step.text, *(computed(text, experiment) for text in step.question.texts), solution(step.question, experiment)]
        assert "[[" not in "\n".join(told)
