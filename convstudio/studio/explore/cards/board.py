"""The board: all cards of the strip in reading order, with ⋆ and = between them, as large as the window allows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import INPUT, Card, MatrixId, PanelId, Scene
from convstudio.scene.cards.folding import toggled
from convstudio.studio.document.session import Session
from convstudio.studio.explore.cards.arrangement import MARGIN, Place, best_cell, fill, first_that_fits, flow, widest
from convstudio.studio.explore.cards.cards import CardView
from convstudio.studio.explore.cards.input_card import InputCard
from convstudio.studio.explore.cards.kernel_card import KernelCard
from convstudio.studio.explore.cards.product_card import ProductCard
from convstudio.studio.explore.sign import Sign
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.camera import FACTOR, LARGEST_CELL
from convstudio.studio.widgets.buttons import menu_button
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.widgets.look.type_size import refitted
from convstudio.words import tr

COMFORTABLE_CELL = 24.0  # pixels of a cell (if there are many channels, the second number), and
CLOSER_CELL = 18.0
COMFORTABLE_PICTURE = 250.0  # of the largest map; rather than go below, the board scrolls
MOST_ROWS = 4  # rows of a map's channels
SIGN_WIDTH, SIGN_HEIGHT = 40, 150
TOP_OF_CARD = 140  # pixels at the top of a card that should be in sight
SMALLEST_ZOOM, LARGEST_ZOOM = 0.2, 6.0
ZOOMS = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.2)  # tried to bring everything into sight


class Board(QWidget):
    """Holds the cards and arranges them. Rebuilt only when the strip itself changes."""

    layer_chosen = Signal(object)
    reveal = Signal(QPoint, QPoint)  # a point of the board to scroll to, and how much around it
    layer_moved = Signal(object, object)  # the index of a layer, and the one that it was dragged to

    def __init__(self, session: Session, add_menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look = session, LIGHT
        self._scene: Scene | None = None
        self._outline: object = None  # what the cards were arranged for
        self._chosen: int | None = None
        self.cards: list[CardView] = []
        self._signs: list[Sign] = []
        self._viewport, self._bar = QSize(900, 500), 0
        self._rows_for: tuple[object, int] = None, 1  # the shapes for which the number of rows was chosen, and that number
        refitted(self, Board._refit)
        self._zoom = 1.0  # relative to the comfortable size
        self._whole = False  # whether the zoom follows the window, so that everything is seen
        self._cell: float | None = None  # pixels of a cell that fitted last
        self._marker = QFrame(self)
        self._marker.setObjectName("drop_marker")
        self._marker.hide()
        self.add = menu_button("add_layer", tr("Add a layer"), tr("Another layer behind the last one"), self, add_menu)

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises StopIteration if it is not on the board."""
        return next(view for card in self.cards for view in card.views if view.panel == panel)

    def card(self, matrix: MatrixId) -> CardView:
        """The card of a matrix. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix == matrix)

    def show_scene(self, scene: Scene) -> None:
        """Show another scene."""
        self._scene = scene
        if [card.matrix for card in self.cards] != [card.matrix for card in scene.cards]:
            self._rebuild(scene)
        if self._scene is not scene:
            return  # a removed card had the focus, and the widget that got it has shown a later scene
        for view, card in zip(self.cards, scene.cards, strict=True):
            view.show_card(card)
            view.set_selected(card.matrix.layer == scene.selected)
        for sign, card in zip(self._signs, scene.cards, strict=True):
            sign.show_shape(scene.evaluation.shape(card.matrix.layer - 1) if card.matrix.layer > 0 else None)
            sign.setEnabled(not scene.evaluation.is_off(card.matrix.layer))
        outline, chosen = _outline(scene), self._chosen
        if outline != self._outline or any(card.is_cramped() for card in self.cards):
            self._outline = outline
            self.arrange()
        self._chosen = scene.selected
        if chosen not in (None, scene.selected):
            self._reveal(scene.selected)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self.add.setIcon(icon("plus", look))
        for card in self.cards:
            card.set_look(look)

    def set_viewport(self, size: QSize, bar: int) -> None:
        """Arrange for another size of the window, with a scroll bar that is `bar` pixels wide."""
        if (size, bar) != (self._viewport, self._bar):
            self._viewport, self._bar = size, bar
            self.arrange()

    def arrange(self) -> None:
        """Give every card its size and place; a board that must scroll leaves room for the bar."""
        if not self.cards or not self.isVisible():
            return  # an invisible board is arranged when it is shown
        width, height = self._viewport.width(), self._viewport.height()
        cell = self._cell = self._fitting_cell(width, height)
        if self._whole:
            self._zoom = self._zoom_for_all(cell, width, height)
        sizes = self._sizes(min(cell * self._zoom, LARGEST_CELL), self._zoom)
        places, *size = fill(sizes, width, height, self._bar)
        for place, sign, widget in zip(places, [*self._signs, None], [*self.cards, self.add], strict=True):
            self._put(place, sign, widget)
        self.setFixedSize(*size)

    def _refit(self) -> None:
        """Arrange all cards again when the size of their words has changed."""
        self._rows_for = None, 1
        QTimer.singleShot(0, self, self.arrange)

    def _fitting_cell(self, width: int, height: int) -> float:
        """The largest cell size that fits, with the number of channel rows for which it is largest."""
        smallest, shapes = self._comfortable_cell(), (width, height, _shapes(self.cards))
        if shapes == self._rows_for[0]:  # only words have changed: the rows stay
            return best_cell(self._sizes, width, height, smallest, self._cell, self._bar)
        found = []
        for rows in self._row_counts():
            self._set_rows(rows)
            cell = best_cell(self._sizes, width, height, smallest, self._cell, self._bar)
            sizes = self._sizes(cell)
            too_wide = min(width - self._bar - widest(sizes), 0)
            found.append((too_wide, min(height - flow(sizes, width)[1], 0), cell, -rows))
        _too_wide, _too_high, cell, rows = max(found)
        self._rows_for = shapes, -rows
        self._set_rows(-rows)
        return cell

    def _zoom_for_all(self, cell: float, width: int, height: int) -> float:
        """The largest zoom at which nothing scrolls, with the number of channel rows for which that is possible; else 1."""

        def fits(zoom: float) -> bool:
            sizes = self._sizes(min(cell * zoom, LARGEST_CELL), zoom)
            return widest(sizes) <= width and flow(sizes, width)[1] <= height

        before, found = self._rows_for[1], [(0.0, -self._rows_for[1])]
        for rows in self._row_counts():
            self._set_rows(rows)
            found.append((first_that_fits(fits, ZOOMS, self._zoom) or 0.0, -rows))
        zoom, rows = max(found)
        self._set_rows(-rows if zoom else before)
        return zoom or 1.0

    def _row_counts(self) -> tuple[int, ...]:
        most = max(len(card.views) for card in self.cards if card.matrix.kind == "map")
        return tuple(range(1, min(most, MOST_ROWS) + 1))

    def _set_rows(self, rows: int) -> None:
        for card in self.cards:
            card.set_rows(rows)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    def _put(self, place: Place, sign: Sign | None, widget: QWidget) -> None:
        lead = _lead(sign) if sign else 0
        widget.setGeometry(QRect(place.left + lead, place.top, place.width - lead, place.height))
        widget.show()
        if sign:
            sign.setGeometry(QRect(place.left, place.top, lead, min(place.height, SIGN_HEIGHT)))
            sign.setVisible(bool(lead))

    def _show_drop(self, layer: int, point: QPoint) -> None:
        """Draw where a dragged layer would go."""
        gap = self._gap_at(point)
        cards = [card for card in self.cards if card.matrix.layer == gap]
        beside = cards[0].geometry() if cards else self.add.geometry()
        self._marker.setGeometry(beside.left() - 9, beside.top(), 4, beside.height())
        self._marker.show()
        self._marker.raise_()

    def _drop(self, layer: int, point: QPoint) -> None:
        self._marker.hide()
        gap = self._gap_at(point)
        self.layer_moved.emit(layer, gap - 1 if gap > layer else gap)

    def _gap_at(self, point: QPoint) -> int:
        """The index of the layer before which a point lies in reading order; the number of layers if it lies after all."""
        behind = [card.matrix.layer for card in self.cards if card.matrix.layer >= 0 and _precedes(card.geometry(), point)]
        return max(behind, default=-1) + 1

    def zoom(self, factor: float) -> None:
        """Show all larger or smaller, keeping the middle in place; a board all in sight is enlarged to comfortable size."""
        area, before = self.visibleRegion().boundingRect().center(), self.size()
        larger = max(self._zoom * factor, 1.0) if self._whole and factor > 1 else self._zoom * factor
        self._whole, self._zoom = False, min(max(larger, SMALLEST_ZOOM), LARGEST_ZOOM)
        self.arrange()
        x, y = area.x() * self.width() // max(before.width(), 1), area.y() * self.height() // max(before.height(), 1)
        seen = QPoint(self._viewport.width(), self._viewport.height())
        self.reveal.emit(QPoint(x, y) - seen / 2, seen)

    def fit(self) -> None:
        """Bring all into sight, if the window is large enough for what cannot be made smaller; else fit the window's width."""
        self._whole, self._zoom = True, 1.0
        self.arrange()

    def show_comfortably(self) -> None:
        """Stop keeping the whole board in sight if that makes it small."""
        if self._whole:
            self._whole, self._zoom = False, 1.0
            self.arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom the board by Ctrl and the wheel beside the matrices; over a matrix they zoom that one."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self.zoom(FACTOR if event.angleDelta().y() > 0 else 1 / FACTOR)
            event.accept()
        else:
            event.ignore()

    def _reveal(self, layer: int) -> None:
        """Scroll to a layer's card unless its title and the top of its matrices are in sight."""
        card = next((card for card in self.cards if card.matrix == MatrixId("map", layer)), None)
        inside = QPoint(12, min(card.height() - 12, TOP_OF_CARD)) if card else QPoint()
        if card and not self.visibleRegion().contains(card.geometry().topLeft() + inside):
            self.reveal.emit(card.geometry().topLeft(), QPoint(card.width(), card.height()))

    def _sizes(self, cell: float, zoom: float = 1.0) -> list[tuple[int, int]]:
        """The sizes of the cards, each with the sign before it, and of the button at the end."""
        sizes = []
        for sign, card in zip(self._signs, self.cards, strict=True):
            width, height = card.size_at(cell, zoom)
            sizes.append((width + _lead(sign), height))
        return [*sizes, (max(self.add.sizeHint().width(), 150), 64)]

    def _comfortable_cell(self) -> float:
        """The cell size below which the board scrolls instead."""
        sides = [max(view.scene.shape) for card in self.cards if card.matrix.kind == "map" for view in card.views]
        several = any(len(card.views) > 2 for card in self.cards if card.matrix.kind == "map")
        return min(CLOSER_CELL if several else COMFORTABLE_CELL, COMFORTABLE_PICTURE / max(sides, default=1))

    def _rebuild(self, scene: Scene) -> None:
        there = {card.matrix: card for card in self.cards}
        self.cards = [
            there.pop(card.matrix) if _fits(there.get(card.matrix), card) else self._make(card) for card in scene.cards
        ]
        gone = (*there.values(), *self._signs)
        self._signs = [Sign(_sign(scene, index), self) for index in range(len(scene.cards))]
        for widget in gone:  # last, as hiding a widget that has the focus may show another scene at once
            widget.hide()
            widget.deleteLater()

    def _make(self, card: Card) -> CardView:
        made = _kind_of(card.matrix)(self._session, card, self._look, self)
        made.chosen.connect(self.layer_chosen)
        made.dragged.connect(self._show_drop)
        made.dropped.connect(self._drop)
        made.reshaped.connect(self.arrange)
        made.fold_asked.connect(self._fold)
        made.set_look(self._look)
        return made

    def _fold(self, layer: int) -> None:
        self._session.fold(toggled(self._session.state.folded, layer))


