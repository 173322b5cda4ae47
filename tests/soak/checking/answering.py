"""Answers what the program asks meanwhile: menus and drags, which come back only once they are answered, and questions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox

from convstudio.studio.document.asking import Changed
from tests.studio.person import Answers

LOOK_MS = 5  # between two looks at a call that has not come back
MOST_LOOKS = 4  # without anything to answer, until a drag is given up
PATIENCE = 3  # times that a file is chosen again which cannot be written
Menus = list[int]  # which entries to take in the menus that open


class PatientAnswers(Answers):
    """Answers as a person does, who does not choose the same file over and over."""

    patience = PATIENCE

    def save_a_copy(self, title: str, text: str) -> bool:
        self.patience -= 1
        return super().save_a_copy(title, text) and self.patience > 0

    def file_changed(self, name: str) -> Changed:
        self.patience -= 1
        return super().file_changed(name) if self.patience > 0 else "cancel"

    def begin_anew(self) -> None:
        """Forget what was asked so far."""
        self.patience = PATIENCE
        self.told.clear()
        self.asked_about.clear()


def call(does: Callable[[], object], menus: Menus) -> list[str]:
    """Do something, and take these entries of the menus that it opens. What else it waits for is told, and refused."""
    left, stuck, looks = list(menus), list[str](), 0

    def look() -> None:
        nonlocal looks
        looks += 1
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if isinstance(popup, QMenu) and looks > 1:  # it has heard by now that it is open
            _take_entry(popup, left)
            looks = 0
        elif isinstance(modal, QMessageBox | QFileDialog):
            stuck.append(f"a {type(modal).__name__} is open: {modal.windowTitle()}")
            modal.reject()
        elif popup is None and looks > MOST_LOOKS:
            QDrag.cancel()

    timer = QTimer()
    timer.setInterval(LOOK_MS)
    timer.timeout.connect(look)
    timer.start()
    try:
        does()
    finally:
        timer.stop()
    for _ in range(MOST_LOOKS + len(menus)):  # menus that were opened and came back at once
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu):
            _take_entry(popup, left)
    return stuck


def _take_entry(menu: QMenu, choices: Menus) -> None:
    """Take an entry, or leave the menu if there is nothing more to be chosen."""
    entries = [action for action in menu.actions() if action.isEnabled() and action.isVisible() and not action.isSeparator()]
    if not choices or not entries:
        menu.close()
        return
    action = entries[choices.pop(0) % len(entries)]
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Right if action.menu() else Qt.Key.Key_Return)
