"""The sizes of paper. A unit is so large that plain text stands there in 11 points."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

POINTS = 11 / 13  # of a unit: plain text has 13 units
EDGE, FOOT = 54.0, 40.0  # units around all, and of them below for the footer


class Paper(Struct, frozen=True):
    """A sheet by its name, its width and height in points."""

    name: str
    across: float
    down: float

    @property
    def width(self) -> float:
        """In units."""
        return self.across / POINTS

    @property
    def height(self) -> float:
        """In units."""
        return self.down / POINTS

    @property
    def room(self) -> tuple[float, float]:
        """Units across and down that can be filled."""
        return self.width - 2 * EDGE, self.height - 2 * EDGE - FOOT


PAPERS: Mapping[str, Paper] = {"a4": Paper("A4", 595.28, 841.89), "letter": Paper("Letter", 612.0, 792.0)}
