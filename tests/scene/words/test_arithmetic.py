"""The arithmetic of a cell as a reader reckons it: what is displayed adds up, or the line says that it is rounded."""

from __future__ import annotations

import re
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from convstudio.engine import ACTIVATIONS
from convstudio.experiment import Evaluation, Experiment, edits, evaluate, frozen
from convstudio.layers import KINDS, Activation, Array, AvgPool2d, Conv2d, Layer, MaxPool2d
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.playing.playhead import Playhead, spot_of
from convstudio.scene.words.arithmetic import arithmetic, written
from convstudio.scene.words.numbers import exact, of_text, told
from convstudio.scene.words.text_runs import Line, plain_text
from tests.layers.settings import cases
from tests.scene.strips import QUARTERS, TENTHS, THIRDS, evaluations

NUMBER = r"\(?(−?(?:\d+\.?\d*|\.\d+)(?:e−?\d+)?)\)?"
ANY_NUMBERS = st.sampled_from([QUARTERS, TENTHS, THIRDS])


def spot(layer: int, cell: tuple[int, ...]) -> Spot:
    return Spot(PanelId(MatrixId("map", layer), cell[0]), cell[1], cell[2])


def text_of(evaluation: Evaluation, layer: int, cell: tuple[int, ...]) -> str:
    """The line without the place that it ends with."""
    text, place = plain_text(arithmetic(evaluation, spot(layer, cell))).split("  → ")
    channel = f"{cell[0]}, " if (evaluation.shape(layer) or (1,))[0] > 1 else ""
    symbol = "Y" if layer == 0 else "Y" + "₀₁₂₃₄₅₆₇₈₉"[layer + 1]
    assert place == f"{symbol}[{channel}{cell[1]}, {cell[2]}]"
    return text


def one(layer: Layer, values: object, cell: tuple[int, ...] = (0, 0, 0)) -> str:
    return text_of(
        evaluate(Experiment(input=frozen(np.atleast_3d(values).reshape(1, *np.shape(values))), layers=(layer,))), 0, cell
    )


def value_of(term: str) -> Fraction:
    found = Fraction(1)
    for factor in term.split("·"):
        match = re.fullmatch(NUMBER, factor)
        assert match, factor
        found *= of_text(match[1])
    return found


def outputs_of(kind: type[Layer], evaluation: Evaluation) -> list[tuple[int, tuple[int, ...]]]:
    working = [(i, r) for i, r in enumerate(evaluation.results) if r.output is not None and r.layer.enabled]
    return [
        (i, cell)
        for i, r in working
        if isinstance(r.layer, kind) and r.output is not None
        for cell in np.ndindex(r.output.shape)
    ]


def worth(side: str) -> Fraction:
    """What a reader gets who reckons one side of an equality, brackets and all."""
    plain = side.replace("bias ", "").replace("−", "-").replace("·", "*").replace("÷", "/")
    return Fraction(eval(re.sub(r"\d*\.?\d+(?:e-?\d+)?", lambda m: f"Fraction('{m[0]}')", plain)))


@settings(max_examples=120)
@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(numbers=numbers)))
def test_displayed_terms_add_up_to_the_displayed_total_or_the_line_says_rounded(evaluation: Evaluation) -> None:
    for kind in (Conv2d, AvgPool2d):
        for layer, cell in outputs_of(kind, evaluation)[:12]:
            text = text_of(evaluation, layer, cell)
            sides = re.split(" ([=≈]) ", re.split("   |  rounded", text)[0])
            over_channels = len(sides) == 5
            for left, sign, right in zip(sides[::2], sides[1::2], sides[2::2], strict=False):
                equal = worth(left) == worth(right)
                assert equal == (sign == "=") or (over_channels and left is sides[0] and equal)
            assert ("≈" in text) == text.endswith("  rounded")


CHANNELS = [[[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]]]
STACK = [[[[0, 1], [2, 3]], [[1, 2], [3, 4]]]]


@pytest.mark.parametrize(
    ("kernel", "bias", "settings", "text"),
    [
        (STACK, 0, {}, "(0·0 + 1·1 + 3·2 + 4·3) + (1·1 + 2·2 + 4·3 + 5·4) + bias 0 = 19 + 37 + 0 = 56"),
        (np.negative(STACK), 0.5, {"activation": "relu"},
         "(0·0 + 1·(−1) + 3·(−2) + 4·(−3)) + (1·(−1) + 2·(−2) + 4·(−3) + 5·(−4)) + bias 0.5 = (−19) + (−37) + 0.5 = −55.5"
         "   ReLU(−55.5) = 0"),
        (np.divide([[[[0, 1]], [[1, 0]]]], 3), 0, {},
         "(0·0 + 1·0.3333) + (1·0.3333 + 2·0) + bias 0 = 0.3333 + 0.3333 + 0 ≈ 0.6667  rounded"),
        (np.divide([[[[0, 0]], [[1, 1]]]], 3), 0, {},
         "(0·0 + 1·0) + (1·0.3333 + 2·0.3333) + bias 0 ≈ 0 + 1 + 0 = 1  rounded"),
        ([[[[2]], [[3]]]], 1, {}, "0·2 + 1·3 + bias 1 = 4"),
    ],
)  # fmt: skip
def test_channels_add_up_by_their_subtotals(kernel: object, bias: float, settings: dict[str, object], text: str) -> None:
    layer = Conv2d(kernel=frozen(kernel), bias=frozen([bias]), **settings)  # type: ignore[arg-type]
    evaluation = evaluate(Experiment(input=frozen(CHANNELS), layers=(layer,)))
    assert text_of(evaluation, 0, (0, 0, 0)) == text


