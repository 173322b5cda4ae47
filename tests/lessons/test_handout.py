"""Every lesson as a worksheet: its words, its questions with room for the answers, and all answers on the last pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from convstudio.lessons.check import solution
from convstudio.lessons.handout import lesson_sheet
from convstudio.lessons.model import Lesson
from convstudio.lessons.questions import CellValue, PaintOutput, SignMap
from convstudio.lessons.questions.kernel import BuildKernel
from convstudio.lessons.reading.matrices import row_by_row
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, lessons
from convstudio.scene.handout import PAPERS, Page, paged
from convstudio.scene.layout import Box, Photo
from convstudio.scene.matrix.focus import MatrixId
from tests.lessons.writing import STAGE, step, write
from tests.scene.handout.test_worksheet import TYPE, matrices_on, open_cells, words_on

COURSE = lessons([built_in()])[0]
CELL = 'kind = "cell"\nask = "What is *Y*[0, 1]?"\ncell = [0, 1]\nexplain = "It is {= Y[0, 1]}."'
HIDDEN = STAGE.replace("input =", "hidden = true\ninput =")


def sheet(lesson: Lesson, paper: str = "a4") -> tuple[list[Page], list[Page]]:
    """The pages with the questions, and those with the answers."""
    size = PAPERS[paper]
    pages = paged(list(lesson_sheet(lesson, size.room[0], TYPE)), size, lesson.title, TYPE)
    first = next(at for at, page in enumerate(pages) if any(words.startswith("Answers: ") for words in words_on([page])))
    return list(pages[:first]), list(pages[first:])


def joined(pages: list[Page]) -> str:
    return " ".join(" ".join(words_on(pages)).split())


@pytest.mark.parametrize("lesson", COURSE, ids=lambda lesson: lesson.name)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_lesson_is_printed_with_its_questions_first_and_its_answers_last(lesson: Lesson, paper: str) -> None:
    asked, answers = sheet(lesson, paper)
    questions = [each.question for each in lesson.steps if each.question]
    words, told = joined(asked), joined(answers)
    assert all(each.title in words for each in lesson.steps)
    for number, _question in enumerate(questions, 1):
        assert words.count(f"Question {number}. ") == told.count(f"Question {number}. ") == 1
    assert "The output is hidden. It comes back" not in words
    assert "on the stage" not in [part.strip() for part in words_on(asked)]
    assert len(asked) <= len(lesson.steps)


@pytest.mark.parametrize("lesson", COURSE, ids=lambda lesson: lesson.name)
def test_the_answers_are_those_of_the_lesson(lesson: Lesson) -> None:
    told = "".join(joined(sheet(lesson)[1]).split())
    for at, each in enumerate(lesson.steps):
        experiment = lesson.experiment(at)
        if each.question and experiment and not isinstance(each.question, PaintOutput | SignMap):
            for line in solution(each.question, experiment).splitlines():
                assert "".join(row_by_row(line).replace("*", "").split()) in told, f"{lesson.name}, step {at + 1}"


@pytest.mark.parametrize("lesson", COURSE, ids=lambda lesson: lesson.name)
def test_what_a_question_asks_for_is_left_open(lesson: Lesson) -> None:
    for at, each in enumerate(lesson.steps):
        if each.question is None or each.stage is None:
            continue
        alone = Lesson(lesson.name, lesson.title, "", 0.0, (each,), lesson.path)
        asked, _answers = sheet(alone)
        layer = len(each.stage.experiment.layers) - 1 if each.question.index < 0 else each.question.index
        outputs = matrices_on(asked, MatrixId("map", layer))
        where = f"{lesson.name}, step {at + 1}"
        if isinstance(each.question, CellValue | PaintOutput | SignMap) and each.stage.hidden:
            assert [len(open_cells(matrix)) for matrix in outputs] == [matrix.scene.values.size for matrix in outputs], where
            assert outputs, where
        elif isinstance(each.question, BuildKernel):
            (kernel,) = matrices_on(asked, MatrixId("kernel", layer))
            assert len(open_cells(kernel)) == kernel.scene.values.size, where
        elif each.stage.hidden:
            assert outputs == [], where


def drawn(pages: list[Page], kind: type) -> list:
    return [item for page in pages for placed in page.placed for item in placed.drawing.items if isinstance(item, kind)]


def test_the_cell_that_is_asked_for_is_framed_and_has_a_line(tmp_path: Path) -> None:
    asked, answers = sheet(read(write(tmp_path, step(CELL, HIDDEN))))
    (frame,) = [box for box in drawn(asked, Box) if box.style == "asked"]
    (output,) = matrices_on(asked, MatrixId("map", 0))
    assert frame.rect == output.block((0, 0), (1, 1))
    assert "Y[0, 1] =" in words_on(asked)
    assert "25" not in joined(asked)
    assert "Answer: 25. It is 25." in joined(answers)


def test_a_size_that_is_asked_for_is_not_drawn(tmp_path: Path) -> None:
    asked, answers = sheet(read(write(tmp_path, step('kind = "shape"\nask = "Which size?"', HIDDEN))))
    assert matrices_on(asked, MatrixId("map", 0)) == []
    assert "2 × 2" not in joined(asked).replace("Kernel K 2 × 2", "")
    assert "Answer: 2 × 2." in joined(answers)


def test_choices_have_a_place_for_a_tick_each(tmp_path: Path) -> None:
    choice = 'kind = "choice"\nask = "Which?"\noptions = [{text = "this", right = true}, {text = "that", because = "No."}]'
    asked, answers = sheet(read(write(tmp_path, step(choice))))
    assert sum(box.style == "tick" for box in drawn(asked, Box)) == 2
    assert {"this", "that"} <= set(words_on(asked))
    assert "Answer: this." in joined(answers)


def test_words_keep_their_looks_and_markup_stays_text(tmp_path: Path) -> None:
    text = "Some *slanted* and **strong** <b>words</b>.\n\n    set  off\n\n- an item\n"
    asked, _answers = sheet(read(write(tmp_path, step(CELL, HIDDEN, text=text))))
    runs = {run.text.strip(): run.meaning for placed in asked[0].placed for item in placed.drawing.items
            if hasattr(item, "line") for run in item.line}  # fmt: skip
    assert runs["slanted"] == "emphasis"
    assert runs["strong"] == "strong"
    assert "<b>words</b>" in joined(asked)
    assert "•" in words_on(asked)
    assert "set  off" in words_on(asked)
    assert [box.style for box in drawn(asked, Box)].count("pale") == 1


def test_a_picture_of_the_lesson_is_printed(tmp_path: Path) -> None:
    (tmp_path / "edge.png").write_bytes(b"\x89PNG")
    asked, _answers = sheet(read(write(tmp_path, step(CELL, HIDDEN, text="Look: ![an edge](edge.png)"))))
    (photo,) = drawn(asked, Photo)
    assert (photo.path, photo.words) == (tmp_path / "edge.png", "an edge")
