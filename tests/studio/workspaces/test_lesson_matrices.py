"""Matrices in the words of lessons are drawn as rows and columns; read aloud or copied they are a line of numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit

from convstudio.studio.lessons.matrix_picture import SCHEME
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT
from tests.studio.workspaces.test_lessons import Learner

DRAWN = "\ufffc"


@pytest.fixture
def learner(open_window: OpenWindow) -> Learner:
    return Learner(open_window(view="stage").window)


def picture(view: QTextEdit, words: str) -> QImage:
    found = view.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(SCHEME + words))
    assert isinstance(found, QImage)
    return found


def inks(image: QImage) -> set[str]:
    """The colours of what is opaque."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def shown(learner: Learner, name: str) -> list[QTextEdit]:
    return [view for view in learner.window.findChildren(QTextEdit, name) if view.isVisible()]


def test_a_matrix_in_the_text_is_drawn_and_read_aloud(learner: Learner) -> None:
    learner.begin("05-a-layer")
    (view,) = shown(learner, "lesson_text")
    assert DRAWN in QTextEdit.toPlainText(view)
    assert "[[" not in QTextEdit.toPlainText(view)
    assert "Here K = [[0, 1], [2, 3]] and b = 2." in view.toPlainText()
    assert view.accessibleDescription() == "[[0, 1], [2, 3]]"
    assert picture(view, "[[0, 1], [2, 3]]").height() > 2 * view.fontMetrics().height()


def test_it_has_the_colours_of_the_theme(learner: Learner) -> None:
    learner.begin("05-a-layer")
    (view,) = shown(learner, "lesson_text")
    learner.window.choose_theme("dark", remember=False)
    learner.settle()
    assert inks(picture(view, "[[0, 1], [2, 3]]")) & {learner.window.look.text.lower()}
    learner.window.choose_theme("light", remember=False)


@pytest.mark.parametrize(
    ("lesson", "at"), [("09-padding", 2), ("11-channels-in", 0), ("12-channels-out", 1), ("14-pooling", 1)]
)
def test_no_solution_is_a_row_of_brackets(learner: Learner, lesson: str, at: int) -> None:
    learner.begin(lesson)
    learner.player.go(at)
    learner.press("lesson_solution")
    (view,) = shown(learner, "lesson_verdict")
    assert "[[" not in QTextEdit.toPlainText(view)
    assert "[[" in view.toPlainText()


def test_a_matrix_to_choose_is_drawn_and_can_be_clicked(learner: Learner) -> None:
    learner.begin("14-pooling")
    learner.player.go(3)
    learner.settle()
    options = shown(learner, "lesson_option_words")
    assert [option.toPlainText() for option in options] == ["[[4, 5], [7, 8]]", "[[4, 0], [0, 0]]", "[[4]]"]
    row = options[0].parentWidget()
    QTest.mouseClick(row, LEFT, pos=options[0].geometry().center())
    learner.press("lesson_check")
    assert "edge hold fewer pixels" in learner.shows("lesson_verdict")