def test_many_products_are_not_written_out_but_their_subtotals_are() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 2, 9, 9))), bias=frozen([1.0]))
    evaluation = evaluate(Experiment(input=frozen(np.ones((2, 9, 9))), layers=(layer,)))
    assert text_of(evaluation, 0, (0, 0, 0)) == "sum of 162 products + bias 1 = 81 + 81 + 1 = 163"


@settings(max_examples=120)
@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(numbers=numbers)))
def test_what_is_displayed_is_the_engines(evaluation: Evaluation) -> None:
    for layer, cell in outputs_of(Layer, evaluation)[:20]:  # type: ignore[type-abstract]
        output = evaluation.results[layer].output
        assert output is not None
        last = text_of(evaluation, layer, cell).removesuffix("  rounded").split()[-1]
        assert last == written(float(output[cell]))


@settings(max_examples=80)
@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(numbers=numbers)))
def test_a_negative_number_behind_an_operator_stands_in_brackets(evaluation: Evaluation) -> None:
    for layer, cell in outputs_of(Conv2d, evaluation)[:12]:
        left = re.split(" [=≈] ", text_of(evaluation, layer, cell))[0]
        assert not re.search(r"(?:·|\+ |bias )−", left)
        assert "-" not in left


@settings(max_examples=80)
@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(numbers=numbers)))
def test_a_maximum_shows_what_it_compares(evaluation: Evaluation) -> None:
    for layer, cell in outputs_of(MaxPool2d, evaluation)[:12]:
        match = re.fullmatch(r"max\((.*)\) = (.*)", text_of(evaluation, layer, cell))
        assert match
        values = [value_of(part) for part in match[1].split(", ") if part != "pad"]
        assert max(values) == of_text(match[2])


WITH_FUNCTION = tuple(kind for kind in KINDS if "activation" in {parameter.name for parameter in kind.parameters})
FUNCTION = rf"({'|'.join(known.title for known in ACTIVATIONS)})\({NUMBER}\) ([=≈]) {NUMBER}"


def exactly(title: str, x: Fraction, slope: Fraction) -> Fraction | None:
    """What a reader knows a function to be at a place, without rounding; None where that is no fraction."""
    if title in ("ReLU", "Leaky ReLU"):
        return x if x > 0 else x * slope * (title == "Leaky ReLU")
    return {"Sigmoid": Fraction(1, 2), "Tanh": Fraction(0), "GELU": Fraction(0)}.get(title) if x == 0 else None


