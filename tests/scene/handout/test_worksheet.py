"""A worksheet: what is left open stands nowhere before the answers, and the answers have all of it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import Evaluation, evaluate, gallery
from convstudio.scene.handout import PAPERS, Page, Piece, Task, paged, worksheet
from convstudio.scene.handout.paper import EDGE, FOOT
from convstudio.scene.handout.pieces import heading, text, to_write, together
from convstudio.scene.layout import Box, Drawing, Legend, Matrix, Slot, Thumbnail, Words
from convstudio.scene.matrix.focus import MatrixId
from convstudio.scene.words.text_runs import Run, plain_text
from tests.lessons.secrets import secrets_of, telling
from tests.scene.stage.test_stage_room import Type

EXAMPLES = [example.name for example in gallery.examples()]
LARGEST = 16  # rows or columns of an input that can be read on paper
TYPE, ALL_BUT_ONE = Type(), Task()


def sheet(evaluation: Evaluation, task: Task = ALL_BUT_ONE, paper: str = "a4") -> tuple[list[Page], list[Page]]:
    """The pages before the answers, and those of the answers."""
    size = PAPERS[paper]
    pages = paged(list(worksheet(evaluation, task, size.room[0], TYPE)), size, "A sheet", TYPE)
    first = next(at for at, page in enumerate(pages) if any(words.startswith("Answers: ") for words in words_on([page])))
    return list(pages[:first]), list(pages[first:])


def words_on(pages: Iterable[Page]) -> list[str]:
    drawings = [placed.drawing for page in pages for placed in page.placed]
    return [plain_text(item.line) for drawing in drawings for item in drawing.items if isinstance(item, Words | Slot)]


def matrices_on(pages: Iterable[Page], matrix: MatrixId) -> list[Matrix]:
    return [m for page in pages for placed in page.placed for m in placed.drawing.matrices if m.panel.matrix == matrix]


def open_cells(matrix: Matrix) -> set[tuple[int, int]]:
    rows, columns = matrix.scene.shape
    veil = matrix.scene.veil
    assert veil is None or veil.blank
    return {(row, column) for row in range(rows) for column in range(columns) if veil and veil.hides(row, column)}


def test_all_but_the_first_cell_is_left_open_and_the_first_is_an_example() -> None:
    asked, answers = sheet(evaluate(gallery.example("cross-correlation")))
    (output,) = matrices_on(asked, MatrixId("map", 0))
    assert open_cells(output) == {(0, 1), (1, 0), (1, 1)}
    words = words_on(asked)
    assert "Fill in the 3 empty cells of Y. Rows and columns are counted from 0." in words
    assert "Example: Y[0, 0] = 0·0 + 1·1 + 3·2 + 4·3 + bias 0 = 19" in words
    assert {"Y[0, 1] =", "Y[1, 0] =", "Y[1, 1] ="} <= set(words)
    assert not any("25" in word or "37" in word or "43" in word for word in words)
    (whole,) = matrices_on(answers, MatrixId("map", 0))
    assert open_cells(whole) == set()
    assert "Y[0, 1] = 1·0 + 2·1 + 4·2 + 5·3 + bias 0 = 25" in words_on(answers)


def test_cells_that_are_chosen_are_left_open_alone_and_each_has_a_line() -> None:
    asked, answers = sheet(evaluate(gallery.example("cross-correlation")), Task(cells=((0, 1), (1, 1)), lines=0))
    (output,) = matrices_on(asked, MatrixId("map", 0))
    assert open_cells(output) == {(0, 1), (1, 1)}
    assert [word for word in words_on(asked) if word.endswith("] =")] == ["Y[0, 1] =", "Y[1, 1] ="]
    framed = [item for page in answers for placed in page.placed for item in placed.drawing.items if isinstance(item, Box)]
    assert sum(box.style == "asked" for box in framed) == 2


def test_every_cell_and_no_lines() -> None:
    asked, _answers = sheet(evaluate(gallery.example("cross-correlation")), Task(cells=(), lines=0))
    (output,) = matrices_on(asked, MatrixId("map", 0))
    assert open_cells(output) == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert not any(word.startswith(("Example", "Y[")) for word in words_on(asked))


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_example_tells_what_is_left_open(name: str) -> None:
    experiment = telling(gallery.example(name))
    evaluation = evaluate(experiment)
    for layer, result in enumerate(evaluation.results):
        if result.output is None:
            continue
        if max(experiment.input.shape[1:]) > LARGEST:
            with pytest.raises(ValueError, match="too large for a sheet of paper"):
                sheet(evaluation, Task(layer))
            continue
        asked, answers = sheet(evaluation, Task(layer, cells=(), lines=4))
        kept = replace(secrets_of(experiment, layer), sizes=frozenset())  # the empty grid tells its size
        assert [told for words in words_on(asked) for told in kept.told_in(words)] == []
        items = [item for page in asked for placed in page.placed for item in placed.drawing.items]
        assert not any(isinstance(item, Legend) for item in items)
        small = [item.scene.panel.matrix for item in items if isinstance(item, Thumbnail)]
        assert MatrixId("map", layer) not in small
        assert matrices_on(answers, MatrixId("map", layer))


def test_of_several_channels_the_chosen_one_is_asked_for() -> None:
    evaluation = evaluate(gallery.example("channels-out"))
    asked, answers = sheet(evaluation, Task(channel=1))
    assert any(word.startswith("Y[1, 0, 1]") for word in words_on(asked))
    shown = matrices_on(asked, MatrixId("map", 0))
    assert [matrix.panel.channel for matrix in shown] == [1]
    output = evaluation.results[0].output
    assert output is not None
    worked = " ".join(words_on(answers)).partition("Y[1, 0, 1] = ")[2].partition(" Y[")[0]
    assert float(worked.rpartition("= ")[2]) == output[1, 0, 1]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        (Task(layer=4), "This layer has no output that could be asked for."),
        (Task(channel=2), "There is no output channel 2: they count from 0 to 0."),
        (Task(cells=((0, 9),)), "The output has no cell 0, 9: rows go from 0 to 1, columns from 0 to 1."),
    ],
)
def test_what_cannot_be_asked_is_told(task: Task, told: str) -> None:
    with pytest.raises(ValueError, match=r"^This|^There|^The") as problem:
        list(worksheet(evaluate(gallery.example("cross-correlation")), task, 600, TYPE))
    assert str(problem.value) == told


def test_numbers_that_could_not_be_read_are_not_printed() -> None:
    own = gallery.opening_example()
    large = replace(own, input=telling(replace(own, input=np.broadcast_to(own.input[:, :1, :1], (1, 80, 80)))).input)
    with pytest.raises(ValueError, match="too large for a sheet of paper"):
        list(worksheet(evaluate(large), Task(), 600, TYPE))


def test_the_notes_stand_above_where_they_are_wanted() -> None:
    own = replace(gallery.example("cross-correlation"), notes="Lay the kernel on.\n\nThen\nmultiply.", title="By <b>hand</b>")
    without, _ = sheet(evaluate(own))
    with_them, _ = sheet(evaluate(own), Task(notes=True))
    assert "Lay the kernel on." not in words_on(without)
    assert {"Lay the kernel on.", "Then multiply.", "By <b>hand</b>"} <= set(words_on(with_them))


# Pages


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_stands_over_the_edge_of_the_paper(paper: str) -> None:
    for name in ("edge-detection", "padding", "channels-in", "convolutional-layer"):
        asked, answers = sheet(evaluate(gallery.example(name)), paper=paper)
        for page in (*asked, *answers):
            for placed in page.placed[:-1]:  # but for the footer
                drawing = placed.drawing
                assert placed.at.x >= EDGE - 0.5
                assert placed.at.x + drawing.width * placed.scale <= page.paper.width - EDGE + 0.5
                assert placed.at.y + drawing.height * placed.scale <= page.paper.height - EDGE - FOOT + 0.5


def test_pages_are_numbered_and_named() -> None:
    asked, answers = sheet(evaluate(gallery.example("cross-correlation")))
    assert words_on([asked[0]])[-2:] == ["A sheet", "page 1 of 2"]
    assert words_on([answers[0]])[-2:] == ["A sheet", "page 2 of 2"]


def test_a_title_is_not_left_alone_at_the_foot_of_a_page_and_what_is_too_long_goes_on() -> None:
    paper = PAPERS["a4"]
    width, high = paper.room
    filler = Piece(Drawing(width, high - 30, ()), 0.0)
    pages = paged([filler, *heading("A title", width, TYPE), to_write((Run("Y ="),), width, TYPE)], paper, "", TYPE)
    assert [len(page.placed) for page in pages] == [2, 3]  # the footer with them
    tall = together(Piece(Drawing(width, high * 0.4, ()), 0.0) for _ in range(5))
    assert len(paged(list(tall), paper, "", TYPE)) == 3


def test_long_text_is_broken_between_words_and_keeps_its_looks() -> None:
    line = (Run("one two three ", "plain"), Run("four five six seven eight nine ten", "strong"))
    pieces = list(text(line, 100, TYPE))
    assert len(pieces) > 2
    runs = [run for piece in pieces for item in piece.drawing.items if isinstance(item, Words) for run in item.line]
    assert "".join(run.text + " " for run in runs).split() == "one two three four five six seven eight nine ten".split()
    assert {run.meaning for run in runs if "six" in run.text} == {"strong"}
