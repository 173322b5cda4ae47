"""How a layer's output size follows from its settings, as letters and numbers, and what the letters mean in the matrices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from convstudio.engine.geometry import Axis, StampAxis

Cells = tuple[int, ...]
MOST_STOPS = 200  # beyond it the ruler's ticks say it better


class Letter(Struct, frozen=True):
    """A letter of a formula and its number. `subscript`: it has one for each axis, and can be pointed at."""

    name: str
    number: int
    subscript: bool = True


class SizeFormula(Struct, frozen=True):
    """One axis: the formula, what it gives, and how many outputs there are; where these differ a rule cuts in.

    `unread` are the cells that no output reads.
    """

    parts: tuple[str | Letter, ...]
    result: int
    count: int
    unread: tuple[int, ...] = ()


class Meant(Struct, frozen=True):
    """Cells that a letter means: `along` the axis of its formula and `across` it, in the first channel of a matrix."""

    on: Literal["input", "kernel", "output"]
    along: Cells
    across: Cells


def window_formula(axis: Axis, unread: Cells = ()) -> SizeFormula:
    """⌊(n − k + p) / s⌋ + 1, with p the cells added in all (Dumoulin and Visin, arXiv 1603.07285, relationship 6).

    With dilation d the window spans d·(k − 1) + 1 (relationship 14).
    """
    opening, closing = ("⌈(", "⌉ + 1") if axis.ceil else ("⌊(", "⌋ + 1")
    window: tuple[str | Letter, ...] = (Letter("k", axis.window),)
    if axis.dilation != 1:
        window = ("(", Letter("d", axis.dilation, subscript=False), "·(", *window, " − 1) + 1)")
    parts = (
        opening, Letter("n", axis.size), " − ", *window, " + ", Letter("p", axis.before + axis.after), ") / ",
        Letter("s", axis.stride), closing,
    )  # fmt: skip
    result = (-(-axis.slack // axis.stride) if axis.ceil else axis.slack // axis.stride) + 1
    return SizeFormula(parts, result, axis.count, unread)


def stamp_formula(axis: StampAxis) -> SizeFormula:
    """(n − 1)·s − p + d·(k − 1) + o + 1, with p the cells cut off in all and o those added behind (relationship 14, turned)."""
    taps: tuple[str | Letter, ...] = (Letter("k", axis.window), " − 1")
    if axis.dilation != 1:
        taps = (Letter("d", axis.dilation, subscript=False), "·(", *taps, ")")
    extra: tuple[str | Letter, ...] = (" + ", Letter("o", axis.extra)) if axis.extra else ()
    parts = (
        "(", Letter("n", axis.size), " − 1)·", Letter("s", axis.stride), " − ", Letter("p", axis.cut_before + axis.cut_after),
        " + ", *taps, *extra, " + 1",
    )  # fmt: skip
    return SizeFormula(parts, axis.full - axis.cut_before - axis.cut_after, axis.count, axis.unread())


def window_meaning(letter: str, axis: Axis, across: Axis) -> tuple[Meant, ...]:
    """A strip for sizes, whole rows for padding, a cell for each stop of the window."""
    return tuple(_window_meaning(letter, axis, across))


def _window_meaning(letter: str, axis: Axis, across: Axis) -> Iterator[Meant]:
    edge = (-across.before,)
    match letter:
        case "n":
            yield Meant("input", tuple(range(axis.size)), (0,))
        case "k":
            yield Meant("input", tuple(axis.positions(0)), edge)
            yield Meant("kernel", tuple(range(axis.window)), (0,))
        case "p":
            whole = tuple(range(-across.before, across.size + across.after))
            yield Meant("input", tuple(range(-axis.before, 0)), whole)
            yield Meant("input", tuple(range(axis.size, axis.size + axis.after)), whole)
        case _:
            for output in range(axis.count) if axis.count * axis.stride <= MOST_STOPS else ():
                yield Meant("input", (output * axis.stride - axis.before,), edge)


def stamp_meaning(letter: str, axis: StampAxis, across: StampAxis) -> tuple[Meant, ...]:
    """The input's strip, the kernel and the first stamp, the places where stamps begin, what is added behind them."""
    first = tuple(output for output, _tap in axis.readers(0))
    match letter:
        case "n":
            return (Meant("input", tuple(range(axis.size)), (0,)),)
        case "k":
            return Meant("kernel", tuple(range(axis.window)), (0,)), Meant("output", first, (0,))
        case "s":
            begins = (cell * axis.stride - axis.cut_before for cell in range(axis.size))
            inside = [place for place in begins if 0 <= place < axis.count]
            return tuple(Meant("output", (place,), (0,)) for place in inside) if len(inside) <= MOST_STOPS else ()
        case "o":
            added = tuple(range(max(axis.count - axis.extra, 0), axis.count))
            return (Meant("output", added, tuple(range(across.count))),)
        case _:
            return ()
