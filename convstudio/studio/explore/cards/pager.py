"""Turning the pages of a card whose map or kernel has more channels than it shows."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.cards.paging import Page
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

SIDE = 26  # pixels of a button


class Pager(QWidget):
    """A line for each thing that has pages: back, what is shown, forward."""

    def __init__(self, session: Session, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._name, self._look = session, name, LIGHT
        self._pages: tuple[Page, ...] = ()
        self._lines: list[tuple[QToolButton, QLabel, QToolButton]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setSpacing(4)
        self._grid.setColumnStretch(3, 1)

    @property
    def words(self) -> list[str]:
        """The texts of the lines."""
        return [label.text() for (_back, label, _on), _page in zip(self._lines, self._pages, strict=False)]

    def words_of(self, page: Page) -> str:
        """The text of a page's line."""
        return page.words

    def show_pages(self, pages: tuple[Page, ...]) -> None:
        """Show other pages; hide the pager if there are none."""
        self.setVisible(bool(pages))
        if pages == self._pages:
            return
        self._pages = pages
        while len(self._lines) < len(pages):
            self._lines.append(self._line(len(self._lines)))
        for (back, label, on), page in zip(self._lines, pages, strict=False):
            label.setText(self.words_of(page))
            back.setEnabled(page.before is not None)
            on.setEnabled(page.behind is not None)
            for button, words in ((back, tr("Back: {page}")), (on, tr("On: {page}"))):
                button.setAccessibleName(words.format(page=page.words))
        for place, line in enumerate(self._lines):
            for widget in line:
                widget.setVisible(place < len(pages))

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        for back, _label, on in self._lines:
            back.setIcon(icon("left", look))
            on.setIcon(icon("right", look))

    def _line(self, place: int) -> tuple[QToolButton, QLabel, QToolButton]:
        back = self._button(f"{self._name}_back_{place}", "left", tr("The ones before"))
        on = self._button(f"{self._name}_on_{place}", "right", tr("The next ones"))
        back.clicked.connect(partial(self._turn, place, forward=False))
        on.clicked.connect(partial(self._turn, place, forward=True))
        label = Label(parent=self)
        label.setProperty("look", "muted")
        for column, widget in enumerate((back, label, on)):
            self._grid.addWidget(widget, place, column)
        return back, label, on

    def _button(self, name: str, drawing: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setProperty("look", "small")
        set_tooltip(button, hint)
        button.setFixedSize(SIDE, SIDE)
        button.setIcon(icon(drawing, self._look))
        return button

    def _turn(self, place: int, _checked: bool = False, *, forward: bool) -> None:
        page = self._pages[place]
        first = page.behind if forward else page.before
        if first is not None:
            self._session.turn(page.key, first)
