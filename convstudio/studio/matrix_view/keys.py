"""The keys of a matrix that has the focus: which brush, which step, which sign begins a number."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputEvent, QKeyEvent

from convstudio.experiment import Experiment
from convstudio.experiment.edits.drawing import LARGEST_BRUSH
from convstudio.scene.typed import plainly
from convstudio.studio.document.session import Brush
from convstudio.studio.matrix_view.tools import TOOLS

ARROWS = {
    Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1),
}  # fmt: skip
CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
OPENING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
NUMBER_SIGNS = "0123456789.,-+"


def brush_after(sign: str, brush: Brush, experiment: Experiment) -> Brush | None:
    """The brush after a key on the input; None if the key is none of its keys."""
    match sign.upper():
        case "X":
            return swapped(brush)
        case "D":
            return replace(brush, primary=experiment.high, secondary=experiment.low)
        case "[":
            return resized(brush, brush.size - 1)
        case "]":
            return resized(brush, brush.size + 1)
        case key:
            chosen = next((tool for tool in TOOLS if tool.key == key), None)
            return replace(brush, tool=chosen.name) if chosen else None


def begins_number(event: QKeyEvent) -> bool:
    """Whether a key types a sign that a number may begin with, on any keyboard."""
    return bool(event.text()) and plainly(event.text()) in NUMBER_SIGNS


def shift_held(event: QInputEvent) -> bool:
    """Whether Shift is held."""
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def alt_held(event: QInputEvent) -> bool:
    """Whether Alt is held."""
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def swapped(brush: Brush) -> Brush:
    """The two values in each other's place."""
    return replace(brush, primary=brush.secondary, secondary=brush.primary)


def resized(brush: Brush, size: int) -> Brush:
    """Another width, within bounds."""
    return replace(brush, size=min(max(size, 1), LARGEST_BRUSH))
