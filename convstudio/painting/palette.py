"""Colours: the two looks of the program, and the maps from numbers to colours.

The signed maps run through ColorBrewer's RdBu, PuOr and PRGn (colorbrewer2.org, Cynthia Brewer), which readers with red-green
blindness can tell apart; on a dark ground their middle is dark, so that zero recedes there too. Grey runs from 0, black, to
255, white. Index 0 of each table is reserved for what is not a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from convstudio.scene.few import looked_up

Bytes = NDArray[np.uint8]

DARK_INK, LIGHT_INK = "#04060a", "#ffffff"  # so dark that one of the two has a contrast of 4.5 on every colour
READABLE = 4.5  # the contrast that text has at least
SMALLEST_SPAN, LARGEST_SPAN = 1e-290, 1e290

_RD_BU = (
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f",
)
_LIGHT_SIGNED = _RD_BU[1:-1]
_DARK_SIGNED = ("#3d8fe0", "#3579c0", "#2e639c", "#2a4a70", "#2a313c", "#5c3538", "#8f3d38", "#c2463c", "#e8584c")


_LIGHT_MAPS = {
    "red_blue": _LIGHT_SIGNED,
    "orange_purple": ("#542788", "#8073ac", "#b2abd2", "#d8daeb", "#f7f7f7", "#fee0b6", "#fdb863", "#e08214", "#b35806"),
    "green_purple": ("#762a83", "#9970ab", "#c2a5cf", "#e7d4e8", "#f7f7f7", "#d9f0d3", "#a6dba0", "#5aae61", "#1b7837"),
}
_DARK_MAPS = {
    "red_blue": _DARK_SIGNED,
    "orange_purple": ("#9a7fe0", "#7f69bd", "#655694", "#46406a", "#2a313c", "#5c4426", "#8f6220", "#c2821c", "#f0a428"),
    "green_purple": ("#b57cc4", "#96689f", "#75547d", "#4d4159", "#2a313c", "#2c5038", "#317546", "#3b9b57", "#4fc46f"),
}


class Look(Struct, frozen=True, eq=False):
    """The colours of a theme, by their purpose."""

    name: str
    board: str
    card: str
    sunken: str
    border: str
    text: str
    muted: str
    accent: str
    accent_text: str
    accent_soft: str
    highlight: str
    highlight_soft: str
    reader: str
    product: str  # the current term: not a colour of a map, a window or an outline
    warning: str
    warning_soft: str
    unread: str  # the hatch of what no window reads
    outline: str  # 1.4 times as bright as the outlines of fields and boxes
    signed: Mapping[str, tuple[str, ...]]  # the maps of signed values, from the lowest to the highest
    runs: tuple[str, ...]  # lines of a plot, which can be told apart with any kind of colour vision
    emphasis: float = 1.0  # the factor for the width of outlines, which are to be seen from afar


LIGHT = Look(
    "light", board="#eceff4", card="#ffffff", sunken="#f4f6fa", border="#d5dae3", text="#182233", muted="#5c687c",
    accent="#2459d3", accent_text="#ffffff", accent_soft="#e3ebfd", highlight="#d97a00", highlight_soft="#fff1d6",
    reader="#0f7f86", product="#b0149f", warning="#a3420a", warning_soft="#fdeee2",
    unread="#80725f", outline="#f2f5fa", signed=_LIGHT_MAPS,
    runs=("#2459d3", "#c2500f", "#4a0d2a", "#2a9d8f", "#8a8f60"),
)  # fmt: skip
DARK = Look(
    "dark", board="#12151b", card="#1c2028", sunken="#242a34", border="#343c49", text="#e8ebf1", muted="#9aa6b8",
    accent="#6b9bff", accent_text="#0c1220", accent_soft="#243250", highlight="#ffb22e", highlight_soft="#3d3117",
    reader="#3fc7ce", product="#ff7ce8", warning="#ffab70", warning_soft="#3a2a1e",
    unread="#b9aa93", outline="#6d7b92", signed=_DARK_MAPS,
    runs=("#6b9bff", "#d8752f", "#f4ec7a", "#a5f5ef", "#8c7bb0"),
)  # fmt: skip
PRINT = replace(
    LIGHT, name="print", board="#ffffff", sunken="#ffffff", border="#8c8c8c", text="#000000", muted="#404040",
    highlight="#c06000", highlight_soft="#ffffff",
)  # fmt: skip  # white paper, and lines that a printer without colours shows
LOOKS: Mapping[str, Look] = {look.name: look for look in (LIGHT, DARK, PRINT)}


@lru_cache(maxsize=8)
def table(look: Look, name: str) -> tuple[int, ...]:
    """256 colours 0xAARRGGBB; index 0 is transparent."""
    anchors = ("#000000", "#ffffff") if name == "grey" else look.signed[name]
    rgb = np.array([[int(a[i : i + 2], 16) for i in (1, 3, 5)] for a in anchors], dtype=np.float64)
    places = np.linspace(0, len(anchors) - 1, 255)
    channels = [np.interp(places, range(len(anchors)), rgb[:, c]).round().astype(int) for c in range(3)]
    return (0, *(0xFF000000 | int(r) << 16 | int(g) << 8 | int(b) for r, g, b in zip(*channels, strict=True)))


@lru_cache(maxsize=8)
def argb_table(look: Look, name: str) -> NDArray[np.uint32]:
    """The same as an array (256,) that is not to be changed."""
    found = np.array(table(look, name), dtype=np.uint32)
    found.flags.writeable = False
    return found


@lru_cache(maxsize=8)
def dark_text(look: Look, name: str) -> NDArray[np.bool_]:
    """Whether dark text is easier to read than light text, for each of the 256 colours; index 0 counts as the card's colour."""
    grounds = argb_table(look, name).copy()
    grounds[0] = _rgb(look.card)
    return dark_reads_better(grounds)


