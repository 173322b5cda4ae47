"""The tools that draw on a picture, their width, and the two values that they paint, wherever they are laid out."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from convstudio.experiment.edits.drawing import LARGEST_BRUSH
from convstudio.painting.palette import Look
from convstudio.scene.state import Brush
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view.keys import swapped
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.studio.widgets.controls import NumberField, WholeField
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.widgets.look.type_size import fitted
from convstudio.words import tr, translated

TOOL_SIDE = 27


class DrawingTools:
    """Buttons and fields that follow the brush of the session. The owner lays them out."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session, self._parent = session, parent
        self._shown: Brush | None = None
        self.group = QButtonGroup(parent)
        self.tools = [self._tool(tool.name, translated(tool.title), tool.key, translated(tool.hint)) for tool in TOOLS]
        self.group.buttonClicked.connect(self._take_tool)
        self.label = Label(tr("Value"), parent)
        self.primary = self._value_field("primary", tr("Value that the left button paints"))
        self.secondary = self._value_field("secondary", tr("Value that the right button and the eraser paint"))
        self.swap = compact_button(parent, "swap_values", tr("Swap the two values"), tr("Swap the two values (X)"))
        self.size = self._size_field()
        self.primary.chosen.connect(lambda value: self._use(primary=value))
        self.secondary.chosen.connect(lambda value: self._use(secondary=value))
        self.size.chosen.connect(lambda size: self._use(size=size))
        self.swap.clicked.connect(lambda: session.use(swapped(session.state.brush)))

    @property
    def values(self) -> tuple[QWidget, ...]:
        """The fields that are side by side: the values and the width."""
        return self.label, self.primary, self.swap, self.secondary, self.size

    def show_brush(self, brush: Brush) -> None:
        """Show what the mouse does."""
        if brush is self._shown:
            return
        self._shown = brush
        for button in self.tools:
            button.setChecked(button.property("tool") == brush.tool)
        self.primary.show_value(brush.primary)
        self.secondary.show_value(brush.secondary)
        self.size.show_value(brush.size)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        for button in self.tools:
            button.setIcon(icon(button.property("tool"), look))
        self.swap.setIcon(icon("swap", look))

    def _tool(self, name: str, title: str, key: str, hint: str) -> QToolButton:
        button = compact_button(self._parent, f"tool_{name}", title, f"{title} ({key})\n{hint}")
        button.setCheckable(True)
        button.setProperty("tool", name)
        self.group.addButton(button)
        return button

    def _value_field(self, name: str, help_text: str) -> NumberField:
        field = NumberField(parent=self._parent)
        field.setObjectName(f"value_{name}")
        field.setAccessibleName(help_text)
        set_tooltip(field, help_text)
        fitted(field, lambda it: it.setFixedWidth(max(46, it.fontMetrics().horizontalAdvance("0.25") + 20)))
        return field

    def _size_field(self) -> WholeField:
        field = WholeField(1, LARGEST_BRUSH, self._parent)
        field.setObjectName("brush_size")
        field.setAccessibleName(tr("Brush size"))
        set_tooltip(field, tr("How many cells the brush is wide ([ and ])"))
        field.setSuffix(" " + tr("px"))
        fitted(field, lambda it: it.setFixedWidth(max(62, it.fontMetrics().horizontalAdvance("20 px") + 32)))
        return field

    def _take_tool(self, button: QToolButton) -> None:
        self._use(tool=button.property("tool"))

    def _use(self, **parts: object) -> None:
        self._session.use(replace(self._session.state.brush, **parts))


def compact_button(parent: QWidget, name: str, title: str, help_text: str) -> QToolButton:
    """A small square button, which gets its icon with the look."""
    button = QToolButton(parent)
    button.setProperty("look", "compact")
    button.setFixedSize(TOOL_SIDE, TOOL_SIDE)
    button.setObjectName(name)
    button.setAccessibleName(title)
    set_tooltip(button, help_text)
    return button
