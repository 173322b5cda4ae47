"""The choices for colouring outputs: colour maps, and the range of values that they span."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.cards.display import SIGNED_MAPS, Display, Share
from convstudio.scene.matrix import Scale
from convstudio.scene.words.numbers import short
from convstudio.words import Text, tr, translated

SHARES: tuple[tuple[str, Text, Share], ...] = (
    ("range_automatic", "One range for neighbours that are alike", "alike"),
    ("range_each", "Range of each map", "each"),
    ("range_strip", "One range for all layers", "strip"),
)
LIMITS = (1.0, 2.0, 5.0, 10.0, 100.0)


class Colouring(Struct, frozen=True):
    """A display to choose, with its title."""

    name: str
    words: str
    display: Display


def maps(now: Display) -> list[Colouring]:
    """The maps of colours, with the range as it is."""
    return [Colouring(f"map_{name}", translated(title), replace(now, colours=name)) for name, title in SIGNED_MAPS]


def ranges(now: Display, scale: Scale | None = None) -> list[Colouring]:
    """A range for each map by itself, or one for all; `scale` is the one of the card that is asked for it."""
    limits = sorted({*LIMITS, *([scale.high] if scale else []), *([now.limit] if now.limit else [])})
    return [
        *(Colouring(name, translated(title), replace(now, limit=None, share=share)) for name, title, share in SHARES),
        *(
            Colouring(
                f"range_{short(limit)}",
                tr("Range −{limit} … {limit} for all", limit=short(limit)),
                replace(now, limit=limit),
            )
            for limit in limits
        ),
    ]
