import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment.edits import drawing
from convstudio.experiment.edits.drawing import ellipse, flood, line, rectangle, snapped, squared, stamped

CELL = st.tuples(st.integers(0, 24), st.integers(0, 24))
SHAPE = (25, 25)


def connected(cells):
    """Whether the cells hang together by sides or corners."""
    cells = set(cells)
    reached, border = set(), [next(iter(cells))]
    while border:
        row, column = border.pop()
        if (row, column) in cells - reached:
            reached.add((row, column))
            border += [(row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return reached == cells


def flood_slowly(values, start):
    mask, border = np.zeros(values.shape, dtype=bool), [start]
    while border:
        row, column = border.pop()
        if 0 <= row < values.shape[0] and 0 <= column < values.shape[1] and not mask[row, column]:
            if values[row, column] == values[start]:
                mask[row, column] = True
                border += [(row + 1, column), (row - 1, column), (row, column + 1), (row, column - 1)]
    return mask


@given(CELL, CELL)
def test_a_line_joins_its_ends_without_gaps_one_cell_a_step(start, end):
    cells = line(start, end)
    assert (cells[0], cells[-1]) == (start, end)
    assert connected(cells)
    assert len(cells) == len(set(cells)) or start == end
    assert len(set(cells)) == max(abs(end[0] - start[0]), abs(end[1] - start[1])) + 1


@given(CELL, CELL)
def test_a_line_and_its_mirror_image_agree(start, end):
    mirrored = [(row, -column) for row, column in line(start, end)]
    assert mirrored == line((start[0], -start[1]), (end[0], -end[1]))


def test_the_outline_of_a_rectangle():
    mask = stamped((4, 5), rectangle((3, 4), (0, 1)))
    assert mask.astype(int).tolist() == [[0, 1, 1, 1, 1], [0, 1, 0, 0, 1], [0, 1, 0, 0, 1], [0, 1, 1, 1, 1]]
    assert sorted(rectangle((2, 2), (2, 2))) == [(2, 2)]


@given(CELL, CELL)
def test_a_rectangle_is_the_same_from_any_corner(a, b):
    assert set(rectangle(a, b)) == set(rectangle((a[0], b[1]), (b[0], a[1])))
    assert len(rectangle(a, b)) == len(set(rectangle(a, b)))


@given(CELL, CELL)
def test_an_ellipse_touches_its_four_sides_is_symmetric_and_has_no_gap(a, b):
    cells = set(ellipse(a, b))
    rows, columns = {row for row, _ in cells}, {column for _, column in cells}
    assert (min(rows), max(rows)) == (min(a[0], b[0]), max(a[0], b[0]))
    assert (min(columns), max(columns)) == (min(a[1], b[1]), max(a[1], b[1]))
    assert cells == {(a[0] + b[0] - row, column) for row, column in cells}
    assert cells == {(row, a[1] + b[1] - column) for row, column in cells}
    assert connected(cells)


def test_a_circle_looks_round():
    drawn = stamped((7, 7), ellipse((0, 0), (6, 6))).astype(int)
    assert ["".join(".#"[cell] for cell in row) for row in drawn.tolist()] == [
        "..###..",
        ".#...#.",
        "#.....#",
        "#.....#",
        "#.....#",
        ".#...#.",
        "..###..",
    ]


@given(CELL, CELL)
def test_a_circle_is_the_same_turned_by_90_degrees(a, b):
    cells = stamped((60, 60), ellipse(a, squared(a, b)))
    box = cells[np.ix_(cells.any(axis=1), cells.any(axis=0))]
    if box.shape[0] == box.shape[1]:
        assert np.array_equal(box, np.rot90(box)) or min(squared(a, b)) < 0


@given(CELL, CELL)
def test_a_snapped_line_is_level_upright_or_diagonal(start, end):
    rows, columns = (b - a for a, b in zip(start, snapped(start, end), strict=True))
    assert rows == 0 or columns == 0 or abs(rows) == abs(columns)


@given(CELL, CELL)
def test_a_square_is_one_and_reaches_as_far_as_the_pointer(start, end):
    rows, columns = (b - a for a, b in zip(start, squared(start, end), strict=True))
    assert abs(rows) == abs(columns) == max(abs(end[0] - start[0]), abs(end[1] - start[1]))


@pytest.mark.parametrize(("size", "cells"), [(1, 1), (2, 4), (3, 9), (4, 16)])
def test_a_brush_covers_a_square_around_the_cell(size, cells):
    mask = stamped((9, 9), [(4, 4)], size)
    assert mask.sum() == cells
    assert mask[4, 4]
    assert mask[3, 3] == (size > 2)


def test_a_brush_is_cut_off_at_the_edge():
    assert stamped((3, 3), [(0, 0), (-5, 9)], 3).tolist() == [[True, True, False], [True, True, False], [False] * 3]


@given(st.integers(0, 1000), st.integers(1, 12), st.integers(1, 12), st.integers(1, 4))
def test_a_fill_is_what_the_slow_way_finds(seed, height, width, kinds):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, kinds, (height, width)).astype(float)
    start = (int(rng.integers(height)), int(rng.integers(width)))
    assert np.array_equal(flood(values, start), flood_slowly(values, start))


def test_a_fill_finds_the_way_through_a_maze():
    maze = np.zeros((41, 41))
    maze[1::2] = 1
    maze[1::4, -1] = maze[3::4, 0] = 0
    for turned in (maze, maze.T.copy()):
        assert np.array_equal(flood(turned, (0, 0)), turned == 0)


@pytest.mark.parametrize("kind", ["blank", "noise", "maze", "upright maze"])
def test_the_largest_picture_is_filled_in_a_few_passes(kind, monkeypatch):
    side = 1024
    maze = np.zeros((side, side))
    maze[1::2] = 1
    maze[1::4, -1] = maze[3::4, 0] = 0
    noise = (np.random.default_rng(0).random((side, side)) < 0.35).astype(float)
    noise[0, 0] = 0
    picture = {"blank": np.zeros((side, side)), "noise": noise, "maze": maze, "upright maze": maze.T.copy()}[kind]
    passes = []
    shortened = drawing._shortened
    monkeypatch.setattr(drawing, "_shortened", lambda roots: passes.append(1) or shortened(roots))
    filled = flood(picture, (0, 0))
    assert filled[0, 0]
    assert len(passes) <= math.log2(side)  # going on cell by cell, the mazes would need half a million
