"""The parts around the slices of a kernel: a name over every column, a menu and a bias at every row, the sum below."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QWidget

from convstudio.painting.wires import Run
from convstudio.scene.cards.card import KernelLayout, Wire
from convstudio.scene.cards.products import ProductWords
from convstudio.studio.document.session import Session
from convstudio.studio.explore.cards.output_fields import OutputTag, bias_field
from convstudio.studio.widgets.controls import NumberField
from convstudio.studio.widgets.literal import Label
from convstudio.words import tr

LEFT, CENTRE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignCenter
SUM_WIDTH = 84  # pixels of the bias and of the result
SMALLEST_TYPE = 5.0  # points
DIGITS_OF_SUM = 8  # room for a subtotal


class KernelRows:
    """Puts headers, biases and sums into a kernel card's grid; `place_of` says where the matrices go."""

    def __init__(self, session: Session, layer: int, grid: QGridLayout, card: QWidget) -> None:
        self._session, self._layer, self._grid, self._card = session, layer, grid, card
        self._built: object = None
        self._widgets: list[QWidget] = []
        self.biases: list[NumberField] = []
        self._bias: list[float] = []  # the values in the fields
        self._sums: list[QLabel] = []
        self._names: list[QLabel] = []

    def show(self, layout: KernelLayout, bias: list[float]) -> None:
        """Bring everything up to date. New widgets are made only for another shape or other names."""
        shape = layout.inputs, layout.outs, layout.columns, layout.products is None
        old: list[QWidget] = []
        if shape != self._built:
            self._built, old = shape, self._widgets
            self._rebuild(layout)
        if bias != self._bias:
            self._bias = bias
            for field, out in zip(self.biases, layout.outs, strict=True):
                field.show_value(bias[out])
        if layout.products:
            self._show_sums(layout.products)
        for widget in old:  # last, as hiding one that has the focus may show another state at once
            widget.hide()
            self._grid.removeWidget(widget)
            widget.deleteLater()

    def place_of(self, layout: KernelLayout, row: int, column: int) -> tuple[int, int]:
        """The row and column of a slice, or of the products below a line."""
        below = 1 if layout.products and row == len(layout.columns) - 1 else 0
        return 1 + row + below, 1 + layout.columns[row][column]

    def run_of(self, wire: Wire, slice_: QRectF) -> Run:
        """The path of a wire through the rectangle of its slice."""
        name, bias = self._names[wire.column].geometry(), self.biases[wire.row].geometry()
        return Run(wire, QPointF(name.center().x(), name.bottom() + 1), slice_, QPointF(bias.left() - 3, bias.center().y()))

    @property
    def sums(self) -> list[str]:
        """The texts below the products: the cell, the subtotals, the bias, the result."""
        return [label.text() for label in self._sums]

    def _rebuild(self, layout: KernelLayout) -> None:
        self._widgets, self.biases, self._bias, self._sums = [], [], [], []
        last = 1 + max((column for row in layout.columns for column in row), default=0)
        self._names = [_text(name, "heading", self._card) for name in layout.inputs]
        for column, label in enumerate(self._names):
            self._put(label, 0, 1 + column, CENTRE)
        self._put(_text(tr("+ bias"), "muted", self._card), 0, last + 1, LEFT)
        rows = len(layout.columns) - (layout.products is not None)
        for row in range(rows if layout.outputs else 0):
            tag = OutputTag(self._session, self._layer, layout.outs[row], self._card)
            tag.show_name(layout.outputs[row])
            self._put(tag, 1 + row, 0, LEFT)
        alone = not layout.outputs
        self.biases = [bias_field(self._session, self._layer, out, self._card, alone=alone) for out in layout.outs]
        for row, field in enumerate(self.biases):
            self._put(field, 1 + row, last + 1, LEFT)
        if layout.products:
            self._build_sums(layout, rows + 1, last)

    def _build_sums(self, layout: KernelLayout, row: int, last: int) -> None:
        """Add a line, and the sums below the products, which are in the row after the line."""
        line = QFrame(self._card)
        line.setFrameShape(QFrame.Shape.HLine)
        line.setProperty("look", "rule")
        self._grid.addWidget(line, row, 0, 1, last + 2)
        self._widgets.append(line)
        cell = self._sum_label("cell", self._card.fontMetrics().horizontalAdvance("Y[0, 00, 00] ="))
        self._put(cell, row + 2, 0, LEFT)
        width = self._card.fontMetrics().horizontalAdvance("0" * DIGITS_OF_SUM)
        subtotals = [self._sum_label(f"subtotal_{column}", width) for column in layout.columns[-1]]
        for label, column in zip(subtotals, layout.columns[-1], strict=True):
            self._put(label, row + 2, 1 + column, CENTRE)
        bias, result = self._sum_label("bias", SUM_WIDTH), self._sum_label("result", SUM_WIDTH)
        self._put(bias, row + 1, last + 1, LEFT | Qt.AlignmentFlag.AlignBottom)
        self._put(result, row + 2, last + 1, LEFT)
        result.setProperty("look", "heading")
        self._sums = [cell, *subtotals, bias, result]

    def _show_sums(self, words: ProductWords) -> None:
        for label, text in zip(self._sums, (words.cell, *words.subtotals, words.bias, words.result), strict=False):
            if label.text() != text:
                _say_whole(label, text)

    def _sum_label(self, name: str, width: int) -> QLabel:
        """A text that changes without asking for a new layout."""
        label = _text("", "plain", self._card)
        label.setObjectName(f"sum_{self._layer}_{name}")
        label.setFixedSize(width, label.fontMetrics().height() + 2)
        label.setAlignment(CENTRE if name.startswith("subtotal") else LEFT)
        return label

    def _put(self, widget: QWidget, row: int, column: int, alignment: Qt.AlignmentFlag) -> None:
        self._grid.addWidget(widget, row, column, alignment)
        self._widgets.append(widget)
        widget.show()


def _say_whole(label: QLabel, text: str) -> None:
    """Show a text in smaller type if it is too long for its label, rather than cut it off."""
    font = QApplication.font(label)
    while QFontMetricsF(font).horizontalAdvance(text) + 2 > label.width() and font.pointSizeF() > SMALLEST_TYPE:
        font.setPointSizeF(font.pointSizeF() - 0.5)  # step by step, as the widths of small type do not scale evenly
    label.setFont(font)
    label.setText(text)


def _text(words: str, look: str, parent: QWidget) -> QLabel:
    label = Label(words, parent)
    label.setProperty("look", look)
    return label
