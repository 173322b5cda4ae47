"""The document: an experiment as a frozen value with read-only arrays.

An edit never changes an experiment; it returns the next one, which shares everything that did not change. So undo just keeps
the old value, `is` answers "did this change?", and a result belongs to exactly the experiment that it was computed from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import astuple, replace

from convstudio.experiment.training import Run, Training
from convstudio.layers import Array, Layer
from convstudio.layers.facts import frozen as frozen
from convstudio.layers.facts import owned as owned

NOTHING: Mapping[str, Any] = MappingProxyType({})
TOGETHER = 16384  # cells compared at a time

_differed: deque[int] = deque(maxlen=4)  # the parts of pictures that differed: the next ones mostly differ there, too


class Experiment(Struct, frozen=True, eq=False, kw_only=True):
    """An input (C, H, W), the layers that it passes through, and the training.

    `low` and `high` are the values of black and white in the input. `channel_names` has a name for each channel of the input,
    or is empty; a channel named "" is called by its number. `workspace` is the one that the file was saved in, "" if unknown.
    `extra` keeps fields of a newer file format, unread, so that saving does not lose them.
    """

    input: Array
    layers: tuple[Layer, ...] = ()
    training: Training = field(default_factory=Training)
    title: str = ""
    notes: str = ""
    low: float = 0.0
    high: float = 1.0
    channel_names: tuple[str, ...] = ()
    workspace: str = ""
    extra: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    def __post_init__(self) -> None:
        assert self.input.ndim == 3
        assert not self.input.flags.writeable
        assert len(self.channel_names) in (0, len(self.input))

    def channel_name(self, channel: int) -> str:
        """The name of a channel of the input; "" if it has none."""
        return self.channel_names[channel] if self.channel_names else ""


def sharing(after: Experiment, before: Experiment) -> Experiment:
    """`after` with the picture of `before`, if that has equal cells: then nothing is computed or painted anew."""
    equal = after.input is not before.input and same_cells(after.input, before.input)
    return replace(after, input=before.input) if equal else after


def arrays_of(experiment: Experiment) -> list[Array]:
    """Every array that an experiment holds: pictures, weights, targets, starts of runs."""
    training = experiment.training
    found = [experiment.input]
    for owner in (*experiment.layers, training, *training.runs):
        for value in astuple(owner):
            if isinstance(value, np.ndarray):
                found.append(value)
            elif isinstance(value, tuple):
                found += [one for one in value if isinstance(one, np.ndarray)]
    return found


def same_cells(a: Array, b: Array) -> bool:
    """Whether two arrays have the same shape and the same numbers. Where large ones differ is mostly found at once."""
    if a.shape != b.shape or a.size <= TOGETHER:
        return np.array_equal(a, b)
    one, other, parts = a.reshape(-1), b.reshape(-1), -(-a.size // TOGETHER)
    known = tuple(part for part in _differed if part < parts)
    for part in (*known, *_outward(known[-1] if known else 0, parts)):
        cells = slice(part * TOGETHER, (part + 1) * TOGETHER)
        if not np.array_equal(one[cells], other[cells]):
            if part not in _differed:
                _differed.append(part)
            return False
    return True


def _outward(first: int, number: int) -> Iterator[int]:
    """All of `number` parts, beginning with one: a stroke goes on near the place where it was."""
    for away in range(number):
        if first + away < number:
            yield first + away
        if 0 < away <= first:
            yield first - away


def same_content(a: object, b: object) -> bool:
    """Whether two documents, or parts of them, have the same content; arrays are compared bit for bit, but 0 equals −0.

    The workspace in which a document was saved is not part of its content.
    """
    if a is b:
        return True
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return same_cells(a, b)
    if isinstance(a, int | float) and isinstance(b, int | float):
        return a == b  # 1 and 1.0 are the same setting
    if type(a) is not type(b):
        return False
    if isinstance(a, Experiment | Layer | Training | Run):
        names = (name for name in a.__struct_fields__ if name != "workspace")
        return all(same_content(getattr(a, name), getattr(b, name)) for name in names)
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same_content, a, b))
    return bool(a == b)
