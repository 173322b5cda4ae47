"""The workspaces. To add one, write a module or folder for it here and in studio/workspaces, and list it in `WORKSPACES`."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from convstudio.scene.state import State
from convstudio.scene.workspaces import explore, learn, shift
from convstudio.scene.workspaces.model import Workspace

__all__ = ["WORKSPACES", "Workspace", "first_parts", "is_possible_here", "known", "led_by", "of"]

# In the order of their shortcuts.
WORKSPACES: tuple[Workspace, ...] = (explore.WORKSPACE, learn.WORKSPACE, shift.WORKSPACE)


def known(name: str) -> Workspace | None:
    """The workspace of a name; None if there is none, as for a name in a file of a newer program."""
    return next((workspace for workspace in WORKSPACES if workspace.name == name), None)


def of(state: State) -> Workspace:
    """The workspace that a state is in."""
    found = known(state.workspace)
    assert found, state.workspace
    return found


def first_parts() -> dict[str, Struct]:
    """The initial parts of the state that belong to workspaces, by the names of the workspaces."""
    return {workspace.name: workspace.start for workspace in WORKSPACES if workspace.start}


def is_possible_here(state: State, command: str) -> bool:
    """Whether a command is available in the present workspace: not if only others list it."""
    return command not in _elsewhere(state.workspace)


@lru_cache(maxsize=32)
def _elsewhere(name: str) -> frozenset[str]:
    """The commands that only other workspaces list. Cached: each command asks, thirty times a second while something plays."""
    here = known(name)
    return frozenset().union(*(other.commands for other in WORKSPACES)) - (here.commands if here else frozenset())


def led_by(command: str) -> Workspace | None:
    """The workspace that a command switches to before it runs; None if it runs in any."""
    return next((workspace for workspace in WORKSPACES if command in workspace.leads), None)
