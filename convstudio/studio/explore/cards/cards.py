"""The cards of the board: a title, the matrices, and what belongs below them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.painting.palette import Look
from convstudio.scene import Card, MatrixId, PanelId
from convstudio.scene.build import hidden_text
from convstudio.scene.cards.paging import Page
from convstudio.scene.cards.remedies import Mend
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.document.session import Session
from convstudio.studio.editing.colour_bar import ColourBar
from convstudio.studio.explore.cards.pager import Pager
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.hints import show_hint_in
from convstudio.studio.widgets.buttons import MendButton
from convstudio.studio.widgets.literal import Label
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
LARGEST_KERNEL_CELL, SMALLEST_KERNEL_CELL = 64.0, 22.0
SMALLEST_SIDE = 72.0  # pixels of the side of a small map beside large ones
LARGEST_KERNEL_SIDE = 260.0
LARGEST_FACTOR_CELL = 34.0


class CardView(QWidget):
    """A card. Its matrices are views of their panels; the footer is what a kind of card puts below them."""

    chosen = Signal(object)  # the layer whose card was clicked (−1: the input)
    dragged = Signal(object, object)  # the layer, and the position of the pointer on the board
    dropped = Signal(object, object)
    reshaped = Signal()  # the card needs another size
    fold_asked = Signal(object)  # the layer that is to be collapsed to a badge, or expanded

    def __init__(self, session: Session, card: Card, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._card, self._look = session, card, look
        self._selected, self._dragging = False, False
        self._rows_of_channels = 1
        self._pressed: QPointF | None = None
        self.views: list[MatrixView] = []
        self.pager: Pager | None = None
        self.mend: MendButton | None = None
        self._said: tuple[str, ...] = ()
        self._badge_size: tuple[int, int] | None = None  # of a badge: the same for all sizes of cells
        self.setObjectName(f"card_{card.matrix.kind}_{card.matrix.layer}" if card.matrix.layer >= 0 else "card_input")
        self._lay_out()
        self.show_card(card)
        if self.fold.isVisibleTo(self):
            self._dress_fold()

    @property
    def matrix(self) -> MatrixId:
        """The matrices that the card shows."""
        return self._card.matrix

    def _lay_out(self) -> None:
        self._box = box = QVBoxLayout(self)
        box.setContentsMargins(14, 10, 14, 10)
        box.setSpacing(2)
        box.setSizeConstraint(QVBoxLayout.SizeConstraint.SetMinimumSize)
        self.title = _label("title")
        self.subtitle = _label("muted")
        self.problem = _label("warning")
        self.problem.setWordWrap(True)
        self.problem.setMinimumWidth(210)
        self.more = _label("muted")
        self._panels = QGridLayout()
        self._panels.setSpacing(6)
        self._footer = QHBoxLayout()
        self._footer.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(3)
        head.addWidget(self.title, 1)
        self.build_head(head)
        self.fold = self._fold_button()
        head.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(head)
        box.addWidget(self.subtitle)
        box.addSpacing(4)
        box.addWidget(self.problem)
        box.addLayout(self.beside_panels(self._panels))
        box.addWidget(self.more)
        self._below = QVBoxLayout()
        box.addLayout(self._below)
        box.addSpacing(4)
        box.addLayout(self._footer)
        self.build_footer(self._footer)

    def build_head(self, head: QHBoxLayout) -> None:
        """Add what belongs beside the title; nothing by default."""

    def _fold_button(self) -> QToolButton:
        """The button that turns a layer's card into a badge and back; other cards have none."""
        button = QToolButton(self)
        button.setObjectName(f"fold_{self.matrix.layer}")
        button.setIconSize(QSize(14, 14))
        button.setProperty("look", "fold")
        button.clicked.connect(lambda: self.fold_asked.emit(self.matrix.layer))
        button.setVisible(self.matrix.kind == "map" and self.matrix.layer >= 0)
        return button

    def _dress_fold(self) -> None:
        words = tr("Expand {name}") if self._card.collapsed else tr("Collapse {name} to a badge")
        say_with_keys(self.fold, words.format(name=self._card.title), "fold")
        self.fold.setAccessibleName(words.format(name=self._card.title))
        self.fold.setIcon(icon("expand" if self._card.collapsed else "collapse", self._look))

    def beside_panels(self, panels: QGridLayout) -> QLayout:
        """The matrices with what belongs beside them; nothing by default."""
        return panels

    def build_footer(self, footer: QHBoxLayout) -> None:
        """Add what belongs below the matrices; the colour bar by default."""
        self._bar = ColourBar(self._session, self)
        footer.addWidget(self._bar)
        footer.addStretch(1)

    def show_card(self, card: Card) -> None:
        """Show another state of the card."""
        before, self._card = self._card, card
        words = card.title, card.subtitle, f"{card.problem} {card.remedy}".strip(), hidden_text(card)
        if words == self._said and before.collapsed and card.collapsed:
            return  # a badge has nothing but words
        self._badge_size = None
        if words != self._said:
            self._said = words
            for label, text in zip((self.title, self.subtitle, self.problem, self.more), words, strict=True):
                label.setText(text)
                label.setVisible(bool(text))
        self._show_pages(card.pages)
        self._offer(card.mend)
        if self.fold.isVisibleTo(self) and (before.collapsed != card.collapsed or before.title != card.title):
            self._dress_fold()
        scenes = [scene for row in card.panels for scene in row]
        if [view.panel for view in self.views] != [scene.panel for scene in scenes]:
            self._rebuild(card)
        for view, scene in zip(self.views, scenes, strict=True):
            view.show_scene(scene)
        self.show_footer(card)

    def _show_pages(self, pages: tuple[Page, ...]) -> None:
        """Show the pager for channels that have no room; it is made only if there are any."""
        if pages and self.pager is None:
            self.pager = Pager(self._session, f"pages_{self.objectName()}", self)
            self.pager.set_look(self._look)
            self._below.addWidget(self.pager)
        if self.pager:
            self.pager.show_pages(pages)

    def _offer(self, mend: Mend | None) -> None:
        """Offer to solve the problem; the button is made only if there ever is one that an edit solves."""
        if mend and self.mend is None:
            self.mend = MendButton(f"mend_{self.matrix.layer}", self)
            self.mend.asked.connect(self._session.edit)
            self._box.insertWidget(self._box.indexOf(self.problem) + 1, self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        if self.mend:
            self.mend.offer(mend)

    def show_footer(self, card: Card) -> None:
        """Bring the footer up to date."""
        self._bar.show_scale(card.scale, self._look)
        self._bar.setVisible(bool(card.panels))

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        if look is self._look:
            return
        self._look = look
        for view in self.views:
            view.set_look(look)
        if self.pager:
            self.pager.set_look(look)
        self.show_footer(self._card)
        if self.fold.isVisibleTo(self):
            self._dress_fold()
        self.update()

    @property
    def is_selected(self) -> bool:
        """Whether the card is highlighted as selected."""
        return self._selected

    def set_selected(self, selected: bool) -> None:
        """Highlight the card, or not."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def is_cramped(self) -> bool:
        """Whether the line about the card is too long for its place."""
        return bool(self.subtitle.isVisible() and self.subtitle.sizeHint().width() > self.subtitle.width())

    def set_cell_size(self, cell: float, zoom: float = 1.0) -> None:
        """Lay the matrices out with `cell` pixels per cell; small ones and kernels stay readable, unless `zoom` is below 1."""
        for view in self.views:
            view.set_cell_size(self._cell_for(view, cell, min(zoom, 1.0)))
        self.updateGeometry()

    def size_at(self, cell: float, zoom: float = 1.0) -> tuple[int, int]:
        """The size that the card would have with `cell` pixels per cell."""
        if self._badge_size:
            return self._badge_size
        self.set_cell_size(cell, zoom)
        self._box.activate()
        hint = self.sizeHint().expandedTo(self.minimumSizeHint())
        size = hint.width(), hint.height()
        self._badge_size = size if self._card.collapsed else None
        return size

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._badge_size = None

    def _cell_for(self, view: MatrixView, cell: float, zoom: float) -> float:
        largest, readable = max(view.scene.shape), SMALLEST_KERNEL_CELL * zoom
        if self.matrix.kind == "factor":
            return min(max(cell, readable), LARGEST_FACTOR_CELL)
        if self.matrix.has_weights:
            return min(max(cell, readable), LARGEST_KERNEL_CELL, LARGEST_KERNEL_SIDE / largest)
        return max(cell, min(SMALLEST_SIDE * zoom / largest, readable))

    def _rebuild(self, card: Card) -> None:
        """Make new views. The old ones are removed last, as hiding one that has the focus may show another state at once."""
        old, self.views = self.views, []
        for i, row in enumerate(card.panels):
            for j, scene in enumerate(row):
                view = MatrixView(self._session, scene, self)
                view.set_look(self._look)
                self.views.append(view)
                self._panels.addWidget(view, *self.place_of(view.panel, i, j), TOP_LEFT)
                view.show()  # else it would not count if the card is measured at once
        for view in old:
            view.hide()
            self._panels.removeWidget(view)
            view.deleteLater()

    def place_of(self, panel: PanelId, row: int, column: int) -> tuple[int, int]:
        """The row and column in the card's grid of a panel of the scene's card. Channels of a map wrap."""
        return divmod(column, self._wrapped_at()) if panel.matrix.kind == "map" else (row, column)

    def set_rows(self, rows: int) -> None:
        """Arrange the channels of a map in `rows` rows."""
        if rows == self._rows_of_channels or self.matrix.kind != "map":
            return
        self._rows_of_channels = rows
        for column, view in enumerate(self.views):
            if self._panels.indexOf(view) >= 0:
                self._panels.addWidget(view, *self.place_of(view.panel, 0, column), TOP_LEFT)

    def _wrapped_at(self) -> int:
        """How many channels are side by side before a new row begins."""
        return max(-(-len(self._card.panels[0]) // self._rows_of_channels), 1) if self._card.panels else 1

    def event(self, event: QEvent) -> bool:
        return show_hint_in(self, event) or super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.matrix.kind != "compare":
            self._pressed = event.position()
            self.chosen.emit(self.matrix.layer)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = self._pressed and (event.position() - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if far and self.matrix.layer >= 0:
            self._dragging = True
            self.dragged.emit(self.matrix.layer, self.mapToParent(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._card.collapsed:
            self.fold_asked.emit(self.matrix.layer)
        else:
            self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self._dragging:
            self._dragging = False
            self.dropped.emit(self.matrix.layer, self.mapToParent(event.position().toPoint()))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            edge = self._look.accent if self._selected else self._look.border
            painter.setPen(QPen(QColor(edge), 2 if self._selected else 1))
            painter.setBrush(QColor(self._look.card))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 9, 9)


def _label(look: str) -> QLabel:
    label = Label()
    label.setProperty("look", look)
    label.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return label
