"""Drawing which output of a grouped convolution reads which input: a line from the name to the slice, and on to the bias.

The colours are those of Okabe and Ito, Color Universal Design (2008), which readers with colour blindness can tell apart;
groups beyond the sixth repeat them with dashes.
"""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from convstudio.scene.cards.card import Wire

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
WIDTH, LIT_WIDTH = 2.0, 4.0  # pixels
PALE = 0.35  # the strength of a wire while others are lit


class Run(Struct, frozen=True, eq=False):
    """The path of a wire: from below the name of the input, through the rectangle of the slice, to the left of the bias."""

    wire: Wire
    name: QPointF
    slice: QRectF
    bias: QPointF


def draw_wires(painter: QPainter, runs: list[Run]) -> None:
    """Draw all wires, the lit ones last and broader."""
    some_lit = any(run.wire.lit for run in runs)
    for run in sorted(runs, key=lambda run: run.wire.lit):
        painter.setPen(_pen(run.wire, pale=some_lit and not run.wire.lit))
        across, down = run.slice.center().x(), run.slice.center().y()
        painter.drawLine(QPointF(across, run.name.y()), QPointF(across, run.slice.top()))
        painter.drawLine(QPointF(run.slice.right(), down), QPointF(run.bias.x(), down))


def _pen(wire: Wire, *, pale: bool) -> QPen:
    colour = QColor(COLOURS[wire.group % len(COLOURS)])
    colour.setAlphaF(PALE if pale else 1.0)
    dashed = wire.group // len(COLOURS) % 2
    pen = QPen(colour, LIT_WIDTH if wire.lit else WIDTH, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen
