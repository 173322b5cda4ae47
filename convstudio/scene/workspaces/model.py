"""What a workspace is: a name, a key, its part of the state, and how its screen follows from the state."""

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
    """One way of working with the experiment, as a value. Another one is a folder of its own and a name in `WORKSPACES`.

    `build` makes its screen of a state that has all but that; `reads` says what of the state the screen follows from, so that
    it is built anew only where that is another (None: always). `widgets` is the module whose `make` makes its page, its panel
    and its player.
    """

    name: str  # also in files
    title: Text  # with the letter that is underlined in a menu
    keys: str
    help: Text  # in a sentence
    widgets: str
    build: Callable[[State], Screen]
    reads: Callable[[State], tuple[Any, ...]] | None = None
    start: Struct | None = None  # what of the state is its own, as it is at first
    plays: Callable[[State], bool] = _never  # whether there is something to play; a workspace without a player never does
    patient: bool = False  # whether a moment is waited for results, rather than what was there be shown dimmed at once
    commands: frozenset[str] = frozenset()  # that are possible only in the workspaces that name them
    leads: frozenset[str] = frozenset()  # commands that go there first, wherever they are given
    guide: str = ""  # its page of help in resources/help, if it has one
    parts: tuple[tuple[str, Text], ...] = ()  # what parts of its page are, by the names of their widgets
