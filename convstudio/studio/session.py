"""The one object that holds state. Everything on the screen follows its one signal.

A gesture previews as often as it likes and commits once, or cancels; looking is never an edit. Whoever wants a change calls a
method here; nobody else assigns state, and no widget listens to another.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from convstudio.experiment import Evaluation, Experiment, evaluate, same_content
from convstudio.experiment import history as histories
from convstudio.experiment.edits import Edit
from convstudio.experiment.history import History
from convstudio.scene import NOWHERE, Focus, Scene, build, folding
from convstudio.scene.display import PLAIN, Display
from convstudio.scene.learn.moment import START, Moment
from convstudio.scene.paging import FIRST, PageKey, Pages, following, turned
from convstudio.scene.playhead import Playhead, at_spot, kept, spot_of, start
from convstudio.scene.runs import FormulaTerm
from convstudio.scene.selection import Block, still_there
from convstudio.scene.waiting import waiting
from convstudio.studio.background import Background
from convstudio.studio.spares import Spares

if TYPE_CHECKING:
    from convstudio.experiment.learning import Learnt
    from convstudio.scene.learn.build import LearnScene

P = ParamSpec("P")
Workspace = Literal["explore", "learn"]
MOST_AT_ONCE = 3e7  # products that are formed while the window waits: some 10 ms
PATIENCE = 0.06  # seconds that the window waits for more, so that what is nearly as quick does not flicker
PREPARE_MS = 40  # after which copies are begun: behind the painting, which would wait for memory
AT_ONCE = 0.004  # seconds of training that no hand notices
SceneParts = tuple[
    Evaluation, Focus, int, Playhead | None, bool, FormulaTerm | None, Display, Evaluation | None, folding.Folded, Pages
]
EditFunction = Callable[Concatenate[Experiment, P], Edit]


class Brush(Struct, frozen=True):
    """What the mouse does on an input: the tool, the values of its left and right button, and how many cells it is wide."""

    tool: str = "pencil"
    primary: float = 1.0
    secondary: float = 0.0
    size: int = 1


class State(Struct, frozen=True, eq=False):
    """All that the window shows: the document with its history, a gesture's draft, the results, the focus, the selection."""

    history: History
    evaluation: Evaluation
    scene: Scene
    draft: Edit | None = None
    focus: Focus = NOWHERE
    selected: int = 0
    path: Path | None = None
    brush: Brush = Brush()
    selection: Block | None = None
    seed: int = 0  # of the next random numbers
    playhead: Playhead | None = None  # where the transport stands; None if nothing can be played
    hide_unreached: bool = False
    display: Display = PLAIN
    kept: Evaluation | None = None  # the snapshot that is compared with
    term: FormulaTerm | None = None  # the letter of the size formula that is pointed at

    workspace: Workspace = "explore"
    moment: Moment = START  # where the timeline of Learn stands
    picture: int = 0  # the picture that Learn shows
    learning: LearnScene | None = None  # what Learn shows; None in Explore
    folded: folding.Folded = folding.NONE  # layers that stand as badges
    pages: Pages = FIRST  # which channels are shown where there are many
    opened: Experiment | None = None  # what the document was when it was opened: resets go back to it

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is shown: the draft's, while a gesture runs."""
        return self.draft.after if self.draft else self.history.present

    @property
    def screen(self) -> Scene | LearnScene:
        """The cards of the workspace."""
        return self.learning or self.scene

    @property
    def name(self) -> str:
        """What the document is called: its file, else its title."""
        return self.path.name if self.path else self.experiment.title


