"""Experiments as programs in plain NumPy: run here, they compute the numbers on the screen."""

import ast

import numpy as np
import pytest
from hypothesis import example as also
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.export.code.numpy import numpy_program
from convstudio.layers import KINDS, Activation, AvgPool2d, Conv2d, ConvTranspose2d, MaxPool2d
from tests.export.texts import EVIL_TEXTS, structure, unsafe_tokens
from tests.layers.settings import cases
from tests.scene.strips import THIRDS, arrays, evaluations

NEAR = 1e-12


def pairs(most):
    return st.tuples(st.integers(1, most), st.integers(1, most))


def run(program: str) -> dict:
    names = {"__name__": "exported"}
    exec(compile(program, "exported.py", "exec"), names)
    return names


def assert_same_numbers(evaluation):
    names = run(numpy_program(evaluation))
    assert np.array_equal(names["x"], evaluation.experiment.input)
    for index, result in enumerate(evaluation.results):
        if result.output is None:
            assert f"y_{index + 1}" not in names
            continue
        found = names[f"y_{index + 1}"]
        assert found.shape == result.output.shape
        np.testing.assert_allclose(found, result.output, rtol=NEAR, atol=NEAR)


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_every_example_gives_the_numbers_on_the_screen(name):
    assert_same_numbers(evaluate(gallery.example(name)))


@given(evaluations(numbers=THIRDS))
def test_any_strip_gives_the_numbers_on_the_screen(evaluation):
    assert_same_numbers(evaluation)


@st.composite
def transposed(draw):
    """A transposed convolution of any settings on an input that fits, behind a layer that makes its channels."""
    groups, slices = draw(st.integers(1, 2)), draw(st.integers(1, 2))
    kernel = arrays(draw, (groups * draw(st.integers(1, 2)), slices, *draw(pairs(3))), THIRDS)
    sides = st.tuples(st.integers(0, 2), st.integers(0, 2))
    layer = ConvTranspose2d(
        kernel=kernel, bias=arrays(draw, (len(kernel),), THIRDS), groups=groups, stride=draw(pairs(3)), dilation=draw(pairs(2)),
        padding=draw(st.one_of(st.just("valid"), st.tuples(sides, sides))),
        output_padding=draw(st.tuples(st.integers(0, 1), st.integers(0, 1))),
        activation=draw(st.sampled_from(["none", "tanh"])),
    )  # fmt: skip
    x = arrays(draw, (groups * slices, draw(st.integers(1, 4)), draw(st.integers(1, 4))), THIRDS)
    return evaluate(Experiment(input=x, layers=(layer, AvgPool2d())))


@given(transposed())
def test_stamps_give_the_numbers_on_the_screen(evaluation):
    assert_same_numbers(evaluation)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_its_numbers_or_says_that_it_cannot(kind):
    for layer, x in cases(kind, 11, whole=False):
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        if "has no words for this" in numpy_program(evaluation):
            assert "y_1" not in run(numpy_program(evaluation))
        else:
            assert_same_numbers(evaluation)


@pytest.mark.parametrize("layer", [
    AvgPool2d(kernel_size=(2, 2), stride=(3, 3), padding=((0, 3), (1, 4)), ceil_mode=True),
    AvgPool2d(kernel_size=(3, 2), stride=(2, 2), padding="same", ceil_mode=True, count_include_pad=False),
    MaxPool2d(kernel_size=(1, 1), stride=(4, 4), padding=((0, 4), (0, 4)), ceil_mode=True),
    MaxPool2d(enabled=False),
    Activation(activation="gelu"),
])  # fmt: skip
def test_corners_of_pooling(layer):
    x = frozen(np.random.default_rng(3).normal(size=(2, 5, 7)))
    assert_same_numbers(evaluate(Experiment(input=x, layers=(layer,))))


def test_large_arrays_are_written_as_bytes_and_come_back_bit_for_bit():
    x = frozen(np.random.default_rng(1).normal(size=(1, 70, 80)))
    program = numpy_program(evaluate(Experiment(input=x, layers=(MaxPool2d(),))))
    assert "base64" in program
    assert np.array_equal(run(program)["x"], x)


def test_numbers_come_back_bit_for_bit():
    odd = [0.1, -0.0, 1e-310, 1.7976931348623157e308, 2.0**53, 2.0**53 + 2, 1 / 3, -5.0]
    found = run(numpy_program(evaluate(Experiment(input=frozen([[odd]])))))["x"]
    assert found.tobytes() == np.array([[odd]]).tobytes()


def test_a_layer_that_is_not_possible_is_told_with_its_reason():
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 5, 5))), bias=frozen(np.zeros(1)))
    program = numpy_program(evaluate(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(MaxPool2d(), layer, MaxPool2d()))))
    assert "# 2 · Convolution is not possible: " in program
    assert set(run(program)) >= {"x", "y_1"}
    assert "y_2" not in run(program)


def test_only_what_is_used_is_defined():
    tree = ast.parse(numpy_program(evaluate(gallery.example("cross-correlation"))))
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["conv2d"]


def test_it_prints_every_map_when_it_is_run(capsys):
    program = numpy_program(evaluate(gallery.example("cross-correlation")))
    exec(compile(program, "exported.py", "exec"), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert "Input X (1, 3, 3)" in printed
    assert "[37. 43.]" in printed


@pytest.mark.parametrize("text", EVIL_TEXTS)
def test_what_a_person_wrote_is_never_code(text):
    plain = replace(gallery.example("small-network"), title="t", notes="n")
    evil = replace(plain, title=text, notes=text, layers=(replace(plain.layers[0], name=text), *plain.layers[1:]))
    program = numpy_program(evaluate(evil))
    assert structure(program) == structure(numpy_program(evaluate(plain)))
    assert unsafe_tokens(program) == []


@given(st.text(max_size=60))
@also("\x0c\x85\u2028import os")
def test_no_text_becomes_code(text):
    plain = Experiment(input=frozen([[[1.0]]]), layers=(MaxPool2d(kernel_size=(1, 1), stride=(1, 1)),))
    evil = replace(plain, title=text, notes=text, layers=(replace(plain.layers[0], name=text),))
    assert structure(numpy_program(evaluate(evil))) == structure(numpy_program(evaluate(plain)))
