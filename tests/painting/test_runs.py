"""Formulas and arithmetic as they are painted: a text that is prepared once looks as if it were drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.painting.runs import draw_runs, place
from convstudio.scene.words.text_runs import Run
from tests.painting.canvas import pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("points", [9.0, 10.8, 14.0])
@pytest.mark.parametrize("text", ["meets ", "−1.25", " in Y[2, 3]", "⌊(n", "Ŷ − Y = ", "∂L/∂K", " ⋆ ", "中文 5", ""])
def test_a_prepared_text_stands_where_it_would_be_drawn(look: Look, points: float, text: str) -> None:
    font = QFont()
    font.setPointSizeF(points)
    placed, height = place(((Run(text, "muted"),),), font.key(), 400.0)
    drawn, wanted = (QImage(400, round(height) + 8, QImage.Format.Format_RGB32) for _ in range(2))
    for image in (drawn, wanted):
        image.fill(QColor(look.card))
    with QPainter(drawn) as painter:
        draw_runs(painter, placed, font.key(), look, {})
    with QPainter(wanted) as painter:
        painter.setFont(font)
        painter.setPen(QColor(look.muted))
        painter.drawText(QPointF(0, 4 + QFontMetricsF(font).ascent()), text)
    assert np.array_equal(pixels(drawn), pixels(wanted))
