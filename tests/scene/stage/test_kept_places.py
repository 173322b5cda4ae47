"""What stands on the stage keeps its place while numbers change, and is never taken for what stood there before."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from msgspec import Struct

from convstudio.experiment import Evaluation, Experiment, edits, evaluate, gallery
from convstudio.experiment.edits import channel_edits, strip_edits
from convstudio.layers import KernelLayer
from convstudio.scene import INPUT, NOWHERE, Focus, MatrixId, PanelId, Scene, Spot, build
from convstudio.scene.cards.paging import EACH, FIRST, Pages
from convstudio.scene.layout import Drawing, Matrix, Thumbnail
from convstudio.scene.layout.rail import rail, read, renewed
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.arrangement import arranged, drawn
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.playing.playhead import Playhead, forward, kept, plays, start
from tests.scene.stage.test_stage_room import Type

STEPS = 40


class Looked(Struct):
    """All that the stage is drawn from."""

    experiment: Experiment
    index: int = 0
    focus: Focus = NOWHERE
    playhead: Playhead | None = None
    large: dict[int, int] = {}
    room: Room = Room(1030, 434, Type())
    pages: Pages = FIRST
    compared: Evaluation | None = None


def shown(scene: MatrixScene) -> object:
    """What is seen of a matrix: the same for two scenes of the same cells."""
    marks = [(mark.role, mark.rows, mark.columns) for mark in scene.marks]
    return scene.panel, scene.values.tobytes(), scene.caption, scene.ruled, scene.dimmed, scene.margins, scene.scale, marks


def pieces(drawing: Drawing) -> list[object]:
    """The pieces of a drawing, comparable."""
    found: list[object] = [drawing.width, drawing.height]
    for item in drawing.items:
        match item:
            case Matrix():
                found.append((shown(item.scene), item.left, item.top, item.cell))
            case Thumbnail():
                found.append((shown(item.scene), item.rect, item.chosen))
            case _:
                found.append(item)
    return found


def _paint(looked: Looked, random: Random) -> None:
    channels, rows, columns = looked.experiment.input.shape
    cell = random.randrange(channels), random.randrange(rows), random.randrange(columns)
    looked.experiment = edits.paint(looked.experiment, {cell: random.choice([0.0, 1.0, 0.35, -2.5])}).after


def _point(looked: Looked, random: Random) -> None:
    evaluation = evaluate(looked.experiment)
    index = random.randrange(-1, len(evaluation.results))
    values = evaluation.input_of(index + 1)
    if values is None or not values.size:
        return
    channel, row, column = (random.randrange(size) for size in values.shape)
    panel = PanelId(MatrixId("map", index), channel) if index >= 0 else INPUT
    spot = Spot(PanelId(panel.matrix if isinstance(panel, PanelId) else panel, channel), row, column)
    looked.focus = random.choice([Focus(spot), Focus(None, spot), NOWHERE])


def _play(looked: Looked, random: Random) -> None:
    evaluation = evaluate(looked.experiment)
    if plays(evaluation, looked.index):
        at = looked.playhead if looked.playhead and looked.playhead.layer == looked.index else start(evaluation, looked.index)
        looked.playhead = forward(evaluation, at, random.randrange(5)) if at else None


def _weigh(looked: Looked, random: Random) -> None:
    layer = looked.experiment.layers[looked.index] if looked.experiment.layers else None
    if isinstance(layer, KernelLayer):
        looked.experiment = edits.set_weights(looked.experiment, looked.index, {(0, 0, 0, 0): random.randrange(9) / 4}).after
        looked.experiment = edits.set_bias(looked.experiment, looked.index, 0, random.randrange(9) / 2).after


def _pad(looked: Looked, random: Random) -> None:
    layer = looked.experiment.layers[looked.index] if looked.experiment.layers else None
    if layer is not None and "padding" in {parameter.name for parameter in layer.parameters}:
        side = random.randrange(3)
        looked.experiment = edits.set_parameter(looked.experiment, looked.index, "padding", ((side, side), (0, side))).after


def _switch(looked: Looked, random: Random) -> None:
    if looked.experiment.layers:
        index = random.randrange(len(looked.experiment.layers))
        looked.experiment = strip_edits.switch_layer(looked.experiment, index, random.random() < 0.5).after


def _name(looked: Looked, random: Random) -> None:
    looked.experiment = channel_edits.name_channel(looked.experiment, 0, random.choice(["red", "ink", ""])).after


def _rename(looked: Looked, random: Random) -> None:
    if looked.experiment.layers:
        looked.experiment = strip_edits.name_layer(looked.experiment, 0, random.choice(["Edges", ""])).after


def _turn(looked: Looked, random: Random) -> None:
    looked.pages = {("map", random.randrange(-1, 3)): random.randrange(3) * EACH}


def _resize(looked: Looked, random: Random) -> None:
    width, height = random.choice([(672, 300), (1030, 434), (1890, 800)])
    looked.room = Room(width, height, looked.room.measure, random.choice([1.0, 1.25]), random.random() < 0.2)


def _select(looked: Looked, random: Random) -> None:
    looked.index, looked.playhead = random.randrange(max(len(looked.experiment.layers), 1)), None


def _enlarge(looked: Looked, random: Random) -> None:
    looked.large = {random.randrange(-1, 3): random.randrange(3)}


def _compare(looked: Looked, random: Random) -> None:
    looked.compared = None if looked.compared else evaluate(looked.experiment)


SMALL = [_paint, _point, _play] * 4
OTHER = [_weigh, _pad, _switch, _name, _rename, _turn, _resize, _select, _enlarge, _compare]


def walk(name: str) -> Iterator[tuple[Looked, Scene]]:
    """Many states of an example: most differ in numbers and in what is pointed at, some in what stands there."""
    random, looked = Random(name), Looked(gallery.example(name))
    before = evaluate(looked.experiment)
    for step in range(STEPS):
        random.choice(SMALL if step % 4 else OTHER)(looked, random)
        evaluation = evaluate(looked.experiment, before)
        looked.playhead = kept(before, evaluation, looked.playhead)  # as the state of a window follows
        looked.focus = looked.focus if step % 4 else NOWHERE
        before = evaluation
        yield (
            looked,
            build(
                evaluation, looked.focus, looked.index, looked.playhead, kept=looked.compared, pages=looked.pages, staged=True
            ),
        )


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_what_keeps_its_place_is_drawn_as_if_it_were_new(name: str) -> None:
    before, held = None, 0
    for looked, scene in walk(name):
        now = arranged(scene, looked.index, looked.large, looked.room, before)
        assert pieces(drawn(now)) == pieces(stage(scene, looked.index, looked.large, looked.room))
        held += before is not None and before.holds(now)
        before = now
    assert held > STEPS / 4, "most changes are of numbers"


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_the_rail_that_is_kept_is_drawn_as_if_it_were_new(name: str) -> None:
    last: tuple[object, Drawing] | None = None
    for looked, scene in walk(name):
        whole = rail(scene, looked.large, Type(), pictures=True)
        asked = read(scene, looked.large)
        now = renewed(last[1], scene) if last and last[0] == asked else whole
        assert pieces(now) == pieces(whole)
        last = asked, now


def test_a_painted_cell_changes_no_place_and_another_padding_does() -> None:
    experiment = gallery.example("padding")
    room, before = Room(1030, 434, Type()), evaluate(experiment)
    first = arranged(build(before, staged=True), 0, {}, room)
    painted = evaluate(edits.paint(experiment, {(0, 1, 1): 0.35}).after, before)
    second = arranged(build(painted, staged=True), 0, {}, room, first)
    assert first.holds(second)
    assert np.array_equal(second.plan.subject.rows[0].x.values, painted.experiment.input[0])
    padded = evaluate(edits.set_parameter(experiment, 0, "padding", ((3, 0), (0, 0))).after)
    assert not second.holds(arranged(build(padded, staged=True), 0, {}, room, second))
