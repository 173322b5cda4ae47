"""What a layer is called on the screen."""

from __future__ import annotations

from convstudio.experiment import Evaluation


def layer_name(evaluation: Evaluation, index: int) -> str:
    """ "Convolution 2": a layer's own name, or its kind's, numbered where that comes more than once."""
    layers = [result.layer for result in evaluation.results]
    if layers[index].name:
        return layers[index].name
    alike = [i for i, other in enumerate(layers) if other.label == layers[index].label]
    return layers[index].label if len(alike) == 1 else f"{layers[index].label} {alike.index(index) + 1}"
