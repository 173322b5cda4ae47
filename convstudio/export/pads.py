"""The padding of a pasted line, its own or that of a layer before it, as the dialects allow it."""

from __future__ import annotations

from typing import Any

from convstudio.engine.geometry import NO_SIDES, Sides
from convstudio.export.parts import Part
from convstudio.export.values import shown
from convstudio.layers import Padding
from convstudio.layers.parameters import IntPair
from convstudio.words import tr

NOTHING_WINS = "-inf"  # the mode of the padding that never wins a maximum


def padding_of(part: Part, pads: list[Part], settings: dict[str, Any]) -> dict[str, Any]:
    """Padding and its mode, from the line's own and from the padding before it; `settings` has the window and the stride.

    Raises ValueError with a sentence for anything that the dialect refuses, or that is not possible here.
    """
    sides, before = _before(pads)
    own = _own(part, settings)
    if sides != NO_SIDES:
        _check_mode(part, before, pads[0].name)
        if own != NO_SIDES:
            raise ValueError(tr("The line pads twice; write all padding into one place."))
    padding = own if sides == NO_SIDES else sides
    found: dict[str, Any] = {"padding": "valid" if padding == NO_SIDES else padding}
    if part.signature.role == "conv2d":
        found["padding_mode"] = part.settings.get("padding_mode", "zeros") if sides == NO_SIDES else before
    return found


def pair(name: str, value: object) -> IntPair:
    """(height, width), given by one number or two. Raises ValueError with a sentence for anything else."""
    match value:
        case bool() | (bool(), _) | (_, bool()):
            pass
        case int() as n:
            return n, n
        case (int() as height, int() as width):
            return height, width
    raise ValueError(tr("{name} is one whole number or two, not {value}.", name=name, value=shown(value)))


def _own(part: Part, settings: dict[str, Any]) -> Padding:
    """What the line itself says about padding."""
    value = part.settings.get("padding", "valid")
    if isinstance(value, str):
        return "same" if _word(part, value, settings) == "same" else NO_SIDES
    if part.signature.dialect == "keras":
        raise part.refused("padding", tr('Keras takes "valid" or "same"; numbers stand in a ZeroPadding2D before it'))
    rows, columns = pair("padding", value)
    if min(rows, columns) < 0:
        raise part.refused("padding", tr("it is 0 or more"))
    if part.signature.role != "conv2d":
        _check_half(part, (rows, columns), settings)
    return (rows, rows), (columns, columns)


def _word(part: Part, word: str, settings: dict[str, Any]) -> str:
    """Padding by name, if the dialect allows it."""
    plain = word.lower() if part.signature.dialect == "keras" else word
    if part.signature.dialect == "pytorch" and part.signature.role != "conv2d" and "padding" in part.settings:
        raise ValueError(tr('padding="{word}" is not possible: PyTorch pads a pooling by numbers.', word=shown(word)))
    if plain not in ("same", "valid"):
        raise ValueError(tr('padding="{word}" is not possible: "valid", "same" or numbers.', word=shown(word)))
    if plain == "same" and part.signature.dialect == "pytorch" and max(settings["stride"] or (1, 1)) > 1:
        raise ValueError(tr('padding="same" is not possible: PyTorch takes it with stride 1 only; write numbers.'))
    return plain


def _check_half(part: Part, padding: IntPair, settings: dict[str, Any]) -> None:
    """Check that a pooling is padded by at most half of what its window spans, as PyTorch demands."""
    window, steps = settings.get("kernel_size"), settings.get("dilation") or (1, 1)
    if window is None:
        return
    most = tuple(((side - 1) * step + 1) // 2 for side, step in zip(window, steps, strict=True))
    if padding[0] > most[0] or padding[1] > most[1]:
        half = str(most[0]) if most[0] == most[1] else f"{most[0]} × {most[1]}"
        raise part.refused("padding", tr("PyTorch pads a pooling by half its window at most, {n} here", n=half))


def _check_mode(part: Part, mode: str, name: str) -> None:
    """Check that a padding layer of a mode may come before a layer."""
    if part.signature.role == "conv2d":
        possible = mode != NOTHING_WINS
    else:
        possible = mode == (NOTHING_WINS if part.signature.role == "max_pool2d" else "zeros")
    if possible:
        return
    if mode == NOTHING_WINS:
        raise ValueError(tr("Padding with −inf is possible before a maximum only."))
    if mode == "zeros":
        raise ValueError(tr("Zeros before a maximum are not possible here: padding never wins."))
    raise ValueError(tr("{name} is possible before a convolution only: a pooling here is not padded with copies.", name=name))


def _before(pads: list[Part]) -> tuple[Sides, str]:
    """The cells of the padding before, and its mode."""
    if not pads:
        return NO_SIDES, "zeros"
    if len(pads) > 1:
        raise ValueError(tr("The line pads twice; write all padding into one place."))
    part = pads[0]
    value = part.settings.get("value", 0.0)
    if isinstance(value, bool) or value not in (0, float("-inf")):
        raise ValueError(tr("Padding with {value} is not possible, only zeros or copies of the input.", value=shown(value)))
    keras = part.signature.dialect == "keras"
    sides = (keras_sides if keras else torch_sides)(part.settings.get("padding", 1))
    if min(*sides[0], *sides[1]) < 0:
        raise part.refused("padding", tr("{name} with less than 0 cuts cells off, and a layer here does not", name=part.name))
    return sides, NOTHING_WINS if value else part.signature.word


def torch_sides(value: object) -> Sides:
    """((top, bottom), (left, right)) of a PyTorch padding layer. Raises ValueError with a sentence for anything else."""
    match value:
        case int() as n if not isinstance(n, bool):
            return (n, n), (n, n)
        case (int() as left, int() as right, int() as top, int() as bottom):
            return (top, bottom), (left, right)
    raise ValueError(tr("Padding is a number or (left, right, top, bottom)."))


def keras_sides(value: object) -> Sides:
    """((top, bottom), (left, right)) of a Keras padding layer. Raises ValueError with a sentence for anything else."""
    match value:
        case int() as n if not isinstance(n, bool):
            return (n, n), (n, n)
        case (int() as rows, int() as columns):
            return (rows, rows), (columns, columns)
        case ((int() as top, int() as bottom), (int() as left, int() as right)):
            return (top, bottom), (left, right)
    raise ValueError(tr("Padding is a number, two, or ((top, bottom), (left, right))."))