def _sign(scene: Scene, index: int) -> str:
    """The sign before a card: ⋆ before a kernel, = after it, → before any other layer."""
    matrix = scene.cards[index].matrix
    before = scene.cards[index - 1].matrix if index else None
    if before is None or matrix.kind in ("compare", "factor"):
        return ""
    return "⋆" if matrix.kind == "kernel" else "=" if before.kind == "kernel" else "→"


class BoardArea(QScrollArea):
    """Scrolls the board if the window is too small for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("board_scroll")
        self.room = QWidget()  # where the board is made: one that gets another parent is dressed by the style sheet anew
        self.setViewport(self.room)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_board(self, board: Board) -> None:
        """Scroll a board."""
        self.board = board
        self.setWidget(board)
        board.reveal.connect(self._show_around)

    def _show_around(self, point: QPoint, around: QPoint) -> None:
        """Scroll so that a card's corner is seen, and as much of the card as there is room for."""
        room = self.viewport().size()
        for bar, at, size, most in (
            (self.horizontalScrollBar(), point.x(), around.x(), room.width()),
            (self.verticalScrollBar(), point.y(), around.y(), room.height()),
        ):
            low, high = at - MARGIN, at + min(size, most - 2 * MARGIN) + MARGIN
            bar.setValue(min(max(bar.value(), high - most), low))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.board.set_viewport(self.maximumViewportSize(), self.verticalScrollBar().sizeHint().width())


