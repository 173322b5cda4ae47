"""Arranging arrays of other programs as inputs (C, H, W)."""

from __future__ import annotations

import numpy as np

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.limits import LARGEST_VALUE, MOST_INPUT_CHANNELS
from convstudio.layers import Array
from convstudio.words import tr

OF_PICTURES = (1, 3, 4)  # channels that picture files have


def channels_of(values: Array) -> Array:
    """An array of 1 to 4 dimensions as (C, H, W). Raises FileProblem for any other.

    One dimension is a row. A last dimension of 1, 3 or 4 after two larger ones holds the channels, as in pictures read by
    Python. Of four dimensions the first may be 1, a batch of one, which is dropped.
    """
    if values.ndim == 4 and values.shape[0] == 1:
        values = values[0]
    if values.ndim == 4:
        raise FileProblem(tr("This is a batch of {n}: take one picture, as with array[0].", n=len(values)))
    if values.ndim < 3:
        return values.reshape(1, -1, values.shape[-1])
    if values.shape[2] in OF_PICTURES and min(values.shape[:2]) > max(OF_PICTURES):
        return np.moveaxis(values, 2, 0)
    if len(values) > MOST_INPUT_CHANNELS:
        raise FileProblem(tr("{n} channels are too many: an input has at most {m}.", n=len(values), m=MOST_INPUT_CHANNELS))
    return values


def check_values(values: Array) -> None:
    """Raise FileProblem, naming the place, if a value of an input (C, H, W) is not finite or too large."""
    wrong = ~(np.abs(values) <= LARGEST_VALUE)
    if not wrong.any():
        return
    channel, row, column = np.argwhere(wrong)[0].tolist()
    value = values[channel, row, column]
    where = tr("Row {r}, column {c}", r=row + 1, c=column + 1)
    if len(values) > 1:
        where = tr("Channel {k}, row {r}, column {c}", k=channel + 1, r=row + 1, c=column + 1)
    if np.isnan(value):
        raise FileProblem(tr("{where} is not a number (NaN): fill it first, as with np.nan_to_num.", where=where))
    most = f"{LARGEST_VALUE:g}".replace("e+", "e")
    raise FileProblem(tr("{where} is too large ({v:g}): values go up to ±{most}.", where=where, v=float(value), most=most))
