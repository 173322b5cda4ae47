"""The stage has a place for everything: no matrix, field or legend lies over another, or hangs over its edge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np
import pytest

from convstudio.experiment import Experiment, edits, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.scene import build
from convstudio.scene.cards.card import shape_text
from convstudio.scene.cards.paging import EACH
from convstudio.scene.layout import Box, Drawing, Legend, Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Style
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.words.text_runs import Line, Run

Rooms = tuple[tuple[int, int], ...]
ROOMS: Rooms = ((672, 300), (718, 323), (1030, 346), (1030, 434), (1600, 700))  # in windows of 1024 × 640 to 1920 × 1080 pixels
FOR_A_ROOM = ((1250, 407), (1890, 800))  # with the panels away
LETTER: dict[Style, float] = {"title": 8.5, "small": 6.3, "sign": 13, "star": 22, "number": 9}
LINE: dict[Style, float] = {"title": 18, "small": 14, "sign": 28, "star": 40}


class Type:
    """Letters that are all of one width, `scale` times the usual one."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def width(self, line: Line, style: Style) -> float:
        return sum(len(run.text) for run in line) * LETTER.get(style, 7.2) * self.scale

    def height(self, style: Style) -> float:
        return LINE.get(style, 16) * self.scale


def drawings(experiment: Experiment, rooms: Rooms = ROOMS, scale: float = 1.0) -> Iterator[Drawing]:
    """Each layer on the stage, in rooms of some sizes, with its first cell lit where it has one."""
    evaluation = evaluate(experiment)
    for index, result in enumerate(evaluation.results):
        playhead = Playhead(index, 0) if result.output is not None and result.problem is None else None
        scene = build(evaluation, selected=index, playhead=playhead, staged=True)
        for width, height in rooms:
            yield stage(scene, index, {}, Room(width, height, Type(scale)))


def places(drawing: Drawing) -> Iterator[tuple[str, Rect]]:
    """What takes room, with its name."""
    for item in drawing.items:
        match item:
            case Matrix():
                yield f"{item.panel.matrix.kind} {item.panel.channel}", item.outer
            case Slot() | Legend() | Thumbnail():
                yield getattr(item, "name", type(item).__name__), item.rect
            case Box(style="misfit"):
                yield "", item.rect  # over the input, but not over its edge


def crossing(drawing: Drawing) -> list[str]:
    """What lies over another or hangs over."""
    found, whole = list(places(drawing)), Rect(0, 0, drawing.width, drawing.height)
    over = [f"{name} hangs over" for name, rect in found if not whole.contains(rect)]
    pairs = combinations([(name, rect) for name, rect in found if name], 2)
    return over + [f"{a} over {b}" for (a, one), (b, other) in pairs if one.touches(other)]


@pytest.mark.parametrize("example", [e.name for e in gallery.examples()])
def test_everything_has_its_place_in_all_examples(example: str) -> None:
    for drawing in drawings(gallery.example(example)):
        assert crossing(drawing) == [], (drawing.width, drawing.height)
    for drawing in drawings(gallery.example(example), FOR_A_ROOM, scale=1.35):
        assert crossing(drawing) == [], (drawing.width, drawing.height)


@pytest.mark.parametrize("padding", [((0, 0), (0, 0)), ((1, 0), (2, 0)), ((3, 3), (0, 0)), ((0, 5), (0, 0))])
@pytest.mark.parametrize("size", [(12, 2), (6, 8), (9, 9), (7, 3), (1, 12)])
def test_a_kernel_that_is_higher_than_its_input_has_its_place_too(
    size: tuple[int, int], padding: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    one = edits.set_parameter(gallery.opening_example(), 0, "kernel_size", size).after
    for drawing in drawings(edits.set_parameter(one, 0, "padding", padding).after):
        assert crossing(drawing) == [], (drawing.width, drawing.height)
    several = edits.set_parameter(gallery.example("channels-in"), 0, "kernel_size", size).after
    for drawing in drawings(edits.set_parameter(several, 0, "padding", padding).after):
        assert crossing(drawing) == [], (drawing.width, drawing.height)


def test_the_padding_of_the_next_layer_pushes_nothing_over_the_edge() -> None:
    deep = edits.add_layer(gallery.example("edge-detection"), gallery.opening_example().layers[0], 1).after
    for drawing in drawings(edits.set_parameter(deep, 1, "padding", ((4, 4), (4, 4))).after):
        assert crossing(drawing) == [], (drawing.width, drawing.height)


@pytest.mark.parametrize(("channels", "outputs"), [(8, 6), (3, 8), (20, 24), (1, 40), (40, 1)])
@pytest.mark.parametrize(("side", "window"), [(4, 2), (9, 1), (5, 5)])
def test_of_many_channels_all_that_a_page_has_are_there(channels: int, outputs: int, side: int, window: int) -> None:
    kernel = Conv2d(kernel=frozen(np.ones((outputs, channels, window, window))), bias=frozen(np.zeros(outputs)))
    for drawing in drawings(Experiment(input=frozen(np.ones((channels, side, side))), layers=(kernel,))):
        assert crossing(drawing) == [], (drawing.width, drawing.height)
        shown = [item.panel for item in drawing.matrices] + [t.scene.panel for t in drawing.items if isinstance(t, Thumbnail)]
        maps = [panel.matrix.layer for panel in shown if panel.matrix.kind == "map"]
        assert (maps.count(-1), maps.count(0)) == (min(channels, EACH), min(outputs, EACH))


@pytest.mark.parametrize("example", [e.name for e in gallery.examples()])
def test_titles_keep_apart_and_the_first_has_its_shape_where_there_is_room(example: str) -> None:
    for drawing in drawings(gallery.example(example)):
        titles = [item for item in drawing.items if isinstance(item, Words) and item.style == "title"]
        for one, other in pairwise(titles):
            assert other.rect.left - one.rect.right >= 20, (drawing.width, drawing.height)
        first, second, *_ = titles
        shape = evaluate(gallery.example(example)).shape(-1)
        needed = Type().width((*first.line[:1], Run(f"  {shape_text(shape)}")), "title") if shape else 0.0
        if len(first.line) == 1:
            assert first.rect.left + needed > second.rect.left - 24, (drawing.width, drawing.height)
