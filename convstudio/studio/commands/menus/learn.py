"""The Learn menu: what it has leads to Learn first."""

from __future__ import annotations

from convstudio.studio.commands.command import LINE, Command, Menu
from convstudio.studio.commands.menus.view import TO_WORKSPACES
from convstudio.studio.commands.obstacles import nothing_to_learn

LEARN = Menu(
    "learning",
    "Lear&n",
    (
        TO_WORKSPACES["learn"],
        LINE,
        Command(name="reset_training", text="&Reset", help="Back to the same start, with the settings as they are",
                keys=("Ctrl+Shift+Home",), obstacle=nothing_to_learn, run=lambda studio: studio.learner.reset()),
        Command(name="new_seed", text="&New seed", help="Another random start; the old run stays", keys=("Ctrl+Shift+N",),
                obstacle=nothing_to_learn, run=lambda studio: studio.learner.new_seed()),
        Command(name="slow", text="&One step, slowly",
                help="Plays the five phases of the next step; forward and back go through them by hand",
                keys=("Ctrl+Shift+M",), obstacle=nothing_to_learn,
                turn=lambda studio, on: studio.learner.set_slow(on)),
    ),
)  # fmt: skip
