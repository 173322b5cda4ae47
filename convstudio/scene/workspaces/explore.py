"""Explore as a value: the strip of layers, and what the playhead does in it."""

from __future__ import annotations

from typing import Any

from convstudio.scene.build import Scene, build
from convstudio.scene.playing.pending import waiting
from convstudio.scene.state import EXPLORE, State
from convstudio.scene.workspaces.model import Workspace

Parts = tuple[Any, ...]

COMMANDS = frozenset({
    "compare", "steps", "loop", "hide_unreached", "step_back", "step_forward", "board_larger", "board_smaller",
    "fold", "fold_others", "unfold", "previous_layer", "next_layer", "duplicate_layer", "switch_layer", "layer_earlier",
    "layer_later", "remove_layer", "reset_layer", "paste_line", "flow", "rename_layer", "resize", "name_channel",
})  # fmt: skip  # commands on what only Explore shows


def _reads(state: State) -> Parts:
    return (
        state.evaluation, state.focus, state.selected, state.playhead, state.hide_unreached, state.term, state.display,
        state.kept, state.folded, state.pages, state.view == "stage", state.guiding,
    )  # fmt: skip


def _build(state: State) -> Scene:
    scene = build(*_reads(state))
    return scene if state.evaluation.pending is None else waiting(scene, state.scene)


def _plays(state: State) -> bool:
    return state.playhead is not None


WORKSPACE = Workspace(
    EXPLORE,
    "&Explore",
    "Ctrl+1",
    "Paint, convolve, pool: every number follows",
    "convstudio.studio.workspaces.explore",
    _build,
    _reads,
    plays=_plays,
    patient=True,
    commands=COMMANDS,
)
