"""Pasted lines against PyTorch and Keras themselves (golden_pasted.json), and against texts that nobody meant as lines."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convstudio.experiment import frozen
from convstudio.export.reading import read_layer
from convstudio.export.signatures import KERAS, PYTORCH
from convstudio.layers import Activation, Conv2d, MaxPool2d
from tests.export.pasted import SHAPE, lines

GOLDEN = json.loads((Path(__file__).parent / "golden" / "golden_pasted.json").read_text())
X = np.random.default_rng(3).integers(-5, 6, SHAPE).astype(float)
SENTENCE = re.compile(r"[^\n\r]{10,300}\.")


def ones() -> Conv2d:
    """A convolution with room for every kernel of the lines: all weights that stay are 1, all biases 3."""
    return Conv2d(kernel=frozen(np.ones((4, 2, 4, 4))), bias=frozen(np.full(4, 3.0)))


def test_every_line_is_golden():
    assert list(GOLDEN) == list(dict.fromkeys(lines()))


@pytest.mark.parametrize("line", GOLDEN)
def test_a_line_is_taken_as_its_own_dialect_takes_it_or_refused_with_a_sentence(line):
    try:
        layer = read_layer(line, ones(), SHAPE[0], SHAPE[1:]).layer
    except ValueError as refusal:
        refused = str(refusal)
        layer = None
    if layer is None:
        assert SENTENCE.fullmatch(refused)
    elif layer.problem(SHAPE) is None:
        assert GOLDEN[line] is not None, "PyTorch or Keras refuses it"
        np.testing.assert_allclose(layer.forward(frozen(X)), np.array(GOLDEN[line]), rtol=0, atol=1e-8)


def test_most_lines_that_their_dialect_takes_are_taken_here():
    right = [line for line, output in GOLDEN.items() if output is not None]
    refused = [line for line in right if isinstance(answer(line, ones()), str)]
    assert len(refused) < 0.4 * len(right)
    for line in refused:  # what is not possible here
        assert re.search(r"Pad|pad", line), line


def answer(text, before):
    try:
        return read_layer(text, before, before.kernel.shape[1], (6, 6)).layer
    except ValueError as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        # what its dialect refuses
        ("nn.Conv2d(1, 1, 3, stride=2, padding='same')", "PyTorch takes it with stride 1 only"),
        ("nn.Conv2d(1, 1, 3, padding='SAME')", 'padding="SAME" is not possible'),
        ("nn.MaxPool2d(2, padding=2)", "padding=2 is not possible: PyTorch pads a pooling by half its window at most, 1 here"),
        ("nn.AvgPool2d((4, 2), padding=(2, 2))", "half its window at most, 2 × 1 here"),
        ("nn.MaxPool2d(2, padding='same')", "PyTorch pads a pooling by numbers"),
        ("nn.Conv2d(1, 1, 3, kernel_size=5)", "kernel_size is given twice"),
        ("nn.Conv2d(1, 1, kernel_size=5, kernel_size=5)", "kernel_size is given twice"),
        ("layers.Conv2D(1, 3, strides=2, dilation_rate=2)", "Keras refuses strides together with dilation_rate"),
        ("layers.Conv2D(1, 3, padding=1)", 'padding=1 is not possible: Keras takes "valid" or "same"'),
        ("layers.MaxPooling2D(2, padding=1)", 'padding=1 is not possible: Keras takes "valid" or "same"'),
        ("nn.Conv2d(out_channels=1, kernel_size=3)", "Conv2d needs a value for in_channels"),
        ("nn.ConstantPad2d(1), nn.Conv2d(1, 1, 3)", "ConstantPad2d needs a value for value"),
        ("nn.Conv2d(1, 1, 3, padding=-1)", "padding=-1 is not possible: it is 0 or more"),
        ("nn.Conv2d(1, 1, 3, padding=(0, -1))", "padding=(0, -1) is not possible: it is 0 or more"),
        # what is not possible here
        ("nn.ReplicationPad2d(1), nn.MaxPool2d(2)", "ReplicationPad2d is possible before a convolution only"),
        ("nn.ReflectionPad2d(1), nn.AvgPool2d(2)", "ReflectionPad2d is possible before a convolution only"),
        ("nn.CircularPad2d(1), nn.AvgPool2d(2)", "CircularPad2d is possible before a convolution only"),
        ("nn.ZeroPad2d(1), nn.MaxPool2d(2)", "padding never wins"),
        ("nn.ZeroPad2d(-1), nn.Conv2d(1, 1, 3)", "cuts cells off"),
        ("nn.ZeroPad2d(2), nn.AvgPool2d(2, ceil_mode=True)", "ceil_mode makes another number of outputs"),
        # what is not known here
        ("nn.Conv2d(1, 8, k)", "kernel_size: k is a name; put the number in its place."),
        ("nn.Conv2d(1, 8, (k, 3))", "kernel_size: k is a name; put the number in its place."),
        ("nn.Conv2d(1, self.n, 3)", "out_channels: self.n is not a number; put the number in its place."),
        ("layers.Conv2D(2 * n, 3)", "filters: 2 * n is not a number; put the number in its place."),
        ("nn.MaxPool2d(*args)", "*args hides numbers; write them out."),
        ("nn.ConstantPad2d(1, math.inf), nn.Conv2d(1, 1, 3)", "value: math.inf is not a number"),
        ("nn.Conv2d(1, 8, 3 / 2)", "kernel_size is one whole number or two, not 1.5."),
        ("nn.Conv2d(1, 8, 1 / 0)", "kernel_size: 1 / 0 is not a number"),
        ("nn.Conv2d(1, 8, 9**99)", "9 ** 99 is not a number"),
        ("nn.Conv2d(1, 8, 9**40)", "9 ** 40 is too large."),
        ("nn.LeakyReLU(1e999)", "is too large."),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line, sentence):
    before = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen(np.zeros(1)))
    assert sentence in answer(line, before)


@pytest.mark.parametrize("bias", ["0", "None", "False"])
def test_a_line_without_a_bias_has_none(bias):
    pasted = read_layer(f"nn.Conv2d(2, 4, 3, bias={bias})", ones(), 2)
    assert not pasted.layer.bias.any()
    assert pasted.left_out == "It has no bias: all biases are 0."


@pytest.mark.parametrize(
    ("code", "size"), [("2*2", 4), ("2**2 + 1", 5), ("7 // 2", 3), ("-(-3)", 3), ("+3", 3), ("5 % 3", 2), ("３", 3)]
)
def test_arithmetic_is_worked_out(code, size):
    assert read_layer(f"nn.Conv2d(2, 4, {code})", ones(), 2).layer.window == (size, size)
    assert read_layer(f"layers.MaxPooling2D(({code}, 2))", ones(), 2).layer.kernel_size == (size, 2)


def test_a_slope_may_be_a_quotient():
    assert read_layer("nn.LeakyReLU(1 / 8)", ones(), 2).layer.negative_slope == 0.125


def test_zeros_of_a_layer_before_count_in_a_mean_whatever_it_says_of_its_own():
    layer = read_layer("nn.ZeroPad2d(1), nn.AvgPool2d(2, count_include_pad=False)", ones(), 2).layer
    assert layer.count_include_pad
    assert layer.padding == ((1, 1), (1, 1))


# Texts that nobody meant as lines

NAMES = st.sampled_from([*PYTORCH, *KERAS, "Sequential", "add", "x", "float"])
ARGUMENTS = st.sampled_from(
    ["padding", "stride", "strides", "kernel_size", "pool_size", "dilation", "groups", "bias", "activation", "padding_mode",
     "in_channels", "negative_slope", "ceil_mode", "value", "depth_multiplier", "filters", "data_format", "dilation_rate"]
)  # fmt: skip
VALUES = st.recursive(
    st.sampled_from(
        ["0", "1", "2", "3", "-1", "1.5", "None", "True", "'same'", "'zeros'", "'relu'", "k", "float('-inf')", "10**9",
         "'a\\nb'", "'" + "x" * 90 + "'", "9" * 60, "0x" + "f" * 90, "1e999", "3j", "...", "b'x'", "*a", "lambda: 1",
         "'\\u2028'", "{}", "[]", "()"]
    ),
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"({', '.join(parts)},)") | inner.map("-{}".format),
    max_leaves=6,
)  # fmt: skip
CALLS = st.builds(
    lambda prefix, name, places, words: f"{prefix}{name}({', '.join([*places, *(f'{n}={v}' for n, v in words)])})",
    st.sampled_from(["nn.", "layers.", "", "a.b.nn."]), NAMES, st.lists(VALUES, max_size=4),
    st.lists(st.tuples(ARGUMENTS, VALUES), max_size=4),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("()[]{},.=*-+'\"\\ \n\tnxConv2d3#:@λ（１"), max_size=80),
    st.lists(CALLS, min_size=1, max_size=3).map(", ".join),
)


@settings(max_examples=200)
@given(TEXTS)
@example("-" * 900 + "1")
@example("nn" + ".a" * 1900)
@example("nn.Conv2d(1, 1, " + "-" * 900 + "1)")
@example("nn" + ".a" * 900 + "(1)")
@example("a(" * 1000 + ")" * 1000)
@example("[" * 1900 + "]" * 1900)
@example("not " * 900 + "1")
@example("1" + " + 1" * 900)
@example("lambda: " * 450 + "1")
@example("x" + "(1)" * 1000)
@example("nn.Conv2d(1, 1, 0x" + "f" * 3900 + ")")
@example("nn.Conv2d(1, 1, " + "9" * 3900 + ")")
@example("'\\d', nn.Conv2d(1, 1, 3)")
@example("\n" * 3999)
@example(" " * 3999)
@example("(a" * 1900)
@example("\x00")
@example("\ud800")
@example("f'{1}'")
@example("nn.LeakyReLU('a\\nb')")
def test_any_text_is_a_layer_or_one_sentence(text):
    found = answer(text, ones())
    if isinstance(found, str):
        assert SENTENCE.fullmatch(found), found
        assert found.isprintable()


def test_a_text_that_is_too_long_is_not_read(monkeypatch):
    monkeypatch.setattr(ast, "parse", None)
    assert "too long" in answer("nn.MaxPool2d(2)," * 4_000_000, ones())


def test_full_width_signs_are_read():
    assert isinstance(answer("nn．MaxPool2d（２，stride＝１）", ones()), MaxPool2d)
    assert isinstance(answer("nn.ReLU（）", ones()), Activation)
