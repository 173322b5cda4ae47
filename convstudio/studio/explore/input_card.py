"""The input's card: tools beside the picture, values below it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QLayout, QToolButton, QVBoxLayout

from convstudio.experiment.drawing import LARGEST_BRUSH
from convstudio.painting.palette import Look
from convstudio.scene import Card
from convstudio.studio.controls import NumberField, WholeField
from convstudio.studio.explore.cards import CardView
from convstudio.studio.icons import icon
from convstudio.studio.matrix_view.keys import swapped
from convstudio.studio.matrix_view.tools import TOOLS
from convstudio.words import tr

TOOL_SIDE = 27
TOOL_COLUMNS = 2


class InputCard(CardView):
    """The picture with the tools that draw on it, how wide they draw, and the two values that they paint."""

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrices, with the tools at their left: height is what a window has least of."""
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(self._palette())
        row.addLayout(panels)
        row.addStretch(1)
        return row

    def _palette(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setSpacing(2)
        self._tools = QButtonGroup(self)
        for place, tool in enumerate(TOOLS):
            button = self._button(f"tool_{tool.name}", tr(tool.title), f"{tr(tool.title)} ({tool.key})\n{tr(tool.hint)}")
            button.setCheckable(True)
            button.setProperty("tool", tool.name)
            self._tools.addButton(button)
            grid.addWidget(button, *divmod(place, TOOL_COLUMNS))
        self._tools.buttonClicked.connect(self._take_tool)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addStretch(1)
        return column

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._primary = self._value_field("primary", tr("Value that the left button paints"))
        self._secondary = self._value_field("secondary", tr("Value that the right button and the eraser paint"))
        self._swap = self._button("swap_values", tr("Swap the two values"), tr("Swap the two values (X)"))
        self._size = self._size_field()
        for widget in (QLabel(tr("Value"), self), self._primary, self._swap, self._secondary):
            footer.addWidget(widget)
        footer.addSpacing(4)
        footer.addWidget(self._size)
        footer.addStretch(1)
        self._primary.chosen.connect(self._take_primary)
        self._secondary.chosen.connect(self._take_secondary)
        self._swap.clicked.connect(self._swap_values)
        self._size.chosen.connect(self._take_size)

    def _button(self, name: str, title: str, help_text: str) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("look", "compact")
        button.setFixedSize(TOOL_SIDE, TOOL_SIDE)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setToolTip(help_text)
        return button

    def _size_field(self) -> WholeField:
        field = WholeField(1, LARGEST_BRUSH, self)
        field.setObjectName("brush_size")
        field.setAccessibleName(tr("Brush size"))
        field.setToolTip(tr("How many cells the brush is wide ([ and ])"))
        field.setSuffix(" " + tr("px"))
        field.setFixedWidth(62)
        return field

    def show_footer(self, card: Card) -> None:
        brush = self._session.state.brush
        for button in self._tools.buttons():
            button.setChecked(button.property("tool") == brush.tool)
        self._primary.show_value(brush.primary)
        self._secondary.show_value(brush.secondary)
        self._size.show_value(brush.size)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        for button in self._tools.buttons():
            button.setIcon(icon(button.property("tool"), look))
        self._swap.setIcon(icon("swap", look))

    def _value_field(self, name: str, help_text: str) -> NumberField:
        field = NumberField(parent=self)
        field.setObjectName(f"value_{name}")
        field.setAccessibleName(help_text)
        field.setToolTip(help_text)
        field.setFixedWidth(46)
        return field

    def _take_tool(self, button: QToolButton) -> None:
        self._session.use(replace(self._session.state.brush, tool=button.property("tool")))

    def _take_primary(self, value: float) -> None:
        self._session.use(replace(self._session.state.brush, primary=value))

    def _take_secondary(self, value: float) -> None:
        self._session.use(replace(self._session.state.brush, secondary=value))

    def _take_size(self, size: int) -> None:
        self._session.use(replace(self._session.state.brush, size=size))

    def _swap_values(self) -> None:
        self._session.use(swapped(self._session.state.brush))
