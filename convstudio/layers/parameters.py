"""How a layer kind declares its settings: name, title, help and bounds.

The file format, the control cards and the checks of a pasted layer derive from these declarations. `check` answers with
what would do, so that every place that refuses a value says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, get_args

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.geometry import Sides
from convstudio.words import Text, count, tr

PaddingName = Literal["valid", "same", "full"]
PADDING_NAMES: tuple[PaddingName, ...] = get_args(PaddingName)
PADDING_TITLES: Mapping[str, Text] = {"valid": "Valid (none)", "same": "Same", "full": "Full", "custom": "Per side"}
Padding = PaddingName | Sides
Section = Literal["window", "padding", "output"]  # which settings stand together
IntPair = tuple[int, int]


class Parameter(Struct, frozen=True):
    """One setting of a layer. `stored` is False where the file holds it in another form (a kernel's size).

    `section` says with which others it stands in the panel of settings.
    """

    name: str
    title: Text
    help: Text
    stored: bool = True
    section: Section = "output"

    def check(self, value: object) -> str | None:
        """What `value` should have been, or None if it will do."""
        raise NotImplementedError

    def saying(self, words: Text) -> Self:
        """The same parameter with other words of help."""
        return replace(self, help=words)


class Whole(Parameter, frozen=True, kw_only=True):
    """A whole number from `low` to `high`."""

    low: int
    high: int

    def check(self, value: object) -> str | None:
        return None if _whole(value, self.low, self.high) else tr("a whole number {low}…{high}", low=self.low, high=self.high)


class Decimal(Parameter, frozen=True, kw_only=True):
    """A number from `low` to `high`."""

    low: float
    high: float

    def check(self, value: object) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high
        return None if good else tr("a number {low}…{high}", low=self.low, high=self.high)


class Pair(Parameter, frozen=True, kw_only=True):
    """Two whole numbers (height, width), each from `low` to `high`."""

    low: int
    high: int
    section: Section = "window"

    def check(self, value: object) -> str | None:
        return (
            None
            if _whole_pair(value, self.low, self.high)
            else tr("two whole numbers {low}…{high}, height and width", low=self.low, high=self.high)
        )


class PaddingSides(Parameter, frozen=True, kw_only=True):
    """One of `names`, or ((top, bottom), (left, right)), each from 0 to `high`."""

    high: int
    names: tuple[PaddingName, ...] = PADDING_NAMES
    section: Section = "padding"

    def check(self, value: object) -> str | None:
        if value in self.names:
            return None
        good = isinstance(value, tuple) and len(value) == 2 and all(_whole_pair(side, 0, self.high) for side in value)
        if good:
            return None
        names = ", ".join(f'"{name}"' for name in self.names)
        return tr("{names} or [[top, bottom], [left, right]] with whole numbers 0…{high}", names=names, high=self.high)


class Choice(Parameter, frozen=True, kw_only=True):
    """One of a few words; `options` are (word, title)."""

    options: tuple[tuple[str, Text], ...]

    def check(self, value: object) -> str | None:
        words = [word for word, _title in self.options]
        return None if value in words else tr("one of {words}", words=", ".join(f'"{word}"' for word in words))


class Switch(Parameter, frozen=True):
    """On or off."""

    def check(self, value: object) -> str | None:
        return None if isinstance(value, bool) else tr("true or false")


class Weights(Parameter, frozen=True, kw_only=True):
    """An array that the layer learns; its card is a grid, not a field. `rank` is its number of axes."""

    rank: int

    def check(self, value: object) -> str | None:
        wanted = count(self.rank, "an array with {n} axis", "an array with {n} axes")
        return None if getattr(value, "ndim", None) == self.rank else wanted


def _whole(value: object, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _whole_pair(value: object, low: int, high: int) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(_whole(part, low, high) for part in value)
