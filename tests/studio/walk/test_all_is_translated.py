"""Every word on the screen is translated, and every translated text is in the template: a walk in a language of brackets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from convstudio import words
from convstudio.studio.explore.settings.code_panel import CodePanel
from convstudio.studio.shell.window import Window
from tests.languages.catalogues import TEMPLATE, read
from tests.studio.conftest import OpenWindow
from tests.studio.walk.bracketed import LEFT, bare, bracketed, shown_by
from tests.studio.walk.test_nothing_is_cut import Walk

OF_A_LESSON = {"lesson_title", "lesson_text", "lesson_question", "headline_title"}  # its own words, in files of its language


class Words(Walk):
    """A walk that looks for words outside of brackets."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self.menus()

    def look(self, where: str) -> None:
        for _ in range(3):
            QCoreApplication.processEvents()
        for top in QApplication.topLevelWidgets():
            if top.isVisible():
                for widget in (top, *top.findChildren(QWidget)):
                    if widget.isVisible() and not isinstance(widget.parentWidget(), CodePanel):
                        self._read(widget, where)

    def _read(self, widget: QWidget, where: str) -> None:
        if where == "lesson_begin" and widget.objectName() in OF_A_LESSON:
            return
        for text in shown_by(widget):
            if found := bare(text):
                self.found.setdefault(f"{type(widget).__name__} {widget.objectName()}: {found} in {text!r}", where)

    def menus(self) -> None:
        """Every menu of the bar, also those in others."""
        for action in self.window.menuBar().actions():
            menu = action.menu()
            assert isinstance(menu, QMenu)
            menu.aboutToShow.emit()
            for part in (menu, *menu.findChildren(QMenu)):
                part.aboutToShow.emit()
                self._read(part, f"menu {action.text()}")


@pytest.fixture
def asked(qapp: QApplication) -> Iterator[set[str]]:
    """The texts that are asked for while every word is in brackets."""
    texts: set[str] = set()

    def translate(text: str) -> str:
        texts.add(text)
        return bracketed(text)

    def count(one: str, many: str, number: int) -> str:
        texts.update((one, many))
        return bracketed(one if number == 1 else many)

    words.use_translator(translate, count, "xx")
    yield texts
    words.use_translator(None)


def test_every_word_on_the_screen_is_translated(open_window: OpenWindow, asked: set[str]) -> None:
    person = open_window(size=(1280, 720), view="stage")
    found = Words(person.window).everywhere()
    assert not found, "\n".join(found)
    template = {form for message in read(TEMPLATE) for form in (message.id if message.pluralizable else (message.id,))}
    new = {text for text in asked - template if LEFT not in text}  # help that is made of translated parts is asked for as well
    assert new == set(), "a Text that the template has not: give it that type where it is written"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("⟦Üundoo⟧", []),
        ("⟦Üundoo⟧ all", ["all"]),
        ("⟦Reset ⟦Conv…", []),
        ("⟦Piictuuree: ⟦Baand⟧⟧ (8 × 8)", []),
        ("⟦Opeen⟧ (Ctrl+Shift+O)", []),
        ("nn.Conv2d", ["nn", "Conv"]),
        ("X[1, 2] = 0.5", []),
    ],
)
def test_the_search_has_teeth(text: str, left: list[str]) -> None:
    assert bare(text) == left
