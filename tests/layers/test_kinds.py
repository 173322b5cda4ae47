"""What every layer kind promises: its explanations are what its engine computes, in every direction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from msgspec.structs import fields, replace

from convstudio.engine import activate, axes, is_in_order
from convstudio.experiment import frozen
from convstudio.layers import KINDS, Array, AvgPool2d, Cell, Conv2d, KernelLayer, Layer, MaxPool2d, Shape, Term, Terms
from convstudio.layers.parameters import PADDING_NAMES, Choice, Decimal, PaddingSides, Pair, Parameter, Switch, Weights, Whole
from tests.layers.settings import any_case, cases, slides

every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
every_kernel = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if issubclass(kind, KernelLayer)], ids=lambda kind: kind.kind
)
every_parameter = pytest.mark.parametrize(
    "parameter", [p for kind in KINDS for p in kind.parameters], ids=lambda p: f"{type(p).__name__}-{p.name}"
)
U = 2.0**-53


def shape_of(x: Array) -> Shape:
    return x.shape[0], x.shape[1], x.shape[2]


def all_terms(layer: Layer, x: Array) -> dict[Cell, Terms]:
    return {cell: layer.terms(x, cell) for cell in np.ndindex(layer.output_shape(shape_of(x)))}


def added_up(layer: Layer, terms: Terms) -> float:
    """What the explanation says an output is before its activation, by Python's own arithmetic."""
    if layer.combination.best:
        return layer.combination.best(term.value for term in terms.terms if term.source)
    if layer.combination.kind == "total":
        total = sum((Fraction(layer.combination.of(term.value)) for term in terms.terms), Fraction(0))
        return float(layer.combination.result(total, terms.divisor or 1))
    return sum(term.product for term in terms.terms) + (terms.bias or 0.0)


# ---- terms -------------------------------------------------------------------------------------------------------------


@every_kind
def test_the_terms_of_every_cell_make_the_engines_output(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 1):
        output = layer.forward(x)
        for cell, terms in all_terms(layer, x).items():
            assert terms.cell == cell
            assert terms.total == added_up(layer, terms)
            assert terms.output == output[cell]


@every_kind
def test_the_terms_of_reals_make_the_output_within_the_rounding_of_their_sum(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 2, count=30, whole=False):
        for terms in all_terms(layer, x).values():
            n = len(terms.terms) + 2
            sizes = sum(abs(term.product) for term in terms.terms) + abs(terms.bias or 0.0)
            bound = 2 * n * U / (1 - n * U) * sizes  # twice Higham's bound: both sums are rounded
            assert abs(terms.total - added_up(layer, terms)) <= bound


@every_kind
def test_total_and_output_are_the_engines_own_to_the_last_bit(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 3, count=30, whole=False):
        output = layer.forward(x)
        function, slope = getattr(layer, "activation", "none"), getattr(layer, "negative_slope", 0.0)
        for cell, terms in all_terms(layer, x).items():
            assert terms.output == output[cell]
            assert terms.activation == function
            assert terms.output == activate(function, np.array([terms.total]), slope)[0]


@every_kind
def test_every_term_names_the_cell_that_it_reads(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 4):
        rows, columns = layer.axes(shape_of(x))
        for terms in all_terms(layer, x).values():
            for term in terms.terms:
                assert term.source == source_of(layer, x, term)
                assert term.value == (x[term.channel, term.source[0], term.source[1]] if term.source else 0.0)
                assert term.row in rows.positions(terms.cell[1])
                assert term.column in columns.positions(terms.cell[2])


