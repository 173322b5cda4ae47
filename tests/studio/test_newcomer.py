"""What someone new does first, at 1366 × 768, by mouse and keys, as the README says."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from convstudio.scene.layout import Words
from convstudio.scene.words.text_runs import plain_text
from tests.studio.conftest import OpenWindow
from tests.studio.person import LEFT, Person


def click_title(person: Person, title: str) -> None:
    """Click a title on the stage."""
    stage = person.window.page.stage
    words = (item for item in stage.drawing.items if isinstance(item, Words) and plain_text(item.line).startswith(title))
    centre = next(words).rect.centre
    QTest.mouseClick(stage, LEFT, pos=QPoint(round(centre.x), round(centre.y)))
    person.settle()


def sentences(person: Person) -> str:
    """All that the labels of the window say."""
    return "\n".join(label.text() for label in person.window.findChildren(QLabel) if label.isVisible())


def train(person: Person) -> None:
    """Train to the end."""
    person.press("train")
    while not person.window.session.state.learning.learnt.done:  # type: ignore[union-attr]
        QApplication.processEvents()
    person.press("timeline_last")


def test_paint_type_resize_read_stride_pad_break_and_mend_train_and_see_why_a_rate_fails(open_window: OpenWindow) -> None:
    person = open_window(size=(1358, 728), view="stage")
    before = person.read(person.view(0))

    person.drag(person.view(), (1, 2), (1, 3), (2, 3))
    assert person.read(person.view(0)) != before
    person.shortcut(Qt.Key.Key_Z)
    assert person.read(person.view(0)) == before

    person.type_cell(person.kernel(), 0, 0, "0.5")
    assert person.read(person.kernel()) == [[0.5, -1]]
    assert person.read(person.view(0))[0][1] == 0.5
    person.shortcut(Qt.Key.Key_Z)

    click_title(person, "Input X")
    person.spin("input_size_h", 8)
    assert person.view(0).scene.shape == (8, 7)

    person.hover(person.view(0), 3, 5)
    assert person.arithmetic() == "0·1 + 1·(−1) + bias 0 = −1  → Y[3, 5]"
    assert person.status() == "row 3, column 5, value −1, feeds 1 output, reads 1 × 2"

    click_title(person, "Output Y")
    person.spin("stride_h", 2)
    person.spin("padding_left", 1)
    assert person.view(0).scene.shape == (4, 8)
    assert "rows 1, 3, 5 and 7 are not read" in person.formula()

    person.spin("kernel_size_h", 12)
    assert "Convolution is not possible: window 12 high, padded input 8 high." in person.arithmetic()
    person.press("mend_0")
    assert "Convolution is not possible" not in person.arithmetic()
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert person.view(0).scene.shape == (4, 8)

    person.press("workspace_learn")
    person.settle()
    train(person)
    assert "The loss grows" not in sentences(person)
    person.number("training_learning_rate", "0.5")
    train(person)
    assert "every step overshoots" in sentences(person)
    person.press("take_stable_rate")
    train(person)
    assert "The loss grows" not in sentences(person)
