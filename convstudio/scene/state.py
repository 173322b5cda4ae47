"""All that a window shows, as one value."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from convstudio.experiment import Evaluation, Experiment
from convstudio.experiment.edits import Edit
from convstudio.experiment.history import History
from convstudio.scene.build import Scene
from convstudio.scene.display import PLAIN, Display
from convstudio.scene.focus import NOWHERE, Focus
from convstudio.scene.folding import NONE, Folded
from convstudio.scene.large import FIRST_CHANNELS, Large, large_channels
from convstudio.scene.learn.moment import START, Moment
from convstudio.scene.paging import FIRST, Pages
from convstudio.scene.playhead import Playhead
from convstudio.scene.runs import FormulaTerm
from convstudio.scene.selection import Block

if TYPE_CHECKING:
    from convstudio.scene.learn.build import LearnScene

Workspace = Literal["explore", "learn"]
View = Literal["stage", "flow"]  # one layer as a sentence, or all cards in a flow


class Brush(Struct, frozen=True):
    """What the mouse does on an input: the tool, the values of its left and right button, and how many cells it is wide."""

    tool: str = "pencil"
    primary: float = 1.0
    secondary: float = 0.0
    size: int = 1


class State(Struct, frozen=True, eq=False):
    """The document with its history, a gesture's draft, the results, the focus, the selection, and the screen."""

    history: History
    evaluation: Evaluation
    complete: Evaluation  # the last results that were all there
    scene: Scene
    draft: Edit | None = None
    focus: Focus = NOWHERE
    selected: int = 0
    brush: Brush = Brush()
    selection: Block | None = None
    seed: int = 0  # of the next random numbers
    playhead: Playhead | None = None  # where the transport stands; None if nothing can be played
    resume: tuple[Playhead | None, Focus] | None = None  # where it stood when a long evaluation began
    parked: tuple[Evaluation, Playhead] | None = None  # where it stood, while its layer has no output
    hide_unreached: bool = False
    display: Display = PLAIN
    kept: Evaluation | None = None  # the snapshot that is compared with
    term: FormulaTerm | None = None  # the letter of the size formula that is pointed at

    workspace: Workspace = "explore"
    moment: Moment = START  # where the timeline of Learn stands
    picture: int = 0  # the picture that Learn shows
    learning: LearnScene | None = None  # what Learn shows; None in Explore
    folded: Folded = NONE  # layers that stand as badges
    pages: Pages = FIRST  # which channels are shown where there are many
    view: View = "stage"
    enlarged: Large = FIRST_CHANNELS  # which channels stand large on the stage, where it was chosen
    revealed: bool = False  # whether Learn shows the kernel that makes the target

    @property
    def path(self) -> Path | None:
        """The file of the document."""
        return self.history.document.path

    @property
    def opened(self) -> Experiment:
        """What the document was when it was opened: resets go back to it."""
        return self.history.document.opened

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is shown: the draft's, while a gesture runs."""
        return self.draft.after if self.draft else self.history.present

    @property
    def large(self) -> Large:
        """Which channel of each map stands large: the one that is looked at or played, else the one that was chosen."""
        return large_channels(self.enlarged, self.evaluation, self.focus, self.playhead)

    @property
    def screen(self) -> Scene | LearnScene:
        """The cards of the workspace."""
        return self.learning or self.scene

    @property
    def name(self) -> str:
        """What the document is called: its file, else its title."""
        return self.path.name if self.path else self.experiment.title