def source_of(layer: Layer, x: Array, term: Term) -> tuple[int, int] | None:
    """Where numpy.pad takes the value of a position from."""
    (rows, columns), mode = layer.axes(shape_of(x)), layer.padding_mode
    numbered = np.arange(x[0].size).reshape(x[0].shape)
    sides = ((rows.before, rows.after), (columns.before, columns.after))
    names = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}
    if mode == "zeros":
        padded = np.pad(numbered, sides, constant_values=-1)
    else:
        padded = np.pad(numbered, sides, mode=names[mode])  # type: ignore[call-overload]
    number = int(padded[term.row + rows.before, term.column + columns.before])
    return None if number < 0 else (number // x.shape[2], number % x.shape[2])


@every_kernel
def test_terms_name_their_weights(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 5):
        assert isinstance(layer, KernelLayer)
        for cell, terms in all_terms(layer, x).items():
            weights = [term.weight_cell for term in terms.terms if term.weight_cell]
            assert len(weights) == layer.term_count(shape_of(x), cell) == len(set(weights))
            assert {weight[0] for weight in weights} <= {cell[0]}
            if kind is Conv2d:  # every weight is at work in every cell
                assert sorted(weights) == [(cell[0], *place) for place in np.ndindex(layer.kernel.shape[1:])]
            assert all(term.weight == layer.kernel[term.weight_cell] for term in terms.terms if term.weight_cell)
            assert terms.bias == layer.bias[cell[0]]


def test_flipping_turns_the_kernel_by_180_degrees() -> None:
    for layer, x in cases(Conv2d, 6):
        assert isinstance(layer, Conv2d)
        turned = replace(layer, kernel=frozen(layer.kernel[:, :, ::-1, ::-1]), flip=not layer.flip)
        assert np.array_equal(turned.forward(x), layer.forward(x))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not issubclass(kind, KernelLayer)], ids=lambda kind: kind.kind)
def test_a_layer_without_weights_has_none_in_its_terms(kind: type[Layer]) -> None:
    layer, x = next(cases(kind, 7))
    assert all(term.weight is None and term.weight_cell is None for term in layer.terms(x, (0, 0, 0)).terms)
    with pytest.raises(TypeError, match="no weights"):
        layer.pairs(shape_of(x), (0, 0, 0, 0))


def test_every_largest_cell_wins_and_padding_never() -> None:
    for layer, x in cases(MaxPool2d, 8):
        for terms in all_terms(layer, x).values():
            largest = max(term.value for term in terms.terms if term.source)
            assert [term.wins for term in terms.terms] == [bool(t.source) and t.value == largest for t in terms.terms]


def test_nan_wins_every_maximum_as_in_the_engine() -> None:
    x = frozen([[[1.0, np.nan, 3.0], [4.0, 5.0, np.inf]]])
    layer = MaxPool2d(kernel_size=(2, 2), stride=(1, 1))
    terms = layer.terms(x, (0, 0, 0))
    assert np.isnan(terms.output)
    assert [term.wins for term in terms.terms] == [False, True, False, False]
    assert layer.readers(x, (0, 0, 1)).weights.tolist() == [[[1.0, 1.0]]]
    assert layer.readers(x, (0, 1, 2)).weights.tolist() == [[[0.0]]]


def test_what_counts_in_a_mean_is_in_its_terms() -> None:
    for layer, x in cases(AvgPool2d, 9):
        assert isinstance(layer, AvgPool2d)
        for terms in all_terms(layer, x).values():
            assert terms.divisor == len(terms.terms)
            assert layer.count_include_pad or all(term.source for term in terms.terms)


# ---- readers and pairs -------------------------------------------------------------------------------------------------


def counts_by_cell(layer: Layer, x: Array) -> Mapping[Cell, dict[Cell, float]]:
    """For every input cell each output that reads it, also through the padding, and what the cell counts for in it."""
    found: dict[Cell, dict[Cell, float]] = defaultdict(lambda: defaultdict(float))
    for output, terms in all_terms(layer, x).items():
        for term in terms.terms:
            if term.source:
                found[term.channel, *term.source][output] += counts_for(layer, terms, term)
    return found


def counts_for(layer: Layer, terms: Terms, term: Term) -> float:
    if layer.combination.kind == "pick":
        return float(term.wins)
    return 1 / terms.divisor if terms.divisor else 1.0 if term.weight is None else term.weight


def readers_of(layer: Layer, x: Array, cell: Cell) -> dict[Cell, float]:
    found = layer.readers(x, cell)
    assert found.weights.shape == (len(found.channels), len(found.rows), len(found.columns))
    outputs = product(found.channels, found.rows, found.columns)
    return dict(zip(outputs, found.weights.ravel().tolist(), strict=True))


