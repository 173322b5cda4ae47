"""What a workspace is: a name, a shortcut, its part of the state, and the function that builds its screen from the state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from convstudio.scene.selection import Screen
from convstudio.scene.state import State
from convstudio.words import Text


def _never(_state: State) -> bool:
    return False


class Workspace(Struct, frozen=True):
    """One way of working with the experiment, as a value.

    `build` makes its screen from a state that is complete but for the screen. `reads` returns what the screen depends on, so
    that it is built again only if that differs (None: it is always built). `widgets` is the module whose `make` returns its
    page, its panel and its player.
    """

    name: str  # as files have it
    title: Text  # with & before the letter that a menu underlines
    keys: str  # the shortcut
    help: Text  # one sentence
    widgets: str
    build: Callable[[State], Screen]
    reads: Callable[[State], tuple[Any, ...]] | None = None
    start: Struct | None = None  # its initial part of the state, if it has one
    plays: Callable[[State], bool] = _never  # whether there is something to play: never without a player
    patient: bool = False  # whether to wait a moment for results before showing the last ones dimmed
    commands: frozenset[str] = frozenset()  # available only in the workspaces that list them
    leads: frozenset[str] = frozenset()  # commands that switch to it first, wherever they are given
    guide: str = ""  # the file of its help page in resources/help, if any
    parts: tuple[tuple[str, Text], ...] = ()  # help on parts of its page: (name of a widget, sentence)
