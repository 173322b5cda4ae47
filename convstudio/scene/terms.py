"""What an output cell is made of, reckoned once for all who ask in the same frame: links, arithmetic, playhead."""

from functools import lru_cache

from convstudio.experiment import Evaluation
from convstudio.layers import Cell, Terms


@lru_cache(maxsize=4)
def cell_terms(evaluation: Evaluation, index: int, cell: Cell) -> Terms:
    """The terms of an output cell of a layer that has a result."""
    x = evaluation.input_of(index)
    assert x is not None
    return evaluation.results[index].layer.terms(x, cell)
