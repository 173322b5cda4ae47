"""Pages as a PDF of the right size, and as pictures: what is open is white."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from convstudio.experiment import evaluate, gallery
from convstudio.painting.figure import picture
from convstudio.painting.pages import page_picture, pages_as_pdf
from convstudio.painting.palette import PRINT
from convstudio.painting.typeface import Typeset
from convstudio.scene.handout import PAPERS, Page, Task, paged, worksheet
from convstudio.scene.layout import Drawing, Photo, Rect
from convstudio.scene.matrix.focus import MatrixId


def pages(paper: str = "a4", task: Task | None = None) -> tuple[Page, ...]:
    size, measure = PAPERS[paper], Typeset()
    evaluation = evaluate(gallery.example("cross-correlation"))
    return paged(list(worksheet(evaluation, task or Task(), size.room[0], measure)), size, "A sheet", measure)


@pytest.mark.parametrize(("paper", "box"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_a_pdf_has_all_pages_in_the_size_of_the_paper(qapp: object, paper: str, box: tuple[int, int]) -> None:
    content = pages_as_pdf(pages(paper), "A <sheet>\nof mine")
    assert content.startswith(b"%PDF-")
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", content)
    assert [(round(float(w)), round(float(h))) for w, h in found] == [box, box]
    assert b"/FontFile" in content  # it looks the same where the typeface is not installed


def test_open_cells_are_white_and_the_example_is_not(qapp: object) -> None:
    (page, _answers), scale = pages(), 2.0
    image = page_picture(page, scale)
    placed, output = next(
        (placed, matrix)
        for placed in page.placed
        for matrix in placed.drawing.matrices
        if matrix.panel.matrix == MatrixId("map", 0)
    )

    def colour(row: int, column: int) -> str:
        block = output.block((row, row), (column, column))
        x = placed.at.x + (block.left + block.width / 4) * placed.scale
        y = placed.at.y + (block.top + block.height / 4) * placed.scale
        return image.pixelColor(round(x * scale), round(y * scale)).name()

    assert colour(0, 0) != "#ffffff"
    assert {colour(0, 1), colour(1, 0), colour(1, 1)} == {"#ffffff"}


def test_a_photo_keeps_its_shape_and_one_that_cannot_be_read_is_told(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "red.png"
    red = QImage(20, 10, QImage.Format.Format_RGB32)
    red.fill(QColor("#ff0000"))
    red.save(str(path))
    drawn = picture(Drawing(100, 100, (Photo(path, "red", Rect(0, 0, 100, 100)),)), PRINT, 1.0)
    assert drawn.pixelColor(90, 40).name() == "#ff0000"
    assert drawn.pixelColor(90, 60).name() == "#ffffff"
    told = picture(Drawing(100, 20, (Photo(tmp_path / "none.png", "told", Rect(0, 0, 100, 20)),)), PRINT, 1.0)
    assert {told.pixelColor(x, y).name() for x in range(100) for y in range(20)} != {"#ffffff"}