class Session(QObject):
    """The document of one window, and what is being done to it."""

    changed = Signal(object, object)  # the State before, the State after
    complained = Signal(str)  # a sentence: why something was not done

    def __init__(self, experiment: Experiment, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        evaluation = self._complete = evaluate(experiment)
        self._resume: tuple[Playhead | None, Focus] | None = None  # where it stood when a long evaluation began
        self._parked: tuple[Evaluation, Playhead] | None = None  # where it stood, while its layer has no output
        self.background, self.spares = Background(self), Spares()
        self._idle = QTimer(self, interval=PREPARE_MS, singleShot=True)
        self._idle.timeout.connect(self.spares.prepare)
        self._spare()
        self.background.finished.connect(self._finished)
        history = histories.begin(experiment, saved=True)
        selected = 0 if experiment.layers else -1
        playhead = start(evaluation, selected)
        self.telling = False  # whether a state is being told of
        self._built: SceneParts | None = None  # what the scene of Explore was built from
        self._learnt: Learnt | None = None
        folded = folding.folded_at_first(experiment.layers, selected)
        scene = build(evaluation, NOWHERE, selected, playhead, folded=folded)
        self.state = State(
            history, evaluation, scene, path=path, selected=selected, playhead=playhead, folded=folded, opened=experiment
        )

    def edit(self, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Do an edit as one step. False, with a complaint, if it is not possible.

        What a gesture shows that still runs becomes a step of its own first: nothing that was drawn is lost.
        """
        self.commit()
        done = self.preview(function, *args, **kwargs)
        self.commit()
        return done

    def preview(self, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Show what an edit of the present would give, outside the history; replaces an earlier preview."""
        return self._preview(self.state.focus, lambda present: function(present, *args, **kwargs))

    def preview_at(self, focus: Focus, function: EditFunction[P], *args: P.args, **kwargs: P.kwargs) -> bool:
        """`preview`, and point at a cell at the same time, unless another one is pinned."""
        pinned = self.state.focus.pinned
        return self._preview(self.state.focus if pinned else focus, lambda present: function(present, *args, **kwargs))

    def _preview(self, focus: Focus, edit: Callable[[Experiment], Edit]) -> bool:
        try:
            draft = edit(self.state.history.present)
        except ValueError as impossible:
            self.complained.emit(str(impossible))
            return False
        self._show(replace(self.state, draft=draft, focus=focus))
        return True

    def commit(self) -> None:
        """Make the preview a step of the history."""
        draft = self.state.draft
        if draft and same_content(draft.after, self.state.history.present):
            self.cancel()
        elif draft:
            history = histories.commit(self.state.history, draft.after, draft.label)
            self._show(replace(self.state, history=history, draft=None))

    def cancel(self) -> None:
        """Drop the preview."""
        if self.state.draft:
            self._show(replace(self.state, draft=None))

    def undo(self) -> None:
        """One step back: the gesture that runs, if one does."""
        self.commit()
        self.jump(self.state.history.position - 1)

    def redo(self) -> None:
        """One step forward."""
        self.commit()
        self.jump(self.state.history.position + 1)

    def jump(self, position: int) -> None:
        """To any step of the history; what a gesture shows that still runs becomes a step first."""
        self.commit()
        self._show(replace(self.state, draft=None, history=histories.jump(self.state.history, position)))

    def look(self, focus: Focus) -> None:
        """Point at a cell, or nowhere. The playhead goes where an output cell is pinned."""
        if focus != self.state.focus:
            pinned = at_spot(self.state.evaluation, focus.spot) if focus.pinned and focus.spot else None
            self._show(replace(self.state, focus=focus, playhead=pinned or self.state.playhead))

    def play(self, playhead: Playhead) -> None:
        """Move the playhead, and pin its cell: playing is looking."""
        focus = _pinned(self.state.evaluation, playhead)
        if (playhead, focus) != (self.state.playhead, self.state.focus):
            self._show(replace(self.state, playhead=playhead, focus=focus))

    def hide_unreached(self, on: bool) -> None:
        """Hide what the playhead has not reached, or show all."""
        if on != self.state.hide_unreached:
            self._show(replace(self.state, hide_unreached=on))

    def explain(self, term: FormulaTerm | None) -> None:
        """Light up what a letter of the size formula means."""
        if term != self.state.term:
            self._show(replace(self.state, term=term))

    def select(self, layer: int) -> None:
        """Choose the layer that the inspector shows; −1 is the input. The transport plays it, if it slides a window."""
        if layer != self.state.selected:
            playhead, there = self.state.playhead, start(self.state.evaluation, layer)
            same = playhead and there and (playhead.layer == there.layer or there.layer != layer)
            self._show(replace(self.state, selected=layer, playhead=playhead if same else there))

    def use(self, brush: Brush) -> None:
        """Take another tool or other values."""
        if brush != self.state.brush:
            self._show(replace(self.state, brush=brush))

    def choose(self, selection: Block | None) -> None:
        """Select a rectangle of cells, or none."""
        if selection != self.state.selection:
            self._show(replace(self.state, selection=selection))

    def next_seed(self, seed: int) -> None:
        """Which seed the next random numbers take."""
        self._show(replace(self.state, seed=seed))

    def open(self, experiment: Experiment, path: Path | None) -> None:
        """Another document, with a history of its own."""
        history = histories.begin(experiment, saved=True)
        selected = 0 if experiment.layers else -1
        fresh = replace(self.state, history=history, draft=None, focus=NOWHERE, playhead=None, selection=None, kept=None)
        fresh = replace(fresh, moment=START, picture=0, pages=FIRST)
        folded = folding.folded_at_first(experiment.layers, selected)
        self._resume = self._parked = None
        self.state = replace(self.state, folded=folding.NONE)  # no layer of the document before is carried along
        self._show(replace(fresh, path=path, selected=selected, opened=experiment, folded=folded))

    def colour(self, display: Display) -> None:
        """Colour the outputs in another way."""
        if display != self.state.display:
            self._show(replace(self.state, display=display))

    def keep(self, on: bool) -> None:
        """Keep what is shown now, to compare with what comes; or stop comparing."""
        self.settle()
        self._show(replace(self.state, kept=self.state.evaluation if on else None))

    def work_in(self, workspace: Workspace) -> None:
        """Go to another workspace; nothing stays pinned."""
        if workspace != self.state.workspace:
            self._show(replace(self.state, workspace=workspace, focus=NOWHERE, selection=None))

    def stand(self, moment: Moment) -> None:
        """Move the timeline of Learn."""
        if moment != self.state.moment:
            self._show(replace(self.state, moment=moment))

    def show_picture(self, number: int) -> None:
        """Show another of the pictures that are learned from."""
        self._show(replace(self.state, picture=number, focus=NOWHERE, selection=None))

    def learnt(self, learnt: Learnt) -> None:
        """More epochs are known; dropped if they belong to another task."""
        scene = self.state.learning
        if scene and scene.learnt.task is learnt.task:
            self._learnt = learnt
            self._show(self.state)

    def fold(self, folded: folding.Folded) -> None:
        """Show these layers as badges, and all others with their matrices."""
        if folded != self.state.folded:
            self._show(replace(self.state, folded=folded))

    def turn(self, key: PageKey, first: int) -> None:
        """Show other channels of a map, or other rows of a kernel."""
        self._show(replace(self.state, pages=turned(self.state.pages, key, first)))

    def saved(self, path: Path) -> None:
        """The present is now what the file holds."""
        self._show(replace(self.state, history=histories.mark_saved(self.state.history), path=path))

    def _show(self, after: State, evaluation: Evaluation | None = None) -> None:
        before, complete = self.state, self._complete
        experiment = after.experiment
        evaluation = evaluation or self._evaluation(experiment)
        if evaluation.pending is None and evaluation is not self._complete:
            self._complete = evaluation
            self._spare()
        selected = min(after.selected, len(experiment.layers) - 1)
        playhead, focus = self._carried(after, evaluation, selected, complete)
        folded = after.folded
        if folded == before.folded:
            folded = folding.carried(before.experiment.layers, experiment.layers, folded)
        moved = focus != before.focus or playhead != before.playhead
        pages = following(after.pages, evaluation, focus, playhead) if moved else after.pages
        scene, learning = before.scene, None
        if after.workspace == "learn":
            learning = self._learn(experiment, focus, after)
        else:
            shown = after.hide_unreached, after.term, after.display, after.kept, folded, pages
            scene = self._build((evaluation, focus, selected, playhead, *shown))
        selection = still_there(after.selection, learning or scene)
        self.state = replace(
            after, evaluation=evaluation, scene=scene, learning=learning, focus=focus, playhead=playhead, selected=selected,
            selection=selection, folded=folded, pages=pages,
        )  # fmt: skip
        self._tell(before)

    def _tell(self, before: State) -> None:
        """Tell of the present state. What changes while it is told of, by whoever is told, is told of afterwards.

        Else a card that is being taken away, and so loses the keyboard, would be asked to show the next state meanwhile.
        """
        if self.telling:
            return
        self.telling = True
        try:
            while before is not self.state:
                told, before = before, self.state
                self.changed.emit(told, before)
        finally:
            self.telling = False

    def _build(self, from_these: SceneParts) -> Scene:
        """The scene of Explore; the one that there is, if it was built from the same."""
        if from_these != self._built:
            self._built = from_these
            scene = build(*from_these)
            return scene if from_these[0].pending is None else waiting(scene, self.state.scene)
        return self.state.scene

    def _spare(self) -> None:
        self.spares.follow(self._complete)
        self._idle.start()

    def close(self) -> None:
        """Let go of what is computed beside the window."""
        self._idle.stop()
        self.background.close()
        self.spares.close()

    def settle(self) -> None:
        """Wait for an evaluation that is under way."""
        self.background.settle()

    def _evaluation(self, experiment: Experiment) -> Evaluation:
        """The results: those that are there; computed at once if that is quick; else pending, until `_finished`."""
        for known in (self._complete, self.state.evaluation):
            if known.experiment is experiment:
                if known is self._complete:
                    self.background.drop()
                return known
        evaluation = evaluate(experiment, self._complete, MOST_AT_ONCE, self.spares.take)
        if evaluation.pending is None:
            self.background.drop()
            return evaluation
        return self.background.finish(evaluation, self._complete, PATIENCE)

    def _finished(self, evaluation: Evaluation) -> None:
        if evaluation.experiment is self.state.experiment:
            self._show(self.state, evaluation)

    def _carried(
        self, after: State, evaluation: Evaluation, selected: int, before: Evaluation
    ) -> tuple[Playhead | None, Focus]:
        """Playhead and focus, brought along into another evaluation; a focus that is the playhead's stays so.

        A playhead whose layer no longer has an output is parked, and stands where it stood once the layer has one again.
        """
        if evaluation.pending is not None:
            self._resume = self._resume or (after.playhead, after.focus)
            return None, after.focus
        playhead, focus = after.playhead, after.focus
        if self._resume:
            (playhead, _focus), self._resume = self._resume, None
        elif playhead is not self.state.playhead:
            self._parked = None  # it was moved on purpose
        if evaluation is before:
            return playhead, focus
        if self._parked is None and playhead:
            self._parked = before, playhead
        moved = kept(self._parked[0], evaluation, self._parked[1]) if self._parked else None
        if moved is None:
            return start(evaluation, selected), focus
        self._parked = None
        if playhead and moved.layer == playhead.layer and focus == _pinned(before, playhead):
            focus = _pinned(evaluation, moved)
        return moved, focus

    def _learn(self, experiment: Experiment, focus: Focus, after: State) -> LearnScene:
        """The scene of Learn, with as many epochs as a moment can compute; the others follow by `learnt`."""
        from convstudio.experiment import learning  # only now: at the start nobody learns
        from convstudio.scene.learn.build import build as build_learning

        learnt = learning.learn(experiment, self._learnt)
        if not learnt.done and learning.is_quick(learnt):
            learnt = learning.advance(learnt, AT_ONCE)
        self._learnt = learnt
        return build_learning(learnt, focus, after.moment, after.picture, after.display, self.state.learning)


def _pinned(evaluation: Evaluation, playhead: Playhead) -> Focus:
    return Focus(spot_of(evaluation, playhead), pinned=True)
