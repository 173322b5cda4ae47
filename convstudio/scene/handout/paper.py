"""The sizes of paper. The unit is chosen so that plain text has 11 points."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

POINTS = 11 / 13  # in a unit: plain text has 13 units
EDGE, FOOT = 54.0, 40.0  # units of the margin on all sides, and of those for the footer


class Paper(Struct, frozen=True):
    """A paper size with its name, and its width and height in points."""

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
        """Width and height, in units, of the area within the margins."""
        return self.width - 2 * EDGE, self.height - 2 * EDGE - FOOT


PAPERS: Mapping[str, Paper] = {"a4": Paper("A4", 595.28, 841.89), "letter": Paper("Letter", 612.0, 792.0)}
