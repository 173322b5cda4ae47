"""The screen of Learn as a value, which one pure function builds from the training, the moment and the focus."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.descent.quadratic import Quadratic
from convstudio.experiment.learning import Learnt, cost_estimates, step_behind, stepping
from convstudio.experiment.learning.snapshot import Slope, Snapshot, has_reach, snapshot
from convstudio.experiment.learning.training_setup import Obstacle, Task
from convstudio.layers import Array
from convstudio.scene.cards.card import Card
from convstudio.scene.cards.display import PLAIN, Display
from convstudio.scene.learn import words
from convstudio.scene.learn.cards import cards
from convstudio.scene.learn.links import links
from convstudio.scene.learn.moment import START, Moment
from convstudio.scene.learn.pending import waiting_cards
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.matrix.focus import NOWHERE, Focus, MatrixId, PanelId
from convstudio.scene.matrix.links import map_id
from convstudio.scene.words.text_runs import Line


class LearnScene(Struct, frozen=True, eq=False):
    """All cards and the words below them; where nothing can be learned, an `obstacle` instead of cards.

    While the snapshot at `moment` is still to be computed, `shown` is one of another epoch of the same run, or None; if it is
    None, the cards are the previous ones, dimmed. `wants` is the epoch and the number of the picture still to be computed.
    """

    learnt: Learnt
    focus: Focus
    moment: Moment
    cards: tuple[Card, ...] = ()
    arithmetic: Line = ()
    spoken: str = ""
    shown: Snapshot | None = None
    step: Array | None = None
    obstacle: Obstacle | None = None
    wants: tuple[int, int] | None = None
    seen: Snapshot | None = None  # the last one that was shown: what it holds is reused

    @property
    def waits(self) -> bool:
        """Whether the task, or the snapshot to be shown, is still to be computed."""
        return self.learnt.task is None or self.wants is not None

    @property
    def scales(self) -> dict[MatrixId, Scale]:
        """The scales that colour the arithmetic's chips, by matrix; the strip's counterparts of the cards included."""
        found = {card.matrix: card.scale for card in self.cards}
        if self.shown:
            index = self.shown.task.index
            found[MatrixId("kernel", index)] = found[MatrixId("learned", index)]
            found[map_id(index - 1)] = found.get(MatrixId("seen", index), self.cards[0].scale)
        return found

    @property
    def panels(self) -> Iterator[MatrixScene]:
        """All matrices that are shown."""
        return (matrix for card in self.cards for row in card.panels for matrix in row)

    def panel(self, panel: PanelId) -> MatrixScene:
        """The matrix on a panel. Raises StopIteration if it is not shown."""
        return next(matrix for matrix in self.panels if matrix.panel == panel)

    def card(self, kind: str) -> Card:
        """The card of a kind. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix.kind == kind)


def beyond(scene: LearnScene) -> tuple[bool, bool]:
    """Whether any prediction, target or error lies below their common scale, and whether any lies above it.

    The scale is fixed at the start of the run, and a run that diverges leaves it.
    """
    if scene.shown is None:
        return False, False
    shown, scale = scene.shown, scene.card("target").scale
    maps = shown.prediction, shown.target, shown.error
    return any(values.min() < scale.low for values in maps), any(values.max() > scale.high for values in maps)


