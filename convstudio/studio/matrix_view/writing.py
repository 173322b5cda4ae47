"""Writing into a panel: which edit its cells stand for.

Pictures are edited as the input is, kernels as a layer's kernel is; where a panel shows something else than the
experiment's own, the edit is done there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from convstudio.experiment import Experiment, edits
from convstudio.experiment.edits import Edit, kernel_edits, picture_edits
from convstudio.experiment.edits.drawing import Cell, Mask
from convstudio.experiment.edits.picture_edits import moved_block, pasted
from convstudio.layers import Array
from convstudio.scene import MatrixScene, PanelId
from convstudio.scene.matrix.focus import BIAS, INPUT
from convstudio.scene.selection import Block
from convstudio.studio.document.session import EditFunction, Session
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.experiment.learning.stand_in_edits import EditOfExperiment

CellValues = Mapping[Cell, float]  # (row, column) -> value


def unwritable(scene: MatrixScene) -> str:
    """Why nothing can be written into a matrix, as a sentence; "" if it can."""
    if scene.editable:
        return ""
    if (
        scene.locked or scene.panel.matrix == INPUT or scene.panel.matrix.kind == "kernel"
    ):  # else they can always be written into
        return tr("This step of the lesson keeps it locked.")
    return tr("{name} is computed: write into the input or a kernel, and it follows.", name=scene.name)


def write_cells(session: Session, panel: PanelId, cells: CellValues) -> bool:
    """Give cells of a panel new values, as one step."""
    return session.edit(placed(session, panel, _writing(panel, cells)))


def drawing(session: Session, panel: PanelId, mask: Mask, value: float, labels: tuple[str, str]) -> EditFunction[[]]:
    """The edit that gives the cells of a mask a value."""
    edit = partial(picture_edits.draw, channel=panel.channel, mask=mask, value=value, one=labels[0], many=labels[1])
    return placed(session, panel, edit)


def pasting(session: Session, panel: PanelId, at: Cell, values: Array) -> EditFunction[[]]:
    """The edit that puts a block of numbers down; what reaches over the edge is left out."""
    if panel.slice == BIAS:
        return placed(session, panel, _changing_biases(panel, lambda row: pasted(row, *at, values)))
    if panel.matrix.is_kernel:
        slices = panel.channel, panel.slice
        edit = partial(kernel_edits.paste, index=panel.matrix.layer, slices=slices, row=at[0], column=at[1], block=values)
        return placed(session, panel, edit)
    picture = partial(picture_edits.paste, channel=panel.channel, row=at[0], column=at[1], block=values)
    return placed(session, panel, picture)


def clearing(session: Session, block: Block) -> EditFunction[[]]:
    """The edit that makes a block 0."""
    panel, rows, columns = block.panel, block.rows, block.columns
    if panel.slice == BIAS:
        return placed(session, panel, _writing(panel, {(0, c): 0.0 for c in range(columns.start, columns.stop)}))
    if panel.matrix.is_kernel:
        slices = panel.channel, panel.slice
        edit = partial(kernel_edits.clear, index=panel.matrix.layer, slices=slices, rows=rows, columns=columns)
        return placed(session, panel, edit)
    return placed(session, panel, partial(picture_edits.clear, channel=panel.channel, rows=rows, columns=columns))


def moving(session: Session, block: Block, by: Cell) -> EditFunction[[]]:
    """The edit that moves a block."""
    panel, rows, columns = block.panel, block.rows, block.columns
    if panel.slice == BIAS:
        return placed(session, panel, _changing_biases(panel, lambda row: moved_block(row, rows, columns, by, 0.0)))
    if panel.matrix.is_kernel:
        slices = panel.channel, panel.slice
        edit = partial(kernel_edits.move, index=panel.matrix.layer, slices=slices, rows=rows, columns=columns, by=by)
        return placed(session, panel, edit)
    return placed(session, panel, partial(picture_edits.move, channel=panel.channel, rows=rows, columns=columns, by=by))


def placed(session: Session, panel: PanelId, edit: EditOfExperiment) -> EditFunction[[]]:
    """An edit of the input or the kernel, done to what a panel shows."""
    from convstudio.experiment.learning import stand_in_edits  # only now: it brings what Learn needs

    match panel.matrix.kind:
        case "picture":
            return partial(stand_in_edits.on_picture, edit=edit, number=panel.matrix.layer)
        case "target":
            return partial(stand_in_edits.on_target, edit=edit, number=panel.matrix.layer)
        case "target_kernel":
            return partial(stand_in_edits.on_target_kernel, edit=edit)
        case "learned":
            screen = session.state.learning
            assert screen
            assert screen.shown
            shown = screen.shown
            return partial(stand_in_edits.on_learned, edit=edit, task=shown.task, weights=shown.weights, epoch=shown.epoch)
        case _:
            return edit


def _changing_biases(panel: PanelId, change: Callable[[Array], object]) -> EditOfExperiment:
    """The edit that changes the row (1, C) of all biases."""

    def edit(experiment: Experiment) -> Edit:
        row = edits.convolution(experiment, panel.matrix.layer).bias[None].copy()
        change(row)
        return edits.set_biases(experiment, panel.matrix.layer, dict(enumerate(row[0].tolist())))

    return edit


def _writing(panel: PanelId, cells: CellValues) -> EditOfExperiment:
    if panel.slice == BIAS:
        biases = {column: value for (_, column), value in cells.items()}
        return partial(edits.set_biases, index=panel.matrix.layer, values=biases)
    if panel.matrix.is_kernel:
        weights = {(panel.channel, panel.slice, *cell): value for cell, value in cells.items()}
        return partial(edits.set_weights, index=panel.matrix.layer, weights=weights)
    return partial(edits.paint, cells={(panel.channel, *cell): value for cell, value in cells.items()})