@every_kind
def test_the_readers_of_every_cell_are_the_converse_of_all_terms(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 10):
        expected = counts_by_cell(layer, x)
        for cell in np.ndindex(x.shape):
            assert readers_of(layer, x, cell) == pytest.approx(dict(expected.get(cell, {})), abs=1e-15)


@every_kind
def test_the_readers_of_every_padding_cell_are_the_converse_of_all_terms(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 11, count=30):
        expected: dict[Cell, dict[Cell, float]] = defaultdict(dict)
        for output, terms in all_terms(layer, x).items():
            for term in terms.terms:
                expected[term.channel, term.row, term.column][output] = counts_for(layer, terms, term)
        rows, columns = layer.axes(shape_of(x))
        for place in product(range(-rows.before, rows.size + rows.after), range(-columns.before, columns.size + columns.after)):
            if not (0 <= place[0] < rows.size and 0 <= place[1] < columns.size):
                for channel in range(x.shape[0]):
                    found = readers_of(layer, x, (channel, *place))
                    counted = {output: count for output, count in found.items() if output in expected[channel, *place]}
                    assert counted == pytest.approx(expected[channel, *place], abs=1e-15)
                    assert {found[output] for output in found if output not in counted} <= {0.0}


@every_kernel
def test_a_cell_counts_for_its_weight_in_what_the_engine_computes(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 12, count=30):
        assert isinstance(layer, KernelLayer)
        before = layer.weighted_sum(x)
        for cell in np.ndindex(x.shape):
            more = x.copy()
            more[cell] += 1
            differs = layer.weighted_sum(more) - before
            expected = np.zeros_like(differs)
            for output, weight in readers_of(layer, x, cell).items():
                expected[output] = weight
            assert np.array_equal(differs, expected)


@every_kernel
def test_the_pairs_of_every_weight_are_its_terms(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 13):
        assert isinstance(layer, KernelLayer)
        terms = all_terms(layer, x)
        for weight in np.ndindex(layer.kernel.shape):
            found = layer.pairs(shape_of(x), weight)
            read = {
                (cell[1], cell[2]): (term.channel, term.row, term.column)
                for cell, of_cell in terms.items()
                for term in of_cell.terms
                if term.weight_cell == weight
            }
            assert found.out_channel == weight[0]
            places = product(zip(found.out_rows, found.rows, strict=True), zip(found.out_columns, found.columns, strict=True))
            assert {(i, j): (found.in_channel, r, c) for (i, r), (j, c) in places} == read


@every_kind
def test_each_output_channel_reads_the_channels_that_its_terms_name(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 14, count=30):
        for cell, terms in all_terms(layer, x).items():
            read = layer.in_channels_read(cell[0], x.shape[0])
            assert {term.channel for term in terms.terms} <= set(read)


# ---- sizes, patches, problems ------------------------------------------------------------------------------------------


@every_kind
def test_the_declared_size_is_the_engines(kind: type[Layer]) -> None:
    for layer, x in cases(kind, 15):
        assert layer.forward(x).shape == layer.output_shape(shape_of(x))


def patches(layer: Layer, x: Array, rng: np.random.Generator) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    _channels, height, width = layer.output_shape(shape_of(x))
    return [(span(rng, height), span(rng, width)) for _ in range(6)]


def span(rng: np.random.Generator, size: int) -> tuple[int, int]:
    first, last = sorted(int(i) for i in rng.integers(0, size, 2))
    return first, last


@every_kind
def test_a_patch_is_that_part_of_the_whole_to_the_last_bit(kind: type[Layer]) -> None:
    rng = np.random.default_rng(16)
    for layer, x in cases(kind, 16, count=100, whole=False):
        whole = layer.forward(x)
        for rows, columns in patches(layer, x, rng):
            part = layer.patch(x, rows, columns)
            expected = whole[:, rows[0] : rows[1] + 1, columns[0] : columns[1] + 1]
            assert part.tobytes() == expected.tobytes(), (layer, rows, columns)


