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
