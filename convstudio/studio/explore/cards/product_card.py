"""The card of a 1 × 1 convolution as a matrix product."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from convstudio.scene import Card, PanelId
from convstudio.scene.cards.matrix_product import BIAS, PIXELS, RESULT, WEIGHTS
from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.widgets.literal import Label

PLACES = {WEIGHTS: (1, 0), PIXELS: (0, 1), RESULT: (1, 1), BIAS: (1, 2)}
LONGEST_NOTE = 60  # characters


class ProductCard(CardView):
    """Weights at the left, pixels above, and where a row and a column meet, the result."""

    def build_footer(self, footer: QHBoxLayout) -> None:
        self._panels.setColumnStretch(len(PLACES), 1)
        self.note = Label(parent=self)
        self.note.setObjectName(f"difference_{self._card.matrix.layer}")
        width = self.fontMetrics().horizontalAdvance("0") * LONGEST_NOTE
        self.note.setFixedSize(width, self.fontMetrics().height() + 4)  # so that another text needs no new layout
        footer.addWidget(self.note)
        footer.addStretch(1)

    def place_of(self, panel: PanelId, row: int, column: int) -> tuple[int, int]:
        return PLACES[panel.channel]

    def show_footer(self, card: Card) -> None:
        if self.note.text() != card.note:
            self.note.setText(card.note)
