"""The position on the timeline: an epoch, and a phase of the step to the next one."""

from __future__ import annotations

from typing import NamedTuple

from convstudio.scene.matrix.focus import MatrixId

WHOLE, FORWARD, ERROR, GRADIENT, STEP, NEW = range(6)
PHASES = (FORWARD, ERROR, GRADIENT, STEP, NEW)


class Moment(NamedTuple):
    """An epoch, and a phase of the step that follows it; WHOLE is the epoch itself, in no phase."""

    epoch: int = 0
    phase: int = WHOLE


START = Moment()


def stepped(moment: Moment, by: int, last: int) -> Moment:
    """Move a moment by some phases, forward or back; the last phase of an epoch is followed by the next epoch.

    The result is not before epoch 0, and not after the last phase of epoch `last`.
    """
    phases = len(PHASES) + 1
    place = min(max(moment.epoch * phases + moment.phase + by, 0), last * phases + NEW)
    return Moment(*divmod(place, phases))


def lit(moment: Moment, index: int) -> frozenset[str]:
    """The kinds of matrices that take part in the phase; `index` is the learned layer's."""
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
    """Whether a matrix takes part in the phase; `index` is the learned layer's."""
    return matrix.kind in lit(moment, index)
