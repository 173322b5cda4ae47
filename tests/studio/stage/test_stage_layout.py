"""The stage: every layer of every example stands on it as a whole sentence, as large as the window allows."""

from __future__ import annotations

from itertools import combinations

import pytest

from convstudio.experiment import evaluate, gallery
from convstudio.painting.typeface import Typeset
from convstudio.scene.build import build
from convstudio.scene.large import FIRST_CHANNELS
from convstudio.scene.layout import Drawing, Legend, Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.matrix.focus import NOWHERE
from convstudio.scene.playing.playhead import start
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

SMALLEST = 14.0  # pixels a cell, where there are not 28 rows
BESIDE_PICTURES = 12.0  # the same while the rail below has pictures, which it gives up for larger cells
LEAST_FILLED = 0.45


def layers(person: Person) -> int:
    """How many layers the experiment on the screen has."""
    return len(person.window.session.state.experiment.layers)


def drawing_of(person: Person, layer: int) -> Drawing:
    """The drawing with a layer on the stage."""
    person.window.session.select(layer)
    for _ in range(2):  # the rail finds its form first
        person.settle()
    return person.window.page.stage.drawing


def outside(drawing: Drawing) -> list[object]:
    """Pieces that are not wholly on the stage."""
    stage = Rect(0, 0, drawing.width, drawing.height)
    found: list[object] = [item.panel for item in drawing.matrices if not stage.contains(item.whole)]
    placed = [item for item in drawing.items if isinstance(item, Slot | Words | Legend | Thumbnail)]
    return found + [item for item in placed if not stage.contains(item.rect)]


def overlapping(drawing: Drawing) -> list[object]:
    """Pieces over matrices: other matrices, fields, small channels."""
    matrices = list(drawing.matrices)
    found: list[object] = [(a.panel, b.panel) for a, b in combinations(matrices, 2) if a.whole.touches(b.whole)]
    over = [item for item in drawing.items if isinstance(item, Slot | Thumbnail | Legend)]
    return found + [(item, matrix.panel) for item in over for matrix in matrices if matrix.outer.touches(item.rect)]


def maps(drawing: Drawing) -> list[Matrix]:
    """The input's channels and the output that stand large."""
    return [item for item in drawing.matrices if item.panel.matrix.kind == "map"]


def assert_whole(drawing: Drawing, at: str, smallest: float = SMALLEST) -> None:
    """Everything wholly there, nothing over matrices, cells of one size that can be read, the first rows on one line."""
    matrices, large = list(drawing.matrices), maps(drawing)
    assert matrices, at
    assert not outside(drawing), f"{at}: {outside(drawing)}"
    assert not overlapping(drawing), f"{at}: {overlapping(drawing)}"
    assert len({item.cell for item in matrices}) == 1, at
    most_rows = max(item.scene.shape[0] for item in matrices)
    assert matrices[0].cell >= smallest or most_rows >= 28, f"{at}: {matrices[0].cell}"
    assert large[0].inner.top == pytest.approx(large[-1].inner.top), f"{at}: first rows on different lines"


def test_every_layer_of_every_example_is_wholly_on_the_screen(open_window: OpenWindow) -> None:
    person = open_window(size=(1280, 720), view="stage")
    for example in gallery.examples():
        person.window.session.open(gallery.example(example.name), None, example=True)
        for layer in range(layers(person)):
            drawing, at = drawing_of(person, layer), f"{example.name}, layer {layer}"
            assert_whole(drawing, at)
            views = list(person.window.page.stage.views)
            assert [view.scene.panel for view in views] == [item.panel for item in drawing.matrices], at
            assert [view.grid().cell for view in views] == pytest.approx([item.cell for item in drawing.matrices]), at


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3000, 1600)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_larger_windows_hold_every_layer_of_every_example(open_window: OpenWindow, size: tuple[int, int]) -> None:
    drawn = open_window(size=size, view="stage").window.page.stage.drawing
    room = Room(drawn.width, drawn.height, Typeset(1.0))
    for example in gallery.examples():
        experiment = gallery.example(example.name)
        evaluation = evaluate(experiment)
        for layer in range(len(experiment.layers)):
            scene = build(evaluation, NOWHERE, layer, start(evaluation, layer), staged=True)
            assert_whole(stage(scene, layer, FIRST_CHANNELS, room), f"{example.name}, layer {layer}", BESIDE_PICTURES)


@pytest.mark.parametrize(("size", "cell"), [((1280, 720), 41), ((1920, 1080), 78)])
def test_the_opening_example_fills_the_stage(open_window: OpenWindow, size: tuple[int, int], cell: int) -> None:
    person = open_window(size=size, view="stage")
    drawing = person.window.page.stage.drawing
    filled = sum(item.outer.width * item.outer.height for item in drawing.matrices) / (drawing.width * drawing.height)
    assert filled >= LEAST_FILLED
    assert min(item.cell for item in drawing.matrices) >= cell


def test_the_dark_stage_stands_like_the_light_one(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("three-to-four"), size=(1280, 720), view="stage")
    light = person.window.page.stage.drawing
    person.window.choose_theme("dark", remember=False)
    person.settle()
    assert [(m.panel, m.whole) for m in person.window.page.stage.drawing.matrices] == [
        (m.panel, m.whole) for m in light.matrices
    ]
    person.window.choose_theme("light", remember=False)


def test_small_windows_lose_no_part_of_the_sentence(open_window: OpenWindow) -> None:
    person = open_window(size=(1024, 640), view="stage")
    for name in ("edge-detection", "three-to-four", "max-pooling", "depthwise", "padding-even-kernel"):
        person.window.session.open(gallery.example(name), None, example=True)
        for layer in range(layers(person)):
            drawing = drawing_of(person, layer)
            assert not outside(drawing), f"{name}: {outside(drawing)}"
            assert not overlapping(drawing), f"{name}: {overlapping(drawing)}"
