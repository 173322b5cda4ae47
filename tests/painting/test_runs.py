"""Formulas and arithmetic as they are painted: a text that is prepared once looks as if it were drawn anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.painting.runs import _clauses, draw_runs, place
from convstudio.scene.words.text_runs import Run
from tests.painting.canvas import pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("points", [9.0, 10.8, 14.0])
@pytest.mark.parametrize(
    "text", ["meets ", "−1.25", " in Y[2, 3]", "Y[12, 1047] of", "⌊(n", "Ŷ − Y = ", "∂L/∂K", " ⋆ ", "中文 5", ""]
)
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


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("row 16, column 7, value 0.25, of 9", ["row ", "1", "6", ", column 7, ", "value 0.25, ", "of 9"]),
        ("in Y[14, 15], 0 in Y[120, 3]", ["in Y[", "1", "4", ", ", "1", "5", "], 0 in Y[", "1", "2", "0", ", 3]"]),
        ("meets −12.25, 0.125", ["meets −12.25, ", "0.125"]),
        ("", [""]),
    ],
)
def test_a_text_is_laid_out_in_parts_that_stay_the_same_from_cell_to_cell(text: str, parts: list[str]) -> None:
    assert _clauses(text) == parts


@given(st.text(alphabet="12345, .[]ab−中"))
def test_the_parts_of_a_text_are_all_of_it(text: str) -> None:
    assert "".join(_clauses(text)) == text
