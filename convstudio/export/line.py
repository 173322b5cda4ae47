"""A layer as lines of code, and what all dialects share: calls, numbers, padding in cells."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine import activation
from convstudio.engine.geometry import Axis, Sides
from convstudio.layers import Layer, Shape
from convstudio.layers.parameters import IntPair
from convstudio.words import tr, translated

LONGEST = 4000  # characters of a pasted text
ANY_SIZE = 64  # strides that an input is assumed to span if its size is not known


class Code(Struct, frozen=True):
    """Calls that do what a layer does, one after the other, and remarks about the differences.

    `equal` is False if the dialect has nothing that computes the same; a remark then says what is missing.
    """

    calls: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    equal: bool = True

    @property
    def text(self) -> str:
        """The text that is copied: remarks as comments, then the calls, with commas if there are several."""
        calls = self.calls if len(self.calls) < 2 else tuple(f"{call}," for call in self.calls)
        return "\n".join((*(f"# {remark}" for remark in self.remarks), *calls))


def unsaid(layer: Layer, dialect: str) -> Code:
    """The remark, instead of a line, that the dialect has none for a kind of layer."""
    return Code(
        (), (tr("{dialect} has no line for this layer ({kind})", dialect=dialect, kind=translated(layer.title)),), equal=False
    )


def unsaid_function(layer: Layer, said: Collection[str], dialect: str) -> tuple[str, ...]:
    """The remark that a dialect has no line for the activation of a layer; none if it has one."""
    name = getattr(layer, "activation", "none")
    if name == "none" or name in said:
        return ()
    return (tr("{dialect} has no line for this activation ({name})", dialect=dialect, name=translated(activation(name).title)),)


def call(name: str, *positional: object, **settings: object) -> str:
    """`name(1, 2, key=(3, 4))`; settings that are None are left out."""
    given = [*map(literal, positional), *(f"{key}={literal(value)}" for key, value in settings.items() if value is not None)]
    return f"{name}({', '.join(given)})"


def literal(value: object) -> str:
    """A setting as Python: 3 for (3, 3), "same" in double quotes."""
    match value:
        case (int() as height, int() as width) if height == width:
            return str(height)
        case str():
            return f'"{value}"'
        case float() if value == float("-inf"):
            return 'float("-inf")'
        case tuple():
            return f"({', '.join(_inner(part) for part in value)})"
        case _:
            return repr(value)


def unless(value: object, default: object) -> object | None:
    """`value`, or None if it is the default and can be left out."""
    return None if value == default else value


def axes_of(layer: Layer, shape: Shape | None) -> tuple[Axis, Axis]:
    """How the window slides over an input; if its size is not known, over one that the stride divides."""
    return layer.sliding_axes(shape or (1, ANY_SIZE * layer.stride[0], ANY_SIZE * layer.stride[1]))


def sides_of(axes: tuple[Axis, Axis]) -> Sides:
    """((top, bottom), (left, right)) cells of padding."""
    rows, columns = axes
    return (rows.before, rows.after), (columns.before, columns.after)


def even(sides: Sides) -> IntPair | None:
    """(rows, columns) of padding that is the same on both sides; None if the sides differ."""
    (top, bottom), (left, right) = sides
    return (top, left) if (top, left) == (bottom, right) else None


def alike(axis: Axis, ceil: bool) -> bool:
    """Whether the padding written out, with or without ceil_mode, gives as many outputs with the same overhang."""
    written = dataclasses.replace(axis, size=axis.padded, before=0, after=0, ceil=ceil)
    return (written.count, written.overhang) == (axis.count, axis.overhang)


def size_remark(layer: Layer, shape: Shape | None) -> tuple[str, ...]:
    """The remark that padding "same" was converted to cells for one input size, if it was and they depend on the size."""
    if layer.padding != "same" or layer.stride == (1, 1):
        return ()
    if shape is None:
        return (tr('"same" written out for sizes that the stride divides'),)
    return (tr('"same" written out for an input of {h} × {w}', h=shape[1], w=shape[2]),)


def with_what_is_unsaid(code: Code, layer: Layer, functions: Collection[str], dialect: str) -> Code:
    """A layer's code with remarks on what is missing in it: an activation that is none of the dialect's `functions`, and what
    no dialect has.
    """
    missing = unsaid_function(layer, functions, dialect)
    return replace(code, remarks=(*code.remarks, *missing, *common_remarks(layer)), equal=code.equal and not missing)


def common_remarks(layer: Layer) -> tuple[str, ...]:
    """Remarks on what no dialect has: a kernel that is flipped, a layer that is switched off."""
    flipped = (tr("the kernel is flipped here: turn the weights by 180° first"),) if getattr(layer, "flip", False) else ()
    return (*flipped, *((tr("switched off here"),) if not layer.enabled else ()))


def _inner(part: object) -> str:
    return f"({', '.join(map(_inner, part))})" if isinstance(part, tuple) else repr(part)
