"""Pages, one at a time, as they will be printed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.painting.pages import draw_page
from convstudio.painting.palette import LIGHT, PRINT, Look
from convstudio.scene.handout import Page
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.words import tr

ROOM = QSize(360, 500)  # pixels of a page


class Sheet(QWidget):
    """One page, as large as there is room for; or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("handout_page")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._page: Page | None = None
        self._look = LIGHT

    def sizeHint(self) -> QSize:
        return ROOM

    def minimumSizeHint(self) -> QSize:
        return ROOM / 2

    def show_page(self, page: Page | None, look: Look) -> None:
        """Show another page."""
        self._page, self._look = page, look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._page is None:
            return
        paper = self._page.paper
        scale = min((self.width() - 2) / paper.width, (self.height() - 2) / paper.height)
        with QPainter(self) as painter:
            painter.translate((self.width() - paper.width * scale) / 2, 1)
            painter.setClipRect(0, 0, round(paper.width * scale) + 1, round(paper.height * scale) + 1)
            draw_page(painter, self._page, PRINT, scale)
            painter.setClipping(False)
            painter.setPen(QColor(self._look.border))
            painter.drawRect(0, 0, round(paper.width * scale), round(paper.height * scale))


class Preview(QWidget):
    """The pages, and arrows to turn them."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._pages, self._at = look, tuple[Page, ...](), 0
        self.sheet = Sheet(self)
        self.place = Label("", self)
        self.place.setObjectName("handout_place")
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._back = self._arrow("handout_back", "←", tr("The page before"), -1)
        self._on = self._arrow("handout_on", "→", tr("The next page"), 1)
        row = QHBoxLayout()
        row.addStretch(1)
        for part in (self._back, self.place, self._on):
            row.addWidget(part)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.sheet, 1)
        box.addLayout(row)

    def _arrow(self, name: str, text: str, words: str, by: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setText(text)
        button.setAccessibleName(words)
        button.setProperty("look", "quiet")
        set_tooltip(button, words)
        button.clicked.connect(lambda: self._turn(by))
        return button

    def show_pages(self, pages: tuple[Page, ...]) -> None:
        """Show other pages: the one of the same number, if there is one."""
        self._pages = pages
        self._turn(0)

    def _turn(self, by: int) -> None:
        last = max(len(self._pages) - 1, 0)
        self._at = min(max(self._at + by, 0), last)
        self.sheet.show_page(self._pages[self._at] if self._pages else None, self._look)
        self.place.setText(tr("page {n} of {pages}", n=self._at + 1, pages=last + 1) if self._pages else "")
        self._back.setEnabled(self._at > 0)
        self._on.setEnabled(self._at < last)
