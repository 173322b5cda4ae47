"""Which control an edit changes: nothing else, and nothing unnoticed."""

import pytest
from msgspec.structs import replace

from convstudio.experiment import edits, frozen, gallery
from convstudio.experiment.edits import channel_edits, kernel_edits, picture_edits, strip_edits, training_edits
from convstudio.experiment.edits.touched import controls, touched

START = gallery.opening_example()
DEEP = gallery.example("locality")


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (lambda e: edits.paint(e, {(0, 0, 0): 0.5}), {"input"}),
        (lambda e: edits.resize_input(e, 5, 5), {"input_size"}),
        (lambda e: edits.set_range(e, -1, 1), {"range"}),
        (lambda e: edits.set_weights(e, 0, {(0, 0, 0, 0): 3.0}), {"kernel"}),
        (lambda e: kernel_edits.transpose(e, 0), {"kernel_size"}),
        (lambda e: edits.set_bias(e, 0, 0, 1.0), {"bias"}),
        (lambda e: edits.set_parameter(e, 0, "stride", (2, 2)), {"stride"}),
        (lambda e: edits.set_parameter(e, 0, "padding", "same"), {"padding"}),
        (lambda e: edits.set_parameter(e, 0, "activation", "relu"), {"activation"}),
        (lambda e: channel_edits.set_outputs(e, 0, 3), {"outputs"}),
        (lambda e: edits.add_layer(e, edits.new_layer("max_pool2d", 1)), {"layers"}),
        (lambda e: strip_edits.duplicate_layer(e, 0), {"layers"}),
        (lambda e: training_edits.set_run(e, 0, "learning_rate", 0.01), {"training"}),
        (lambda e: picture_edits.invert(e), {"input"}),
    ],
)
def test_an_edit_touches_its_own_control(edit, wanted):
    assert touched(START, edit(START).after) == wanted
    assert wanted <= set(controls())


def test_layers_that_are_moved_or_switched_are_other_layers():
    first, *rest = DEEP.layers
    assert touched(DEEP, replace(DEEP, layers=(*rest, first))) == {"layers"}
    assert touched(DEEP, replace(DEEP, layers=(replace(first, enabled=False), *rest))) == {"layers"}


def test_names_and_notes_and_nothing_are_nobodys():
    first, *rest = DEEP.layers
    named = replace(DEEP, title="A", notes="B", layers=(replace(first, name="C"), *rest))
    assert touched(DEEP, named) == frozenset()
    assert touched(DEEP, replace(DEEP, input=frozen(DEEP.input.copy()))) == frozenset()
