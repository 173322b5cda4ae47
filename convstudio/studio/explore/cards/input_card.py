"""The card of a picture that is drawn on, with tools beside it and values below; and that of the input, with its channels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.experiment.edits import channel_edits
from convstudio.painting.palette import Look
from convstudio.scene import Card, MatrixScene
from convstudio.scene.guide import Guide
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.explore.cards.cards import TOP_LEFT, CardView
from convstudio.studio.explore.cards.channel_tag import ChannelTag
from convstudio.studio.explore.cards.channel_views import ChannelsShown, ChannelStack, ColourView
from convstudio.studio.explore.tools.drawing_tools import DrawingTools, compact_button
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import Text, tr, translated

WAYS: tuple[tuple[ChannelsShown, Text, Text], ...] = (
    ("side", "Channels side by side", "Every channel whole"),
    ("stack", "Channels as a stack", "One channel in front, the others behind it; click one to bring it forward"),
    ("colour", "Channels as colours", "Red, green and blue mixed to one picture"),
)
TOOL_COLUMNS = 2


class DrawnCard(CardView):
    """A picture with the tools that draw on it, their width, and the two values that they paint."""

    def build_head(self, head: QHBoxLayout) -> None:
        self._drawing = DrawingTools(self._session, self)

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrices, with the tools at their left, as height is scarcest in a window."""
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(self._palette())
        row.addLayout(panels)
        self.build_beside(row)
        row.addStretch(1)
        return row

    def build_beside(self, row: QHBoxLayout) -> None:
        """Add what else may take the place of the matrices; nothing by default."""

    def _palette(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setSpacing(2)
        for place, button in enumerate(self._drawing.tools):
            grid.addWidget(button, *divmod(place, TOOL_COLUMNS))
        self._column = QVBoxLayout()
        self._column.addLayout(grid)
        self._column.addStretch(1)
        return self._column

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._values = QWidget(self)
        box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._values)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(5)
        for widget in self._drawing.values:
            box.addWidget(widget)
        footer.addWidget(self._values)
        footer.addStretch(1)

    def show_footer(self, card: Card) -> None:
        self._drawing.show_brush(self._session.state.brush)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._drawing.set_look(look)


class InputCard(DrawnCard):
    """The input: its channels side by side, as a stack or as colours, each with its name."""

    def build_beside(self, row: QHBoxLayout) -> None:
        self._stack, self._colour = ChannelStack(self), ColourView(self._session, self)
        for other in (self._stack, self._colour):
            other.hide()
            row.addWidget(other, 0, Qt.AlignmentFlag.AlignTop)

    def build_head(self, head: QHBoxLayout) -> None:
        """Add the choice of views beside the title, where it stays in place when the card changes its width."""
        super().build_head(head)
        head.setStretchFactor(self.title, 0)
        head.addSpacing(8)
        self._shown: ChannelsShown = "side"
        self._offered: tuple[str, ...] = ()
        self._guide: Guide | None = None  # by which the tools are locked
        self._tags: list[ChannelTag] = []
        self._ways = QButtonGroup(self)
        for name, title, hint in WAYS:
            button = compact_button(self, f"channels_{name}", translated(title), translated(hint))
            button.setCheckable(True)
            button.setProperty("way", name)
            self._ways.addButton(button)
            head.addWidget(button)
        self._ways.buttonClicked.connect(self._take_way)
        self._add = compact_button(self, "add_channel_button", tr("Add a channel"), "")
        say_with_keys(self._add, tr("Another channel, black"), "add_channel")
        self._add.clicked.connect(self._add_channel)
        head.addWidget(self._add)
        head.addStretch(1)

    def show_card(self, card: Card) -> None:
        scenes = card.panels[0]
        ways: tuple[str, ...] = ("side", "stack", "colour")[: 1 + (len(scenes) > 1) + (len(scenes) == 3)]
        if ways != self._offered:
            self._offered = ways
            for button in self._ways.buttons():
                button.setVisible(len(ways) > 1 and button.property("way") in ways)
        fresh = [view.panel for view in self.views] != [scene.panel for scene in scenes]
        if fresh:
            self._stack.release()
        super().show_card(card)
        if fresh:
            self._tag(scenes)
            self._show_as(self._shown if self._shown in ways else "side")
        for tag, scene in zip(self._tags, scenes, strict=False):
            tag.show_name(scene.caption)
        if self._shown == "colour":
            self._colour.show_scenes(scenes, self._look)

    def show_footer(self, card: Card) -> None:
        super().show_footer(card)
        guide = self._session.state.guiding
        if guide is self._guide:
            return
        self._guide = guide
        for widget in (*self._drawing.tools, *self._drawing.values):
            lock(widget, guide.lock("input"))
        lock(self._add, guide.lock("input_size"))

    def ask_name(self, channel: int) -> None:
        """Let the name of a channel be typed."""
        if channel < len(self._tags):
            self._tags[channel].ask_name()

    def _tag(self, scenes: tuple[MatrixScene, ...]) -> None:
        """Put a button with the name over every channel, if there are several, or the only one has a name."""
        several = len(scenes) > 1 or bool(scenes[0].caption)
        self._tags = [ChannelTag(self._session, v.panel.channel, v) for v in self.views] if several else []

    def _show_as(self, way: ChannelsShown) -> None:
        """Show the channels side by side, as a stack, or as colours."""
        self._shown = way
        self._stack.release()
        for view, scene in zip(self.views, self._card.panels[0], strict=True):
            if way == "side":
                self._panels.addWidget(view, *self.place_of(view.panel, 0, scene.panel.channel), TOP_LEFT)
            view.setVisible(way != "colour")
        if way == "stack":
            for view in self.views:
                self._panels.removeWidget(view)
            self._stack.hold(self.views)
        if way == "colour":
            self._colour.show_scenes(self._card.panels[0], self._look)
        self._stack.setVisible(way == "stack")
        self._colour.setVisible(way == "colour")
        for button in self._ways.buttons():
            button.setChecked(button.property("way") == way)

    def set_rows(self, rows: int) -> None:
        """Arrange the channels in rows. Beside a high picture the values have room below the tools, which saves height."""
        super().set_rows(rows)
        box, upright = self._values.layout(), rows > 1 and len(self.views) > 1
        assert isinstance(box, QBoxLayout)
        directions = QBoxLayout.Direction
        direction = directions.TopToBottom if upright else directions.LeftToRight
        if direction == box.direction():
            return
        box.setDirection(direction)
        self._drawing.label.setVisible(not upright)
        if upright:
            self._column.insertWidget(1, self._values)
        else:
            self._footer.insertWidget(0, self._values)

    def set_cell_size(self, cell: float, zoom: float = 1.0) -> None:
        super().set_cell_size(cell, zoom)
        if self._shown == "colour":
            self._colour.set_cell_size(self._cell_for(self.views[0], cell, min(zoom, 1.0)))
        self._stack.arrange()

    def _take_way(self, button: QToolButton) -> None:
        self._show_as(button.property("way"))
        self.reshaped.emit()

    def _add_channel(self) -> None:
        self._session.edit(channel_edits.add_channel)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._add.setIcon(icon("plus", look))
        for button in self._ways.buttons():
            button.setIcon(icon(button.property("way"), look))