def dark_reads_better(colours: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether dark text is easier to read than light text, for each of some colours 0x…RRGGBB.

    The contrast is that of WCAG 2.2, (brighter + 0.05) / (darker + 0.05).
    """
    dark, light, ground = (luminance(each) + 0.05 for each in (_rgb(DARK_INK), _rgb(LIGHT_INK), colours))
    bright: NDArray[np.bool_] = ground / dark > light / ground
    return bright


def contrast(one: int, other: int) -> float:
    """The contrast of two colours 0x…RRGGBB by WCAG 2.2, from 1 to 21."""
    low, high = sorted(float(luminance(colour)) + 0.05 for colour in (one, other))
    return high / low


def luminance(rgb: int | tuple[int, ...] | NDArray[np.uint32]) -> NDArray[np.float64]:
    """The relative luminance of WCAG 2.2 of colours 0x…RRGGBB: 0 is black, 1 white."""
    parts = [((np.asarray(rgb, dtype=np.uint32) >> shift) & 255) / 255 for shift in (16, 8, 0)]
    linear = [np.where(p <= 0.04045, p / 12.92, ((p + 0.055) / 1.055) ** 2.4) for p in parts]
    return np.asarray(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def _rgb(colour: str) -> int:
    return int(colour[1:], 16)


def indices(values: NDArray[np.float64], low: float, high: float) -> Bytes:
    """The colour index of each value: 1…255, the middle 128 exactly for a signed 0; 0 for what is not finite."""
    return looked_up(values, _known(low, high), lambda numbers: _indices(numbers, low, high))


@lru_cache(maxsize=64)
def _known(low: float, high: float) -> dict[float, int]:
    """The colour indices of numbers that were asked for before."""
    return {}


def _indices(values: NDArray[np.float64], low: float, high: float) -> Bytes:
    span = high - low if high > low else 1.0
    if not SMALLEST_SPAN < span < LARGEST_SPAN:
        return _of_middling_size(values, low, high)
    with np.errstate(all="ignore"):  # values far beyond the scale overflow, and are clipped
        places = np.subtract(values, low) if low else values.copy()
        places *= 254 / span
        places += 1.5
        np.maximum(places, 1, out=places)  # both together are faster than `clip`; NaN stays
        np.minimum(places, 255, out=places)
    finite = np.isfinite(values)
    if not finite.all():
        places[~finite] = 0
    found: Bytes = places.astype(np.uint8)
    return found


def _of_middling_size(values: NDArray[np.float64], low: float, high: float) -> Bytes:
    """The same for a scale whose span would overflow or vanish: all numbers are multiplied by a power of 2."""
    by = -int(np.frexp(max(abs(low), abs(high)))[1])
    with np.errstate(all="ignore"):
        scaled = [np.ldexp(number, by) for number in (values, low, high)]
    beyond = np.isfinite(values) & ~np.isfinite(scaled[0])
    clipped = np.where(beyond, np.sign(values), scaled[0])
    return _indices(clipped, float(scaled[1]), float(scaled[2]))