@settings(max_examples=150)
@given(ANY_NUMBERS.flatmap(lambda numbers: evaluations(numbers=numbers, kinds=WITH_FUNCTION)))
def test_an_activation_is_written_with_equals_only_where_a_reader_agrees(evaluation: Evaluation) -> None:
    for layer, cell in outputs_of(Layer, evaluation)[:12]:  # type: ignore[type-abstract]
        text = text_of(evaluation, layer, cell)
        found, it = re.search(FUNCTION, text), evaluation.results[layer].layer
        if found is None:
            assert getattr(it, "activation", "none") == "none"
            continue
        argument, sign, shown = of_text(found[2]), found[3], of_text(found[4])
        assert (sign == "=") == (exactly(found[1], argument, Fraction(it.negative_slope)) == shown)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("layer", "values", "text"),
    [
        (Conv2d(kernel=frozen([[[[1.0, -1.0]]]]), bias=frozen([0.0])), [[1.0, 0.0]], "1·1 + 0·(−1) + bias 0 = 1"),
        (Conv2d(kernel=frozen([[[[1.0, -1.0]]]]), bias=frozen([-0.5])), [[-2.0, 3.0]], "(−2)·1 + 3·(−1) + bias (−0.5) = −5.5"),
        (Conv2d(kernel=frozen([[[[0.1, 0.2]]]]), bias=frozen([0.0])), [[1.0, 1.0]], "1·0.1 + 1·0.2 + bias 0 = 0.3"),
        (Conv2d(kernel=frozen([[[[1 / 3, 1 / 3]]]]), bias=frozen([0.0])), [[1.0, 1.0]],
         "1·0.3333 + 1·0.3333 + bias 0 ≈ 0.6667  rounded"),
        (Conv2d(kernel=frozen([[[[2.0]]]]), bias=frozen([0.0]), activation="relu"), [[-3.0]],
         "(−3)·2 + bias 0 = −6   ReLU(−6) = 0"),
        (Conv2d(kernel=frozen([[[[2.0]]]]), bias=frozen([0.0]), activation="leaky_relu"), [[-3.0]],
         "(−3)·2 + bias 0 = −6   Leaky ReLU(−6) = −0.06"),
        (Conv2d(kernel=frozen([[[[2.0]]]]), bias=frozen([1.0]), activation="sigmoid"), [[-3.0]],
         "(−3)·2 + bias 1 = −5   Sigmoid(−5) ≈ 0.0067  rounded"),
        (Conv2d(kernel=frozen([[[[50.0]]]]), bias=frozen([0.0]), activation="sigmoid"), [[1.0]],
         "1·50 + bias 0 = 50   Sigmoid(50) ≈ 1  rounded"),
        (Conv2d(kernel=frozen([[[[0.0001]]]]), bias=frozen([0.0]), activation="sigmoid"), [[1.0]],
         "1·0.0001 + bias 0 = 0.0001   Sigmoid(0.0001) ≈ 0.5000  rounded"),
        (Conv2d(kernel=frozen([[[[3.0, 4.0]]]]), bias=frozen([0.0]), padding=((0, 0), (1, 0))), [[5.0]],
         "0·3 + 5·4 + bias 0 = 20"),
        (Activation(activation="relu"), [[-1.0]], "ReLU(−1) = 0"),
        (Activation(activation="tanh"), [[0.0]], "Tanh(0) = 0"),
        (MaxPool2d(), [[1.0, -2.0], [0.5, 1.0]], "max(1, (−2), 0.5, 1) = 1"),
        (MaxPool2d(padding=((1, 0), (0, 0))), [[-1.0, -2.0]], "max(pad, pad, (−1), (−2)) = −1"),
        (AvgPool2d(), [[0.0, 1.0], [3.0, 4.0]], "(0 + 1 + 3 + 4) ÷ 4 = 2"),
        (AvgPool2d(kernel_size=(1, 3)), [[0.0, 1.0, 1.0]], "(0 + 1 + 1) ÷ 3 ≈ 0.6667  rounded"),
        (AvgPool2d(padding=((1, 0), (0, 0))), [[6.0, 2.0]], "(0 + 0 + 6 + 2) ÷ 4 = 2"),
        (AvgPool2d(padding=((1, 0), (0, 0)), count_include_pad=False), [[6.0, 2.0]], "(6 + 2) ÷ 2 = 4"),
        (MaxPool2d(enabled=False), [[6.0]], "switched off: passed on unchanged"),
    ],
)  # fmt: skip
def test_lines_as_they_stand_below_the_board(layer: Layer, values: list[list[float]], text: str) -> None:
    assert one(layer, values) == text


def roles(line: Line) -> list[tuple[str, str]]:
    return [(run.text, run.meaning) for run in line if run.meaning in ("value", "weight", "padding", "strong")]


def test_the_chips_know_their_cells_their_weights_and_the_padding() -> None:
    layer = Conv2d(kernel=frozen([[[[3.0, -4.0]]]]), bias=frozen([0.0]), padding=((0, 0), (1, 0)))
    line = arithmetic(evaluate(Experiment(input=frozen([[[5.0]]]), layers=(layer,))), spot(0, (0, 0, 0)))
    assert roles(line) == [("0", "padding"), ("3", "weight"), ("5", "value"), ("(−4)", "weight"), ("−20", "strong")]
    chips = {run.text: run for run in line}
    assert (chips["5"].number, chips["5"].matrix) == (5.0, MatrixId("map", -1))
    assert (chips["(−4)"].number, chips["(−4)"].matrix) == (-4.0, MatrixId("kernel", 0))


@pytest.mark.parametrize(
    ("layer", "start"),
    [
        (Conv2d(kernel=frozen(np.ones((1, 1, 12, 12))), bias=frozen([1.0])), "sum of 144 products + bias 1 = 145"),
        (MaxPool2d(kernel_size=(12, 12)), "largest of 144 values = 1"),
        (AvgPool2d(kernel_size=(12, 12)), "mean of 144 values = 1"),
    ],
)
def test_a_large_window_has_a_short_line(layer: Layer, start: str) -> None:
    assert one(layer, np.ones((12, 12))) == start


# ---- beyond numbers ----------------------------------------------------------------------------------------------------


