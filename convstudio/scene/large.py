"""Which channel of a map is shown large on the stage."""

from __future__ import annotations

from collections.abc import Mapping

from convstudio.experiment import Evaluation
from convstudio.scene.matrix.focus import Focus, MatrixId, Spot
from convstudio.scene.playing.playhead import Playhead, at_spot, spot_of

Large = Mapping[int, int]  # by map (−1: the input), the channel if it is not the first
FIRST_CHANNELS: Large = {}


def large_channels(chosen: Large, evaluation: Evaluation, focus: Focus, playhead: Playhead | None) -> Large:
    """The channel shown large in each map: that of the pinned cell or of the playhead, otherwise the chosen one."""
    found = dict(chosen)
    for spot in (spot_of(evaluation, playhead) if playhead else None, focus.pin):
        if spot and spot.matrix.kind == "map":
            found[spot.matrix.layer] = spot.panel.channel
    return found


def enlarged(
    chosen: Large, evaluation: Evaluation, focus: Focus, playhead: Playhead | None, layer: int, channel: int
) -> tuple[Large, Focus, Playhead | None]:
    """Another channel of a map shown large, with the focus and the playhead moved to the same cell of that channel."""
    large, matrix = {**chosen, layer: channel}, MatrixId("map", layer)
    pin = focus.pin
    if pin and pin.matrix == matrix:
        focus = Focus(pin=Spot(type(pin.panel)(matrix, channel), pin.row, pin.column))
    played = spot_of(evaluation, playhead) if playhead else None
    if played and played.matrix == matrix:
        playhead = at_spot(evaluation, Spot(type(played.panel)(matrix, channel), played.row, played.column)) or playhead
    return large, focus, playhead
