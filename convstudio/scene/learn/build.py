"""The Learn workspace as a value: built by one pure function from what is learnt, the moment and the focus."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from convstudio.engine.quadratic import Quadratic
from convstudio.experiment.learning import Learnt, step_behind, stepping
from convstudio.experiment.snapshot import Snapshot, snapshot
from convstudio.experiment.task import Obstacle
from convstudio.layers import Array
from convstudio.scene.card import Card
from convstudio.scene.display import PLAIN, Display
from convstudio.scene.focus import NOWHERE, Focus, MatrixId, PanelId
from convstudio.scene.learn import words
from convstudio.scene.learn.cards import cards
from convstudio.scene.learn.links import links
from convstudio.scene.learn.moment import START, Moment
from convstudio.scene.links import map_id
from convstudio.scene.matrix import MatrixScene, Scale
from convstudio.scene.runs import Line


class LearnScene(Struct, frozen=True, eq=False):
    """All cards, and the words below them; no cards, but an `obstacle`, where nothing can be learned."""

    learnt: Learnt
    focus: Focus
    moment: Moment
    cards: tuple[Card, ...] = ()
    arithmetic: Line = ()
    spoken: str = ""
    shown: Snapshot | None = None
    step: Array | None = None
    obstacle: Obstacle | None = None

    @property
    def scales(self) -> dict[MatrixId, Scale]:
        """What the chips of the arithmetic are coloured by, those of the strip included."""
        found = {card.matrix: card.scale for card in self.cards}
        if self.shown:
            index = self.shown.task.index
            found[MatrixId("kernel", index)] = found[MatrixId("learned", index)]
            found[map_id(index - 1)] = found.get(MatrixId("seen", index), self.cards[0].scale)
        return found

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(m for card in self.cards for row in card.panels for m in row if m.panel == panel)

    def card(self, kind: str) -> Card:
        """The card of a kind. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix.kind == kind)


def build(
    learnt: Learnt,
    focus: Focus = NOWHERE,
    moment: Moment = START,
    number: int = 0,
    display: Display = PLAIN,
    before: LearnScene | None = None,
) -> LearnScene:
    """The screen at a moment, with picture `number`. An epoch that is not computed yet shows the last one that is."""
    line = learnt.line
    if isinstance(learnt.task, Obstacle) or line is None:
        return LearnScene(learnt, focus, moment, obstacle=learnt.task if isinstance(learnt.task, Obstacle) else None)
    epoch = min(moment.epoch, line.last)
    moment = Moment(epoch, moment.phase)
    shown = _snapshot(learnt, epoch, number, before)
    step = step_behind(learnt, epoch, shown.gradient)
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
    )


def _snapshot(learnt: Learnt, epoch: int, number: int, before: LearnScene | None) -> Snapshot:
    line = learnt.line
    assert line
    assert not isinstance(learnt.task, Obstacle)
    run, weights = stepping(learnt, epoch), line.weights(epoch)
    known = before.shown if before else None
    if known and known.task is learnt.task and known.run is run and (known.epoch, known.number) == (epoch, number):
        if np.array_equal(known.weights, weights):
            return known
    objective = learnt.objective(run.loss)
    gradient = objective.loss_and_gradient(weights)[1] if isinstance(objective, Quadratic) else None
    return snapshot(learnt.task, run, weights, epoch, number, known, gradient)
