"""What names in followed code stand for: calls of layers, modules made of them, maps on their way, numbers."""

from __future__ import annotations

import ast
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from convstudio.export.calls import Call

Effect = Literal["", "same", "ends"]  # of a call that is no layer here: whether it leaves the shapes as they are


class TooMuchError(ValueError):
    """Code that takes more than its budget: a sentence for the user."""


class Tensor(Struct, frozen=True, eq=False):
    """Numbers in the code; `values` is None where only their shape is known, as of random ones."""

    shape: tuple[int, ...]
    values: NDArray[np.float64] | None = None


class Declared(Struct, frozen=True, eq=False):
    """The input that the code speaks of, (C, H, W); a None is not said. `last`: it was written with its channels last."""

    channels: int | None
    height: int | None
    width: int | None
    last: bool = False
    values: NDArray[np.float64] | None = None


class Step(Struct, frozen=True, eq=False):
    """A call of a layer, and where it stands.

    `node` has its arguments, to be mended; None if they are not written as a layer's. `kernel` and `bias` are numbers that the
    code has. `effect` and `words` are said of what is no layer at all.
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
    """A map on its way: the steps that it has gone through, and the input that it was."""

    steps: tuple[Step, ...] = ()
    declared: Declared | None = None


class Chain(Struct, frozen=True, eq=False):
    """Modules that work one after the other."""

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
    """The kernel or the bias of a layer, which the code may give numbers to."""

    step: Step
    name: str


MODULES = Step | Chain | Instance | Flow  # a flow among modules is a declared input
THINGS = (Step, Chain, Instance, Flow, Routine, Tensor, Slot, Partial, ast.ClassDef)
