"""Makes the next state consistent with its document: selection, playhead and collapsed layers follow the layers."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.experiment.history import History
from convstudio.scene.cards import folding
from convstudio.scene.cards.paging import FIRST, following, with_large
from convstudio.scene.large import FIRST_CHANNELS
from convstudio.scene.matrix.focus import NOWHERE
from convstudio.scene.playing.playhead import kept, spot_of, start
from convstudio.scene.state import EXPLORE, State
from convstudio.scene.workspaces import first_parts, known


def reconcile(before: State, after: State, evaluation: Evaluation) -> State:
    """The state `after`, consistent with the evaluation of its experiment; `before` is the state that was shown.

    The selected layer exists, playhead and focus are in the new outputs, and folded layers and pages are carried over. The
    screen is still that of `before`.
    """
    same = after.opened is before.opened
    after = replace(
        after,
        evaluation=evaluation,
        complete=evaluation if evaluation.pending is None else before.complete,
        selected=min(after.selected, len(after.experiment.layers) - 1),
    )
    after = _with_playhead(before, after)
    folded, pages = after.folded, after.pages
    if same and folded == before.folded:
        folded = folding.carried(before.experiment.layers, after.experiment.layers, folded)
    looks = after.focus.pin != before.focus.pin or after.playhead != before.playhead
    if looks:
        pages = following(pages, evaluation, after.focus, after.playhead)
    if after.view == "stage" and (looks or after.enlarged is not before.enlarged):
        pages = with_large(pages, before.large, after.large)
    return replace(after, folded=folded, pages=pages)


def come_to(state: State, history: History) -> State:
    """The state after undo or redo arrives at another document: nothing is selected or pinned, and nothing is carried over.

    The document is shown in the workspace that it was saved in, if it names one.
    """
    experiment = history.present
    selected = 0 if experiment.layers else -1
    saved_in = known(history.document.opened.workspace)
    return replace(
        state, history=history, draft=None, focus=NOWHERE, playhead=None, selection=None, kept=None, parts=first_parts(),
        screens={name: state.screens[name] for name in (EXPLORE, state.workspace)},
        pages=FIRST, enlarged=FIRST_CHANNELS, resume=None, parked=None, selected=selected,
        folded=folding.folded_at_first(experiment.layers, selected),
        workspace=saved_in.name if saved_in else state.workspace,
    )  # fmt: skip


def _with_playhead(before: State, after: State) -> State:
    """Move playhead and focus into another evaluation. A focus on the playhead's cell stays on it.

    The playhead of a layer without an output is set aside, and returns to its place once the layer has an output again.
    """
    evaluation, playhead, parked = after.evaluation, after.playhead, after.parked
    if evaluation.pending is not None:
        return replace(after, playhead=None, resume=after.resume or (playhead, after.focus))
    if after.resume:
        playhead = after.resume[0]
    elif playhead is not before.playhead:
        parked = None  # the playhead was moved on purpose
    if evaluation is before.complete:
        if after.history.document is not before.history.document:  # the same experiment again, as it was at first
            playhead = playhead or start(evaluation, after.selected)
        return replace(after, playhead=playhead, resume=None, parked=parked)
    if parked is None and playhead:
        parked = before.complete, playhead
    moved = kept(parked[0], evaluation, parked[1]) if parked else None
    if moved is None:
        return replace(after, playhead=start(evaluation, after.selected), resume=None, parked=parked)
    focus = after.focus
    if playhead and moved.layer == playhead.layer and focus.pin == spot_of(before.complete, playhead):
        focus = replace(focus, pin=spot_of(evaluation, moved))
    return replace(after, playhead=moved, focus=focus, resume=None, parked=None)