def test_a_patch_of_many_channels_is_that_part_of_the_whole_within_rounding() -> None:
    rng = np.random.default_rng(17)
    x = frozen(rng.normal(size=(12, 9, 8)))
    layer = Conv2d(kernel=frozen(rng.normal(size=(12, 12, 3, 3))), bias=frozen(np.zeros(12)), padding="same", stride=(2, 1))
    assert not is_in_order((12, 12, 3, 3), 1)
    whole, n = layer.forward(x), 12 * 9 + 1
    sizes = replace(layer, kernel=frozen(np.abs(layer.kernel))).forward(np.abs(x))
    for rows, columns in patches(layer, x, rng):
        area = slice(None), slice(rows[0], rows[1] + 1), slice(columns[0], columns[1] + 1)
        assert (np.abs(layer.patch(x, rows, columns) - whole[area]) <= 2 * n * U / (1 - n * U) * sizes[area]).all()


@every_kind
def test_there_is_a_problem_exactly_where_the_engine_refuses(kind: type[Layer]) -> None:
    rng = np.random.default_rng(18)
    refused = 0
    for _ in range(800):
        layer, x = any_case(kind, rng)
        problem = layer.problem(shape_of(x))
        refused += problem is not None
        if problem is None:
            assert layer.forward(x).size
            continue
        assert problem.parameter in {parameter.name for parameter in layer.parameters}
        assert problem.was
        assert problem.remedy[0].isupper()
        assert problem.remedy.endswith(".")
        with pytest.raises(ValueError, match=r"; |, but "):
            layer.forward(x)
    assert refused > 20 or not any(isinstance(parameter, Pair) for parameter in kind.parameters)


@pytest.mark.parametrize(
    ("channels", "kernel", "groups", "sentence"),
    [
        (3, (2, 1, 1, 1), 1, "Give the kernel 3 slices, or the input 1 channel."),
        (1, (2, 2, 1, 1), 1, "Give the kernel 1 slice, or the input 2 channels."),
        (4, (2, 1, 1, 1), 2, "Give the kernel 2 slices, or the input 2 channels."),
        (3, (2, 1, 1, 1), 2, "Give the input 2 channels, or choose a number of groups that divides 3."),
        (2, (3, 1, 1, 1), 2, "Choose a number of groups that divides 3."),
    ],
)
def test_channels_that_do_not_go_together_say_what_would_do(
    channels: int, kernel: tuple[int, ...], groups: int, sentence: str
) -> None:
    layer = Conv2d(kernel=frozen(np.ones(kernel)), bias=frozen(np.ones(kernel[0])), groups=groups)
    problem = layer.problem((channels, 5, 5))
    assert problem is not None
    assert problem.remedy == sentence


def test_a_window_that_does_not_fit_says_by_how_much() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 5))), bias=frozen([0.0]), padding=((0, 0), (0, 1)))
    problem = layer.problem((1, 4, 3))
    assert problem is not None
    assert problem.was == "window 5 wide, padded input 4 wide"
    assert layer.problem((1, 4, 4)) is None


def test_a_window_that_fits_in_neither_direction_says_both() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 3, 5))), bias=frozen([0.0]), padding=((0, 0), (0, 1)))
    problem = layer.problem((1, 2, 3))
    assert problem is not None
    assert problem.was == "window 3 × 5, padded input 2 × 4"
    assert problem.remedy == "Make the window at most 2 × 4, or pad 1 more row and 1 more column."
    padded = replace(layer, padding=((0, 1), (0, 2)))
    assert padded.problem((1, 2, 3)) is None, "what is said would do"


def test_a_border_that_reaches_too_far_in_both_directions_says_both() -> None:
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 1, 1))), bias=frozen([0.0]), padding=((3, 0), (0, 5)), padding_mode="reflect")
    problem = layer.problem((1, 2, 3))
    assert problem is not None
    assert problem.was == "reflect padding of 3 and 5, input of 2 × 3"
    assert problem.remedy == "Pad at most 1 above and below and 2 at the sides, or choose zeros or replicate."
    assert replace(layer, padding=((1, 0), (0, 2))).problem((1, 2, 3)) is None
    one = replace(layer, padding=((0, 0), (0, 5))).problem((1, 2, 3))
    assert one is not None
    assert one.was == "reflect padding of 5, input of 3"


