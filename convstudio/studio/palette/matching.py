"""Finds entries by typed words, and ranks them: a pure function without Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

WORD = re.compile(r"\w+")
EXACT, START, INSIDE, KEYS, PLACE, BESIDE = range(6)  # how well a word is found, the best first
SHORTEST_INSIDE = 2  # letters of a word that is found within others


class Entry(Struct, frozen=True):
    """A line of the list. `place` is the menu that it stands in, `beside` are more words that find it.

    `refusal` says why it is not possible now; "" if it is.
    """

    name: str
    title: str
    place: str = ""
    beside: str = ""
    keys: str = ""
    refusal: str = ""


def ranked(query: str, entries: Sequence[Entry], recent: Sequence[str] = ()) -> list[Entry]:
    """The entries that have every word of a query, in any order: the best first, of equals those used last.

    Without words all are found, those used last on top, the others in their order.
    """
    words = folded(query).split()
    found: list[tuple[tuple[int, ...], Entry]] = []
    for place, entry in enumerate(entries):
        costs = [_cost(word, entry) for word in words]
        known = [cost for cost in costs if cost is not None]
        if len(known) == len(costs):
            used = recent.index(entry.name) if entry.name in recent else len(recent)
            refused = bool(words and entry.refusal)
            found.append(((sum(known), used, refused, place), entry))
    return [entry for _cost, entry in sorted(found, key=lambda pair: pair[0])]


def folded(text: str) -> str:
    """A text without the differences between capitals and small letters, and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _cost(word: str, entry: Entry) -> int | None:
    """How well a word is found; None if it is not."""
    title = folded(entry.title)
    words = WORD.findall(title)
    if word in words:
        return EXACT
    if any(known.startswith(word) for known in words):
        return START
    if word in title and len(word) >= SHORTEST_INSIDE:
        return INSIDE
    if word in folded(entry.keys).split(", "):
        return KEYS
    if any(known.startswith(word) for known in WORD.findall(folded(entry.place))):
        return PLACE
    beside = any(known.startswith(word) for known in WORD.findall(folded(entry.beside)))
    return BESIDE if beside else None
