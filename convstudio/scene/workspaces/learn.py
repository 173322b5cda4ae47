"""Learn as a value: which epoch and which picture are shown, and what is known of the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.learn.moment import START, Moment
from convstudio.scene.matrix.focus import INPUT, NOWHERE, MatrixId
from convstudio.scene.matrix.links import map_id
from convstudio.scene.state import LEARN, State, with_part, with_screen
from convstudio.scene.workspaces.model import Workspace

if TYPE_CHECKING:
    from convstudio.experiment.learning import Learnt
    from convstudio.experiment.learning.snapshot import Snapshot
    from convstudio.scene.learn.build import LearnScene

AT_ONCE = 0.004  # seconds of training, too short to be noticed


class LearnPart(Struct, frozen=True):
    """The part of the state that belongs to Learn."""

    moment: Moment = START  # the position on the timeline
    picture: int = 0  # the number of the picture that is shown; 0 is the experiment's input
    revealed: bool = False  # whether the kernel that makes the target is shown


def part(state: State) -> LearnPart:
    """Return Learn's part of a state."""
    found = state.parts[LEARN]
    assert isinstance(found, LearnPart)
    return found


def standing(moment: Moment) -> Callable[[State], State]:
    """The change that moves the timeline to a moment."""

    def change(state: State) -> State:
        own = part(state)
        return state if own.moment == moment else with_part(state, LEARN, replace(own, moment=moment))

    return change


def showing_picture(number: int) -> Callable[[State], State]:
    """The change that shows another of the pictures that are learned from."""
    return lambda state: replace(
        with_part(state, LEARN, replace(part(state), picture=number)), focus=NOWHERE, selection=None
    )  # fmt: skip


def revealing(on: bool) -> Callable[[State], State]:
    """The change that shows the kernel that makes the target, or hides it."""
    return lambda state: with_part(state, LEARN, replace(part(state), revealed=on))


def knowing(learnt: Learnt, seen: Snapshot | None = None) -> Callable[[State], State]:
    """The change that adds a result computed on another thread: a task, further epochs, or a snapshot.

    It changes nothing if the screen shows another task by then.
    """

    def change(state: State) -> State:
        scene = state.learning
        if scene is None or scene.learnt.task not in (None, learnt.task):
            return state
        return with_screen(state, LEARN, replace(scene, learnt=learnt, seen=seen or scene.seen))

    return change


def _build(state: State) -> LearnScene:
    """Build the screen with as much as can be computed at once; what takes longer follows by `knowing`."""
    from convstudio.experiment import learning  # imported late, for a quick start of the program
    from convstudio.experiment.learning import cost_estimates  # imported late, for a quick start of the program
    from convstudio.scene.cards.framing import framed, held
    from convstudio.scene.learn.build import LearnScene, build

    last = state.screens.get(LEARN)
    assert last is None or isinstance(last, LearnScene)
    own, seen = part(state), last.seen if last else None
    found = learning.learn(state.experiment, last.learnt if last else None, cost_estimates.QUICK)
    if not found.done and learning.step_effort(found) <= cost_estimates.QUICK:
        found = learning.advance(found, AT_ONCE)
    scene = build(found, state.focus, own.moment, own.picture, state.display, last, seen, cost_estimates.QUICK)
    cards = held(framed(scene.cards, state.evaluation, state.guiding, _names(scene.shown)), state.guiding)
    return replace(scene, cards=cards, seen=scene.shown or seen)


def _names(shown: Snapshot | None) -> dict[MatrixId, MatrixId]:
    """What the matrices of the strip are called in Learn."""
    if shown is None:
        return {}
    index, until = shown.task.index, shown.task.until
    return {
        map_id(index - 1): MatrixId("seen", index),
        INPUT: MatrixId("picture", shown.number) if shown.number else INPUT,
        MatrixId("kernel", index): MatrixId("learned", index),
        map_id(until): MatrixId("prediction", index),
    }


def _plays(state: State) -> bool:
    return state.learning is not None and state.learning.obstacle is None


WORKSPACE = Workspace(
    LEARN,
    "&Learn a kernel",
    "Ctrl+2",
    "Watch gradient descent find a kernel",
    "convstudio.studio.workspaces.learn",
    _build,
    start=LearnPart(),
    plays=_plays,
    guide="learn.md",
    leads=frozenset({"reset_training", "new_seed", "slow"}),
)
