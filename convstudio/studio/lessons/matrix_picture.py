"""A matrix within a text, drawn as one writes it: rows and columns between brackets."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPen, QTextCursor, QTextDocument, QTextFormat, QTextImageFormat

from convstudio.lessons.reading.matrices import Matrix, in_line
from convstudio.studio.widgets.reading import Reading

SCHEME = "matrix:"  # what the pictures are called by in a document
BESIDE, BETWEEN, FOOT, AROUND = 5.0, 9.0, 3.5, 1.0  # pixels: within the brackets, between columns, of a bracket, around
ROOMY = 1.08  # of the height of a line, from row to row
PEN = 1.3


def insert_matrix(view: Reading, cursor: QTextCursor, matrix: Matrix) -> None:
    """Draw a matrix where the cursor is; read aloud or copied it is a line of numbers."""
    drawn, words = _drawn(view, matrix), in_line(matrix)
    view.document().addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(SCHEME + words), drawn)
    shown = QTextImageFormat()
    shown.setName(SCHEME + words)
    shown.setWidth(drawn.width() / drawn.devicePixelRatio())
    shown.setHeight(drawn.height() / drawn.devicePixelRatio())
    shown.setVerticalAlignment(QTextImageFormat.VerticalAlignment.AlignMiddle)
    shown.setProperty(QTextFormat.Property.ImageAltText.value, words)
    cursor.insertImage(shown)


def _drawn(view: Reading, matrix: Matrix) -> QImage:
    metrics, ratio = view.fontMetrics(), view.devicePixelRatioF()
    widths = [max(metrics.horizontalAdvance(row[column]) for row in matrix) for column in range(len(matrix[0]))]
    line = metrics.height() * ROOMY
    wide = sum(widths) + BETWEEN * (len(widths) - 1) + 2 * (BESIDE + AROUND + PEN)
    high = line * len(matrix) + 2 * AROUND
    image = QImage(round(wide * ratio), round(high * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(view.font())
        painter.setPen(QPen(view.palette().text().color(), PEN))
        _draw_brackets(painter, QRectF(AROUND + PEN / 2, AROUND, wide - 2 * AROUND - PEN, high - 2 * AROUND))
        for place, row in enumerate(matrix):
            left = AROUND + PEN + BESIDE
            for width, text in zip(widths, row, strict=True):
                painter.drawText(QRectF(left, AROUND + place * line, width, line), Qt.AlignmentFlag.AlignCenter, text)
                left += width + BETWEEN
    return image


def _draw_brackets(painter: QPainter, box: QRectF) -> None:
    for side, foot in ((box.left(), FOOT), (box.right(), -FOOT)):
        corners = (side + foot, box.top()), (side, box.top()), (side, box.bottom()), (side + foot, box.bottom())
        painter.drawPolyline([QPointF(x, y) for x, y in corners])
