"""Between cells and points."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from convstudio.painting.cells.grid import Grid, fitting

SIDES = st.integers(1, 40)
MARGINS = st.tuples(*[st.integers(0, 4)] * 4)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    cell = draw(st.one_of(st.integers(1, 90).map(float), st.floats(0.05, 90)))
    corner = st.floats(-500, 500)
    return Grid(draw(SIDES), draw(SIDES), cell, draw(corner), draw(corner), draw(MARGINS))


def any_cell(grid: Grid, data: st.DataObject) -> tuple[int, int]:
    """A cell of the matrix or of the padding around it."""
    above, below, left, right = grid.margins
    return data.draw(st.integers(-above, grid.rows + below - 1)), data.draw(st.integers(-left, grid.columns + right - 1))


@given(grids(), st.data())
def test_the_cell_at_the_centre_of_a_cell_is_that_cell(grid: Grid, data: st.DataObject) -> None:
    cell = any_cell(grid, data)
    assert grid.cell_at(grid.rect(*cell).center()) == cell
    assert grid.contains(*cell) == (0 <= cell[0] < grid.rows and 0 <= cell[1] < grid.columns)
    assert grid.contains(*cell) == grid.inner.contains(grid.rect(*cell).center())


@given(grids(), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_there_is_a_cell_exactly_inside_the_outer_rectangle(grid: Grid, x: float, y: float) -> None:
    point, outer = QPointF(x, y), grid.outer
    edge = 1e-6
    if outer.adjusted(edge, edge, -edge, -edge).contains(point):
        assert grid.cell_at(point) is not None
    if not outer.adjusted(-edge, -edge, edge, edge).contains(point):
        assert grid.cell_at(point) is None


@given(grids(), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_the_nearest_cell_is_the_cell_itself_or_lies_at_the_border(grid: Grid, x: float, y: float) -> None:
    nearest = grid.nearest(QPointF(x, y))
    assert grid.contains(*nearest)
    at = grid.cell_at(QPointF(x, y))
    if at and grid.contains(*at):
        assert nearest == at


@given(grids(), st.data())
def test_exposed_holds_every_cell_that_an_area_touches(grid: Grid, data: st.DataObject) -> None:
    corner = st.floats(-600, 3000)
    area = QRectF(data.draw(corner), data.draw(corner), data.draw(st.floats(1, 900)), data.draw(st.floats(1, 900)))
    rows, columns = grid.exposed(area)
    cell = any_cell(grid, data)
    assume(grid.contains(*cell))
    if grid.rect(*cell).intersected(area).isValid():
        assert cell[0] in rows
        assert cell[1] in columns
    assert all(grid.contains(row, column) for row, column in zip(rows, columns, strict=False))


def test_only_what_an_area_touches_is_exposed() -> None:
    grid = Grid(10, 20, 8.0, left=100.0, top=50.0)
    assert grid.exposed(QRectF(100, 50, 8, 8)) == (range(0, 1), range(0, 1))
    assert grid.exposed(QRectF(107, 57, 2, 2)) == (range(0, 2), range(0, 2))
    assert grid.exposed(QRectF(0, 0, 5000, 5000)) == (range(10), range(20))
    assert not any(map(len, grid.exposed(QRectF(0, 0, 20, 20))))


@given(st.floats(1, 2000), st.floats(1, 2000), st.integers(1, 1024), st.integers(1, 1024), MARGINS)
def test_a_fitting_grid_lies_inside_the_area_and_fills_it(
    width: float, height: float, rows: int, columns: int, margins: tuple[int, int, int, int]
) -> None:
    grid = fitting(width, height, rows, columns, margins)
    assert QRectF(-1.01, -1.01, width + 2.02, height + 2.02).contains(grid.outer)
    assert grid.cell < 2 or grid.cell == int(grid.cell)
    more = grid.cell + (1 if grid.cell >= 2 else 0.001)
    assert more * grid.outer.width() / grid.cell > width or more * grid.outer.height() / grid.cell > height or grid.cell < 2
    assert abs(grid.outer.center().x() - width / 2) <= 1
    assert abs(grid.outer.center().y() - height / 2) <= 1


@pytest.mark.parametrize(("width", "height"), [(0, 0), (0, 100), (-5, -5)])
def test_an_area_of_no_size_has_a_grid_all_the_same(width: float, height: float) -> None:
    grid = fitting(width, height, 4, 5, (1, 0, 0, 2))
    grid.exposed(QRectF(0, 0, 10, 10))
    grid.cell_at(QPointF(1, 1))
    assert grid.cell > 0
