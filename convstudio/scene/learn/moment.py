"""The position of the timeline: an epoch, and a phase of the step to the next one."""

from __future__ import annotations

from typing import NamedTuple

from convstudio.scene.matrix.focus import MatrixId

WHOLE, FORWARD, ERROR, GRADIENT, STEP, NEW = range(6)
PHASES = (FORWARD, ERROR, GRADIENT, STEP, NEW)


class Moment(NamedTuple):
    """An epoch, and a phase of the step behind it; WHOLE: none, the epoch as it is."""

    epoch: int = 0
    phase: int = WHOLE


START = Moment()


def stepped(moment: Moment, by: int, last: int) -> Moment:
    """Some phases on or back: behind an epoch's last phase comes the next epoch; not before epoch 0, nor behind `last`'s."""
    phases = len(PHASES) + 1
    place = min(max(moment.epoch * phases + moment.phase + by, 0), last * phases + NEW)
    return Moment(*divmod(place, phases))


def lit(moment: Moment, index: int) -> frozenset[str]:
    """The kinds of matrices that are at work in a phase; `index` is the layer that is learned."""
    source = "seen" if index else "map"
    return frozenset(
        {
            FORWARD: (source, "picture", "learned", "prediction"),
            ERROR: ("prediction", "target", "error"),
            GRADIENT: (source, "picture", "error", "pull", "gradient"),
            STEP: ("gradient", "step"),
            NEW: ("step", "learned"),
        }.get(moment.phase, ())
    )


def is_lit(moment: Moment, index: int, matrix: MatrixId) -> bool:
    """Whether a matrix is at work."""
    return matrix.kind in lit(moment, index)
