"""How outputs are coloured: the map of a signed scale, and its range."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from convstudio.words import Text

MapName = Literal["red_blue", "orange_purple", "green_purple"]
SIGNED_MAPS: tuple[tuple[MapName, Text], ...] = (
    ("red_blue", "Blue – red"),
    ("orange_purple", "Purple – orange"),
    ("green_purple", "Purple – green"),
)


Share = Literal["alike", "each", "strip"]  # one range for similar neighbours, for each output, for the strip


class Display(Struct, frozen=True):
    """The colour map for signed values, and the value at its ends; None takes the largest magnitude of those that share it."""

    colours: MapName = "red_blue"
    limit: float | None = None
    share: Share = "alike"


PLAIN = Display()
