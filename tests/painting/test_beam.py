"""The beam runs behind the numbers and words that it meets, and is seen everywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.layers import Array, Conv2d
from convstudio.painting.beam import BEAM_WIDTH, crossed, seen_parts, written_at
from convstudio.painting.cells.texts import CellTexts
from convstudio.painting.drawing import draw_drawing, grid_of
from convstudio.painting.palette import LIGHT
from convstudio.painting.typeface import Typeset, font_of
from convstudio.scene import build
from convstudio.scene.layout import Beam, Drawing, Matrix, Point, Rect
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.playing.playhead import start

SMOOTHED = BEAM_WIDTH / 2 + 0.75  # pixels beside the middle of a line that it may touch; less than the room around a text
SHARES = np.linspace(0, 1, 401)
places = st.floats(-50, 150, allow_nan=False)
points = st.builds(Point, places, places)
sides = st.floats(1, 60)
rects = st.lists(st.builds(Rect, places, places, sides, sides), max_size=5)


def drawing_of(name: str, size: tuple[float, float] = (1100.0, 520.0)) -> Drawing:
    evaluation = evaluate(gallery.example(name))
    scene = build(evaluation, selected=0, playhead=start(evaluation, 0), staged=True)
    return stage(scene, 0, {}, Room(*size, Typeset()))


def numbers_of(item: Matrix) -> Iterator[Rect]:
    """The rectangles of all numbers of a matrix, padding aside."""
    texts, grid = CellTexts(), grid_of(item)
    if texts.fit(item.scene, item.cell, font_of("plain")):
        for (row, column), value in np.ndenumerate(item.scene.values):
            prepared, cell = texts.prepared(float(value)), grid.rect(row, column)
            if prepared:
                _text, right, below = prepared
                yield Rect(cell.left() + right, cell.top() + below + texts.rise, cell.width() - 2 * right, texts.capitals)


def picture(drawing: Drawing) -> Array:
    image = QImage(round(drawing.width), round(drawing.height), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    with QPainter(image) as painter:
        draw_drawing(painter, drawing, LIGHT)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return pixels[:, :, :3].astype(float)


@given(points, points, rects)
def test_an_edge_is_seen_outside_of_the_rectangles_and_nowhere_else(a: Point, b: Point, hiding: list[Rect]) -> None:
    edge = QLineF(*a, *b)
    parts = [QLineF(*first, *last) for first, last in seen_parts((a, b), hiding)]
    for share in SHARES:
        point = edge.pointAt(share)
        deep = any(QRectF(*rect.inset(0.01)).contains(point) for rect in hiding)
        free = not any(QRectF(*rect.inset(-0.01)).contains(point) for rect in hiding)
        on = any(distance(part, point) < 1e-6 for part in parts)
        assert not (deep and on)
        assert on or not free


def distance(part: QLineF, point: QPointF) -> float:
    """From a point to the nearest one of a line."""
    squared = part.dx() ** 2 + part.dy() ** 2
    along = ((point.x() - part.x1()) * part.dx() + (point.y() - part.y1()) * part.dy()) / squared if squared else 0.0
    return QLineF(point, part.pointAt(min(max(along, 0.0), 1.0))).length()


@given(points, points, st.integers(0, 2))
def test_the_cells_that_an_edge_crosses_hold_its_points(a: Point, b: Point, padding: int) -> None:
    conv = Conv2d(kernel=frozen(np.ones((1, 1, 1, 1))), bias=frozen([0.0]), padding=((padding, padding), (padding, 0)))
    scene = build(evaluate(Experiment(input=frozen(np.zeros((1, 5, 7))), layers=(conv,)))).cards[0].panels[0][0]
    item = Matrix(scene, 4.0, -3.0, 13.5)
    grid, edge, found = grid_of(item), QLineF(*a, *b), set(crossed((a, b), item))
    assert grid.margins == (padding, padding, padding, 0)
    through = (grid.cell_at(edge.pointAt(share)) for share in SHARES)
    assert {cell for cell in through if cell is not None} <= found
    assert all(grid.cell_at(grid.rect(*cell).center()) == cell for cell in found), "cells that there are"


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_no_number_and_no_word_of_any_example_is_crossed(name: str, qapp: object) -> None:
    drawing = drawing_of(name)
    bare = Drawing(drawing.width, drawing.height, tuple(item for item in drawing.items if not isinstance(item, Beam)))
    edges = [edge for item in drawing.items if isinstance(item, Beam) for edge in item.edges]
    unfilled = [Beam((), item.edges) for item in drawing.items if isinstance(item, Beam)]
    differs = (picture(Drawing(drawing.width, drawing.height, (*bare.items, *unfilled))) != picture(bare)).any(axis=2)
    assert differs.any() == bool(edges)
    for edge in edges:
        for rect in written_at(edge, drawing, 1.0, {}):
            left, top = ceil(rect.left + SMOOTHED), ceil(rect.top + SMOOTHED)
            right, bottom = floor(rect.right - SMOOTHED), floor(rect.bottom - SMOOTHED)
            assert not differs[top:bottom, left:right].any(), rect
    for rect in (rect for item in drawing.matrices for rect in numbers_of(item)):
        left, top, right, bottom = ceil(rect.left), ceil(rect.top), floor(rect.right), floor(rect.bottom)
        assert not differs[top:bottom, left:right].any(), "whether or not the edge said that it may meet the number"


def test_where_nothing_is_written_an_edge_is_whole(qapp: object) -> None:
    drawing = drawing_of("padding")
    edges = [edge for item in drawing.items if isinstance(item, Beam) for edge in item.edges]
    parts = [seen_parts(edge, written_at(edge, drawing, 1.0, {})) for edge in edges]
    assert any(len(part) > 2 for part in parts), "the edges cross the picture"
    small = drawing_of("padding", (500.0, 150.0))
    assert next(small.matrices).cell < 14
    edges = [edge for item in small.items if isinstance(item, Beam) for edge in item.edges]
    numbers = [rect for edge in edges for rect in written_at(edge, Drawing(500, 150, tuple(small.matrices)), 1.0, {})]
    assert numbers == [], "cells as small as these hold no numbers"