def _kind_of(matrix: MatrixId) -> type[CardView]:
    if matrix == INPUT:
        return InputCard
    return {"kernel": KernelCard, "factor": ProductCard}.get(matrix.kind, CardView)


def _precedes(card: QRect, point: QPoint) -> bool:
    """Whether a card lies before a point in reading order: in a row above, or in its row with the middle at its left."""
    return card.bottom() < point.y() or (card.top() <= point.y() and card.center().x() < point.x())


def _shapes(cards: list[CardView]) -> object:
    """The matrices of all cards, without words and padding: dragging the padding must not rearrange the channels."""
    return [(view.panel, view.scene.shape) for card in cards for view in card.views]


def _fits(view: CardView | None, card: Card) -> bool:
    """Whether the view of a card can be kept because it has the same panels."""
    panels = [scene.panel for row in card.panels for scene in row]
    return view is not None and [each.panel for each in view.views] == panels


def _outline(scene: Scene) -> object:
    """What the arrangement depends on."""
    return [
        (card.title, card.problem, card.hidden_channels,
         card.collapsed, [[(p.panel, p.shape, p.margins, bool(p.surround), p.caption) for p in row] for row in card.panels])
        for card in scene.cards
    ]  # fmt: skip


def _lead(sign: Sign) -> int:
    """Pixels before a card for its sign."""
    return max(SIGN_WIDTH, sign.needed) if sign.sign else 0
