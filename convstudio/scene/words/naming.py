"""What a layer is called on the screen."""

from __future__ import annotations

from functools import lru_cache

from convstudio.experiment import Evaluation
from convstudio.layers import Layer

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layer_name(evaluation: Evaluation, index: int) -> str:
    """ "Convolution 2": a layer's own name, or its kind's, numbered where that comes more than once."""
    return _names(evaluation.experiment.layers)[index]


@lru_cache(maxsize=4)  # every card, mark and line of one scene asks
def _names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    labels = [layer.label for layer in layers]
    return tuple(
        layer.name or (label if labels.count(label) == 1 else f"{label} {labels[: index + 1].count(label)}")
        for index, (layer, label) in enumerate(zip(layers, labels, strict=True))
    )


def subscript(number: int) -> str:
    """A number as it stands below the line: "₁₂"."""
    return str(number).translate(SUBSCRIPTS)


def output_symbol(index: int) -> str:
    """What the output of a layer is called in a formula: "Y", of the second layer "Y₂"."""
    return "Y" if index == 0 else f"Y{subscript(index + 1)}"
