"""Matrices within a text are found, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from convstudio.lessons.handout import line_of
from convstudio.lessons.model import Run
from convstudio.lessons.reading.matrices import in_line, matrices, parts, row_by_row
from convstudio.scene.words.text_runs import plain_text


def test_words_and_matrices_stand_in_their_order() -> None:
    found = list(parts("Y is [[4, −5], [0.5, 8]], and [[4]]."))
    assert found == ["Y is ", (("4", "−5"), ("0.5", "8")), ", and ", (("4",),), "."]


@pytest.mark.parametrize("text", ["K[0, 1]", "[1, 2, 1]", "[[1, 2], [3]]", "[[]]", "[[1, 2]", "", "a[b[0]]"])
def test_what_is_no_matrix_stays_words(text: str) -> None:
    assert "".join(part for part in parts(text) if isinstance(part, str)) == text


def test_a_stack_is_its_matrices() -> None:
    assert matrices("[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]") == [(("1", "2"), ("3", "4")), (("5", "6"), ("7", "8"))]


def test_in_a_line_it_is_as_it_was_written() -> None:
    assert in_line(matrices("[[1,2],[3, 4]]")[0]) == "[[1, 2], [3, 4]]"


def test_on_paper_it_stands_row_by_row() -> None:
    assert row_by_row("Y is [[4, 5], [7, 8]].") == "Y is 4 5 / 7 8."
    assert plain_text(line_of((Run("Y is [[4, 5], [7, 8]]."),))) == "Y is 4 5 / 7 8."
