"""The size formula with the numbers put in, worked out as a reader would."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import KINDS, Activation, AvgPool2d, Conv2d, ConvTranspose2d, Layer, MaxPool2d
from convstudio.scene.words.formula import size_formula
from convstudio.scene.words.text_runs import plain_text
from tests.layers.settings import any_case, cases, slides
from tests.scene.strips import evaluations

WORKED = re.compile(r"= ([⌊⌈])\((\d+) − (\d+|\(\d+·\(\d+ − 1\) \+ 1\)) \+ (\d+)\) / (\d+)([⌋⌉]) \+ 1 = (−?\d+)(?:   (.*))?$")
SLIDING = tuple(kind for kind in KINDS if slides(kind))
STAMPED = re.compile(r"= \((\d+) − 1\)·(\d+) − (\d+) \+ (?:(\d+)·\()?(\d+) − 1\)?(?: \+ (\d+))? \+ 1 = (−?\d+)(?:   (.*))?$")


def lines(layer: Layer, shape: tuple[int, int, int]) -> list[str]:
    evaluation = evaluate(Experiment(input=frozen(np.zeros(shape)), layers=(layer,)))
    return [plain_text(line) for line in size_formula(evaluation, 0)]


def worked_out(text: str) -> tuple[int, int, str]:
    """What the numbers give, what the line says that they give, and the remark."""
    found = WORKED.search(text)
    assert found, text
    opening, size, span, padding, stride, closing, result, remark = found.groups()
    numbers = [int(n) for n in re.findall(r"\d+", span)]
    width = numbers[0] * (numbers[1] - 1) + 1 if len(numbers) > 1 else numbers[0]
    assert opening + closing in ("⌊⌋", "⌈⌉")
    rounded = math.floor if opening == "⌊" else math.ceil
    value = rounded(Fraction(int(size) - width + int(padding), int(stride))) + 1
    return value, int(result.replace("−", "-")), remark or ""


def pools_and_convolutions(seed: int) -> list[tuple[Layer, tuple[int, int, int]]]:
    rng = np.random.default_rng(seed)
    found = []
    for kind in SLIDING:
        for _ in range(100):
            layer, x = any_case(kind, rng)
            found.append((layer, (x.shape[0], x.shape[1], x.shape[2])))
    return found


def test_the_numbers_give_the_result_that_is_shown() -> None:
    for layer, shape in pools_and_convolutions(1):
        for text in lines(layer, shape):
            value, shown, _remark = worked_out(text)
            assert value == shown


def test_the_result_is_the_engines_size_or_the_line_says_why_not() -> None:
    for layer, shape in pools_and_convolutions(2):
        _channels, height, width = layer.output_shape(shape)
        for text, size in zip(lines(layer, shape), (height, width), strict=True):
            _value, shown, remark = worked_out(text)
            if "does not fit" in remark:
                assert size == 0
            elif "less one window" in remark:
                assert (size, remark.split()[-1]) == (shown - 1, str(size))
            else:
                assert shown == size


def test_the_size_of_stamps_is_what_their_numbers_give() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        layer, x = any_case(ConvTranspose2d, rng)
        shape = (x.shape[0], x.shape[1], x.shape[2])
        for text, size in zip(lines(layer, shape), layer.output_shape(shape)[1:], strict=True):
            found = STAMPED.search(text)
            assert found, text
            n, s, p, d, k, o = (int(part or 0) for part in found.groups()[:6])
            value = (n - 1) * s - p + (d or 1) * (k - 1) + o + 1
            assert value == int(found[7].replace("−", "-"))
            assert size == max(value, 0)


@pytest.mark.parametrize("kind", SLIDING, ids=lambda kind: kind.kind)
def test_cells_that_no_window_reads_are_named(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 51):
        shape = (x.shape[0], x.shape[1], x.shape[2])
        reached = dependence(layer, x.shape)
        if not reached.any():
            continue  # all windows lie beside the input in one direction, so the other one cannot be told
        unread = [np.flatnonzero(~reached.any(axis=1)), np.flatnonzero(~reached.any(axis=0))]
        for text, cells, word in zip(lines(layer, shape), unread, ("row", "column"), strict=True):
            remark = worked_out(text)[2]
            if len(cells) == 1:
                assert remark.endswith(f"{word} {cells[0]} is not read") or "less one" in remark
            elif 1 < len(cells) <= 4:
                assert [int(n) for n in re.findall(r"\d+", remark)] == cells.tolist() or "less one" in remark
            else:
                assert "not read" not in remark or remark == f"{len(cells)} {word}s are not read"


def dependence(layer: Layer, shape: tuple[int, ...]) -> np.ndarray:
    """(H, W) whether any output depends on the cell, by the engine: not a number in, not a number out."""
    found = np.zeros(shape[1:], dtype=bool)
    for row, column in np.ndindex(*shape[1:]):
        x = np.zeros(shape)
        x[:, row, column] = np.nan
        found[row, column] = np.isnan(layer.forward(x)).any()
    return found


@pytest.mark.parametrize(
    ("layer", "size", "text"),
    [
        (Conv2d(kernel=frozen([[[[1.0, -1.0]]]]), bias=frozen([0.0])), (6, 8),
         "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(8 − 2 + 0) / 1⌋ + 1 = 7"),
        (Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding="same", stride=(2, 2)), (6, 6),
         "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(6 − 3 + 1) / 2⌋ + 1 = 3"),
        (Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([0.0]), stride=(3, 3)), (7, 7),
         "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(7 − 2 + 0) / 3⌋ + 1 = 2   columns 2, 5 and 6 are not read"),
        (Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), dilation=(2, 2)), (7, 7),
         "width  ⌊(nw − (d·(kw − 1) + 1) + pw) / sw⌋ + 1 = ⌊(7 − (2·(3 − 1) + 1) + 0) / 1⌋ + 1 = 3"),
        (ConvTranspose2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), dilation=(2, 2), output_padding=(1, 1),
                         padding=((1, 1), (1, 2))), (4, 4),
         "width  (nw − 1)·sw − pw + d·(kw − 1) + ow + 1 = (4 − 1)·2 − 3 + 2·(3 − 1) + 1 + 1 = 9"),
        (MaxPool2d(ceil_mode=True), (5, 5), "width  ⌈(nw − kw + pw) / sw⌉ + 1 = ⌈(5 − 2 + 0) / 2⌉ + 1 = 3"),
        (MaxPool2d(), (5, 5), "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(5 − 2 + 0) / 2⌋ + 1 = 2   column 4 is not read"),
        (AvgPool2d(kernel_size=(9, 9)), (5, 5),
         "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(5 − 9 + 0) / 2⌋ + 1 = −1   the window does not fit"),
        (MaxPool2d(kernel_size=(1, 1), stride=(20, 20)), (30, 30),
         "width  ⌊(nw − kw + pw) / sw⌋ + 1 = ⌊(30 − 1 + 0) / 20⌋ + 1 = 2   28 columns are not read"),
    ],
)  # fmt: skip
def test_lines_as_they_stand_below_the_board(layer: Layer, size: tuple[int, int], text: str) -> None:
    assert lines(layer, (1, *size))[1] == text


@settings(max_examples=60)
@given(evaluations())
def test_every_layer_with_a_window_and_an_input_has_two_lines(evaluation: Evaluation) -> None:
    for index, result in enumerate(evaluation.results):
        slides = result.layer.enabled and not isinstance(result.layer, Activation) and evaluation.input_of(index) is not None
        assert len(size_formula(evaluation, index)) == (2 if slides else 0)
    assert size_formula(evaluation, -1) == ()
    assert size_formula(evaluation, len(evaluation.results)) == ()