def test_a_window_in_the_padding_alone_in_both_directions_says_both() -> None:
    layer = MaxPool2d(kernel_size=(2, 3), padding=((2, 0), (0, 3)), stride=(1, 1))
    problem = layer.problem((1, 4, 4))
    assert problem is not None
    assert problem.was == "a window of 2 × 3 lies wholly in the padding"
    assert problem.remedy == "Pad less than 2 above and below and 3 at the sides."
    assert replace(layer, padding=((1, 0), (0, 2))).problem((1, 4, 4)) is None


def test_a_dilated_window_whose_taps_all_miss_the_input_is_a_problem() -> None:
    layer = MaxPool2d(kernel_size=(1, 2), dilation=(1, 2), stride=(1, 1), padding=((0, 0), (2, 2)))
    problem = layer.problem((1, 1, 1))  # the middle one of three windows reads the cells before and behind the only one
    assert problem is not None
    assert (problem.parameter, problem.remedy) == ("padding", "Pad less, or choose a smaller dilation.")


def test_a_mean_of_padding_alone_is_zero_if_padding_counts() -> None:
    layer = AvgPool2d(kernel_size=(2, 2), stride=(1, 1), padding=((3, 4), (3, 4)))
    x = frozen(np.ones((1, 2, 2)))
    assert layer.forward(x)[0, 0, 0] == 0
    for cell, terms in all_terms(layer, x).items():
        assert terms.output == layer.forward(x)[cell]


@every_kind
def test_a_problem_is_an_answer_for_any_channels_and_sizes(kind: type[Layer]) -> None:
    rng = np.random.default_rng(19)
    for _ in range(200):
        layer, _x = any_case(kind, rng)
        channels, height, width = (int(n) for n in rng.integers(1, 9, 3))
        problem = layer.problem((channels, height, width))
        assert problem is None or (problem.was and problem.remedy)


# ---- gradients ---------------------------------------------------------------------------------------------------------


