"""A layer that is switched off passes its input on: the stage, the rail and the figure show that nothing is computed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, gallery
from convstudio.experiment.edits import strip_edits
from convstudio.layers import KINDS, Layer
from convstudio.scene import Focus, MatrixId, PanelId, Spot, build
from convstudio.scene.layout.figures import Motif, drawing_of
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Beam, Box, Drawing, Thumbnail, Words
from convstudio.scene.words.text_runs import plain_text
from tests.scene.stage.test_stage_room import Type

ROOM = Room(970, 340, Type())
FIRST_CELL = Focus(Spot(PanelId(MatrixId("map", 0), 0), 0, 0))


def switched_off(index: int = 0, experiment: Experiment | None = None) -> Experiment:
    return strip_edits.switch_layer(experiment or gallery.opening_example(), index, False).after


def only(layer: Layer) -> Experiment:
    return replace(gallery.opening_example(), layers=(layer,))


def staged(experiment: Experiment, index: int = 0, focus: Focus | None = None, room: Room = ROOM) -> Drawing:
    return stage(build(evaluate(experiment), focus or Focus(), index, staged=True), index, {}, room)


def told(drawing: Drawing) -> str:
    return "\n".join(plain_text(item.line) for item in drawing.items if isinstance(item, Words))


def operators(drawing: Drawing) -> dict[str, str]:
    return {item.line[0].text: item.line[0].meaning for item in drawing.items
            if isinstance(item, Words) and item.style in ("sign", "star")}  # fmt: skip


def dimmed(drawing: Drawing) -> dict[str, bool]:
    return {f"{m.panel.matrix.kind} {m.panel.matrix.layer}": m.scene.dimmed for m in drawing.matrices}


def test_what_would_compute_is_dimmed_and_the_title_says_what_happens() -> None:
    drawing = staged(switched_off())
    assert "switched off: Y = X" in told(drawing)
    assert operators(drawing) == {"⋆": "faint", "+": "faint", "=": "faint"}
    assert dimmed(drawing) == {"map -1": False, "kernel 0": True, "map 0": False}
    bias = drawing.slot("bias_0")
    assert bias is not None
    assert bias.line[0].meaning == "muted"


def test_switched_on_nothing_of_this_is_there() -> None:
    drawing = staged(gallery.opening_example())
    assert "switched off" not in told(drawing)
    assert set(operators(drawing).values()) == {"plain"}
    assert not any(dimmed(drawing).values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("room", [ROOM, Room(420, 200, Type())], ids=["wide", "narrow"])
def test_every_kind_says_it_in_any_room(kind: type[Layer], room: Room) -> None:
    drawing = staged(only(replace(kind.fresh(1), enabled=False)), room=room)
    assert "switched off" in told(drawing)
    assert set(operators(drawing).values()) == {"faint"}


def test_the_second_layer_passes_on_the_first_one() -> None:
    assert "switched off: Y₂ = Y" in told(staged(switched_off(1), 1))


def test_the_beam_goes_past_the_kernel() -> None:
    def beams(experiment: Experiment) -> list[Beam]:
        return [item for item in staged(experiment, focus=FIRST_CELL).items if isinstance(item, Beam)]

    assert [len(beam.gutters) for beam in beams(gallery.opening_example())] == [1, 1]
    (past,) = beams(switched_off())
    assert past.gutters == ()
    drawing = staged(switched_off(), focus=FIRST_CELL)
    x, y = (drawing.matrix(PanelId(MatrixId("map", index), 0)) for index in (-1, 0))
    assert x is not None
    assert y is not None
    assert past.edges[0] == ((x.left + x.cell, x.top), (y.left, y.top))


def test_no_kernel_is_framed_as_that_of_the_output_and_channels_are_not_called_outputs() -> None:
    drawing = staged(switched_off(0, gallery.example("depthwise")))
    assert not [item for item in drawing.items if isinstance(item, Box) and item.style == "chosen"]
    assert "channel 0" in told(drawing)


@pytest.mark.parametrize("pictures", [False, True])
def test_the_rail_marks_it_and_no_other(pictures: bool) -> None:
    scene = build(evaluate(switched_off()), staged=True)
    drawing = rail(scene, {}, Type(), pictures=pictures)
    assert told(drawing).count("switched off") == 1
    thumbnails = [item.scene for item in drawing.items if isinstance(item, Thumbnail)]
    assert [scene.dimmed for scene in thumbnails] == ([False, True, False] if pictures else [])


def test_the_figure_with_words_says_it_below() -> None:
    lines = told(drawing_of(evaluate(switched_off()), Motif(words=True), ROOM))
    assert "switched off: passed on unchanged" in lines
