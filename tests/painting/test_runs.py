"""Formulas and arithmetic as they are painted: a text that is prepared once looks as if it were drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QRegion

from convstudio.painting.fill import fill
from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.painting.runs import EVERYWHERE, Span, _clauses, differing, draw_runs, draw_text, place, text_width
from convstudio.painting.typeface import replacing
from convstudio.scene.words.text_runs import Run
from tests.painting.canvas import pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("points", [9.0, 10.8, 14.0])
@pytest.mark.parametrize("text", ["meets ", "−1.25", " in Y[2, 3]", "⌊(n", "Ŷ − Y = ", "∂L/∂K", " ⋆ ", "中文 5", ""])
def test_a_prepared_text_stands_where_it_would_be_drawn(look: Look, points: float, text: str) -> None:
    font = replacing(QFont())
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


@pytest.mark.parametrize("points", [9.0, 10.8, 14.0])
def test_a_text_in_parts_is_as_wide_as_the_whole_but_for_the_pixel_that_letters_move_together(points: float) -> None:
    font = replacing(QFont())
    font.setPointSizeF(points)
    for text in ("Y[12, 1047] of", "row 16, column 711, value 0.25", "meets −1 in Y[1, 20], 0 in Y[1, 21]"):
        assert text_width(text, font.key()) == pytest.approx(QFontMetricsF(font).horizontalAdvance(text), abs=1.0)


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


numbers = st.integers(0, 1100)
sentences = st.builds("row {}, column {}, value {}, meets −1 in Y[{}, {}] and others".format, *[numbers] * 5) | st.text(
    "12f, .[]"
)


def written(painter: QPainter, text: str, area: QRegion, seen: Sequence[Span]) -> None:
    """Write a text over whatever is in an area."""
    font = QFont()
    painter.setClipRegion(area)
    fill(painter, area.boundingRect(), QColor("white"))
    painter.setFont(font)
    draw_text(painter, text, font.key(), 10.0, 20.0, seen=seen)


@given(sentences, sentences)
def test_where_only_what_differs_is_written_again_it_looks_as_if_all_were(before: str, after: str) -> None:
    parts, whole = (QImage(900, 30, QImage.Format.Format_RGB32) for _ in range(2))
    spans = [(floor(start) + 10, ceil(end) + 10) for start, end in differing(before, after, QFont().key())]
    with QPainter(whole) as painter:
        written(painter, after, QRegion(whole.rect()), EVERYWHERE)
    with QPainter(parts) as painter:
        written(painter, before, QRegion(parts.rect()), EVERYWHERE)
        for start, end in spans:
            written(painter, after, QRegion(start, 0, end - start, 30), spans)
    assert np.array_equal(pixels(parts), pixels(whole))
    assert bool(spans) == (before != after)
