"""What a lesson does to the screen: cells that it frames, a cell that it asks for, and controls that it keeps locked."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from convstudio.experiment import Evaluation, Experiment
from convstudio.experiment.edits.touched import touched
from convstudio.layers import Cell
from convstudio.scene.matrix.focus import MatrixId, PanelId, Spot
from convstudio.scene.matrix.links import Mark, map_id, window_of
from convstudio.scene.words.arithmetic import bracketed, joined, product, target, written
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import Text, tr, translated

NAMES: Mapping[str, Text] = {
    "input": "the picture",
    "input_size": "the picture’s size",
    "range": "black and white",
    "kernel": "the weights",
    "bias": "the bias",
    "kernel_size": "the kernel’s size",
    "layers": "the layers",
    "training": "the training",
    "outputs": "the outputs",
    "padding_mode": "the border",
}  # others are named after their setting
MOST_NAMED = 3  # controls that are named one by one
MOST_PRODUCTS = 32  # written out for a cell that is asked for


class Asked(Struct, frozen=True):
    """An output cell (channel, row, column) of a layer whose products are shown, but not their sum."""

    layer: int
    cell: Cell


class Guide(Struct, frozen=True, eq=False):
    """`highlight` are framed cells; `controls` are the names of those that can be changed, None for all of them."""

    highlight: tuple[Mark, ...] = ()
    controls: frozenset[str] | None = None
    asked: Asked | None = None

    def allows(self, control: str) -> bool:
        """Whether a control can be changed."""
        return self.controls is None or control in self.controls

    def lock(self, *controls: str) -> str:
        """A sentence that says why none of some controls can be changed; "" if one can."""
        return "" if any(map(self.allows, controls)) else tr("This step of the lesson keeps it locked.")

    @property
    def free_names(self) -> str:
        """What can be changed, in words."""
        named = [translated(NAMES.get(control, control.replace("_", " "))) for control in sorted(self.controls or ())]
        return ", ".join(named) or tr("nothing")

    @property
    def told(self) -> str:
        """A sentence that says what is locked; it names the free controls instead if they are few."""
        if len(self.controls or ()) > MOST_NAMED:
            return tr("What is grey is locked in this step of the lesson.")
        return tr("Free in this step of the lesson: {names}. All else is locked.", names=self.free_names)

    @property
    def locks(self) -> bool:
        """Whether it locks anything."""
        return self.controls is not None


FREE = Guide()


def guide_marks(evaluation: Evaluation, guide: Guide) -> tuple[Mark, ...]:
    """All marks of a guide: framed cells, and the window of the cell that is asked for, weight by weight."""
    asked = guide.asked
    framed = tuple(clipped for mark in guide.highlight if (clipped := _clipped(evaluation, mark)))
    if asked is None or not _is_there(evaluation, asked):
        return framed
    return (*framed, *window_of(evaluation, asked.layer, asked.cell))


def _clipped(evaluation: Evaluation, mark: Mark) -> Mark | None:
    """A mark clipped to existing cells, since what a lesson frames can be made smaller or removed; None if none are left."""
    matrix, channel, slice_ = mark.panel
    kernel = (
        getattr(evaluation.results[matrix.layer].layer, "kernel", None) if 0 <= matrix.layer < len(evaluation.results) else None
    )
    shape = (kernel.shape if kernel is not None else None) if matrix.kind == "kernel" else evaluation.shape(matrix.layer)
    if shape is None or not all(at < side for at, side in zip((channel, slice_), shape[:-2], strict=False)):
        return None
    rows, columns = (
        tuple(at for at in found if at < side) for found, side in zip((mark.rows, mark.columns), shape[-2:], strict=True)
    )
    return Mark(mark.panel, mark.role, rows, columns) if rows and columns else None


def asked_line(evaluation: Evaluation, guide: Guide) -> Line:
    """The products of the cell that is asked for, with a question mark in the place of their sum; () if none is."""
    asked = guide.asked
    if asked is None or not _is_there(evaluation, asked):
        return ()
    layer, x = evaluation.results[asked.layer].layer, evaluation.input_of(asked.layer)
    assert x is not None
    terms = layer.terms(x, asked.cell)
    if layer.combination.kind != "sum" or not 1 < len(terms.terms) <= MOST_PRODUCTS:
        return ()
    before, kernel = map_id(asked.layer - 1), MatrixId("kernel", asked.layer)
    bias: Line = (Run(f" + {bracketed(written(terms.bias))}"),) if terms.bias else ()
    return (
        *joined([product(term, before, kernel) for term in terms.terms], " + "),
        *bias,
        Run(" = ?"),
        *target(evaluation, Spot(PanelId(map_id(asked.layer), asked.cell[0]), *asked.cell[1:])),
    )


def check_lock(guide: Guide, before: Experiment, after: Experiment) -> None:
    """Raise ValueError with a sentence if a change needs a control that is locked."""
    if guide.controls is not None and touched(before, after) - guide.controls:
        raise ValueError(tr("That is locked. {free}", free=guide.told))


def _is_there(evaluation: Evaluation, asked: Asked) -> bool:
    """Whether the layer has the cell; its output need not be shown."""
    x = evaluation.input_of(asked.layer) if asked.layer < len(evaluation.results) else None
    if x is None:
        return False
    layer = evaluation.results[asked.layer].layer
    shape = layer.output_shape((x.shape[0], x.shape[1], x.shape[2]))
    return layer.enabled and all(0 <= at < side for at, side in zip(asked.cell, shape, strict=True))