def overflowing() -> Evaluation:
    """A strip whose maps hold ∞, −∞ and NaN beside numbers, read by a layer of every kind."""
    huge = Conv2d(kernel=frozen([[[[1e12, -1e12]]]]), bias=frozen([0.0]), padding="same")
    readers = (
        MaxPool2d(stride=(1, 1), padding="same"),
        AvgPool2d(stride=(1, 1), padding="same"),
        Activation(activation="tanh"),
    )
    last = Conv2d(kernel=frozen(np.ones((1, 1, 2, 2))), bias=frozen([1.0]), activation="leaky_relu", padding="same")
    strip = (*(replace(huge) for _ in range(26)), last, *readers, replace(last))
    values = np.full((1, 3, 8), 1e12)
    values[0, 0] = 0
    return evaluate(Experiment(input=frozen(values), layers=strip))


def test_what_is_not_finite_is_written_and_never_fails() -> None:
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        evaluation = overflowing()
        seen = set()
        for layer, cell in outputs_of(Layer, evaluation):  # type: ignore[type-abstract]
            output = evaluation.results[layer].output
            assert output is not None
            value = float(output[cell])
            if layer < 24 and np.isfinite(value):
                continue
            scene = build(evaluation, Focus(spot(layer, cell)))
            assert exact(value) in plain_text(scene.arithmetic) or np.isfinite(value)
            assert f"value {told(value)}" in scene.spoken
            seen.add(str(value) if not np.isfinite(value) else "finite")
    assert seen == {"inf", "-inf", "nan", "finite"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_line_of_every_setting_of_every_kind(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 41, whole=False):
        evaluation = evaluate(Experiment(input=x, layers=(layer,)))
        shape = evaluation.shape(0)
        assert shape is not None
        for cell in ((0, 0, 0), tuple(n - 1 for n in shape)):
            assert text_of(evaluation, 0, cell)


def step_text(evaluation: Evaluation, phase: int) -> str:
    playhead = Playhead(0, 0, phase)
    return plain_text(build(evaluation, Focus(pin=spot_of(evaluation, playhead)), 0, playhead).arithmetic)


def test_a_sum_is_not_called_rounded_because_its_activation_will_be() -> None:
    layer = Conv2d(kernel=frozen([[[[2.0]]]]), bias=frozen([1.0]), activation="sigmoid")
    evaluation = evaluate(Experiment(input=frozen([[[-3.0]]]), layers=(layer,)))
    assert step_text(evaluation, 2) == "(−3)·2 + bias 1 = −5"
    assert "rounded" in step_text(evaluation, 3)


def test_the_largest_so_far_is_nan_as_soon_as_there_is_one() -> None:
    values = frozen([[[1.0, np.nan], [3.0, 2.0]]])
    evaluation = evaluate(Experiment(input=values, layers=(MaxPool2d(),)))
    assert [step_text(evaluation, phase).split()[-1] for phase in (1, 2, 3)] == ["1", "NaN", "NaN"]


def test_a_large_window_is_played_in_short_lines() -> None:
    for layer, word in (
        (MaxPool2d(kernel_size=(12, 12)), "largest so far 1"),
        (AvgPool2d(kernel_size=(12, 12)), "running sum 140"),
    ):
        evaluation = evaluate(Experiment(input=frozen(np.ones((1, 12, 12))), layers=(layer,)))
        assert step_text(evaluation, 140) == f"value 140 of 144:  1   {word}"


def padded_twice() -> Evaluation:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 3))), bias=frozen([0.0]), padding="same")
    return evaluate(Experiment(input=frozen(np.ones((1, 4, 4))), layers=(layer, replace(layer))))


@pytest.mark.parametrize("cell", [(0, -1, 0), (0, 4, 2), (0, 0, -1), (0, 0, 4)])
def test_a_padding_cell_of_a_feature_map_has_no_arithmetic(cell: tuple[int, int, int]) -> None:
    assert arithmetic(padded_twice(), spot(0, cell)) == ()


def test_the_input_and_a_layer_without_result_have_no_arithmetic() -> None:
    evaluation = padded_twice()
    assert arithmetic(evaluation, spot(-1, (0, 0, 0))) == ()
    impossible = edits.set_parameter(evaluation.experiment, 0, "dilation", (9, 9)).after
    impossible = edits.set_parameter(impossible, 0, "padding", "valid").after
    assert arithmetic(evaluate(impossible, evaluation), spot(0, (0, 0, 0))) == ()
    assert arithmetic(evaluate(impossible, evaluation), spot(1, (0, 0, 0))) == ()


def test_a_cell_of_a_learned_kernel_is_written_in_few_characters() -> None:
    rng = np.random.default_rng(5)
    values: Array = rng.normal(size=200) * 10.0 ** rng.integers(-9, 10, 200)
    assert max(len(written(float(value))) for value in values) <= 12
    assert all(written(float(value)) for value in values)
