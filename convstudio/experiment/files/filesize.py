"""How large the file of an experiment can get, computed from its shapes, so that all that can be made can be saved and read."""

from __future__ import annotations

import json

from convstudio.experiment.arrays import MOST_WRITTEN_OUT
from convstudio.experiment.limits import LARGEST_FILE, MEGABYTE
from convstudio.experiment.model import Experiment, arrays_of
from convstudio.layers import Array
from convstudio.words import count, tr

WORDS = 1024 * 1024  # bytes that all settings, names and notes take at most
NUMBER = 26  # characters of the longest number and its separator
LINE = 48  # characters before a row
PACKED_HEAD = 128


def check_file_size(experiment: Experiment) -> None:
    """Raise ValueError with a sentence if the file of the experiment might be larger than any file that is read."""
    size = file_bytes(experiment)
    if size > LARGEST_FILE:
        raise ValueError(
            tr(
                "All pictures and weights together would need a file of {size} MB; the limit is {most} MB.",
                size=megabytes(size), most=megabytes(LARGEST_FILE),
            )
        )  # fmt: skip


def file_bytes(experiment: Experiment) -> int:
    """An upper bound on the bytes of an experiment's file."""
    unknown = len(json.dumps(dict(experiment.extra)).encode()) if experiment.extra else 0
    return WORDS + unknown + sum(map(_array_bytes, arrays_of(experiment)))


def told_apart(size: int, most: int) -> tuple[str, str]:
    """A size and the limit that it exceeds, with their unit: in KB or in bytes where the larger unit would make them alike."""
    for unit, name in ((MEGABYTE, "MB"), (1024, "KB")):
        told, limit = _rounded_up(size, unit), _rounded_up(most, unit)
        if most >= unit and told != limit:
            return f"{told} {name}", f"{limit} {name}"
    return count(size, "{n} byte", "{n} bytes"), count(most, "{n} byte", "{n} bytes")


def megabytes(size: int) -> str:
    """ "12.3": a number of bytes in megabytes, rounded up, so that a size over a limit also looks like it."""
    return _rounded_up(size, MEGABYTE)


def _rounded_up(size: int, unit: int) -> str:
    tenths = -(-size * 10 // unit)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def _array_bytes(array: Array) -> int:
    if array.size > MOST_WRITTEN_OUT:
        return PACKED_HEAD + 4 * -(-array.nbytes // 3)
    rows = array.size // array.shape[-1] if array.ndim else 1
    return array.size * NUMBER + (rows + 8) * LINE
