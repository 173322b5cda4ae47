"""Which channels of a map are on its card if there are many: a page of eight, and the rows of its kernel along with it.

Pages are part of the view, stored by layer. The inputs of a kernel are the channels of the map before it, and share its page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import KernelLayer
from convstudio.scene.matrix.focus import Focus
from convstudio.scene.playing.playhead import Playhead, cell_of
from convstudio.words import tr

EACH = 8  # channels of a page
Shown = Literal["channels", "inputs", "outputs"]
PageKey = tuple[Literal["map", "rows"], int]  # the channels of a layer's output (−1: the input), or the rows of its kernel
Pages = Mapping[PageKey, int]  # the first channel or row that is shown; 0 if the key is missing
FIRST: Pages = {}


class Page(Struct, frozen=True):
    """The channels on a card's page, and where the previous and the next page begin (None if there is none)."""

    key: PageKey
    words: str
    before: int | None
    behind: int | None


def shown(pages: Pages, layer: int, channels: int) -> range:
    """The channels of a map that are shown."""
    first = min(pages.get(("map", layer), 0), max(channels - 1, 0)) // EACH * EACH
    return range(first, min(first + EACH, channels))


def shown_rows(pages: Pages, layer: int, outputs: int, most: int) -> range:
    """The outputs that a kernel shows: at most `most` of those on the page of its map."""
    page = shown(pages, layer, outputs)
    first = pages.get(("rows", layer), page.start)
    start = page.start + (first - page.start) // most * most if first in page else page.start
    return range(start, min(start + most, page.stop))


def turned(pages: Pages, key: PageKey, first: int) -> Pages:
    """The pages after turning one. A map and the rows of its kernel turn together."""
    kind, layer = key
    along: Pages = {("map", layer): first // EACH * EACH} if kind == "rows" else {}
    return {**pages, key: first, **along}


def following(pages: Pages, evaluation: Evaluation, focus: Focus, playhead: Playhead | None) -> Pages:
    """The pages turned to where a pinned cell, and the channel being multiplied inside it, can be seen."""
    spot = focus.pin
    if spot is None or spot.matrix.kind != "map":
        return pages
    layer, channel = spot.matrix.layer, spot.panel.channel
    pages = _with(pages, ("rows", layer), channel)
    read = _read_now(evaluation, layer, channel, playhead)
    return pages if read is None else _with(pages, ("map", layer - 1), read // EACH * EACH)


def with_large(pages: Pages, before: Mapping[int, int], large: Mapping[int, int]) -> Pages:
    """The pages turned to the kernels of the channels that are shown large now and were not `before`, one for each map."""
    for layer, channel in large.items():
        if channel != before.get(layer, 0):
            pages = _with(pages, ("rows", layer), channel)
    return pages


def page(key: PageKey, of: Shown, part: range, total: int, each: int = EACH) -> tuple[Page, ...]:
    """The page that a card shows; () if it shows all."""
    if len(part) == total:
        return ()
    one, several = {
        "channels": (tr("channel {first} of {n}"), tr("channels {first}–{last} of {n}")),
        "inputs": (tr("input {first} of {n}"), tr("inputs {first}–{last} of {n}")),
        "outputs": (tr("output {first} of {n}"), tr("outputs {first}–{last} of {n}")),
    }[of]
    words = (one if len(part) == 1 else several).format(first=part.start, last=part.stop - 1, n=total)
    behind = part.stop if part.stop < total else None
    return (Page(key, words, max(part.start - each, 0) if part.start else None, behind),)


def _with(pages: Pages, key: PageKey, first: int) -> Pages:
    known = pages if key[0] == "map" or pages.get(key) == first else {**pages, key: first}
    map_key: PageKey = ("map", key[1])
    start = first // EACH * EACH
    return known if known.get(map_key, 0) == start else {**known, map_key: start}


def _read_now(evaluation: Evaluation, layer: int, channel: int, playhead: Playhead | None) -> int | None:
    """The input channel that is being multiplied; None outside a cell that is played."""
    x = evaluation.input_of(layer) if 0 <= layer < len(evaluation.results) else None
    if playhead is None or playhead.layer != layer or x is None or not playhead.phase:
        return None
    convolution = evaluation.results[layer].layer
    if not isinstance(convolution, KernelLayer):
        return None
    read = convolution.in_channels_read(channel, len(x))
    number = convolution.term_count(shape_of(x), cell_of(evaluation, playhead)) or 1
    place = (playhead.phase - 1) * len(read) // number
    return read[place] if place < len(read) else None
