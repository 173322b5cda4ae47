"""What a step frames on the stage and which controls it leaves unlocked, from the TOML of its ```stage block.

Cells are named as in a lesson's text: "X" or "K" is the whole, "X[1, 2]" a cell, "X[0:2, 1:3]" rows 0 and 1 in columns 1 and 2,
"Y[1, 0:2, 0:2]" the same with a channel; Y2 and K2 belong to the second layer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from msgspec import Struct

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.edits.touched import controls
from convstudio.layers import KernelLayer
from convstudio.lessons.reading.blocks import converted
from convstudio.scene.guide import Guide
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id
from convstudio.words import tr

Range = tuple[int, ...]


class Rules(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of a ```stage block: the cells to frame, and the only controls that can be changed (None: all can)."""

    highlight: tuple[str, ...] = ()
    controls: tuple[str, ...] | None = None


def guide_of(fields: dict[str, object], experiment: Experiment | None) -> Guide:
    """The guide of a step that a ```stage block describes. Raises ValueError with a sentence."""
    rules: Rules = converted(fields, Rules)
    if experiment is None:
        raise ValueError(tr("no experiment stands before this step"))
    marks = tuple(mark for area in rules.highlight for mark in _marks(area, experiment))
    return Guide(marks, None if rules.controls is None else frozenset(map(_control, rules.controls)))


def _control(name: str) -> str:
    known = controls()
    if name not in known:
        near = get_close_matches(name, known, 1)
        others = tr("did you mean “{name}”?", name=near[0]) if near else tr("there are {names}", names=", ".join(known))
        raise ValueError(tr("controls: there is no “{name}”; {others}", name=name, others=others))
    return name


def _marks(area: str, experiment: Experiment) -> Iterator[Mark]:
    try:
        node = ast.parse(area.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unknown(area) from None
    name = node.value if isinstance(node, ast.Subscript) else node
    if not isinstance(name, ast.Name):
        raise _unknown(area)
    parts = [] if not isinstance(node, ast.Subscript) else _parts(node.slice)
    matrix, shape = _matrix(name.id, experiment, area)
    if len(parts) > len(shape) or len(parts) == 1:
        raise _unknown(area)
    before: list[Range] = [(0,) if parts else tuple(range(side)) for side in shape[: len(shape) - max(len(parts), 2)]]
    ranges = [*before, *_ranges(parts, shape, area)] if parts else [*before, *(tuple(range(side)) for side in shape[-2:])]
    *places, rows, columns = ranges
    for channel in places[0]:
        for slice_ in places[1] if len(places) > 1 else (0,):
            yield Mark(PanelId(matrix, channel, slice_), "highlight", rows, columns)


def _parts(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _ranges(parts: list[ast.expr], shape: tuple[int, ...], area: str) -> Iterator[Range]:
    for part, side in zip(parts, shape[-len(parts) :], strict=True):
        start, stop = (part.lower, part.upper) if isinstance(part, ast.Slice) else (part, None)
        first = 0 if start is None else _whole(start, area)
        last = first + 1 if not isinstance(part, ast.Slice) else side if stop is None else _whole(stop, area)
        if (isinstance(part, ast.Slice) and part.step) or not 0 <= first < last <= side:
            raise ValueError(tr("highlight: “{area}” reaches outside", area=area))
        yield tuple(range(first, last))


def _whole(node: ast.expr, area: str) -> int:
    if not isinstance(node, ast.Constant) or type(node.value) is not int:
        raise _unknown(area)
    return node.value


def _matrix(name: str, experiment: Experiment, area: str) -> tuple[MatrixId, tuple[int, ...]]:
    letter, number = name[:1], name[1:]
    if name == "X":
        return map_id(-1), experiment.input.shape
    if letter not in ("Y", "K") or (number and not number.isdecimal()):
        raise _unknown(area)
    index = int(number) - 1 if number else (len(experiment.layers) - 1 if letter == "Y" else 0)
    if not 0 <= index < len(experiment.layers):
        raise ValueError(tr("highlight: “{area}”: there is no such layer", area=area))
    layer = experiment.layers[index]
    shape = (
        evaluate(experiment).shape(index) if letter == "Y" else layer.kernel.shape if isinstance(layer, KernelLayer) else None
    )
    if shape is None:
        raise ValueError(tr("highlight: “{area}”: the layer has none", area=area))
    return (map_id(index) if letter == "Y" else MatrixId("kernel", index)), tuple(shape)


def _unknown(area: str) -> ValueError:
    return ValueError(tr("highlight: “{area}” names no cells; X, K[0, 1] or Y[0:2, 1:3] would", area=area))
