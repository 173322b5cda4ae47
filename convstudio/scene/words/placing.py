"""The position of the playhead in words."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import Term
from convstudio.scene.playing.playhead import Playhead, cell_of, counted, is_done, last, stage, terms_of, windows
from convstudio.scene.words.arithmetic import by_channel
from convstudio.scene.words.naming import layer_name
from convstudio.words import tr

Form = Literal["named", "full", "short"]  # with the layer's name if there are several, without it, or short

MANY = 10_000  # cells from which the text is short
LONGEST_NAME = 16  # characters of a layer's name


def place_text(evaluation: Evaluation, playhead: Playhead, form: Form = "full") -> str:
    """ "cell 16 of 42 · row 2, column 1", inside a cell "cell 16 of 42 · product 3 of 9"; only numbers if there are many."""
    name = _layer(evaluation, playhead.layer) if form == "named" else ""
    compact = form == "short" or windows(evaluation, playhead.layer) >= MANY
    words = tr("{i} / {n}") if compact else tr("cell {i} of {n}")
    number = words.format(i=_grouped(playhead.window + 1), n=_grouped(windows(evaluation, playhead.layer)))
    inside = _inside(evaluation, playhead) if not is_done(evaluation, playhead) else ""
    return f"{name}{number} · {inside or _cell(evaluation, playhead, compact)}"


def longest_place(evaluation: Evaluation, layer: int, form: Form = "full", *, inside: bool = False) -> str:
    """A text as wide as the text of nearly any position in a layer; with `inside`, also those inside its cells."""
    end = last(evaluation, Playhead(layer))
    products = counted(terms_of(evaluation, end)) if inside else 0
    late = [replace(end, phase=phase) for phase in (products - 1, products) if phase > 0]  # the last one may end the cell
    return max((place_text(evaluation, playhead, form) for playhead in (end, *late)), key=len)


def _layer(evaluation: Evaluation, layer: int) -> str:
    """ "Max pool · ", "" if there is no other layer."""
    if len(evaluation.experiment.layers) == 1:
        return ""
    name = layer_name(evaluation, layer)
    return f"{name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + '…'} · "


def _cell(evaluation: Evaluation, playhead: Playhead, compact: bool) -> str:
    channel, row, column = cell_of(evaluation, playhead)
    several = (evaluation.shape(playhead.layer) or (1,))[0] > 1
    if compact:
        return f"[{channel}, {row}, {column}]" if several else f"[{row}, {column}]"
    place = tr("row {r}, column {c}", r=row, c=column)
    return tr("channel {k}, {place}", k=channel, place=place) if several else place


def _inside(evaluation: Evaluation, playhead: Playhead) -> str:
    """How far the cell's arithmetic has come; "" at its start, where the cell itself is named."""
    terms, at = terms_of(evaluation, playhead), stage(evaluation, playhead)
    if at == "terms":
        channels = by_channel(terms.terms) if terms.bias is not None else []
        if len(channels) > 1:
            return _in_channel(channels, playhead.phase)
        words = tr("value {i} of {n}") if terms.bias is None else tr("product {i} of {n}")
        return words.format(i=playhead.phase, n=counted(terms))
    return tr("plus bias") if at == "bias" else ""


def _in_channel(channels: list[tuple[Term, ...]], phase: int) -> str:
    """ "input channel 1, product 2 of 9"."""
    place, product = divmod(phase - 1, len(channels[0]))
    channel, number = channels[place][0].channel, len(channels[0])
    return tr("input channel {c}, product {i} of {n}", c=channel, i=product + 1, n=number)


def _grouped(number: int) -> str:
    """A whole number with thin spaces between thousands."""
    return f"{number:,}".replace(",", "\u2009")
