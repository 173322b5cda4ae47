"""What the first lessons say to somebody who meets all of it for the first time."""

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.lessons.check import check, solution
from convstudio.lessons.shelf import built_in, lessons
from convstudio.lessons.shorthand import layers_of

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
        ([[0, 0], [0, 0]], "Now all its weights are 0: no pixel counts."),
        ([[1, 0], [0, 0]], "Now it picks the upper left pixel of its window."),
        ([[0, 0], [0, -2]], "Now it takes the lower right pixel of its window times −2."),
        ([[0, 1], [1, 0]], "Now Y[0, 0] is 4; 3 is wanted."),
    ],
)
def test_a_kernel_is_told_what_it_does(kernel, does):
    assert about_kernel(kernel).words.endswith(does)


def test_two_ways_to_turn_a_kernel_are_told_in_plain_words():
    verdict = about_kernel([[0, 1], [0, 0]])
    assert verdict.words == (
        "Turned by a half circle (flipped), your kernel would be right. With its rows and columns swapped (transposed), "
        "your kernel would be right. Now it picks the upper right pixel of its window."
    )
    assert verdict.beliefs == ("kernel_flipped", "kernel_transposed")


def test_a_size_is_not_answered_with_products():
    question, experiment = LESSONS["03-output-size"].steps[1].question, LESSONS["03-output-size"].experiment(1)
    assert check(question, experiment, "40 × 60").words == "Not yet. Count the places of the window: along each row, then down."
    question, experiment = LESSONS["02-by-hand"].steps[0].question, LESSONS["02-by-hand"].experiment(0)
    assert check(question, experiment, "1000").words == "Not yet. Try it once more, product by product."
