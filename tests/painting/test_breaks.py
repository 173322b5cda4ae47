"""Where the lines of a sum end: before a plus, never inside a product."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QFont

from convstudio.painting.runs import line_width, place
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.words.text_runs import Line, Run

pytestmark = pytest.mark.usefixtures("qapp")
X, K = MatrixId("map", -1), MatrixId("kernel", 0)
PRODUCT: Line = (Run("1", "value", 1.0, X), Run("·"), Run("0.1111", "weight", 0.1111, K))
SUM: Line = (*PRODUCT, *(Run(" + "), *PRODUCT) * 8, Run(" + bias ", "muted"), Run("0"), Run(" = "), Run("0.9999", "strong"))


def rows(line: Line, width: float) -> list[str]:
    placed, height = place((line,), QFont("Inter", 10).key(), width)
    tops = sorted({item.rect.top for item in placed})
    assert len(tops) * placed[0].rect.height == height
    found = [[item for item in placed if item.rect.top == top] for top in tops]
    for row in found:
        assert row[0].rect.left == 0
        for left, right in pairwise(row):
            assert right.rect.left == pytest.approx(left.rect.right)
        assert len({item.baseline for item in row}) == 1
    return ["".join(item.run.text for item in row) for row in found]


@pytest.mark.parametrize("width", range(150, 700, 23))
def test_a_sum_is_broken_before_a_plus_only(width: int) -> None:
    written = rows(SUM, width)
    assert "".join(written) == "".join(run.text for run in SUM)
    assert all(row.startswith((" + ", " = ")) for row in written[1:])
    assert all(not row.endswith((" ", "·")) for row in written)


def test_no_row_is_wider_than_there_is_room() -> None:
    font = QFont("Inter", 10)
    for width in range(150, 700, 23):
        placed, _height = place((SUM,), font.key(), width)
        assert max(item.rect.right for item in placed) <= width


def test_what_is_wider_than_a_row_is_broken_all_the_same() -> None:
    width = line_width(PRODUCT, QFont("Inter", 10).key()) - 1
    written = rows(SUM, width)
    assert written[:2] == ["1·", "0.1111"]
    assert "".join(written) == "".join(run.text for run in SUM)


def test_a_maximum_is_broken_behind_a_comma() -> None:
    values = [Run(", ") if n % 2 else Run(f"{n}.25", "value", n, X) for n in range(15)]
    written = rows((Run("max("), *values, Run(")")), 200)
    assert len(written) > 1
    assert all(row.endswith(", ") for row in written[:-1])
