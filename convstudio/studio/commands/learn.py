"""The Learn menu: what it has leads to Learn first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convstudio.studio.commands.command import LINE, Command, Menu
from convstudio.studio.commands.obstacles import nothing_to_lead_to
from convstudio.studio.commands.view import TO_LEARN

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio
    from convstudio.studio.learn.learner import Learner


def _learner(studio: Studio) -> Learner:
    """What trains, with its workspace shown."""
    studio.learn()
    return studio.learner


LEARN = Menu(
    "learning",
    "Lear&n",
    (
        TO_LEARN,
        LINE,
        Command(name="reset_training", text="&Reset", help="Back to the same start, with the settings as they are",
                keys=("Ctrl+Shift+Home",), obstacle=nothing_to_lead_to, run=lambda studio: _learner(studio).reset()),
        Command(name="new_seed", text="&New seed", help="Another random start; the old run stays", keys=("Ctrl+Shift+N",),
                obstacle=nothing_to_lead_to, run=lambda studio: _learner(studio).new_seed()),
        Command(name="slow", text="&One step, slowly", help="Forward and back go through the five phases of a step",
                keys=("Ctrl+Shift+M",), obstacle=nothing_to_lead_to,
                turn=lambda studio, on: _learner(studio).set_slow(on)),
    ),
)  # fmt: skip
