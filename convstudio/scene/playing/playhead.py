"""The playhead: the output cell and layer that are being played, and how far that cell's arithmetic has come.

Cells are counted in reading order: channel, row, column. The phases of a cell are: 0, the window is placed; 1…n, so many
products are multiplied (or numbers compared for a maximum, added for a mean); then the bias or the division; then the
activation, if there is one. In the last phase the cell is complete. Every move is a pure function of an evaluation and a
playhead, and stops at the ends.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import Array, Cell, Terms
from convstudio.scene.matrix.focus import MatrixId, PanelId, Spot
from convstudio.scene.playing.terms import cell_terms

Stage = Literal["placed", "terms", "bias", "divide", "activation"]


class Playhead(Struct, frozen=True):
    """A position in a layer that is being played: the index of the output cell, and the phase of its arithmetic."""

    layer: int
    window: int = 0
    phase: int = 0


def plays(evaluation: Evaluation, layer: int) -> bool:
    """Whether a layer has output cells of its own to play."""
    return _output(evaluation, layer) is not None


def start(evaluation: Evaluation, selected: int = -1) -> Playhead | None:
    """The initial playhead: in the selected layer if it can be played, else in the first one that can."""
    layers = [index for index in range(len(evaluation.results)) if plays(evaluation, index)]
    sliding = [index for index in layers if evaluation.results[index].layer.combination.kind != "function"]
    chosen = selected if selected in sliding else next(iter(sliding or layers), None)
    return None if chosen is None else Playhead(chosen)


def windows(evaluation: Evaluation, layer: int) -> int:
    """How many output cells a layer has, all channels together."""
    return _played(evaluation, layer).size


def cell_of(evaluation: Evaluation, playhead: Playhead) -> Cell:
    """The output cell (channel, row, column) of a playhead."""
    _channels, height, width = shape_of(_played(evaluation, playhead.layer))
    channel, place = divmod(playhead.window, height * width)
    return channel, *divmod(place, width)


def spot_of(evaluation: Evaluation, playhead: Playhead) -> Spot:
    """The output cell of a playhead, as a spot on its map."""
    channel, row, column = cell_of(evaluation, playhead)
    return Spot(PanelId(MatrixId("map", playhead.layer), channel), row, column)


def at_spot(evaluation: Evaluation, spot: Spot) -> Playhead | None:
    """The playhead at which the output cell of a spot is complete; None if the spot is not an output cell."""
    layer = spot.matrix.layer
    output = _output(evaluation, layer) if spot.matrix.kind == "map" else None
    if output is None:
        return None
    channels, height, width = shape_of(output)
    if not (spot.panel.channel < channels and 0 <= spot.row < height and 0 <= spot.column < width):
        return None
    return at(evaluation, layer, (spot.panel.channel * height + spot.row) * width + spot.column)


def terms_of(evaluation: Evaluation, playhead: Playhead) -> Terms:
    """The terms of the playhead's cell."""
    return cell_terms(evaluation, playhead.layer, cell_of(evaluation, playhead))


def phases(evaluation: Evaluation, playhead: Playhead) -> int:
    """How many phases the playhead's cell has."""
    layer, x = evaluation.results[playhead.layer].layer, evaluation.input_of(playhead.layer)
    known = layer.term_count(shape_of(x), cell_of(evaluation, playhead)) if x is not None else None
    if known is not None:  # no need to compute them
        return 2 + known + (getattr(layer, "activation", "none") != "none")
    terms = terms_of(evaluation, playhead)
    return 1 + counted(terms) + len(_tail(terms))


def phase_scale(evaluation: Evaluation, playhead: Playhead) -> tuple[int, int, int]:
    """The phase, the number of phases, and the products of each channel: for a slider, and the distance of its ticks."""
    layer, x = evaluation.results[playhead.layer].layer, evaluation.input_of(playhead.layer)
    assert x is not None
    reads = layer.reads(shape_of(x), cell_of(evaluation, playhead))
    return playhead.phase, phases(evaluation, playhead), len(reads.rows) * len(reads.columns)


def at_phase(evaluation: Evaluation, playhead: Playhead, phase: int) -> Playhead:
    """The playhead at another phase of the same cell, or at the nearest that exists."""
    return replace(playhead, phase=min(max(phase, 0), phases(evaluation, playhead) - 1))


def is_done(evaluation: Evaluation, playhead: Playhead) -> bool:
    """Whether the playhead's cell is complete."""
    return playhead.phase > 0 and playhead.phase == phases(evaluation, playhead) - 1


