"""The Shift lab as a value: the input is moved or turned, and the screen shows whether the output follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from convstudio.scene.matrix.focus import NOWHERE
from convstudio.scene.state import State
from convstudio.scene.workspaces.model import Workspace
from convstudio.scene.workspaces.shift.part import NAME, SHIFTING, ShiftPart, part

if TYPE_CHECKING:
    from convstudio.scene.workspaces.shift.lab import LabScene


def _build(state: State) -> LabScene:
    from convstudio.scene.cards.framing import framed, held  # imported late, for a quick start of the program

    found, guide = _scene(state), state.guiding
    if not guide.highlight and not guide.locks:
        return found
    return replace(found, cards=held(framed(found.cards, state.evaluation, guide), guide))


def _scene(state: State) -> LabScene:
    from convstudio.scene.workspaces.shift.lab import LabScene
    from convstudio.scene.workspaces.shift.views import view_of  # imported late, for a quick start of the program

    view, last, focus = view_of(state), state.screens.get(NAME), state.focus
    if focus.spot and not (isinstance(last, LabScene) and _of(last) == (state.evaluation, part(state), state.selected)):
        bare = view.build(replace(state, focus=NOWHERE))  # the cell may no longer exist
        if not bare.has(focus.spot):
            return bare
    return view.build(state)


def _of(scene: LabScene) -> tuple[object, ...]:
    """All that decides which cells there are."""
    return scene.evaluation, scene.part, scene.selected


def _reads(state: State) -> tuple[object, ...]:
    return state.evaluation, state.focus, part(state), state.display, state.selected, state.selection, state.guiding


def _plays(state: State) -> bool:
    return part(state).view in SHIFTING and bool(state.evaluation.experiment.input.shape[2] > 1)


WORKSPACE = Workspace(
    NAME,
    "S&hift lab",
    "Ctrl+3",
    "Move the picture, and see whether the output follows",
    "convstudio.studio.workspaces.shift",
    _build,
    _reads,
    start=ShiftPart(),
    plays=_plays,
    patient=True,
    commands=frozenset({"previous_layer", "next_layer", "switch_layer", "reset_layer", "paste_line"}),
    guide="shift.md",
    parts=(
        ("shift_conclusion", "Whether the output followed the input, and what that means."),
        ("shift_slider", "How many columns the input is moved: to the left of the middle, or to the right of it."),
        ("shift_rows", "How many rows the input is moved down; negative: up."),
        ("shift_columns", "How many columns the input is moved to the right; negative: to the left."),
        ("shift_border", "What comes in where the picture was: zeros, what left at the other side, or its edge once more."),
        ("shift_against", "What the output of the moved input is compared with: the output moved along, or as it was."),
        ("shift_views", "What is looked at: moving, turning, or what the layers can reach and what they cost."),
        ("shift_plot", "For every shift how much both ways differ at most. Click a bar to go there."),
        ("shift_along", "Which shifts are plotted: to the left and right, or up and down."),
        ("shift_turn", "How the input is turned, or at which line it is mirrored."),
        ("shift_scope", "Whose cost is counted: the layer whose settings are shown, or all that have weights."),
        ("shift_size", "For which input the cost is counted: the one here, or a colour photograph of 224 × 224."),
        (
            "shift_square",
            "Both ways round: the input moved and then computed with, below; computed with and then moved, above.",
        ),
    ),
)
