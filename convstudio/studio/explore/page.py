"""The page of Explore: the headline, the stage with the rail below it (or all cards in a flow), transport, explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import INPUT, PanelId
from convstudio.scene.state import State
from convstudio.studio.document.notes import Headline
from convstudio.studio.document.session import Session
from convstudio.studio.explore.explanation import Explanation
from convstudio.studio.explore.transport_bar import TransportBar
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.playing.transport import Transport
from convstudio.studio.stage.pair import StagePair
from convstudio.studio.stage.rail_view import RailView
from convstudio.studio.workspaces.parts import Page
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.painting.figure import Figure
    from convstudio.scene.layout.stage.plan import Room
    from convstudio.studio.editing.layer_table import LayerTableView
    from convstudio.studio.explore.cards.board import Board, BoardArea

AROUND, BETWEEN = 14, 10  # pixels around stage and rail, and between them
TABLE_SHARE = 0.3  # of the window's height that the table takes at most; longer ones scroll
HIGH = 500  # pixels of the page's height from which the headline is shown
BESIDE_PICTURES = 220  # least height of the stage in pixels, if the rail has pictures
WORTH = 1.15  # if cells become larger by this factor without pictures on the rail, it has none


class ExplorePage(Page):
    """The computation, as a sentence on the stage or as a flow of cards."""

    layer_moved = Signal(object, object)  # the index of a layer, and the one that it was dragged to

    def __init__(
        self,
        session: Session,
        transport: Transport,
        actions: dict[str, QAction],
        add_menu: QMenu,
        layer_menu: QMenu,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("explore_page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look, self._add_menu, self._actions = session, LIGHT, add_menu, actions
        self._board: Board | None = None
        self._area: BoardArea | None = None
        self._last: State | None = None  # the state shown last
        self._network: object = None  # the network for which the form of the rail was chosen
        self.headline = Headline(actions["notes"], self)
        self._middle = QWidget(self)  # the stage or the flow, with what is below it
        self._views = QStackedWidget(self._middle)
        self._staged = StagePair(session, self._views)
        self.stage = self._staged.stage
        self.stage.wait()
        self._below = QWidget(self._middle)  # the rail, or instead the table of all layers
        self.rail = RailView(session, add_menu, layer_menu, self._below)
        self.rail.moved.connect(self.layer_moved)
        self.stage.held.connect(lambda on: self.rail.setUpdatesEnabled(not on))
        self.explanation = Explanation(self)
        self.transport_bar = TransportBar(transport, actions, self)
        self.table: LayerTableView | None = None  # of all layers, made when it is first asked for
        self._staged.set_margins(AROUND, 2, AROUND, BETWEEN)
        self._lower = QVBoxLayout(self._below)
        self._lower.setContentsMargins(AROUND, 0, AROUND, AROUND - 4)
        self._lower.addWidget(self.rail)
        self._views.addWidget(self._staged)
        self._middle.installEventFilter(self)
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._views, 1)
        middle.addWidget(self._below)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.headline)
        box.addWidget(self._middle, 1)
        box.addWidget(self.transport_bar)
        box.addWidget(self.explanation)

    @property
    def board(self) -> Board:
        """The cards of the flow, made when first asked for."""
        return self._board or self._make_board()[0]

    @property
    def area(self) -> BoardArea:
        """What scrolls the flow."""
        return self._area or self._make_board()[1]

    @property
    def views(self) -> list[MatrixView]:
        """The views of the matrices that are shown, in order."""
        if self._session.state.view == "stage":
            return list(self._staged.views)
        return [view for card in self.board.cards for view in card.views]

    def view(self, panel: PanelId) -> MatrixView:
        """The view of a panel. Raises KeyError, or StopIteration, if it is not shown."""
        return self._staged.view(panel) if self._session.state.view == "stage" else self.board.view(panel)

    def show_table(self, on: bool) -> None:
        """Show the table of all layers instead of the rail, or not."""
        if self.table is None and on:
            from convstudio.studio.editing.layer_table import LayerTableView

            self.table = LayerTableView(self._session)
            self.table.set_look(self._look)
            self.table.left.connect(self._actions["layer_table"].trigger)
            self._lower.addWidget(self.table)
        if self.table:
            self.table.setVisible(on)
            self.table.show_state(self._session.state)
        self._arrange_below()

    def _arrange_below(self) -> None:
        """Give the table the rail's place, and the height of its rows as far as the stage or the flow can spare it."""
        staged, tabled = self._session.state.view == "stage", self.table is not None and not self.table.isHidden()
        if self.table:
            most = round(self.window().height() * TABLE_SHARE)
            self.table.setFixedHeight(self.table.height_within(most))
        self.rail.setVisible(staged and not tabled)
        self._below.setVisible(staged or tabled)

    def _make_board(self) -> tuple[Board, BoardArea]:
        from convstudio.studio.explore.cards.board import Board, BoardArea  # imported late: most people look at the stage first

        area = BoardArea(self._views)
        board = Board(self._session, self._add_menu, area.room)
        area.show_board(board)
        board.layer_chosen.connect(self._session.select)
        board.layer_moved.connect(self.layer_moved)
        board.set_look(self._look)
        board.show_scene(self._session.state.scene)
        self._board, self._area = board, area
        self._views.addWidget(area)
        return board, area

    def show_state(self, state: State) -> None:
        """Show another state of the document. Parts that did not change are not shown again."""
        before, self._last = self._last, state
        if before is None or before.experiment is not state.experiment:
            self.headline.show_experiment(state.experiment, in_lesson=state.history.document.lesson)
        self.transport_bar.show_state(state)
        if before is None or _seen(before) != _seen(state):
            self._show_matrices(before, state)
        elif before.draft is not None and state.draft is None:
            self.explanation.end_drawing()
        if self.table:
            self.table.show_state(state)

    @property
    def play_bar(self) -> QWidget:
        return self.transport_bar

    def words(self, state: State) -> str:
        """The words for the status bar; for a pinned cell they say how to release it."""
        pinned = state.scene.spoken and state.scene.focus.pinned
        return tr("{words} — pinned; Esc releases it", words=state.scene.spoken) if pinned else state.scene.spoken

    def fit(self) -> None:
        """Show every matrix whole, and in the flow bring all of the board into sight if there is room."""
        super().fit()
        if self._session.state.view == "flow":
            self.board.fit()

    def _show_matrices(self, before: State | None, state: State) -> None:
        self._show_headline()
        self._arrange_below()
        if state.view == "stage":
            self._views.setCurrentWidget(self._staged)
            self._choose_form(state)
            self._staged.show_state(state)
            self.rail.show_scene(state.scene, state.large)
        else:
            board, area = self.board, self.area
            self._views.setCurrentWidget(area)
            if before and before.opened is not state.opened:
                board.show_comfortably()
            board.show_scene(state.scene)
        goes_on = before is not None and before.draft is not None and state.draft is not None
        self.explanation.show_scene(state.scene, self._look, drawing=goes_on)

    def figure(self, state: State, room: Room, look: Look) -> Figure:
        """The figure of the layer on the stage, or that would be there."""
        from convstudio.painting.figure import Figure  # imported late: most people never export
        from convstudio.scene.layout.figures import stage_of
        from convstudio.scene.layout.trim import trimmed

        return Figure(trimmed(stage_of(state, room)))

    def set_look(self, look: Look) -> None:
        """Change the colours. For a presentation, make the stage as large as possible, without tools."""
        self._look = look
        if self.stage.set_bare(look.emphasis > 1):
            self._network = None
            self._choose_form(self._session.state)
        for part in (self._staged, self.rail, self.transport_bar, self._board, self.table):
            if part:
                part.set_look(look)
        self.explanation.show_scene(self._session.state.scene, look)

    def ask_name(self, channel: int) -> None:
        """Let the name of a channel of the input be typed."""
        if self._session.state.view == "stage":
            self._session.select(min(self._session.state.selected, 0))
            self._session.enlarge(-1, channel)
            self.stage.ask_name(channel)
            return
        from convstudio.studio.explore.cards.input_card import InputCard

        card = self.board.card(INPUT)
        if isinstance(card, InputCard):
            card.ask_name(channel)

    def _choose_form(self, state: State) -> None:
        """Choose whether the rail has pictures: unless without them the smallest cells are much larger, or more channels fit.

        The choice is the same for all layers of a network, so that the rail does not move.
        """
        shapes = tuple(None if result.shown is None else result.shown.shape for result in state.evaluation.results)
        width, height = self._middle.width() - 2 * AROUND, self._middle.height() - AROUND - BETWEEN + 2
        network = width, height, shapes, self.font().key()
        if network == self._network or not self.isVisible():
            return
        self._network = network
        plans = [
            [
                self.stage.plan_of(state.scene, index, state.large, QSize(width, round(height - rail)))
                for rail in (self.rail.height_of(pictures=False), self.rail.height_of(pictures=True))
            ]
            for index in range(max(len(state.evaluation.results), 1))
        ]
        more_rows = any(len(without.subject.rows) > len(beside.subject.rows) for without, beside in plans)
        without, beside = min(plans, key=lambda pair: pair[1].cell)
        enough = height - self.rail.height_of(pictures=True) >= BESIDE_PICTURES and not more_rows
        before = self.rail.maximumHeight()
        self.rail.set_form(pictures=enough and without.cell <= beside.cell * WORTH)
        self._arrange_below()
        layout = self._middle.layout()
        if layout and self.rail.maximumHeight() != before:
            self._lower.activate()
            layout.invalidate()
            layout.activate()  # at once, as Qt would show the stage at its old size for a frame

    def _show_headline(self) -> None:
        """Show the headline if there is enough height; the flow needs all of it."""
        self.headline.setVisible(self._session.state.view == "stage" and self.height() >= HIGH)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.stage.begin)  # after the explanation, which has its height only then

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_headline()
        if self.table:
            self._arrange_below()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the sizes of stage and rail, which are still the old ones when this page is resized."""
        if event.type() == QEvent.Type.Resize and self._session.state.view == "stage":
            self._choose_form(self._session.state)
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._session.state.view == "stage":
            self._choose_form(self._session.state)


def _seen(state: State) -> tuple[object, ...]:
    """Everything that the matrices and their surroundings depend on."""
    return state.scene, state.brush, state.selection, state.view, state.enlarged
