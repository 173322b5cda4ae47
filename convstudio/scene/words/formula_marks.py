"""What the letters of the size formula mean in the matrices, as declared by each kind of layer."""

from __future__ import annotations

from convstudio.experiment import Evaluation
from convstudio.layers.formula import Meant
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id
from convstudio.scene.words.text_runs import FormulaTerm


def meaning(evaluation: Evaluation, term: FormulaTerm | None) -> tuple[Mark, ...]:
    """The marks of a letter on the first channel of input and output and on the kernel; () if the layer is gone."""
    if term is None or not 0 <= term.layer < len(evaluation.results):
        return ()
    shape = evaluation.shape(term.layer - 1)
    if shape is None:
        return ()
    layer = evaluation.results[term.layer].layer
    rows, columns = layer.axes(shape)
    axis, across = (rows, columns) if term.axis == "h" else (columns, rows)
    found = layer.meaning(term.letter, axis, across)
    return tuple(_mark(term, meant) for meant in found if meant.on != "kernel" or layer.kernel_at_work is not None)


def _mark(term: FormulaTerm, meant: Meant) -> Mark:
    places = {
        "input": map_id(term.layer - 1),
        "output": map_id(term.layer),
        "kernel": MatrixId("kernel", term.layer),
    }
    rows, columns = (meant.along, meant.across) if term.axis == "h" else (meant.across, meant.along)
    return Mark(PanelId(places[meant.on]), "meant", rows, columns)
