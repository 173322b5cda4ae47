"""The widgets of the Shift lab. The panel at the right has the settings of the selected layer, as in Explore."""

from __future__ import annotations

from convstudio.studio.workspaces.parts import Around, Parts
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.studio.workspaces.shift.page import ShiftPage


def make(around: Around) -> Parts[ShiftPage, None, Mover]:
    """Make the page, and the player that moves the input."""
    mover = Mover(around.session, around.owner)
    return Parts(ShiftPage(around.session, mover, around.actions), None, mover)
