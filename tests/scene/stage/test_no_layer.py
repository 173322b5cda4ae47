"""Without layers the stage shows the input, and in the place of the output what to do."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from convstudio.experiment import evaluate, gallery
from convstudio.scene import build
from convstudio.scene.cards.remedies import first_layer
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Beam, Hit, Matrix, Rect, Words
from convstudio.scene.words.text_runs import plain_text
from tests.scene.stage.test_stage_room import Type

NONE = replace(gallery.opening_example(), layers=())


@pytest.mark.parametrize("size", [(970.0, 440.0), (560.0, 300.0), (1600.0, 800.0)])
def test_the_place_of_the_output_says_what_to_do_inside_the_stage(size: tuple[float, float]) -> None:
    drawing = stage(build(evaluate(NONE), selected=-1, staged=True), 0, {}, Room(*size, Type()))
    said = drawing.slot("problem")
    assert said is not None
    assert plain_text(said.line) == "There is no layer yet. Add one to see an output."
    told = [plain_text(item.line) for item in drawing.items if isinstance(item, Words)]
    assert [text for text in told if "black" in text] == []
    whole = Rect(0, 0, *size)
    rects = [
        item.whole if isinstance(item, Matrix) else item.rect for item in drawing.items if not isinstance(item, Beam | Hit)
    ]
    assert all(whole.contains(rect) for rect in rects)
    (x,) = drawing.matrices
    assert said.rect.left > x.outer.right


def test_the_button_adds_a_convolution_that_fits_the_channels() -> None:
    coloured = replace(gallery.example("channels-in"), layers=())
    (result,) = evaluate(first_layer(coloured).edit(coloured).after).results
    assert result.layer.kind == "conv2d"
    assert result.problem is None
