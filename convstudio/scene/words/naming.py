"""Names of layers and outputs as they appear on the screen."""

from __future__ import annotations

from functools import lru_cache

from convstudio.experiment import Evaluation
from convstudio.layers import Layer

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def layer_name(evaluation: Evaluation, index: int) -> str:
    """The name given to a layer, otherwise that of its kind, numbered if it occurs more than once: "Convolution 2"."""
    return _names(evaluation.experiment.layers)[index]


@lru_cache(maxsize=4)  # asked for by every card, mark and line of a scene
def _names(layers: tuple[Layer, ...]) -> tuple[str, ...]:
    labels = [layer.label for layer in layers]
    return tuple(
        layer.name or (label if labels.count(label) == 1 else f"{label} {labels[: index + 1].count(label)}")
        for index, (layer, label) in enumerate(zip(layers, labels, strict=True))
    )


def subscript(number: int) -> str:
    """A whole number in subscript digits: "₁₂"."""
    return str(number).translate(SUBSCRIPTS)


def output_symbol(index: int) -> str:
    """The symbol of a layer's output in formulas: "Y", for the second layer "Y₂"."""
    return "Y" if index == 0 else f"Y{subscript(index + 1)}"
