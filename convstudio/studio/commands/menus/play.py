"""The Play menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convstudio.studio.commands.command import LINE, Command, Menu
from convstudio.studio.commands.obstacles import no_window_to_play, nothing_to_play

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio
    from convstudio.studio.workspaces.parts import Player


def _moves(move: Callable[[Player], None]) -> Callable[[Studio], None]:
    """Moves what plays in the workspace, where something does."""

    def run(studio: Studio) -> None:
        if studio.player:
            move(studio.player)

    return run


PLAY = Menu(
    "play",
    "&Play",
    (
        Command(name="play", text="&Play or pause", help="Play or train on, or pause", keys=("Ctrl+P",), icon="play",
                obstacle=nothing_to_play, run=_moves(lambda player: player.toggle())),
        Command(name="first", text="&First", help="To the first output cell, epoch or shift", keys=("Ctrl+Home",), icon="first",
                obstacle=nothing_to_play, run=_moves(lambda player: player.first())),
        Command(name="back", text="&Back", help="One output cell, epoch or shift back", keys=("Ctrl+Left",), icon="back",
                obstacle=nothing_to_play, run=_moves(lambda player: player.back())),
        Command(name="forward", text="F&orward", help="One output cell, epoch or shift on", keys=("Ctrl+Right",),
                icon="forward", obstacle=nothing_to_play, run=_moves(lambda player: player.forward())),
        Command(name="last", text="La&st", help="To the last output cell, epoch or shift", keys=("Ctrl+End",), icon="last",
                obstacle=nothing_to_play, run=_moves(lambda player: player.last())),
        LINE,
        Command(name="step_forward", text="Product fo&rward", help="One product on", keys=("Ctrl+Shift+Right",),
                obstacle=no_window_to_play, run=lambda studio: studio.transport.step_forward()),
        Command(name="step_back", text="Product b&ack", help="One product back", keys=("Ctrl+Shift+Left",),
                obstacle=no_window_to_play, run=lambda studio: studio.transport.step_back()),
        LINE,
        Command(name="steps", text="Products one b&y one", keys=("Ctrl+M",), icon="steps",
                help="Multiply one product at a time, with the running sum; then the bias, then the activation",
                turn=lambda studio, on: studio.transport.set_steps(on)),
        Command(name="loop", text="&Loop", help="Begin again at the end", keys=("Ctrl+L",), icon="loop",
                turn=lambda studio, on: studio.transport.set_loop(on)),
        Command(name="hide_unreached", text="&Hide what is not reached", keys=("Ctrl+U",), icon="hide",
                help="Hide the cells that the window has not reached, and all that depends on them",
                turn=lambda studio, on: studio.transport.set_hiding(on)),
    ),
)  # fmt: skip
