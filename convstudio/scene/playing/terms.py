"""The terms of an output cell, computed once for links, arithmetic and playhead."""

from functools import lru_cache

from convstudio.experiment import Evaluation
from convstudio.layers import Cell, Terms
from convstudio.scene.matrix.rounding import dust, settled_terms


@lru_cache(maxsize=2)  # each holds all maps of an evaluation
def cell_terms(evaluation: Evaluation, index: int, cell: Cell) -> Terms:
    """The terms of an output cell of a layer that has a result, with the numbers that the cells show: dust is 0."""
    x = evaluation.input_of(index)
    assert x is not None
    terms = evaluation.results[index].layer.terms(x, cell)
    return settled_terms(terms, dust(evaluation, index - 1), dust(evaluation, index))
