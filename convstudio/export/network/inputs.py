"""The input for a pasted network: the experiment's own, the one in the code, or a picture of a fitting size."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.experiment import Experiment, frozen, gallery, limits, shape_of
from convstudio.export.network.reading import Reading
from convstudio.export.network.strip import strip_of
from convstudio.layers import Array, Shape
from convstudio.words import count, tr

OWN, CODE = "", "code"  # kinds of inputs, beside the names of pictures
GREY, COLOURED = "digit-3", "house-in-colour"
USUAL = 28
SIDES = (
    16,
    20,
    24,
    28,
    32,
    40,
    48,
    56,
    64,
    80,
    96,
    112,
    128,
    160,
    192,
    224,
    227,
    256,
)  # sides that are tried if the code has none
EXACT = tuple(side for side in range(6, 72) if side not in SIDES)


class Input(Struct, frozen=True):
    """An input: `what` it is (OWN, CODE or the name of a picture), its shape, and a sentence that says why it was chosen."""

    what: str
    shape: Shape
    why: str = ""


def channels_wanted(reading: Reading) -> int | None:
    """The number of input channels according to the code's input, or else its first kernel; None if neither tells."""
    if reading.declared and reading.declared.channels:
        return reading.declared.channels
    rows = strip_of(reading, (1, 1, 1)).rows
    said = [row.part.settings.get("in_channels") for row in rows if row.layer and row.part]
    return next((channels for channels in said if isinstance(channels, int)), None)


def proposed(reading: Reading, experiment: Experiment) -> Input:
    """The initial input: the one in the code, else the experiment's own if it fits, else a picture that does."""
    own, declared, wanted = shape_of(experiment.input), reading.declared, channels_wanted(reading)
    channels = min(wanted or own[0], limits.MOST_INPUT_CHANNELS)
    if declared and declared.height and declared.width:
        said = _possible(channels, declared.height, declared.width)
        if declared.values is not None:
            return Input(CODE, said, tr("The input is the one in the code."))
        why = tr("The code says {h} × {w}.", h=declared.height, w=declared.width)
        if said[1:] != (declared.height, declared.width):
            why = tr("The code says {h} × {w}; this is the largest that is possible.", h=declared.height, w=declared.width)
        return Input(OWN, own, why) if own == said else Input(_picture(channels), said, why)
    if own[0] == channels and strip_of(reading, own, any_channels=True).stuck is None:
        return Input(OWN, own, tr("The input of the experiment fits, and stays."))
    side = smallest_side(reading, channels)
    if own[0] == channels and side is None:
        return Input(OWN, own, tr("The input of the experiment stays; its channels fit."))
    why = tr("The code says no size; all windows fit this one.") if side else tr("The code says no size.")
    if wanted and wanted > channels:
        why = tr("The network reads {n} channels; an input has at most {most}.", n=wanted, most=channels)
    elif own[0] != channels:
        reads = count(channels, "The network reads {n} channel.", "The network reads {n} channels.")
        why = f"{reads} {why}"
    return Input(_picture(channels), (channels, side or USUAL, side or USUAL), why)


def smallest_side(reading: Reading, channels: int) -> int | None:
    """The first of `SIDES` that all windows fit, or of `EXACT` if a layer after the maps wants so many numbers; else None."""
    stuck = None
    for side in (*SIDES, *EXACT):
        if side in EXACT and (stuck is None or stuck.layer is not None):
            return None
        stuck = strip_of(reading, (channels, side, side), any_channels=True).stuck
        if stuck is None:
            return side
    return None


def values_of(chosen: Input, reading: Reading, experiment: Experiment) -> tuple[Array, float, float, tuple[str, ...]] | None:
    """The values of an input, its black and white, and the names of its channels; None for the experiment's own."""
    declared = reading.declared
    if chosen.what == OWN:
        return None
    if chosen.what == CODE and declared is not None and declared.values is not None:
        values = declared.values
        return frozen(values), min(0.0, float(values.min())), max(1.0, float(values.max())), ()
    picture = next((each for each in gallery.pictures() if each.name == chosen.what), gallery.pictures()[0])
    names = picture.channel_names if len(picture.values) == chosen.shape[0] else ()
    return pictured(picture.values, chosen.shape), picture.low, picture.high, names


def pictured(values: Array, shape: Shape) -> Array:
    """A picture in another shape: each cell is taken from the nearest one, channels are repeated in turn."""
    channels, height, width = values.shape
    at = [np.arange(new) * old // new for new, old in zip(shape, (channels, height, width), strict=True)]
    at[0] = np.arange(shape[0]) % channels
    return frozen(values[np.ix_(*at)])


def _possible(channels: int, height: int, width: int) -> Shape:
    """The shape, reduced to the limits of an input."""
    most = min(limits.LARGEST_SIDE, int((limits.MOST_INPUT_CELLS / channels) ** 0.5))
    return channels, min(height, most), min(width, most)


def _picture(channels: int) -> str:
    return GREY if channels == 1 else COLOURED
