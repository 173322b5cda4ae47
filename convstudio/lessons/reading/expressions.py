"""Computed numbers in the text of a lesson: `{= Y[0, 1]}`, `{= rows(X) - rows(K) + 1}`, `{= loss(2)}`.

A small language, parsed with Python's grammar but never run as Python: names of the step's matrices, their cells, + − * / //
and comparisons, and the functions in FUNCTIONS. What is computed cannot contradict what the stage shows.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from convstudio.engine import fully_connected, locally_connected
from convstudio.engine.descent.identifiability import curvatures, largest_stable_rate
from convstudio.experiment import Evaluation, Experiment, evaluate
from convstudio.experiment.learning import optimiser, quadratic_of
from convstudio.layers import KernelLayer, Shape
from convstudio.lessons.descent import learnt, loss_at, weights_at
from convstudio.scene.matrix.focus import INPUT, Focus, PanelId, Spot
from convstudio.scene.matrix.links import links, map_id
from convstudio.scene.words.numbers import exact, rounded, snapped
from convstudio.words import tr

LONGEST = 200  # characters of an expression
COMPUTED = re.compile(r"\{=([^{}]*)\}")
OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


class Sizes(tuple[int, ...]):
    """The sizes of a matrix or a map, written as "2 × 3"."""

    __slots__ = ()


@lru_cache(maxsize=16)
def _evaluated(experiment: Experiment) -> Evaluation:
    return evaluate(experiment)


def value(text: str, experiment: Experiment) -> Any:
    """Evaluate an expression for an experiment. Raises ValueError with a sentence if it is invalid or has no value."""
    if len(text) > LONGEST:
        raise ValueError(tr("an expression of at most {n} characters is wanted", n=LONGEST))
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(tr("“{text}” is no expression; one looks like Y[0, 1] or rows(X)", text=text)) from None
    try:
        return _value(tree.body, experiment)
    except (IndexError, ZeroDivisionError, TypeError, OverflowError, KeyError, AttributeError):
        raise ValueError(tr("“{text}” has no value in this experiment", text=text)) from None


def filled(text: str, experiment: Experiment) -> str:
    """Fill the computed numbers into a text. Raises ValueError with a sentence if one has no value."""
    return COMPUTED.sub(lambda found: written(found[1], experiment), text)


def written(text: str, experiment: Experiment) -> str:
    """The value of an expression as the text shows it; "| 3" at the end asks for three decimals.

    Raises ValueError with a sentence if it is invalid or has no value.
    """
    expression, _, decimals = text.partition("|")
    found = value(expression, experiment)
    if decimals.strip():
        if not decimals.strip().isdecimal() or len(decimals.strip()) > 1:
            raise ValueError(tr("“{text}”: behind | stands a number of decimals, 0 to 9", text=text))
        return rounded(float(found), int(decimals)) if np.ndim(found) == 0 else _matrix(np.asarray(found), int(decimals))
    return words(found)


def words(found: Any) -> str:
    """Write a value: "19", "2 × 3", "[[19, 25], [37, 43]]"; a matrix with a single row as that row, "[1, −1]"."""
    if isinstance(found, Sizes):
        return " × ".join(map(str, found))
    if isinstance(found, bool | np.bool_):
        return tr("yes") if found else tr("no")
    return exact(snapped(float(found))) if np.ndim(found) == 0 else _matrix(np.asarray(found), None)


def _matrix(values: Any, decimals: int | None) -> str:
    if values.ndim > 1 and len(values) == 1:
        return _matrix(values[0], decimals)
    if values.ndim:
        return "[" + ", ".join(_matrix(each, decimals) for each in values) + "]"
    return exact(snapped(float(values))) if decimals is None else rounded(float(values), decimals)


def _value(node: ast.AST, experiment: Experiment) -> Any:
    match node:
        case ast.Constant(value=int() | float()):
            return node.value
        case ast.Name():
            return _named(node.id, experiment)
        case ast.UnaryOp(op=ast.USub()):
            return -_value(node.operand, experiment)
        case ast.BinOp() if type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](_value(node.left, experiment), _value(node.right, experiment))
        case ast.Compare(ops=[only]) if type(only) in OPERATORS:
            compared = OPERATORS[type(only)](_value(node.left, experiment), _value(node.comparators[0], experiment))
            return bool(np.all(compared))
        case ast.BoolOp():
            parts = (bool(_value(part, experiment)) for part in node.values)  # evaluated lazily, as in Python
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        case ast.Subscript():
            return _plain(_value(node.value, experiment)[_index(node.slice, experiment)])
        case ast.Tuple() | ast.List():
            return Sizes(_value(part, experiment) for part in node.elts)
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return _plain(FUNCTIONS[name](experiment, *(_value(argument, experiment) for argument in node.args)))
    raise ValueError(tr("“{text}” is not understood here", text=ast.unparse(node)))


def _index(node: ast.AST, experiment: Experiment) -> Any:
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return tuple(int(_value(part, experiment)) for part in parts)


def _plain(found: Any) -> Any:
    return found.item() if isinstance(found, np.generic) else found


def _named(name: str, experiment: Experiment) -> Any:
    """The value of X, K, b or Y, or of those of the n-th layer, counted from 1: K2, b2, Y2.

    Without a number, K and b are the first layer's, Y is the last one's. A map with one channel is a matrix. Raises ValueError
    for another name.
    """
    letter, number = name[:1], name[1:]
    if letter == "X" and not number:
        return _flat(experiment.input)
    if letter in ("Y", "K", "b") and (not number or number.isdecimal()):
        last = len(experiment.layers) - 1 if letter == "Y" else 0
        index = int(number) - 1 if number else last
        if letter == "Y":
            return _flat(output(experiment, index))
        layer = experiment.layers[index]
        if isinstance(layer, KernelLayer) and index >= 0:
            return _flat(_flat(layer.kernel)) if letter == "K" else _plain(_flat(layer.bias))
    raise ValueError(tr("“{name}” is no name here; the names are X, K, b, Y, and K2, Y2 of the second layer", name=name))


def output(experiment: Experiment, index: int = -1) -> Any:
    """The output (C, H, W) of a layer, by default the last. Raises ValueError if there is none."""
    found = _evaluated(experiment)
    index = len(found.results) + index if index < 0 else index
    if not 0 <= index < len(found.results) or found.results[index].output is None:
        raise ValueError(tr("layer {n} has no output", n=index + 1))
    return found.results[index].output


def _flat(array: Any) -> Any:
    return array[0] if len(array) == 1 else array


def _shape_into(experiment: Experiment, layer: int) -> Shape:
    shape = _evaluated(experiment).shape(layer - 2)
    if shape is None:
        raise ValueError(tr("layer {n} has no input", n=layer))
    return shape


def _layer_shapes(experiment: Experiment, layer: int) -> tuple[Shape, Shape]:
    into = _shape_into(experiment, layer)
    return into, experiment.layers[layer - 1].output_shape(into)


def _dense(experiment: Experiment, layer: int = 1) -> int:
    return fully_connected(*_layer_shapes(experiment, layer)).weights


def _unshared(experiment: Experiment, layer: int = 1) -> int:
    kernel = experiment.layers[layer - 1].kernel_at_work
    if kernel is None:
        raise ValueError(tr("layer {n} has no kernel", n=layer))
    o, c, h, w = kernel.shape
    return locally_connected((o, c, h, w), _layer_shapes(experiment, layer)[1]).weights


def field(experiment: Experiment, last: int | None = None) -> int:
    """How many rows of the input one output of the last layer sees, far from the edges; `last`: only so many layers."""
    size, jump = 1, 1
    for layer in experiment.layers[:last]:
        growth = layer.growth(None)
        size += (growth.span[0] - 1) * jump
        jump = int(jump * growth.jump[0])
    return size


def seen(experiment: Experiment) -> int:
    """How many pixels of the input's first channel the middle output depends on; the gaps of a dilation do not count."""
    found, index = _evaluated(experiment), len(experiment.layers) - 1
    shape = found.shape(index)
    if shape is None or index < 0:
        raise ValueError(tr("there is no output"))
    middle = Spot(PanelId(map_id(index)), shape[1] // 2, shape[2] // 2)
    pixels = [m for m in links(found, Focus(middle)) if m.panel == PanelId(INPUT) and m.role in ("window", "field")]
    return len({(row, column) for mark in pixels for row in mark.rows for column in mark.columns})


def _bend(experiment: Experiment, which: int) -> float:
    loss = quadratic_of(learnt(experiment))
    if loss is None:
        raise ValueError(tr("the loss of this experiment is no quadratic"))
    return float(curvatures(loss)[0][which])


def _rate(experiment: Experiment) -> float | None:
    return largest_stable_rate(optimiser(experiment.training.run), _bend(experiment, -1))


def _padding(experiment: Experiment, layer: int = 1) -> int:
    """How many rows and columns of padding there are on all sides together."""
    axes = experiment.layers[layer - 1].sliding_axes(_shape_into(experiment, layer))
    return sum(axis.before + axis.after for axis in axes)


def _stride(experiment: Experiment, layer: int = 1) -> Sizes:
    return Sizes(experiment.layers[layer - 1].stride)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "rows": lambda _e, matrix: np.shape(matrix)[-2],
    "columns": lambda _e, matrix: np.shape(matrix)[-1],
    "channels": lambda _e, map_: np.shape(map_)[0] if np.ndim(map_) > 2 else 1,
    "size": lambda _e, matrix: Sizes(np.shape(matrix)[-2:]),
    "shape": lambda _e, matrix: Sizes(np.shape(matrix)),
    "sum": lambda _e, matrix: np.sum(matrix),
    "mean": lambda _e, matrix: np.mean(matrix),
    "max": lambda _e, *matrix: np.max(matrix),
    "min": lambda _e, *matrix: np.min(matrix),
    "abs": lambda _e, matrix: np.abs(matrix),
    "transposed": lambda _e, matrix: np.swapaxes(matrix, -1, -2),
    "layers": lambda e: len(e.layers),
    "weights": lambda e, layer=None: sum(
        x.weight_count() for x in (e.layers if layer is None else e.layers[layer - 1 : layer])
    ),
    "multiplications": lambda e, layer=1: e.layers[layer - 1].multiplications(_shape_into(e, layer)),
    "dense": _dense,
    "unshared": _unshared,
    "field": field,
    "seen": seen,
    "padding": _padding,
    "stride": _stride,
    "rate": lambda e: e.training.run.learning_rate,
    "loss": loss_at,
    "learned": lambda e, epoch: _flat(np.asarray(weights_at(e, epoch))),
    "curvature": _bend,
    "stable_rate": _rate,
}
