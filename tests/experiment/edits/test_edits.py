"""Every edit returns the next experiment, names itself, and leaves the one before as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from msgspec.structs import fields

from convstudio.experiment import Experiment, edits, frozen, limits, same_content
from convstudio.experiment.edits import channel_edits, kernel_edits, picture_edits, strip_edits
from convstudio.layers import KINDS, Activation, AvgPool2d, Conv2d, MaxPool2d
from tests.experiment.edits.changes import Step, applied, start, step_lists

Edited = Callable[[Experiment], edits.Edit]


def digest(experiment: Experiment) -> str:
    """Every byte of every array, and every other value."""
    found = hashlib.sha256()
    for part in (experiment, experiment.training, *experiment.layers):
        for field in fields(part):
            value = getattr(part, field.name)
            found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.hexdigest()


@settings(max_examples=40)
@given(step_lists)
def test_no_edit_changes_what_it_starts_from(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    for step, seed in steps:
        before = digest(experiment)
        edit = applied(experiment, step, seed)
        assert digest(experiment) == before
        if edit:
            assert edit.label
            experiment = edit.after


@settings(max_examples=40)
@given(step_lists)
def test_what_an_edit_returns_cannot_be_written_to(steps: list[tuple[Step, int]]) -> None:
    experiment = start()
    for step, seed in steps:
        edit = applied(experiment, step, seed)
        experiment = edit.after if edit else experiment
    arrays = [experiment.input]
    arrays += [getattr(layer, name) for layer in experiment.layers if isinstance(layer, Conv2d) for name in ("kernel", "bias")]
    assert not any(array.flags.writeable for array in arrays)


def strip() -> Experiment:
    kernel = frozen(np.arange(18.0).reshape(2, 1, 3, 3))
    convolution = Conv2d(kernel=kernel, bias=frozen([1.0, 2.0]))
    return Experiment(input=frozen(np.arange(12.0).reshape(1, 3, 4)), layers=(convolution, MaxPool2d(), Activation()))


def two(experiment: Experiment) -> Experiment:
    return channel_edits.add_channel(experiment).after


NAMED: list[tuple[Edited, str]] = [
    (lambda e: edits.paint(e, {(0, 0, 0): 1.0}), "Paint 1 cell"),
    (lambda e: edits.paint(e, {(0, r, c): 1.0 for r in range(3) for c in range(4)}), "Paint 12 cells"),
    (lambda e: edits.set_weights(e, 0, {(0, 0, 1, 1): 2.0}), "Change 1 weight"),
    (lambda e: edits.set_weights(e, 0, {(0, 0, 1, 1): 2.0, (1, 0, 0, 0): 0.0}), "Change 2 weights"),
    (lambda e: edits.set_bias(e, 0, 1, 0.5), "Change bias"),
    (lambda e: edits.set_parameter(e, 0, "stride", (2, 1)), "Stride 2 × 1"),
    (lambda e: edits.set_parameter(e, 0, "padding", "same"), "Padding same"),
    (lambda e: edits.set_parameter(e, 0, "padding", ((1, 0), (2, 3))), "Padding top 1, bottom 0, left 2, right 3"),
    (lambda e: edits.set_parameter(e, 0, "flip", True), "Flip kernel on"),
    (lambda e: edits.set_parameter(e, 0, "groups", 2), "Groups 2"),
    (lambda e: edits.set_parameter(e, 0, "padding_mode", "reflect"), "Border Reflect"),
    (lambda e: edits.set_parameter(e, 0, "activation", "relu"), "Activation ReLU"),
    (lambda e: edits.set_parameter(e, 0, "kernel_size", (2, 5)), "Kernel 2 × 5"),
    (lambda e: edits.set_parameter(e, 2, "activation", "leaky_relu"), "Function Leaky ReLU"),
    (lambda e: edits.set_parameter(e, 2, "negative_slope", 0.2), "Negative slope 0.2"),
    (lambda e: edits.resize_input(e, 5, 6), "Resize input to 5 × 6"),
    (lambda e: edits.set_range(e, -1.0, 2.0), "Change black and white"),
    (lambda e: edits.add_layer(e, MaxPool2d()), f"Add {MaxPool2d().label}"),
    (lambda e: edits.remove_layer(e, 1), f"Remove {MaxPool2d().label}"),
    (lambda e: edits.set_words(e, title="Edges"), "Change title"),
    (lambda e: edits.set_words(e, notes="Look"), "Change notes"),
    (lambda e: kernel_edits.use_preset(e, 0, np.ones((2, 2)), "Box"), "Kernel: Box"),
    (lambda e: strip_edits.switch_layer(e, 1, False), f"Switch off {MaxPool2d().label}"),
    (lambda e: strip_edits.move_layer(e, 1, 0), f"Move {MaxPool2d().label}"),
    (lambda e: strip_edits.duplicate_layer(e, 1), f"Duplicate {MaxPool2d().label}"),
    (lambda e: picture_edits.invert(e), "Invert"),
    (lambda e: kernel_edits.negate(e, 0), "Negate kernel"),
    (lambda e: channel_edits.add_channel(e), "Add channel 1"),
    (lambda e: channel_edits.duplicate_channel(e, 0), "Duplicate channel 0"),
    (lambda e: channel_edits.name_channel(e, 0, "red"), "Name channel 0"),
    (lambda e: channel_edits.remove_channel(channel_edits.name_channel(two(e), 0, "red").after, 0), "Remove red"),
    (lambda e: channel_edits.add_output(e, 0), "Add output channel"),
    (lambda e: channel_edits.move_output(e, 0, 0, 1), "Move output channel"),
]


@pytest.mark.parametrize(("edit", "label"), NAMED, ids=[label for _, label in NAMED])
def test_an_edit_is_named_as_the_history_shows_it(edit: Edited, label: str) -> None:
    before = strip()
    after = edit(before)
    assert after.label == label
    assert not same_content(after.after, before)


REFUSED: list[tuple[str, Edited]] = [
    ("too large a value", lambda e: edits.paint(e, {(0, 0, 0): 1.1e12})),
    ("infinity", lambda e: edits.paint(e, {(0, 0, 0): float("inf")})),
    ("no number", lambda e: edits.paint(e, {(0, 0, 0): float("nan")})),
    ("too large a weight", lambda e: edits.set_weights(e, 0, {(0, 0, 0, 0): -2e12})),
    ("too large a bias", lambda e: edits.set_bias(e, 0, 0, 2e12)),
    ("too high", lambda e: edits.resize_input(e, 1025, 3)),
    ("nothing left", lambda e: edits.resize_input(e, 3, 0)),
    ("too many channels", lambda e: edits.set_input(e, np.zeros((65, 1, 1)), "Picture")),
    ("too many cells", lambda e: edits.set_input(e, np.zeros((5, 1024, 1024)), "Picture")),
    ("white below black", lambda e: edits.set_range(e, 1.0, 0.5)),
    ("white is black", lambda e: edits.set_range(e, 1.0, 1.0)),
    ("no stride", lambda e: edits.set_parameter(e, 0, "stride", (0, 1))),
    ("a word for a stride", lambda e: edits.set_parameter(e, 0, "stride", "wide")),
    ("an unknown border", lambda e: edits.set_parameter(e, 0, "padding_mode", "mirror")),
    ("too much padding", lambda e: edits.set_parameter(e, 0, "padding", ((65, 0), (0, 0)))),
    ("too large a kernel", lambda e: edits.set_parameter(e, 0, "kernel_size", (32, 1))),
    ("too large a kernel array", lambda e: edits.set_kernel(e, 0, np.zeros((1, 1, 32, 1)), "Kernel")),
    ("an empty kernel", lambda e: edits.set_kernel(e, 0, np.zeros((1, 1, 0, 1)), "Kernel")),
    ("a kernel of three axes", lambda e: edits.set_kernel(e, 0, np.zeros((1, 1, 1)), "Kernel")),
    ("nothing to normalise", lambda e: kernel_edits.normalise(kernel_edits.use_preset(e, 0, np.zeros((2, 2)), "0").after, 0)),
    ("too large a factor", lambda e: kernel_edits.scale(e, 0, 1e300)),
]


@pytest.mark.parametrize(("why", "edit"), REFUSED, ids=[why for why, _ in REFUSED])
def test_a_limit_is_said_in_one_sentence(why: str, edit: Edited) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]{10,200}\.$") as refusal:
        edit(strip())
    assert "-" not in str(refusal.value)  # minus is −


def test_a_strip_has_a_largest_length() -> None:
    experiment = strip()
    while len(experiment.layers) < limits.MOST_LAYERS:
        experiment = edits.add_layer(experiment, Activation()).after
    with pytest.raises(ValueError, match="at most 32 layers"):
        edits.add_layer(experiment, Activation())
    with pytest.raises(ValueError, match="at most 32 layers"):
        strip_edits.duplicate_layer(experiment, 0)


def test_painting_changes_the_painted_cells_only() -> None:
    after = edits.paint(strip(), {(0, 1, 2): -1.5, (0, 0, 0): 9.0}).after
    expected = np.arange(12.0).reshape(1, 3, 4)
    expected[0, 1, 2], expected[0, 0, 0] = -1.5, 9.0
    assert np.array_equal(after.input, expected)


@pytest.mark.parametrize(
    ("height", "width", "anchor", "expected"),
    [
        (1, 2, (0, 0), [[0, 1]]),
        (1, 2, (2, 2), [[10, 11]]),
        (1, 2, (1, 1), [[5, 6]]),
        (4, 4, (0, 0), [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [-7] * 4]),
        (4, 4, (2, 0), [[-7] * 4, [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]),
        (5, 2, (1, 2), [[-7, -7], [2, 3], [6, 7], [10, 11], [-7, -7]]),
        (3, 5, (1, 1), [[0, 1, 2, 3, -7], [4, 5, 6, 7, -7], [8, 9, 10, 11, -7]]),
    ],
)
def test_resizing_keeps_what_the_anchor_holds(height: int, width: int, anchor: tuple[int, int], expected: list[Any]) -> None:
    experiment = edits.set_range(strip(), -7.0, 1.0).after
    assert edits.resize_input(experiment, height, width, anchor).after.input[0].tolist() == expected


def test_a_resized_kernel_keeps_its_top_left_weights() -> None:
    after = edits.set_parameter(strip(), 0, "kernel_size", (2, 4)).after
    assert edits.convolution(after, 0).kernel[1, 0].tolist() == [[9, 10, 11, 0], [12, 13, 14, 0]]


def test_a_bias_is_kept_where_it_still_fits() -> None:
    kept = edits.set_kernel(strip(), 0, np.ones((2, 1, 2, 2)), "Kernel").after
    assert edits.convolution(kept, 0).bias.tolist() == [1.0, 2.0]
    fewer = edits.set_kernel(strip(), 0, np.ones((1, 1, 2, 2)), "Kernel").after
    assert edits.convolution(fewer, 0).bias.tolist() == [1.0]


def test_a_stride_that_equals_the_window_follows_it() -> None:
    after = edits.set_parameter(strip(), 1, "kernel_size", (3, 2)).after
    assert after.layers[1].stride == (3, 2)
    apart = edits.set_parameter(edits.set_parameter(strip(), 1, "stride", (1, 1)).after, 1, "kernel_size", (3, 3)).after
    assert apart.layers[1].stride == (1, 1)


def test_an_edit_of_one_layer_leaves_the_others_as_they_are() -> None:
    before = strip()
    after = edits.set_parameter(before, 1, "ceil_mode", True).after
    assert after.layers[0] is before.layers[0]
    assert after.layers[2] is before.layers[2]
    assert after.input is before.input


def test_an_impossible_setting_is_no_error() -> None:
    assert edits.set_parameter(strip(), 0, "kernel_size", (31, 31)).after.layers[0].window == (31, 31)


@pytest.mark.parametrize("kind", [kind.kind for kind in KINDS])
def test_a_new_layer_of_every_kind_fits(kind: str) -> None:
    layer = edits.new_layer(kind, 3)
    assert layer.kind == kind
    assert layer.problem((3, 4, 4)) is None


def test_a_new_convolution_keeps_the_size() -> None:
    assert edits.new_layer("conv2d", 3).output_shape((3, 5, 7)) == (1, 5, 7)


def test_words_are_cut_to_what_a_file_may_hold() -> None:
    after = edits.set_words(strip(), title="x" * 500).after
    assert after.title == "x" * limits.LONGEST_TITLE
    assert edits.set_words(strip(), title="a\nb\x00c").after.title == "a b c"
    assert edits.set_words(strip(), notes="a\nb\x00c").after.notes == "a\nb c"


def test_only_a_convolution_has_weights() -> None:
    with pytest.raises(TypeError, match="max_pool2d, not a convolution"):
        edits.set_weights(strip(), 1, {(0, 0, 0, 0): 1.0})


def test_layers_are_added_removed_moved_and_copied_in_place() -> None:
    before = strip()
    first, second, third = before.layers
    pool = AvgPool2d()
    assert edits.add_layer(before, pool).after.layers == (first, second, third, pool)
    assert edits.add_layer(before, pool, 1).after.layers == (first, pool, second, third)
    assert edits.remove_layer(before, 0).after.layers == (second, third)
    assert strip_edits.move_layer(before, 0, 2).after.layers == (second, third, first)
    copied = strip_edits.duplicate_layer(before, 0).after.layers
    assert (copied[0], copied[2], copied[3]) == (first, second, third)
    assert copied[1] is not first
    assert same_content(copied[1], first)
