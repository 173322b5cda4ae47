"""Everything that a window shows, as one value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation, Experiment
from convstudio.experiment.edits import Edit
from convstudio.experiment.history import History
from convstudio.scene.build import Scene
from convstudio.scene.cards.display import PLAIN, Display
from convstudio.scene.cards.folding import NONE, Folded
from convstudio.scene.cards.paging import FIRST, Pages
from convstudio.scene.guide import FREE, Guide
from convstudio.scene.large import FIRST_CHANNELS, Large, large_channels
from convstudio.scene.matrix.focus import NOWHERE, Focus
from convstudio.scene.playing.playhead import Playhead
from convstudio.scene.selection import Block, Screen
from convstudio.scene.words.text_runs import FormulaTerm

if TYPE_CHECKING:
    from convstudio.scene.learn.build import LearnScene

EXPLORE, LEARN = "explore", "learn"  # the workspaces that other code refers to
View = Literal["stage", "flow"]  # one layer as a sentence, or all cards in a flow


class Brush(Struct, frozen=True):
    """What the mouse does on an input: the tool, the values of the left and right buttons, and the width in cells."""

    tool: str = "pencil"
    primary: float = 1.0
    secondary: float = 0.0
    size: int = 1


class State(Struct, frozen=True, eq=False):
    """The document with its history, a gesture's draft, the results, the focus, the selection, and the screens."""

    history: History
    evaluation: Evaluation
    complete: Evaluation  # the last results that were complete
    screens: Mapping[str, Screen]  # what each workspace showed last, by the workspace's name
    parts: Mapping[str, Struct]  # the part of the state that belongs to a workspace, by its name
    draft: Edit | None = None
    focus: Focus = NOWHERE
    selected: int = 0
    brush: Brush = Brush()
    selection: Block | None = None
    seed: int = 0  # for the next random numbers
    playhead: Playhead | None = None  # None if nothing can be played
    resume: tuple[Playhead | None, Focus] | None = None  # the playhead and the focus when a long evaluation began
    parked: tuple[Evaluation, Playhead] | None = None  # where the playhead was, while its layer has no output
    hide_unreached: bool = False
    display: Display = PLAIN
    kept: Evaluation | None = None  # the snapshot to compare with
    term: FormulaTerm | None = None  # the letter of the size formula that is pointed at
    workspace: str = EXPLORE
    folded: Folded = NONE  # layers that are collapsed to badges
    pages: Pages = FIRST  # which channels are shown if there are many
    view: View = "stage"
    guide: Guide = FREE  # what a step of a lesson frames and locks
    enlarged: Large = FIRST_CHANNELS  # which channels are shown large on the stage, as far as chosen

    @property
    def path(self) -> Path | None:
        """The file of the document."""
        return self.history.document.path

    @property
    def opened(self) -> Experiment:
        """The document as it was when opened, to which resets go back."""
        return self.history.document.opened

    @property
    def experiment(self) -> Experiment:
        """The experiment that is shown: the draft, while a gesture is in progress."""
        return self.draft.after if self.draft else self.history.present

    @property
    def large(self) -> Large:
        """The channel shown large in each map: the one in focus or being played, otherwise the chosen one."""
        return large_channels(self.enlarged, self.evaluation, self.focus, self.playhead)

    @property
    def guiding(self) -> Guide:
        """The guide that applies now: documents that belong to no lesson are free."""
        return self.guide if self.history.document.lesson else FREE

    @property
    def screen(self) -> Screen:
        """The cards of the workspace."""
        return self.screens[self.workspace]

    @property
    def scene(self) -> Scene:
        """What Explore shows, or showed last."""
        return cast("Scene", self.screens[EXPLORE])

    @property
    def learning(self) -> LearnScene | None:
        """What Learn shows; None in other workspaces."""
        return cast("LearnScene", self.screen) if self.workspace == LEARN else None

    @property
    def name(self) -> str:
        """The name of the document: that of its file, else its title."""
        return self.path.name if self.path else self.experiment.title


def with_part(state: State, workspace: str, part: Struct) -> State:
    """The state with another value for the part of a workspace."""
    return replace(state, parts={**state.parts, workspace: part})


def with_screen(state: State, workspace: str, screen: Screen) -> State:
    """The state with the screen that a workspace showed last."""
    return replace(state, screens={**state.screens, workspace: screen})
