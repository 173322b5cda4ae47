"""The board of Learn: input, kernel, prediction, target, error, gradient and step, as large as the window allows."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import Card, PanelId
from convstudio.scene.focus import Kind
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.moment import is_lit
from convstudio.studio.explore.arrangement import GAP, MARGIN, best_cell, fill, flow
from convstudio.studio.explore.cards import CardView
from convstudio.studio.learn.cards import GradientCard, LearnedCard, MapCard, PictureCard, StepCard, TargetCard, WantedCard
from convstudio.studio.literal import Label
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.session import Session

SMALLEST_CELL = 14.0
MAPS: tuple[Kind, ...] = (
    "map", "picture", "seen", "learned", "kernel", "target_kernel", "prediction", "target", "error", "pull",
)  # fmt: skip
SLOPES: tuple[Kind, ...] = ("gradient", "step")
SIGN_WIDTH, SIGN_HEIGHT = 26, 130
BELOW = ("kernel", "target_kernel")
SIGNS = {"learned": "⋆", "prediction": "="}
CARDS: dict[str, type[CardView]] = {
    "map": PictureCard, "picture": PictureCard, "learned": LearnedCard, "kernel": WantedCard, "target_kernel": WantedCard,
    "gradient": GradientCard, "step": StepCard, "target": TargetCard,
}  # fmt: skip


class LearnBoard(QWidget):
    """Holds some of the cards and arranges them. Rebuilt only when other matrices are shown."""

    reshaped = Signal()  # other cards, or of other sizes, than before
    nudge_asked = Signal()

    def __init__(self, session: Session, kinds: tuple[Kind, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        self._kinds = kinds
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look = session, LIGHT
        self._scene: LearnScene | None = None
        self._outline: object = None
        self.cards: list[CardView] = []
        self._signs: list[QLabel] = []
        self._heights: dict[CardView, int] = {}  # as they were measured last
        self._viewport, self._bar = QSize(900, 300), 0

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises StopIteration if it is not on the board."""
        return next(view for card in self.cards for view in card.views if view.panel == panel)

    def card(self, kind: str) -> CardView:
        """The card of a kind of matrices. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix.kind == kind)

    def show_scene(self, scene: LearnScene) -> None:
        """Show another scene."""
        self._scene = scene
        cards = [card for card in scene.cards if card.matrix.kind in self._kinds]
        if [_kind(view) for view in self.cards] != [(card.matrix, _class(card)) for card in cards]:
            self._rebuild(cards)
        if self._scene is not scene:
            return  # a card that went had the keyboard, and what got it showed a later scene
        index = scene.shown.task.index if scene.shown else 0
        for view, card in zip(self.cards, cards, strict=True):
            view.show_card(card)
            view.set_selected(is_lit(scene.moment, index, card.matrix))
        outline = [
            [[(p.panel, p.shape, p.margins, bool(p.surround), p.caption) for p in row] for row in card.panels] for card in cards
        ]
        if outline != self._outline:
            self._outline = outline
            self.arrange()
            self.reshaped.emit()

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        for card in self.cards:
            card.set_look(look)

    def set_viewport(self, size: QSize, bar: int) -> None:
        """Arrange for another size of the window, whose scroll bar is so many pixels wide."""
        if (size, bar) != (self._viewport, self._bar):
            self._viewport, self._bar = size, bar
            self.arrange()

    def arrange(self) -> None:
        """Give every card its size and place; what does not fit is scrolled, and leaves room for the bar."""
        if not self.cards or not self.isVisible():
            return
        width, height = self._viewport.width(), self._viewport.height()
        sizes = self._fitting(height)
        places, *size = fill(sizes, width, height, self._bar)
        for place, sign, column in zip(places, self._signs, self._columns(), strict=True):
            lead, top = _lead(sign), place.top
            for card in column:
                high = self._heights[card]
                card.setGeometry(QRect(place.left + lead, top, place.width - lead, high))
                card.show()
                top += high + GAP
            sign.setGeometry(QRect(place.left, place.top, lead, min(place.height, SIGN_HEIGHT)))
            sign.setVisible(bool(lead))
        self.setFixedSize(*size)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    def height_within(self, most: int) -> int:
        """The pixels of height that the cards take at their largest, if they may have so many; more if they must scroll."""
        height = flow(self._fitting(most), self._viewport.width())[1] if self.cards else 0
        self.arrange()  # as they stand, not as they would
        return height

    def _fitting(self, height: int) -> list[tuple[int, int]]:
        """What each column takes, as large as fits into some height."""
        return self._sizes(best_cell(self._sizes, self._viewport.width(), height, SMALLEST_CELL, bar=self._bar))

    def _sizes(self, cell: float) -> list[tuple[int, int]]:
        """What each column takes with the sign before it."""
        sizes = []
        for sign, column in zip(self._signs, self._columns(), strict=True):
            parts = [card.size_at(cell) for card in column]
            self._heights.update({card: height for card, (_width, height) in zip(column, parts, strict=True)})
            height = sum(height for _width, height in parts) + GAP * (len(parts) - 1)
            sizes.append((max(width for width, _height in parts) + _lead(sign), height))
        return sizes

    def _columns(self) -> list[list[CardView]]:
        """The cards, those of weights that belong together below one another."""
        columns: list[list[CardView]] = []
        for card in self.cards:
            if card.matrix.kind in BELOW:
                columns[-1].append(card)
            else:
                columns.append([card])
        return columns

    def width_at(self, cell: float) -> int:
        """How wide a board is that shows all in one row, at some pixels a cell."""
        width = sum(width + GAP for width, _height in self._sizes(cell)) - GAP + 2 * MARGIN
        self.arrange()  # as they stand, not as they would
        return width

    def _rebuild(self, cards: list[Card]) -> None:
        gone = (*self.cards, *self._signs)
        self._heights = {}
        self.cards = [_class(card)(self._session, card, self) for card in cards]
        for card in self.cards:
            card.set_look(self._look)
            if isinstance(card, GradientCard):
                card.nudge_asked.connect(self.nudge_asked)
        self._signs = [self._sign(column[0].matrix.kind) for column in self._columns()]
        self._outline = None
        for widget in gone:  # last, for hiding one that has the keyboard may show another scene at once
            widget.hide()
            widget.deleteLater()

    def _sign(self, kind: str) -> QLabel:
        sign = Label(SIGNS.get(kind, ""), self)
        sign.setProperty("look", "sign")
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return sign


def _lead(sign: QLabel) -> int:
    """The width of the sign before a column."""
    return max(SIGN_WIDTH, sign.sizeHint().width()) if sign.text() else 0


def _class(card: Card) -> type[CardView]:
    painted = card.matrix.kind != "target" or any(panel.editable for row in card.panels for panel in row)
    return CARDS.get(card.matrix.kind, MapCard) if painted else MapCard


def _kind(view: CardView) -> tuple[object, type[CardView]]:
    return view.matrix, type(view)
