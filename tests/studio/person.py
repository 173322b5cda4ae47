"""A person at the window: mouse and keys in, what the screen shows out."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMenu, QSpinBox, QToolButton, QWidget

from convstudio.scene import INPUT, MatrixId, PanelId
from convstudio.scene.layout import Hit
from convstudio.scene.words.numbers import of_text
from convstudio.studio.document.asking import Answer, Changed
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.shell.window import Window

W = TypeVar("W", bound=QWidget)

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class Answers:
    """Stands in for the dialogs: answers what a person would click, and keeps what was told."""

    def __init__(self) -> None:
        self.open_path: Path | None = None
        self.save_path: Path | None = None
        self.suggested: Path | None = None
        self.on_changes: Answer = "cancel"
        self.on_changed_file: Changed = "cancel"
        self.copies = False
        self.opens_large = False
        self.forgets = False
        self.told: list[str] = []
        self.asked_about: list[str] = []

    def file_to_open(self, folder: Path | None) -> Path | None:
        return self.open_path

    def folder_to_open(self, title: str) -> Path | None:
        return self.open_path

    def file_to_save(self, suggestion: Path) -> Path | None:
        return self.save_path

    def file_to_export(self, suggestion: Path, kinds: tuple[tuple[str, str], ...]) -> Path | None:
        self.suggested = suggestion
        return self.save_path

    def save_changes(self, name: str, others: int = 0) -> Answer:
        self.asked_about.append(f"{name} + {others}" if others else name)
        return self.on_changes

    def file_changed(self, name: str) -> Changed:
        self.asked_about.append(name)
        return self.on_changed_file

    def save_a_copy(self, title: str, text: str) -> bool:
        self.told.append(f"{title}: {text}")
        return self.copies

    def open_large(self, name: str, size: str, usual: str) -> bool:
        self.asked_about.append(f"{name} ({size} MB)")
        return self.opens_large

    def forget_answers(self, number: int) -> bool:
        self.asked_about.append(f"{number} answers")
        return self.forgets

    def tell(self, title: str, text: str) -> None:
        self.told.append(f"{title}: {text}")


class Person:
    """Drives one window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.answers = Answers()
        window.documents.asking = self.answers  # type: ignore[assignment]

    # What the screen shows

    def view(self, layer: int = -1, channel: int = 0) -> MatrixView:
        """The view of a map: the input, or the output of a layer."""
        return self.window.page.view(PanelId(MatrixId("map", layer) if layer >= 0 else INPUT, channel))

    def kernel(self, layer: int = 0, channel: int = 0, slice_: int = 0) -> MatrixView:
        """The view of a kernel's slice."""
        return self.window.page.view(PanelId(MatrixId("kernel", layer), channel, slice_))

    def read(self, view: MatrixView) -> list[list[float]]:
        """The numbers that stand in the cells, as a person reads them."""
        rows, columns = view.scene.shape
        texts = [[view.text_at(r, c) for c in range(columns)] for r in range(rows)]
        assert all(text for line in texts for text in line), f"some cells show no number: {texts}"
        return [[float(of_text(text)) for text in line] for line in texts]

    def arithmetic(self) -> str:
        """The line of arithmetic."""
        return self.window.explanation.text

    def formula(self) -> str:
        """The size formula."""
        return self.window.explanation.formula.text

    def status(self) -> str:
        """The status bar's sentence about a cell."""
        return self.window._words.text()

    def card_title(self, layer: int) -> str:
        return self.window.board.card(MatrixId("map", layer) if layer >= 0 else INPUT).title.text()

    def card_subtitle(self, layer: int) -> str:
        return self.window.board.card(MatrixId("map", layer) if layer >= 0 else INPUT).subtitle.text()

    def problem(self, layer: int) -> str:
        return self.window.board.card(MatrixId("map", layer)).problem.text()

    # What a person does

    def hover(self, view: MatrixView, row: int, column: int) -> None:
        centre = cell_centre(view, row, column)
        QTest.mouseMove(view, centre + QPoint(1, 1))  # where the pointer lies already, Qt would tell of no move
        QTest.mouseMove(view, centre)
        self.settle()

    def click(self, view: MatrixView, row: int, column: int, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseClick(view, button, pos=cell_centre(view, row, column))
        self.settle()

    def drag(self, view: MatrixView, *cells: tuple[int, int], button: Qt.MouseButton = LEFT) -> None:
        """Press on the first cell, move over the others, release on the last."""
        QTest.mousePress(view, button, pos=cell_centre(view, *cells[0]))
        for cell in cells[1:]:
            QTest.mouseMove(view, cell_centre(view, *cell))
        QTest.mouseRelease(view, button, pos=cell_centre(view, *cells[-1]))
        self.settle()

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(widget, key, modifier)
        self.settle()

    def shortcut(self, keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
        """Press a shortcut of the window."""
        QTest.keyClick(self.window, keys, modifier)
        self.settle()

    def type_cell(self, view: MatrixView, row: int, column: int, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Click a cell and type a number over it."""
        self.click(view, row, column)
        self.type_here(view, text, end)

    def type_here(self, view: MatrixView, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type a number into the cell in focus."""
        QTest.keyClicks(view, text[0])
        field = view.findChild(QLineEdit, "cell_field")
        assert field is not None
        assert field.isVisible()
        QTest.keyClicks(field, text[1:])
        QTest.keyClick(field, end)
        self.settle()

    def spin(self, name: str, value: int, within: QWidget | None = None) -> None:
        """Type a whole number into a field of the inspector."""
        field = self._one(QSpinBox, name, within)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()

    def number(self, name: str, text: str) -> None:
        """Type a number into a field."""
        field = self._one(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()

    def choose(self, name: str, word: str) -> None:
        """Choose a word in a list, by the keyboard."""
        box = self._one(QComboBox, name)
        box.setFocus()
        target = box.findData(word)
        assert target >= 0, f"{name} does not offer {word}"
        key = Qt.Key.Key_Down if target > box.currentIndex() else Qt.Key.Key_Up
        for _ in range(abs(target - box.currentIndex())):
            QTest.keyClick(box, key)
            self.settle()

    def press(self, name: str) -> None:
        """Click a button."""
        QTest.mouseClick(self._one(QToolButton, name), LEFT)
        self.settle()

    def add(self, kind: str) -> None:
        """Add a layer through the menu of the board's button."""
        page, staged = self.window.page, self.window.session.state.view == "stage"
        self.pick((page.rail if staged else page.board).add.menu(), f"add_{kind}")

    def pick(self, menu: QMenu, name: str) -> None:
        """Choose an entry of a menu, or of one of its menus."""
        menu.aboutToShow.emit()
        action = menu.findChild(QAction, name)
        assert action is not None, f"no entry {name}"
        assert action.isEnabled(), f"{name} is disabled"
        action.trigger()
        self.settle()

    def menu(self, name: str) -> QMenu:
        """A menu of the menu bar's menus, by its name."""
        found = self.window.findChild(QMenu, name)
        assert found is not None
        return found

    def open_example(self, name: str) -> None:
        """File ▸ Examples ▸ …"""
        self.pick(self.menu("examples_menu"), f"example_{name}")

    def select(self, layer: int) -> None:
        """Click the title of a layer's card; on the stage, the layer on the rail."""
        if self.window.session.state.view == "stage":
            rail = self.window.page.rail
            place = next(item.rect for item in rail.drawing.items if isinstance(item, Hit) and item.layer == layer)
            QTest.mouseClick(rail, LEFT, pos=QPoint(round(place.centre.x - rail.offset), round(place.centre.y)))
            self.settle()
            return
        card = self.window.board.card(MatrixId("map", layer) if layer >= 0 else INPUT)
        QTest.mouseClick(card, LEFT, pos=QPoint(8, 8))
        self.settle()

    def settle(self) -> None:
        """Let Qt do what is due."""
        QApplication.processEvents()

    def _one(self, kind: type[W], name: str, within: QWidget | None = None) -> W:
        found = [w for w in (within or self.window).findChildren(kind, name) if w.isVisible()]
        assert len(found) == 1, f"{len(found)} visible {kind.__name__} called {name}"
        return found[0]


def numbers(array: np.ndarray) -> list[list[float]]:
    """An engine's matrix as `Person.read` gives it, where all of it can be shown exactly."""
    return [[float(v) for v in row] for row in np.asarray(array)]