def stage(evaluation: Evaluation, playhead: Playhead) -> Stage:
    """What the playhead's phase does."""
    terms = terms_of(evaluation, playhead)
    if playhead.phase == 0:
        return "placed"
    behind = playhead.phase - counted(terms) - 1
    return "terms" if behind < 0 else _tail(terms)[behind]


def counted(terms: Terms) -> int:
    """How many terms have a phase of their own. A layer that only applies a function has none."""
    alone = terms.bias is None and terms.divisor is None and terms.activation != "none"
    return 0 if alone else len(terms.terms)


def at(evaluation: Evaluation, layer: int, window: int) -> Playhead:
    """The playhead at which cell `window`, or the nearest that exists, is complete."""
    return _done(evaluation, Playhead(layer, _inside(evaluation, layer, window)))


def placed(evaluation: Evaluation, layer: int, window: int) -> Playhead:
    """The playhead at the first phase of its cell: the window is placed, nothing is multiplied yet."""
    return Playhead(layer, _inside(evaluation, layer, window))


def first(evaluation: Evaluation, playhead: Playhead) -> Playhead:
    """The playhead at which the first cell is complete."""
    return at(evaluation, playhead.layer, 0)


def last(evaluation: Evaluation, playhead: Playhead) -> Playhead:
    """The playhead at which the last cell is complete."""
    return at(evaluation, playhead.layer, windows(evaluation, playhead.layer) - 1)


def forward(evaluation: Evaluation, playhead: Playhead, by: int = 1, *, loop: bool = False) -> Playhead:
    """The playhead `by` cells later. A cell that is not complete is completed first."""
    on = by if is_done(evaluation, playhead) else max(by - 1, 0)
    window, size = playhead.window + on, windows(evaluation, playhead.layer)
    return at(evaluation, playhead.layer, window % size if loop else window)


def back(evaluation: Evaluation, playhead: Playhead, by: int = 1) -> Playhead:
    """The playhead `by` cells earlier, its cell complete."""
    return at(evaluation, playhead.layer, playhead.window - by)


def step_forward(evaluation: Evaluation, playhead: Playhead, *, loop: bool = False) -> Playhead:
    """The next phase; after the last one the first of the next cell."""
    if not is_done(evaluation, playhead):
        return replace(playhead, phase=playhead.phase + 1)
    if playhead.window + 1 < windows(evaluation, playhead.layer):
        return Playhead(playhead.layer, playhead.window + 1)
    return Playhead(playhead.layer) if loop else playhead


def step_back(evaluation: Evaluation, playhead: Playhead) -> Playhead:
    """The previous phase; before the first one the last of the previous cell."""
    if playhead.phase > 0:
        return replace(playhead, phase=playhead.phase - 1)
    return at(evaluation, playhead.layer, playhead.window - 1) if playhead.window else playhead


def kept(before: Evaluation, after: Evaluation, playhead: Playhead | None) -> Playhead | None:
    """The playhead after an edit: at the same cell or the nearest one left; None if the layer cannot be played any more."""
    if playhead is None or not plays(after, playhead.layer) or not plays(before, playhead.layer):
        return None
    sizes = shape_of(_played(after, playhead.layer))
    channel, row, column = (min(i, n - 1) for i, n in zip(cell_of(before, playhead), sizes, strict=True))
    moved = Playhead(playhead.layer, (channel * sizes[1] + row) * sizes[2] + column, playhead.phase)
    last_phase = phases(after, moved) - 1
    return replace(moved, phase=last_phase if is_done(before, playhead) else min(playhead.phase, last_phase))


def _done(evaluation: Evaluation, playhead: Playhead) -> Playhead:
    return replace(playhead, phase=phases(evaluation, playhead) - 1)


def _tail(terms: Terms) -> tuple[Stage, ...]:
    found: list[Stage] = []
    if terms.bias is not None:
        found.append("bias")
    if terms.divisor is not None:
        found.append("divide")
    if terms.activation != "none":
        found.append("activation")
    return tuple(found)


def _inside(evaluation: Evaluation, layer: int, window: int) -> int:
    return min(max(window, 0), windows(evaluation, layer) - 1)


def _output(evaluation: Evaluation, layer: int) -> Array | None:
    if not 0 <= layer < len(evaluation.results):
        return None
    result = evaluation.results[layer]
    return result.output if result.layer.enabled and result.output is not None and result.output.size else None


def _played(evaluation: Evaluation, layer: int) -> Array:
    output = _output(evaluation, layer)
    assert output is not None
    return output