def build(
    learnt: Learnt,
    focus: Focus = NOWHERE,
    moment: Moment = START,
    number: int = 0,
    display: Display = PLAIN,
    before: LearnScene | None = None,
    seen: Snapshot | None = None,
    most: float = inf,
) -> LearnScene:
    """Build the screen for a moment, with picture `number`; a moment beyond the last computed epoch is brought back to it.

    What `before` and `seen` hold is reused. A snapshot that takes more than `most` products is not computed, but named in
    `wants`.
    """
    line = learnt.line
    if isinstance(learnt.task, Obstacle):
        return LearnScene(learnt, focus, moment, obstacle=learnt.task)
    if line is None or learnt.task is None:
        return LearnScene(learnt, focus, moment, waiting_cards(learnt.experiment, number, before.cards if before else ()))
    epoch, number = min(moment.epoch, line.last), min(number, len(learnt.task.seen) - 1)
    known = [found for found in (seen, before.shown if before else None) if found]
    shown = _right(learnt, epoch, number, known)
    wants = None
    if shown is None and snapshot_effort(learnt, epoch, before.shown if before else None) > most:
        wants, shown = (epoch, number), next((found for found in known if _is_near(learnt, number, found)), None)
    elif shown is None:
        shown = snapshot_at(learnt, epoch, number, before.shown if before else None)
    if shown is None:
        cards_before = waiting_cards(learnt.experiment, number, before.cards if before else ())
        return LearnScene(learnt, focus, Moment(epoch, moment.phase), cards_before, wants=wants)
    return _of(learnt, focus, Moment(shown.epoch, moment.phase), shown, display, wants)


def snapshot_at(learnt: Learnt, epoch: int, number: int, before: Snapshot | None = None) -> Snapshot:
    """Compute the snapshot of an epoch of the chosen run, with picture `number`; what `before` holds is reused."""
    line, task = learnt.line, learnt.task
    assert line
    assert isinstance(task, Task)
    run, weights = stepping(learnt, epoch), line.weights(epoch)
    return snapshot(task, run, weights, epoch, number, line.weights(0), before, _gradient(learnt, run.loss))


def snapshot_effort(learnt: Learnt, epoch: int, before: Snapshot | None = None) -> float:
    """How many products the snapshot of an epoch takes, if what `before` holds is reused."""
    line, task = learnt.line, learnt.task
    assert line
    assert isinstance(task, Task)
    name = stepping(learnt, epoch).loss
    start = line.weights(0)
    known = has_reach(before, task, name, start) or np.array_equal(start, line.weights(epoch))
    return cost_estimates.of_snapshot(task, gradient=_gradient(learnt, name) is not None, reach=known)


def _gradient(learnt: Learnt, loss_name: str) -> Slope | None:
    """The function from weights (P,) to the gradient (P,), if it needs no pass through the pictures; else None."""
    objective = learnt.objective(loss_name)
    return (lambda weights: objective.loss_and_gradient(weights)[1]) if isinstance(objective, Quadratic) else None


def _of(
    learnt: Learnt, focus: Focus, moment: Moment, shown: Snapshot, display: Display, wants: tuple[int, int] | None
) -> LearnScene:
    step = step_behind(learnt, moment.epoch, shown.gradient)
    marks = links(shown, focus)
    spot = focus.spot if marks else None
    return LearnScene(
        learnt,
        focus,
        moment,
        cards(shown, step, moment, marks, display),
        words.line(shown, step, moment, spot),
        words.spoken(shown, step, spot, moment),
        shown,
        step,
        wants=wants,
    )


def _right(learnt: Learnt, epoch: int, number: int, known: list[Snapshot]) -> Snapshot | None:
    """The snapshot of an epoch, taken from a known one with the same weights; None if there is none."""
    line, task = learnt.line, learnt.task
    assert line
    assert isinstance(task, Task)
    run, weights = stepping(learnt, epoch), line.weights(epoch)
    for found in known:
        if found.number == number and has_reach(found, task, run.loss, line.weights(0)):
            if np.array_equal(found.weights, weights):
                return found if (found.epoch, found.run) == (epoch, run) else replace(found, epoch=epoch, run=run)
    return None


def _is_near(learnt: Learnt, number: int, found: Snapshot) -> bool:
    """Whether a snapshot belongs to the chosen run as it is now and shows picture `number`, at whatever epoch."""
    line = learnt.line
    assert line
    if found.task is not learnt.task or found.number != number or found.epoch > line.last:
        return False
    return stepping(learnt, found.epoch) is found.run and np.array_equal(found.weights, line.weights(found.epoch))
