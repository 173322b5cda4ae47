"""Drawing a matrix, its exposed cells only, on any device."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from convstudio.painting.cells import CellImage, colour
from convstudio.painting.cells.grid import Grid
from convstudio.painting.cells.grounds import DIMMED, Wash, draw_wash
from convstudio.painting.cells.hatch import draw_unread, unread_cells
from convstudio.painting.cells.marks import draw_outline, draw_tints, wash_of
from convstudio.painting.cells.ruler import draw_rulers
from convstudio.painting.cells.texts import PADDING_STRENGTH, CellTexts, draw_ghost_texts, draw_texts
from convstudio.painting.cells.veil import draw_veil
from convstudio.painting.fill import fill
from convstudio.painting.inks import HOLLOW, ink, pen
from convstudio.painting.palette import Look
from convstudio.scene.matrix import MatrixScene, Surround

SMOOTH_PIXELS = QPainter.RenderHint.SmoothPixmapTransform
GAPS_FROM = 9.0  # cell size from which there are lines between cells
FIGURE_CELL, FIGURE_SIDE = 8, 1024  # pixels of a cell in the pictures of a figure, and of the whole picture at most
GHOSTS_FROM = 3.0  # cell size from which padding cells have colours

Cell = tuple[int, int]


def draw_matrix(
    painter: QPainter,
    scene: MatrixScene,
    grid: Grid,
    image: CellImage,
    texts: CellTexts,
    look: Look,
    area: QRectF,
    over: tuple[Wash, ...] = (),
) -> None:
    """The part of a matrix that lies in `area`."""
    draw_cells(painter, scene, grid, image, texts, look, area, over)
    draw_lines(painter, scene, grid, look, area)


def draw_cells(
    painter: QPainter,
    scene: MatrixScene,
    grid: Grid,
    image: CellImage,
    texts: CellTexts,
    look: Look,
    area: QRectF,
    over: tuple[Wash, ...] = (),
) -> None:
    """The cells that `area` touches, their hatch, the washes (those of the marks, then those of `over`), and the numbers."""
    painter.setBrush(HOLLOW)
    rows, columns = grid.exposed(area)
    ghosts = _ghosts_in(scene, grid, area)
    if scene.surround and any(scene.margins):
        _draw_padding(painter, scene, scene.surround, grid, ghosts, look)
    if rows and columns:
        if scene.dimmed:
            painter.setOpacity(DIMMED)
        _draw_block(painter, scene, grid, image, look, (rows, columns))
        if scene.dimmed:
            painter.setOpacity(1.0)
    if scene.surround:
        draw_unread(painter, scene.surround, grid, look)
    washes = (*filter(None, (wash_of(mark, look) for mark in scene.marks)), *over)
    for wash in washes:
        draw_wash(painter, wash, grid)
    for mark in scene.marks:
        draw_tints(painter, mark, grid, look)
    if texts.fit(scene, grid.cell, painter.font()):
        written = grid.rows_between(area.top() + texts.above, area.bottom() - texts.above), columns
        _draw_numbers(painter, scene, grid, image, texts, look, written, ghosts, washes)


def draw_lines(painter: QPainter, scene: MatrixScene, grid: Grid, look: Look, ruled: QRectF) -> None:
    """What stands out above the cells and beside them: the rulers, if `ruled` reaches them, and the outlines of the marks."""
    if scene.surround and scene.ruled:
        draw_rulers(painter, scene, scene.surround, grid, look, ruled)
    for mark in scene.marks:
        draw_outline(painter, mark, grid, look)


def _draw_block(
    painter: QPainter, scene: MatrixScene, grid: Grid, image: CellImage, look: Look, block: tuple[range, range]
) -> None:
    rows, columns = block
    target = grid.rect(rows.start, columns.start, len(rows), len(columns))
    _draw_non_finite(painter, image, target, rows, columns, look)
    if is_vector(painter) and grid.cell >= GAPS_FROM:
        _draw_rectangles(painter, image, grid, rows, columns)
    else:
        draw_image(painter, image, grid, block, in_parts=True)
    if scene.veil:
        draw_veil(painter, scene.veil, grid, rows, columns, look)
    if grid.cell >= GAPS_FROM:
        _draw_gaps(painter, grid, rows, columns, look)
    elif not (0 < rows.start and rows.stop < grid.rows and 0 < columns.start and columns.stop < grid.columns):
        painter.setPen(pen(look.border))
        painter.drawRect(grid.inner.adjusted(-0.5, -0.5, 0.5, 0.5))


def draw_image(painter: QPainter, image: CellImage, grid: Grid, block: tuple[range, range], *, in_parts: bool) -> None:
    """Draw a block of cells from the picture of one pixel a cell.

    Where `in_parts`, a cell ends on the same pixel of the screen whichever part of the picture is drawn.
    """
    rows, columns = block
    target = grid.rect(rows.start, columns.start, len(rows), len(columns))
    shown = QRectF(columns.start, rows.start, len(columns), len(rows))
    if is_vector(painter):
        painter.drawImage(target, *_enlarged(image.image, shown))
    elif not grid.cell % 1:  # Qt enlarges the screen's own format four times as fast, whole pixels alike in every part
        part = image.image.copy(shown.toRect())
        painter.drawImage(target, part.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied))
    elif grid.cell < 1:
        painter.setRenderHint(SMOOTH_PIXELS)
        painter.drawImage(target, image.image, shown)
        painter.setRenderHint(SMOOTH_PIXELS, False)
    elif not in_parts or not _draw_pixels(painter, image, grid, target):
        painter.drawImage(target, image.image, shown)


def _draw_pixels(painter: QPainter, image: CellImage, grid: Grid, target: QRectF) -> bool:
    """Draw cells with a fractional number of pixels such that each ends where it should. False if that is not possible.

    Qt adds up sizes from where it begins to draw, so that a cell may end a pixel later if a smaller part is drawn.
    """
    device = painter.deviceTransform()
    if device.isScaling() or device.isRotating():
        return False
    at = QPointF(device.dx(), device.dy())
    left, top = round(target.left() + at.x()), round(target.top() + at.y())
    right, bottom = round(target.right() + at.x()), round(target.bottom() + at.y())
    across = _cells_below(left, right, at.x() + grid.left, grid.cell, grid.columns)
    down = _cells_below(top, bottom, at.y() + grid.top, grid.cell, grid.rows)
    if not len(across) or not len(down):
        return True
    block = image.colours[image.bytes[down[:, None], across]]
    picture = QImage(block.data, len(across), len(down), 4 * len(across), QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(QPointF(left, top) - at, picture)
    return True


@lru_cache(maxsize=128)  # equal matrices ask for the same, and one that is pointed at again
def _cells_below(first: int, end: int, origin: float, cell: float, count: int) -> NDArray[np.intp]:
    """The indices of the cells in which the centres of pixels lie."""
    found: NDArray[np.intp] = np.clip((np.arange(first, end) + 0.5 - origin) // cell, 0, count - 1).astype(np.intp)
    return found


def is_vector(painter: QPainter) -> bool:
    """Whether the device keeps shapes, as figures in SVG or PDF do."""
    if painter.device().devType():  # known to Qt: a widget, a pixmap, a picture in memory
        return False
    from PySide6.QtGui import QPaintEngine  # imported late: what is seen on the screen is drawn into pictures

    return painter.paintEngine().type() in (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf)


def _enlarged(image: QImage, part: QRectF) -> tuple[QImage, QRectF]:
    """A picture of one pixel a cell, and a part of it, with cells of several pixels: most viewers of figures smooth what they
    enlarge, which would let small pictures blur.
    """
    times = max(min(FIGURE_CELL, FIGURE_SIDE // max(image.width(), image.height())), 1)
    size = image.size() * times
    larger = image.convertToFormat(QImage.Format.Format_ARGB32).scaled(size)
    return larger, QRectF(part.left() * times, part.top() * times, part.width() * times, part.height() * times)


def _draw_rectangles(painter: QPainter, image: CellImage, grid: Grid, rows: range, columns: range) -> None:
    """Draw the cells as shapes, adjacent ones of the same colour as one; cells that are not numbers stay empty."""
    colours = image.image.colorTable()
    for row in rows:
        start = columns.start
        for value, run in groupby(image.bytes[row, columns.start : columns.stop].tolist()):
            end = start + len(list(run))
            if value:
                fill(painter, grid.rect(row, start, 1, end - start), QColor.fromRgba(colours[value]))
            start = end


def _draw_numbers(
    painter: QPainter,
    scene: MatrixScene,
    grid: Grid,
    image: CellImage,
    texts: CellTexts,
    look: Look,
    block: tuple[range, range],
    ghosts: tuple[Cell, ...],
    washes: tuple[Wash, ...],
) -> None:
    rows, columns = block
    if rows and columns:
        below = image.grounds(rows, columns, scene.dimmed, washes)
        draw_texts(painter, scene, texts, below, _hatched(scene, image, block), grid, block)
    if scene.surround and scene.surround.padded is not None:
        draw_ghost_texts(painter, scene, texts, scene.surround, ghosts, grid, look, washes)


def _hatched(scene: MatrixScene, image: CellImage, block: tuple[range, range]) -> NDArray[np.bool_] | None:
    """Which cells of a block are hatched; None if none is."""
    if not image.may_be_hatched and not (scene.surround and (scene.surround.unread_rows or scene.surround.unread_columns)):
        return None
    hatched: NDArray[np.bool_] = image.bytes[block[0].start : block[0].stop, block[1].start : block[1].stop] == 0
    around = scene.surround
    if around and (around.unread_rows or around.unread_columns):
        hatched |= unread_cells(around, *block)
    return hatched if hatched.any() else None


def _draw_gaps(painter: QPainter, grid: Grid, rows: range, columns: range, look: Look) -> None:
    left, top = grid.left + columns.start * grid.cell, grid.top + rows.start * grid.cell
    lines = _gaps(grid.cell, len(rows), len(columns))
    painter.setPen(pen(look.border))
    if is_vector(painter):  # where each change of the origin is written down
        painter.drawLines([line.translated(left, top) for line in lines])
        return
    painter.translate(left, top)
    painter.drawLines(lines)
    painter.translate(-left, -top)


@lru_cache(maxsize=64)  # the same few blocks are drawn again and again, wherever one points
def _gaps(cell: float, rows: int, columns: int) -> list[QLineF]:
    """The lines between the cells of a block, and around it, from its own corner."""
    lines = [QLineF(c * cell, 0, c * cell, rows * cell) for c in range(columns + 1)]
    return lines + [QLineF(0, r * cell, columns * cell, r * cell) for r in range(rows + 1)]


def _draw_non_finite(painter: QPainter, image: CellImage, target: QRectF, rows: range, columns: range, look: Look) -> None:
    """Draw the hatch that is seen where the picture is transparent, in cells that are not finite numbers."""
    if image.may_be_hatched and not image.bytes[rows.start : rows.stop, columns.start : columns.stop].all():
        fill(painter, target, QBrush(QColor(look.warning), Qt.BrushStyle.DiagCrossPattern))


def _draw_padding(
    painter: QPainter, scene: MatrixScene, surround: Surround, grid: Grid, ghosts: tuple[Cell, ...], look: Look
) -> None:
    """Draw the ghost cells around a map: pale, dashed, in the colour of the value of each."""
    fill(painter, grid.outer, ink(look.sunken))
    if surround.padded is not None:
        painter.setOpacity(PADDING_STRENGTH)
        for row, column in ghosts:
            own = ink(colour(look, scene.scale, surround.value_at(row, column)))
            fill(painter, grid.rect(row, column).adjusted(1, 1, -1, -1), own)
        painter.setOpacity(1.0)
    painter.setPen(QPen(QColor(look.muted), 1, Qt.PenStyle.DashLine))
    painter.drawRect(grid.outer)


def _ghosts_in(scene: MatrixScene, grid: Grid, area: QRectF) -> tuple[Cell, ...]:
    """The padding cells with a value that an area touches."""
    if scene.surround is None or scene.surround.padded is None or grid.cell < GHOSTS_FROM or grid.inner.contains(area):
        return ()
    return tuple(cell for cell in _ghosts(grid) if grid.rect(*cell).intersects(area))


def _ghosts(grid: Grid) -> Iterator[Cell]:
    """The padding cells around a matrix."""
    above, below, left, right = grid.margins
    outside = [*range(-left, 0), *range(grid.columns, grid.columns + right)]
    for row in range(-above, grid.rows + below):
        columns = outside if 0 <= row < grid.rows else range(-left, grid.columns + right)
        yield from ((row, column) for column in columns)