def apart(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Values that lie at least 0.01 from one another and from 0, so that no kink is crossed."""
    size = int(np.prod(shape))
    return frozen(rng.permutation(np.arange(size) - size // 2 + 0.5).reshape(shape) * 0.1)


def slope_of_loss(layer: Layer, x: Array, weights: Array, changed: Array, cell: tuple[int, ...]) -> float:
    """The central difference of Σ weights · output along one cell of `changed`, which is `x` or an array of the layer."""
    steps = []
    for step in (1e-5, -1e-5):
        moved = changed.copy()
        moved[cell] += step
        if changed is x:
            output = layer.forward(moved)
        else:
            name = next(f.name for f in fields(layer) if getattr(layer, f.name) is changed)
            output = replace(layer, **{name: frozen(moved)}).forward(x)
        steps.append(float((output * weights).sum()))
    return (steps[0] - steps[1]) / 2e-5


@every_kind
def test_gradients_are_the_slopes_of_the_loss(kind: type[Layer]) -> None:
    rng = np.random.default_rng(20)
    for layer, given in cases(kind, 20, count=25, whole=False):
        x = apart(rng, given.shape)
        weights = rng.normal(size=layer.output_shape(shape_of(x)))
        sums = layer.weighted_sum(x) if isinstance(layer, KernelLayer) else x
        if np.abs(sums).min() < 1e-3:
            continue  # an activation's kink is too near
        grad_x, grads = layer.backward(x, weights)
        named = {"kernel", "bias"} if isinstance(layer, KernelLayer) else set()
        assert set(grads) == named
        for array, grad in ((x, grad_x), *((getattr(layer, name), grad) for name, grad in grads.items())):
            assert grad.shape == array.shape
            for cell in np.ndindex(array.shape):
                assert grad[cell] == pytest.approx(slope_of_loss(layer, x, weights, array, cell), abs=2e-6, rel=2e-6)


# ---- declarations ------------------------------------------------------------------------------------------------------


@every_kind
def test_a_kind_says_what_it_is(kind: type[Layer]) -> None:
    assert kind.kind.isidentifier()
    assert kind.title[0].isupper()
    assert kind.help.endswith(".")
    layer, _x = next(cases(kind, 21))
    assert layer.label


def test_kinds_names_and_parameters_are_unique() -> None:
    assert max(Counter(kind.kind for kind in KINDS).values()) == 1
    for kind in KINDS:
        assert set(Counter(parameter.name for parameter in kind.parameters).values()) <= {1}


@every_kind
def test_every_parameter_is_an_attribute_with_a_good_value(kind: type[Layer]) -> None:
    for layer, _x in cases(kind, 22, count=20):
        for parameter in layer.parameters:
            assert parameter.check(getattr(layer, parameter.name)) is None, parameter
            assert layer.applies(parameter.name) in (True, False)


@every_kind
def test_every_setting_of_a_kind_is_declared(kind: type[Layer]) -> None:
    own = {f.name for f in fields(kind)} - {"name", "enabled"}
    assert own == {parameter.name for parameter in kind.parameters if parameter.stored}


@every_kind
def test_every_learned_number_is_counted(kind: type[Layer]) -> None:
    for layer, _x in cases(kind, 23, count=20):
        arrays = [getattr(layer, p.name) for p in layer.parameters if isinstance(p, Weights)]
        assert layer.weight_count() == sum(array.size for array in arrays)


GOOD_AND_BAD: dict[type[Parameter], tuple[list[object], list[object]]] = {
    Whole: ([1, 2], [0, -1, 1.0, True, "1", None, 10**9]),
    Decimal: ([0, 0.01, 1.0], [-0.1, 1.5, float("nan"), float("inf"), True, "0.1", None]),
    Pair: ([(1, 1), (2, 1)], [(-1, 1), (1, 10**9), (1.0, 1), (True, 1), (1,), (1, 1, 1), [1, 1], 1, "1", None]),
    PaddingSides: (
        ["valid", ((0, 0), (1, 2))],
        ["half", 1, (1, 1), ((0, 0), (0, -1)), ((0, 0), (0, 65)), ((0, 0),), ((0.0, 0), (0, 0)), None],
    ),
    Switch: ([True, False], [0, 1, "on", None]),
}


@every_parameter
def test_a_parameter_explains_itself(parameter: Parameter) -> None:
    assert parameter.title[0].isupper()
    assert parameter.help[0].isupper()
    assert parameter.help.endswith(".")


@every_parameter
def test_a_parameter_knows_good_values_from_bad_ones(parameter: Parameter) -> None:
    good, bad = GOOD_AND_BAD.get(type(parameter)) or special_values(parameter)
    assert [value for value in good if parameter.check(value) is not None] == []
    refusals = [parameter.check(value) for value in bad]
    assert None not in refusals, bad[refusals.index(None)]
    assert all(refusal and not refusal.endswith(".") for refusal in refusals)  # they stand inside a sentence


def special_values(parameter: Parameter) -> tuple[list[object], list[object]]:
    if isinstance(parameter, Choice):
        return [word for word, _title in parameter.options], ["", "Zeros", 0, None, ("zeros",)]
    assert isinstance(parameter, Weights)
    return [np.zeros((1,) * parameter.rank)], [np.zeros(()), np.zeros((1,) * (parameter.rank + 1)), [1.0], None]


@every_parameter
def test_a_bounded_parameter_takes_its_bounds_and_nothing_beyond(parameter: Parameter) -> None:
    if isinstance(parameter, Whole | Decimal):
        assert parameter.check(parameter.low) is None
        assert parameter.check(parameter.high) is None
        assert parameter.check(parameter.high + 1)
    if isinstance(parameter, Pair):
        assert parameter.check((parameter.low, parameter.high)) is None
        assert parameter.check((parameter.low - 1, parameter.high))
        assert parameter.check((parameter.low, parameter.high + 1))
    if isinstance(parameter, PaddingSides):
        assert all((parameter.check(name) is None) == (name in parameter.names) for name in PADDING_NAMES)
        assert parameter.check(((0, parameter.high), (0, 0))) is None


def test_the_window_slides_as_the_engine_says() -> None:
    for kind in filter(slides, KINDS):
        for layer, x in cases(kind, 24, count=20):
            sides = tuple((axis.before, axis.after) for axis in layer.axes(shape_of(x)))
            assert layer.axes(shape_of(x)) == axes(
                x.shape[1:], layer.window, layer.stride, sides, layer.dilation, layer.ceil_mode
            )
