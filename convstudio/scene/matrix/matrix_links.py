"""What lights up in the matrix product of a 1 × 1 convolution, and in the maps and the kernel that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.layers import Cell
from convstudio.scene.cards.matrix_product import PIXELS, RESULT, WEIGHTS, MatrixProduct, is_shown, panel_id
from convstudio.scene.matrix.focus import Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, Role, map_id


def matrix_marks(product: MatrixProduct | None, focus: Focus) -> tuple[Mark, ...]:
    """The links of the matrix product: of its cells into the maps, and of the maps' cells into it."""
    spot = focus.spot
    if product is None or spot is None:
        return ()
    if spot.matrix == MatrixId("factor", product.layer):
        return tuple(_from_matrix(product, spot))
    return tuple(_from_maps(product, spot))


def _from_matrix(product: MatrixProduct, spot: Spot) -> Iterator[Mark]:
    """The marks of a cell of a matrix: itself, the rows and columns linked with it, and the corresponding cells of the maps."""
    if not is_shown(product, spot):
        return
    which = spot.panel.channel
    yield Mark(spot.panel, "focus", (spot.row,), (spot.column,))
    if which == WEIGHTS:
        yield from _row(product, PIXELS, spot.column, "pair")
        yield from _row(product, RESULT, spot.row, "reader")
    elif which == PIXELS:
        yield from _column(product, RESULT, spot.column, "reader")
        yield from _column(product, WEIGHTS, spot.row, "weight")
        yield from _on_output(product, product.pixel(spot.column), range(len(product.weights)))
    elif which == RESULT:
        yield from _made_of(product, spot.row, spot.column)
        yield from _on_output(product, product.pixel(spot.column), product.outs[spot.row : spot.row + 1])


def _from_maps(product: MatrixProduct, spot: Spot) -> Iterator[Mark]:
    """The marks, in the matrices, of a cell of the output or of the kernel."""
    out = spot.panel.channel
    if out not in product.outs:
        return
    row = out - product.outs.start
    if spot.matrix == map_id(product.layer):
        place = product.place_of(spot.row, spot.column)
        if place is not None:
            yield Mark(panel_id(product, RESULT), "focus", (row,), (place,))
            yield from _made_of(product, row, place)
    elif spot.matrix == MatrixId("kernel", product.layer):
        channel = product.channel_of(out, spot.panel.slice)
        if channel in product.channels:
            yield Mark(panel_id(product, WEIGHTS), "focus", (row,), (channel - product.channels.start,))
            yield from _row(product, RESULT, row, "reader")


def _made_of(product: MatrixProduct, out: int, place: int) -> Iterator[Mark]:
    yield from _row(product, WEIGHTS, out, "weight")
    yield from _column(product, PIXELS, place, "window")


def _row(product: MatrixProduct, which: int, row: int, role: Role) -> Iterator[Mark]:
    yield Mark(panel_id(product, which), role, (row,), tuple(range(product.shape_of(which)[1])))


def _column(product: MatrixProduct, which: int, column: int, role: Role) -> Iterator[Mark]:
    yield Mark(panel_id(product, which), role, tuple(range(product.shape_of(which)[0])), (column,))


def _on_output(product: MatrixProduct, pixel: Cell | tuple[int, int], channels: range) -> Iterator[Mark]:
    for channel in channels:
        yield Mark(PanelId(map_id(product.layer), channel), "reader", (pixel[0],), (pixel[1],))
