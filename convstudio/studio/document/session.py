"""The one object that holds state. Everything on the screen follows its one signal.

A gesture previews as often as it likes and commits once, or cancels; looking is never an edit. Whoever wants a change calls a
method here; nobody else assigns state, and no widget listens to another. A change is computed whole before anything is
assigned, so that an error leaves the state as it was; one that is asked for while a state is being shown waits until it is.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.experiment import Evaluation, Experiment, evaluate, same_content, sharing
from convstudio.experiment import history as histories
from convstudio.experiment.edits import Edit
from convstudio.experiment.files.filesize import check_file_size
from convstudio.scene import NOWHERE, Focus, Spot, build
from convstudio.scene.cards import folding
from convstudio.scene.cards.display import Display
from convstudio.scene.cards.paging import PageKey, turned
from convstudio.scene.guide import Guide, check_lock
from convstudio.scene.large import enlarged
from convstudio.scene.playing.playhead import Playhead, at_spot, plays, spot_of, start
from convstudio.scene.reconcile import come_to, reconcile
from convstudio.scene.selection import Block, still_there
from convstudio.scene.state import EXPLORE, Brush, State, View, with_screen
from convstudio.scene.words.text_runs import FormulaTerm
from convstudio.scene.workspaces import first_parts
from convstudio.scene.workspaces import of as workspace_of
from convstudio.studio.document.background import Background
from convstudio.studio.document.output_copies import Spares

__all__ = ["Brush", "EditFunction", "Session", "State"]

P = ParamSpec("P")
MOST_AT_ONCE = 3e7  # products that are formed while the window waits: some 10 ms
PATIENCE = 0.06  # seconds that the window waits for more, so that what is nearly as quick does not flicker
PREPARE_MS = 40  # after which copies are begun: behind the painting, which would wait for memory
EditFunction = Callable[Concatenate[Experiment, P], Edit]
Change = Callable[[State], State]


class Session(QObject):
    """The document of one window, and what is being done to it."""

    changed = Signal(object, object)  # the State before, the State after
    complained = Signal(str)  # a sentence: why something was not done

    def __init__(
        self, experiment: Experiment, path: Path | None = None, parent: QObject | None = None, view: View = "stage"
    ) -> None:
        super().__init__(parent)
        evaluation = evaluate(experiment)
        self.background, self.spares = Background(self), Spares()
        self._idle = QTimer(self, interval=PREPARE_MS, singleShot=True)
        self._idle.timeout.connect(self.spares.prepare)
        self.background.finished.connect(self._finished)
        self.showing = False  # whether a state is being shown
        self._waiting: list[Callable[[], object]] = []  # what was asked for meanwhile
        self._finish_typing: Callable[[], None] = lambda: None
        self._built: dict[str, tuple[object, ...]] = {}  # what the screens were built from
        history = histories.begin(experiment, saved=True, path=path, example=path is None)
        selected = 0 if experiment.layers else -1
        playhead = start(evaluation, selected)
        folded = folding.folded_at_first(experiment.layers, selected)
        scene = build(evaluation, NOWHERE, selected, playhead, folded=folded, staged=view == "stage")
        self.state = State(
            history, evaluation, evaluation, {EXPLORE: scene}, first_parts(), selected=selected, playhead=playhead,
            folded=folded, view=view,
        )  # fmt: skip
        self._spare()

    def when_typing(self, finish: Callable[[], None]) -> None:
        """Register `finish`, which is called before anything happens and commits what is half typed in a field."""
        self._finish_typing = finish

    def finish_typing(self) -> None:
        """Commit what is half typed in a field."""
        if not self.showing:
            self._finish_typing()

    def edit(self, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Do an edit as one step. False, with a complaint, if it is not possible.

        What a gesture shows that still runs becomes a step of its own first: nothing that was drawn is lost.
        """
        self.commit()
        return self._draft(None, lambda present: function(present, *args, **kwargs), _committed)

    def preview(self, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Show what an edit of the present would give, outside the history; replaces an earlier preview."""
        return self._draft(None, lambda present: function(present, *args, **kwargs))

    def preview_at(self, spot: Spot, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """`preview`, and point at a cell at the same time; where one is pinned, show what becomes of that one."""
        return self._draft(spot, lambda present: function(present, *args, **kwargs))

    def _draft(self, spot: Spot | None, edit: Callable[[Experiment], Edit], then: Change = lambda state: state) -> bool:
        """Show what an edit of the present would give, and `then` what becomes of that."""
        if self.state.draft is None:
            self.finish_typing()
        refused: list[str] = []

        def change(state: State) -> State:
            pin = state.focus.pin
            seen = state.focus if spot is None else Focus(pin=pin) if pin else Focus(spot)
            try:
                draft = edit(state.history.present)
                if state.draft:  # a stroke may go on over cells that have its value already
                    draft = replace(draft, after=sharing(draft.after, state.draft.after))
                check_file_size(draft.after)
                check_lock(state.guiding, state.history.present, draft.after)
                return then(replace(state, draft=draft, focus=seen))
            except ValueError as impossible:
                refused.append(str(impossible))
                return state

        self.become(change)
        for sentence in refused:
            self.complained.emit(sentence)
        return not refused

    def commit(self) -> None:
        """Make the preview a step of the history."""
        self.become(_committed)

    def cancel(self) -> None:
        """Drop the preview."""
        self.become(lambda state: replace(state, draft=None) if state.draft else state)

    def undo(self) -> None:
        """One step back: the gesture that runs, if one does."""
        self._jump(lambda position: position - 1)

    def redo(self) -> None:
        """One step forward."""
        self._jump(lambda position: position + 1)

    def jump(self, position: int) -> None:
        """To any step of the history; what a gesture shows that still runs becomes a step first."""
        self._jump(lambda _position: position)

    def _jump(self, to: Callable[[int], int]) -> None:
        self.finish_typing()
        self.commit()

        def change(state: State) -> State:
            history = histories.jump(state.history, to(state.history.position))
            if history.document.opened is not state.opened:
                return come_to(state, history)
            return replace(state, draft=None, history=history)

        self.become(change)

    def look(self, focus: Focus) -> None:
        """Pin a cell, or nothing. The playhead goes where an output cell is pinned, and its settings replace the input's."""

        def change(state: State) -> State:
            if focus == state.focus:
                return state
            pinned = at_spot(state.evaluation, focus.pin) if focus.pin else None
            selected = pinned.layer if pinned and state.selected < 0 else state.selected
            return replace(state, focus=focus, playhead=pinned or state.playhead, selected=selected)

        self.become(change)

    def point(self, spot: Spot | None) -> None:
        """Bring a cell into focus instead of the pinned one; None brings the pinned one back."""
        self.become(
            lambda state: state if spot == state.focus.pointed
            else replace(state, focus=replace(state.focus, pointed=spot))
        )  # fmt: skip

    def play(self, playhead: Playhead, pointed: Spot | None = None) -> None:
        """Move the playhead, and pin its cell: playing is looking. A cell that is `pointed` at is shown in front of it.

        If the layer on the stage computes nothing itself, the one that is played comes onto the stage.
        """

        def change(state: State) -> State:
            focus = Focus(pointed, spot_of(state.evaluation, playhead))
            if (playhead, focus) == (state.playhead, state.focus):
                return state
            follows = state.view == "stage" and not plays(state.evaluation, max(state.selected, 0))
            selected = playhead.layer if follows else state.selected
            return replace(state, playhead=playhead, focus=focus, selected=selected)

        self.become(change)

    def hide_unreached(self, on: bool) -> None:
        """Hide what the playhead has not reached, or show all."""
        self._set(hide_unreached=on)

    def explain(self, term: FormulaTerm | None) -> None:
        """Light up what a letter of the size formula means."""
        self._set(term=term)

    def select(self, layer: int) -> None:
        """Choose the layer that the inspector shows; −1 is the input. The transport plays it, if it slides a window."""
        self.finish_typing()

        def change(state: State) -> State:
            if layer == state.selected:
                return state
            playhead, there = state.playhead, start(state.evaluation, layer)
            same = playhead and there and (playhead.layer == there.layer or there.layer != layer)
            return replace(state, selected=layer, playhead=playhead if same else there)

        self.become(change)

    def use(self, brush: Brush) -> None:
        """Take another tool or other values."""
        self._set(brush=brush)

    def choose(self, selection: Block | None) -> None:
        """Select a rectangle of cells, or none."""
        self._set(selection=selection)

    def next_seed(self, seed: int) -> None:
        """Which seed the next random numbers take."""
        self._set(seed=seed)

    def open(self, experiment: Experiment, path: Path | None, *, example: bool = False, saved: bool = True) -> None:
        """Another document, with a history of its own. One that is not `saved` is held nowhere else."""
        self.finish_typing()
        history = histories.begin(experiment, saved=saved, path=path, example=example)
        self.become(lambda state: come_to(state, history))

    def look_at(self, example: Experiment, label: str, *, lesson: bool = False) -> None:
        """An example, or what a lesson shows, as a step of the same history: what was there before is an undo away."""
        self.finish_typing()
        self.become(lambda state: come_to(state, histories.look_at(state.history, example, label, lesson=lesson)))

    def follow(self, guide: Guide) -> None:
        """Frame and lock what the step of a lesson says."""
        self._set(guide=guide)

    def colour(self, display: Display) -> None:
        """Colour the outputs in another way."""
        self._set(display=display)

    def keep(self, on: bool) -> None:
        """Keep what is shown now, to compare with what comes; or stop comparing."""
        self.finish_typing()
        self.settle()
        self.become(lambda state: replace(state, kept=state.evaluation if on else None))

    def work_in(self, workspace: str) -> None:
        """Go to another workspace; nothing stays pinned."""
        self.finish_typing()
        self.become(
            lambda state: state if workspace == state.workspace
            else replace(state, workspace=workspace, focus=NOWHERE, selection=None)
        )  # fmt: skip

    def fold(self, folded: folding.Folded) -> None:
        """Show these layers as badges, and all others with their matrices."""
        self.finish_typing()
        self._set(folded=folded)

    def show_in(self, view: View) -> None:
        """Show one layer as a sentence, or all cards in a flow."""
        self.finish_typing()
        self._set(view=view)

    def enlarge(self, layer: int, channel: int) -> None:
        """Let a channel of a map stand large on the stage; what was pinned or played in the map goes along."""
        self.finish_typing()

        def change(state: State) -> State:
            known = state.enlarged, state.evaluation, state.focus, state.playhead
            large, focus, playhead = enlarged(*known, layer, channel)
            return replace(state, enlarged=large, focus=focus, playhead=playhead)

        self.become(change)

    def turn(self, key: PageKey, first: int) -> None:
        """Show other channels of a map, or other rows of a kernel."""
        self.finish_typing()
        self.become(lambda state: replace(state, pages=turned(state.pages, key, first)))

    def saved(self, path: Path) -> None:
        """The present is now what the file holds."""
        self.become(lambda state: replace(state, history=histories.mark_saved(state.history, path)))

    # How a state follows another

    def _set(self, **parts: object) -> None:
        """Give parts of the state other values."""
        self.become(
            lambda state: state if all(getattr(state, name) == value for name, value in parts.items())
            else replace(state, **parts)
        )  # fmt: skip

    def become(self, change: Change) -> None:
        """Change the state and show it. While a state is being shown, this waits until it is."""
        if self.showing:
            self._waiting.append(lambda: self.become(change))
            return
        after = change(self.state)
        if after is not self.state:
            self._show(after)

    def _show(self, after: State, evaluation: Evaluation | None = None) -> None:
        """Make a state consistent, and show it. Whatever fails on the way leaves the state that was."""
        before = self.state
        after = reconcile(before, after, evaluation or self._evaluation(after.experiment))
        here = workspace_of(after)
        screen, reads = after.screens.get(here.name), here.reads(after) if here.reads else None
        if screen is None or reads is None or reads != self._built.get(here.name):
            screen = here.build(after)
            after = with_screen(after, here.name, screen)
        self.state = replace(after, selection=still_there(after.selection, screen))
        self._built[here.name] = reads or ()
        if self.state.complete is not before.complete:
            self._spare()
        self._tell(before)

    def _tell(self, before: State) -> None:
        """Emit `changed` for the present state, then carry out what was requested meanwhile, in order."""
        self.showing = True
        try:
            self.changed.emit(before, self.state)
        finally:
            self.showing = False
        while self._waiting and not self.showing:
            self._waiting.pop(0)()

    def _spare(self) -> None:
        self.spares.follow(self.state.complete)
        self._idle.start()

    def close(self) -> None:
        """End the computations on other threads."""
        self._idle.stop()
        self.background.close()
        self.spares.close()

    def settle(self) -> None:
        """Wait for an evaluation that is under way."""
        self.background.settle()

    def _evaluation(self, experiment: Experiment) -> Evaluation:
        """The results of an experiment: known, or computed at once if that is quick, otherwise pending until `_finished`."""
        complete = self.state.complete
        for known in (complete, self.state.evaluation):
            if known.experiment is experiment:
                if known is complete:
                    self.background.drop()
                return known
        evaluation = evaluate(experiment, complete, MOST_AT_ONCE, self.spares.take)
        if evaluation.pending is None:
            self.background.drop()
            return evaluation
        return self.background.finish(evaluation, complete, PATIENCE if workspace_of(self.state).patient else 0.0)

    def _finished(self, evaluation: Evaluation) -> None:
        if self.showing:
            self._waiting.append(lambda: self._finished(evaluation))
        elif evaluation.experiment is self.state.experiment:
            self._show(self.state, evaluation)


def _committed(state: State) -> State:
    """The draft as a step of the history, unless it changes nothing."""
    draft = state.draft
    if draft is None:
        return state
    if same_content(draft.after, state.history.present):
        return replace(state, draft=None)
    return replace(state, history=histories.commit(state.history, draft.after, draft.label), draft=None)
