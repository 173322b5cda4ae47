"""A kernel's card: presets and biases below the weights."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from convstudio.painting.palette import Look
from convstudio.painting.wires import Run, draw_wires
from convstudio.scene import Card, PanelId
from convstudio.scene.cards.card import Wire
from convstudio.scene.words.kernel_facts import facts_help
from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.explore.cards.kernel_rows import KernelRows
from convstudio.studio.explore.tools.kernel_tools import KernelTools
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.locking import lock

MOST_FACTS = 3  # outputs whose facts are written below the kernel; if there are more, the tooltip of the shape has them


class KernelCard(CardView):
    """The weights of a convolution, its biases, and menus: kernels to start from, edits, outputs."""

    def build_head(self, head: QHBoxLayout) -> None:
        self._tools = KernelTools(self._session, self._card.matrix.layer, self)
        head.addWidget(self._tools.outputs)

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._panels.setVerticalSpacing(2)
        self._rows = KernelRows(self._session, self._card.matrix.layer, self._panels, self)
        self._wires: tuple[Wire, ...] = ()
        below = QVBoxLayout()
        below.setSpacing(6)
        buttons = QHBoxLayout()
        buttons.setSpacing(5)
        for button in (self._tools.part, self._tools.preset, self._tools.edit):
            buttons.addWidget(button)
        buttons.addStretch(1)
        below.addLayout(buttons)
        below.addWidget(self._tools.facts)
        footer.addLayout(below)
        footer.addStretch(1)

    @property
    def sums(self) -> list[str]:
        """The texts below the products."""
        return self._rows.sums

    def place_of(self, panel: PanelId, row: int, column: int) -> tuple[int, int]:
        assert self._card.kernel_layout
        return self._rows.place_of(self._card.kernel_layout, row, column)

    def show_footer(self, card: Card) -> None:
        if card.kernel_layout is None:
            return
        layer = card.kernel_layout.layer  # not the session's, as the board lags behind while another workspace is shown
        if card.kernel_layout.wires != self._wires:
            self._wires = card.kernel_layout.wires
            self.update()
        self._rows.show(card.kernel_layout, layer.bias.tolist())
        guide = self._session.state.guiding
        for field in self._rows.biases:
            lock(field, guide.lock("bias"))
        for button in (self._tools.preset, self._tools.edit):
            lock(button, guide.lock("kernel", "kernel_size"))
        lock(self._tools.outputs, guide.lock("outputs"))
        if self._tools.show_layout(card.kernel_layout):
            set_tooltip(self.subtitle, facts_help(layer))
            self._tools.facts.setVisible(len(card.kernel_layout.outputs) <= MOST_FACTS)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._wires:
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                draw_wires(painter, self.wire_runs())

    def wire_runs(self) -> list[Run]:
        """The paths of the wires, in pixels of the card."""
        layout = self._card.kernel_layout
        places = [(row, column) for row, columns in enumerate(layout.columns if layout else ()) for column in columns]
        views = dict(zip(places, self.views, strict=True))
        return [self._rows.run_of(wire, QRectF(views[wire.row, wire.column].geometry())) for wire in self._wires]

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._tools.set_look(look)
