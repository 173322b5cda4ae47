"""The costs of the layers of a strip, each as it is, locally connected and fully connected."""

from __future__ import annotations

from math import gcd

from msgspec import Struct

from convstudio.engine import Cost, fully_connected
from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer, Shape
from convstudio.scene.words.naming import layer_name

LARGE: Shape = (3, 224, 224)  # a colour photograph, the input of many networks


class LayerCosts(Struct, frozen=True):
    """A layer with a kernel (C_out, C_in/groups, k_h, k_w) that is used at `uses` (rows, columns) positions."""

    index: int
    name: str
    kernel: tuple[int, int, int, int]
    uses: tuple[int, int]
    input: Shape
    output: Shape
    costs: tuple[Cost, Cost, Cost]  # as it is, locally connected, fully connected


def layer_costs(evaluation: Evaluation, shape: Shape | None = None) -> tuple[LayerCosts, ...]:
    """The costs of all layers with a kernel, in order, for the input or one of another shape; up to a layer that cannot work.

    For an input with another number of channels, a kernel has as many slices as these require.
    """
    shape, found = shape or evaluation.shape(-1), []
    assert shape is not None
    for index, result in enumerate(evaluation.results):
        layer = result.layer
        if not layer.enabled:
            continue
        problem, output = layer.problem(shape), layer.output_shape(shape)
        if (problem and problem.hides) or not all(output):  # another number of channels is no problem here
            break
        if isinstance(layer, KernelLayer):
            found.append(_costs(layer, index, layer_name(evaluation, index), shape, output))
        shape = output
    return tuple(found)


def _costs(layer: KernelLayer, index: int, name: str, shape: Shape, output: Shape) -> LayerCosts:
    outs, depth, high, wide = (int(n) for n in layer.kernel.shape)
    if depth * layer.groups != shape[0]:
        depth = shape[0] // gcd(layer.groups, shape[0], outs)
    places = layer.multiplications(shape) // int(layer.kernel.size)
    rows = output[1] if places == output[1] * output[2] else shape[1]  # a transposed one is used per input cell
    weights = outs * depth * high * wide
    products = weights * places
    costs = Cost(weights, products), Cost(products, products), fully_connected(shape, output)
    return LayerCosts(index, name, (outs, depth, high, wide), (rows, places // rows), shape, output, costs)


def total(found: tuple[LayerCosts, ...]) -> tuple[Cost, Cost, Cost]:
    """The sums of the costs of all layers: as they are, locally connected, fully connected."""
    kinds = zip(*(layer.costs for layer in found), strict=True)
    summed = [Cost(sum(c.weights for c in kind), sum(c.multiplications for c in kind)) for kind in kinds]
    return summed[0], summed[1], summed[2]
