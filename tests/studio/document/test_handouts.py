"""File, Export, Handout: what is printed is chosen beside its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QSpinBox, QToolButton

from convstudio.experiment import gallery
from convstudio.lessons.hidden import covered
from convstudio.scene import Focus, MatrixId, PanelId, Spot
from convstudio.scene.selection import Block
from convstudio.studio.printing.handout import HandoutSheet
from tests.scene.handout.test_worksheet import matrices_on, open_cells, words_on
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person
from tests.studio.shell.test_accessible import nameless

OUTPUT = PanelId(MatrixId("map", 0))


class Teacher(Person):
    """A person who prints handouts."""

    @property
    def sheet(self) -> HandoutSheet:
        found = [sheet for sheet in self.window.findChildren(HandoutSheet) if sheet.isVisible()]
        assert len(found) == 1
        return found[0]

    def ask(self) -> HandoutSheet:
        self.window.actions_by_name["export_handout"].trigger()
        self.settle()
        return self.sheet

    def take(self, name: str, value: str) -> None:
        box = self.sheet.findChild(QComboBox, f"handout_{name}")
        assert box is not None
        box.setFocus()
        target = box.findData(value)
        assert target >= 0
        while box.currentIndex() != target:
            QTest.keyClick(box, Qt.Key.Key_Down if target > box.currentIndex() else Qt.Key.Key_Up)
            self.settle()

    def tick(self, name: str) -> None:
        box = self.sheet.findChild(QCheckBox, f"handout_{name}")
        assert box is not None
        QTest.keyClick(box, Qt.Key.Key_Space)
        self.settle()

    def told(self, name: str) -> str:
        label = self.sheet.findChild(QLabel, name)
        return label.text() if label and label.isVisible() else ""

    def export(self, path: Path | None) -> Path | None:
        self.answers.save_path = path
        button = self.sheet.findChild(QPushButton, "handout_export")
        assert button is not None
        QTest.mouseClick(button, LEFT)
        self.settle()
        return path


@pytest.fixture
def teacher(open_window: OpenWindow) -> Teacher:
    return Teacher(open_window(gallery.example("cross-correlation"), size=(1280, 720), view="stage").window)


def test_the_layer_on_the_stage_is_printed(teacher: Teacher, tmp_path: Path) -> None:
    sheet = teacher.ask()
    (output,) = matrices_on(sheet.pages()[:1], MatrixId("map", 0))
    assert len(open_cells(output)) == 3
    assert teacher.told("handout_place") == "page 1 of 2"
    assert list(nameless(sheet)) == []
    path = teacher.export(tmp_path / "sheet.pdf")
    assert path
    assert path.read_bytes().startswith(b"%PDF-")
    assert teacher.window.statusBar().currentMessage() == "Exported “sheet.pdf”."
    assert teacher.answers.suggested
    assert teacher.answers.suggested.name == "Cross-correlation-handout.pdf"


def test_pages_are_turned(teacher: Teacher) -> None:
    teacher.ask()
    for name, place in (("handout_on", "page 2 of 2"), ("handout_back", "page 1 of 2")):
        button = teacher.sheet.findChild(QToolButton, name)
        assert button is not None
        QTest.mouseClick(button, LEFT)
        teacher.settle()
        assert teacher.told("handout_place") == place


def test_the_chosen_cells_are_left_open(teacher: Teacher) -> None:
    teacher.window.session.look(Focus(pin=Spot(OUTPUT, 1, 0)))
    sheet = teacher.ask()
    assert [open_cells(matrix) for matrix in matrices_on(sheet.pages()[:1], MatrixId("map", 0))] == [{(1, 0)}]
    sheet.reject()
    teacher.window.session.choose(Block(OUTPUT, (0, 0), (1, 0)))
    sheet = teacher.ask()
    assert [open_cells(matrix) for matrix in matrices_on(sheet.pages()[:1], MatrixId("map", 0))] == [{(0, 0), (1, 0)}]


def test_what_is_chosen_is_seen_in_the_pages(teacher: Teacher) -> None:
    sheet = teacher.ask()
    teacher.take("open", "all")
    assert len(open_cells(matrices_on(sheet.pages()[:1], MatrixId("map", 0))[0])) == 4
    teacher.take("paper", "letter")
    assert sheet.pages()[0].paper.name == "Letter"
    lines = sheet.findChild(QSpinBox, "handout_lines")
    assert lines is not None
    lines.setFocus()
    lines.selectAll()
    QTest.keyClicks(lines, "1")
    QTest.keyClick(lines, Qt.Key.Key_Tab)
    teacher.settle()
    assert sum(word.endswith("] =") for word in words_on(sheet.pages()[:1])) == 1
    before = words_on(sheet.pages())
    teacher.tick("notes")
    assert len(words_on(sheet.pages())) > len(before)
    teacher.tick("answers")
    assert len(sheet.pages()) == 1
    assert not any(word.startswith("Answers") for word in words_on(sheet.pages()))


def test_a_lesson_is_printed_the_open_one_first(teacher: Teacher, tmp_path: Path) -> None:
    sheet = teacher.ask()
    teacher.take("lesson", "03-output-size")
    assert "Question 1. " in " ".join(words_on(sheet.pages()))
    lines = sheet.findChild(QSpinBox, "handout_lines")
    assert lines is not None
    assert not lines.isEnabled()  # of a lesson its questions decide
    sheet.reject()
    teacher.window.lessons.show(True)
    teacher.window.sides.lessons.player.begin("02-by-hand")
    teacher.settle()
    sheet = teacher.ask()
    assert words_on(sheet.pages()[:1])[2] == "Cross-correlation by hand"
    path = teacher.export(tmp_path / "lesson.pdf")
    assert path
    assert path.exists()


def test_what_cannot_be_printed_is_told_and_not_exported(open_window: OpenWindow) -> None:
    teacher = Teacher(open_window(covered(gallery.example("cross-correlation")), view="stage").window)
    sheet = teacher.ask()
    assert teacher.told("handout_problem") == "This layer has no output that could be asked for. The output is hidden."
    button = sheet.findChild(QPushButton, "handout_export")
    assert button is not None
    assert not button.isEnabled()


def test_nothing_is_written_where_the_dialog_is_left(teacher: Teacher, tmp_path: Path) -> None:
    teacher.ask()
    teacher.export(None)
    assert list(tmp_path.glob("*.pdf")) == []
    assert teacher.answers.told == []


def test_where_inches_are_usual_the_paper_is_letter(teacher: Teacher) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    assert teacher.ask().pages()[0].paper.name == "Letter"
