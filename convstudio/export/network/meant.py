"""The values that names in followed code can have: calls of layers, modules made of them, maps, numbers."""

from __future__ import annotations

import ast
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from convstudio.export.calls import Call

Effect = Literal["", "same", "ends"]  # what a call that is no layer does to the shapes: unknown, nothing, or the layers end


class TooMuchError(ValueError):
    """Code that exceeds its budget; the text is a sentence for the user."""


class Tensor(Struct, frozen=True, eq=False):
    """Numbers in the code; `values` is None if only their shape is known, as for random ones."""

    shape: tuple[int, ...]
    values: NDArray[np.float64] | None = None


class Declared(Struct, frozen=True, eq=False):
    """The input (C, H, W) declared in the code, None where it is open. `last` says that it was written with channels last."""

    channels: int | None
    height: int | None
    width: int | None
    last: bool = False
    values: NDArray[np.float64] | None = None


class Step(Struct, frozen=True, eq=False):
    """A call of a layer, and its place in the code.

    `node` has its arguments, for repairs; None if they are not written like those of a layer. `kernel` and `bias` are numbers
    in the code. `effect` and `words` describe a call that is no layer.
    """

    call: Call
    line: int
    source: ast.AST
    node: ast.Call | None = None
    kernel: Tensor | None = None
    bias: Tensor | None = None
    effect: Effect = ""
    words: str = ""


class Flow(Struct, frozen=True, eq=False):
    """A map in the code: the steps that it has passed through, and its input."""

    steps: tuple[Step, ...] = ()
    declared: Declared | None = None


class Chain(Struct, frozen=True, eq=False):
    """Modules that are applied one after the other."""

    items: tuple[Any, ...]


class Instance(Struct, eq=False):
    """An object of a class that the code defines; its attributes are set while the code is followed."""

    of: ast.ClassDef
    attributes: dict[str, object]


class Routine(Struct, frozen=True, eq=False):
    """A function that the code defines; `bound` is the object that it belongs to."""

    node: ast.FunctionDef
    bound: Instance | None = None


class Partial(Struct, frozen=True, eq=False):
    """A call of which some arguments are given already: `partial(Conv2D, padding="same")`."""

    node: ast.Call


class Slot(Struct, frozen=True, eq=False):
    """The kernel or the bias of a layer, to which the code may assign numbers."""

    step: Step
    name: str


MODULES = Step | Chain | Instance | Flow  # among modules, a flow is a declared input
THINGS = (Step, Chain, Instance, Flow, Routine, Tensor, Slot, Partial, ast.ClassDef)
