"""The widgets of the Shift lab. The settings at the right are those of the selected layer, as in Explore."""

from __future__ import annotations

from convstudio.studio.workspaces.parts import Around, Parts
from convstudio.studio.workspaces.shift.mover import Mover
from convstudio.studio.workspaces.shift.page import ShiftPage


def make(around: Around) -> Parts[ShiftPage, None, Mover]:
    """The page, and what moves the input in it."""
    mover = Mover(around.session, around.owner)
    return Parts(ShiftPage(around.session, mover, around.actions), None, mover)
