"""Writing into a panel: which edit the cells of the input or of a kernel stand for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from convstudio.experiment import edits, kernel_edits, picture_edits
from convstudio.experiment.drawing import Cell
from convstudio.layers import Array
from convstudio.scene import PanelId
from convstudio.scene.selection import Block
from convstudio.studio.session import EditFunction, Session

CellValues = Mapping[Cell, float]  # (row, column) -> value


def preview_cells(session: Session, panel: PanelId, cells: CellValues) -> bool:
    """Show new values in a panel of the input or of a kernel, outside the history."""
    if panel.matrix.kind == "kernel":
        weights = {(panel.channel, panel.slice, *cell): value for cell, value in cells.items()}
        return session.preview(edits.set_weights, panel.matrix.layer, weights)
    return session.preview(edits.paint, {(panel.channel, *cell): value for cell, value in cells.items()})


def write_cells(session: Session, panel: PanelId, cells: CellValues) -> bool:
    """Give cells of a panel new values, as one step."""
    done = preview_cells(session, panel, cells)
    session.commit()
    return done


def pasting(panel: PanelId, at: Cell, values: Array) -> EditFunction[[]]:
    """The edit that puts a block of numbers down."""
    if panel.matrix.kind == "kernel":
        slices = panel.channel, panel.slice
        return partial(kernel_edits.paste, index=panel.matrix.layer, slices=slices, row=at[0], column=at[1], block=values)
    return partial(picture_edits.paste, channel=panel.channel, row=at[0], column=at[1], block=values)


def clearing(block: Block) -> EditFunction[[]]:
    """The edit that makes a block 0."""
    panel, rows, columns = block.panel, block.rows, block.columns
    if panel.matrix.kind == "kernel":
        slices = panel.channel, panel.slice
        return partial(kernel_edits.clear, index=panel.matrix.layer, slices=slices, rows=rows, columns=columns)
    return partial(picture_edits.clear, channel=panel.channel, rows=rows, columns=columns)


def moving(block: Block, by: Cell) -> EditFunction[[]]:
    """The edit that moves a block."""
    panel, rows, columns = block.panel, block.rows, block.columns
    if panel.matrix.kind == "kernel":
        slices = panel.channel, panel.slice
        return partial(kernel_edits.move, index=panel.matrix.layer, slices=slices, rows=rows, columns=columns, by=by)
    return partial(picture_edits.move, channel=panel.channel, rows=rows, columns=columns, by=by)
