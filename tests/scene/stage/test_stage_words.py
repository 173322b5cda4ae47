"""The words on the stage: which cell the products are of, and that what is said of the weights is said of them."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import Experiment, edits, evaluate, frozen, gallery
from convstudio.experiment.edits import channel_edits
from convstudio.layers import Conv2d
from convstudio.scene import build
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Slot, Words
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.text_runs import plain_text
from tests.scene.stage.test_stage_room import Type

LARGE = Room(1600, 800, Type())


def texts(experiment: Experiment, selected: int = 0, room: Room = LARGE) -> list[str]:
    """All that is written on the stage, with the second cell at work."""
    scene = build(evaluate(experiment), selected=selected, playhead=Playhead(0, 1), staged=True)
    drawing = stage(scene, max(selected, 0), {}, room)
    return [plain_text(item.line) for item in drawing.items if isinstance(item, Words | Slot)]


@pytest.mark.parametrize("selected", [0, -1])  # the input selected: the layer that reads it stands there as before
def test_the_products_are_those_of_a_cell_that_is_named_as_in_its_arithmetic(selected: int) -> None:
    found = texts(gallery.opening_example(), selected)
    assert "products for Y[0, 1]" in found
    assert "Σ 1" in found
    assert "weights: sum 0 · antisymmetric" in found


def test_a_sum_below_nothing_has_no_brackets() -> None:
    found = texts(edits.set_kernel(gallery.opening_example(), 0, np.array([[[[-2.0, 0.0]]]]), "").after)
    assert "Σ −2" in found


def test_where_one_channel_has_room_its_products_are_called_its_own() -> None:
    house = next(picture for picture in gallery.pictures() if picture.name == "house-in-colour")
    coloured = replace(gallery.opening_example(), input=house.values, channel_names=house.channel_names)
    found = texts(channel_edits.fit_kernel(coloured, 0).after, room=Room(1030, 430, Type()))
    assert "products of red for Y[0, 1]" in found


@pytest.mark.parametrize("pictures", [False, True])
def test_the_rail_tells_a_layer_that_cannot_work_from_those_that_wait_for_it(pictures: bool) -> None:
    wrong = edits.set_parameter(gallery.opening_example(), 0, "kernel_size", (9, 2)).after
    drawing = rail(build(evaluate(wrong), staged=True), {}, Type(), pictures=pictures)
    found = " ".join(plain_text(item.line) for item in drawing.items if isinstance(item, Words))
    assert found.count("not possible") == 1
    assert found.count("waits") == 1


@pytest.mark.parametrize(("outputs", "said"), [(3, False), (12, True)])
def test_kernels_that_have_no_room_are_counted(outputs: int, said: bool) -> None:
    kernel = Conv2d(kernel=frozen(np.ones((outputs, 3, 2, 2))), bias=frozen(np.zeros(outputs)))
    found = texts(Experiment(input=frozen(np.ones((3, 5, 5))), layers=(kernel,)), room=Room(1060, 450, Type()))
    assert ("of 12" in found) is said
