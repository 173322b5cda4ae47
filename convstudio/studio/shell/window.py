"""The window, which lays the parts out and hands each new state to all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QMenu, QStackedWidget, QWidget

from convstudio.experiment import Experiment
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene import NOWHERE, PanelId, workspaces
from convstudio.studio.commands.menus.layer import LAYER_KINDS
from convstudio.studio.commands.studio import SettingsPanel
from convstudio.studio.document.asking import Asking
from convstudio.studio.document.documents import Documents
from convstudio.studio.document.others import NoOthers, OtherWindows
from convstudio.studio.document.session import Session, State
from convstudio.studio.document.settings import Settings
from convstudio.studio.editing.channel_editing import ChannelEditing
from convstudio.studio.editing.editing import Editing
from convstudio.studio.editing.layer_editing import LayerEditing
from convstudio.studio.importing.offers import Importing
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.shell.actions import make_actions, refresh
from convstudio.studio.shell.menus import fill_menu_bar, fill_with
from convstudio.studio.shell.placing import first_size, give_place
from convstudio.studio.shell.presenting import Presentation
from convstudio.studio.shell.settings_stack import SettingsStack
from convstudio.studio.shell.status import StatusText, announce_step
from convstudio.studio.shell.toolbar import Toolbar, dress
from convstudio.studio.widgets.half_typed import finish_typing
from convstudio.studio.widgets.literal import set_title
from convstudio.studio.widgets.look import motion, theme
from convstudio.studio.workspaces import Spaces
from convstudio.studio.workspaces.explore import explore_in
from convstudio.studio.workspaces.parts import Around, Parts, Player
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.document.exporting import Exporting
    from convstudio.studio.editing.code_lines import CodeLines
    from convstudio.studio.explore.cards.board import Board, BoardArea
    from convstudio.studio.explore.settings.inspector import Inspector
    from convstudio.studio.learn.learner import Learner
    from convstudio.studio.learn.page import LearnPage
    from convstudio.studio.learn.training_panel import TrainingPanel
    from convstudio.studio.lessons.dock import Lessons
    from convstudio.studio.palette.panel import Palette
    from convstudio.studio.shell.side_panels import SidePanels

SENTENCE_MS = 8000
ZOOM = 1.25


class Window(QMainWindow):
    """One document in one window."""

    def __init__(
        self,
        experiment: Experiment,
        path: Path | None = None,
        settings: Settings | None = None,
        others: OtherWindows | None = None,
    ) -> None:
        self.settings = settings or Settings()
        theme.size_type(self.settings.type_size)
        super().__init__()
        self.setObjectName("window")
        self.session = Session(experiment, path, self, self.settings.view)
        self._sides: SidePanels | None = None
        self._painted, self._waiting = False, list[Callable[[], object]]()
        self.others: OtherWindows = others or NoOthers(self.close)
        self.documents = Documents(self.session, self.settings, Asking(self), self, self.others)
        self.editing = Editing(self.session, self._focused_panel, self)
        self.channels = ChannelEditing(self.session, self._focused_panel, self)
        self.channels.naming.connect(self._name_channel)
        self.layers = LayerEditing(self.session)
        self.importing = Importing(self.session, self.documents, lambda text: self.code.take_network(text), self)
        self._code: CodeLines | None = None
        self._exporting: Exporting | None = None
        self._palette: Palette | None = None
        self.look: Look = LIGHT
        self.presentation = Presentation(self)
        self.actions_by_name = make_actions(self, self)
        self.actions_by_name["motion"].setChecked(self.settings.motion)
        self.addActions([*self.actions_by_name.values()])  # their keys also work while the menus are hidden
        self.add_menu, self.layer_menu = QMenu(self), QMenu(self)
        fill_with(self.add_menu, LAYER_KINDS, self)
        self._lay_out()
        fill_menu_bar(self.menuBar(), self, self.actions_by_name, {"add": self.add_menu, "layer": self.layer_menu})
        self.toolbar = Toolbar(self, self.actions_by_name, self)
        self.toolbar.theme.clicked.connect(self.toggle_theme)
        self.addToolBar(self.toolbar)
        self.setAcceptDrops(True)
        self.session.when_typing(partial(finish_typing, self))
        self.session.changed.connect(self._show)
        for said in (self.session.complained, self.documents.said, self.editing.said, self.importing.said):
            said.connect(self._say)
        self.editing.when_offered(self.importing.take)
        self.editing.taken.connect(self.statusBar().clearMessage)
        self.editing.refused.connect(lambda sentence: self.documents.asking.tell(tr("Pasting"), sentence))
        self.choose_theme(self.settings.theme, remember=False)
        self._show(None, self.session.state)
        self.resize(first_size(self.screen().availableSize()))
        self.show_settings(not self.settings.panel_folded)
        self.setFocus()  # nothing in it has the focus at first, so that Tab begins with the picture
        give_place(self, self.settings)

    def _lay_out(self) -> None:
        pages = QStackedWidget(self)
        self.setCentralWidget(pages)
        self._panels = SettingsStack(self.settings.panel_width, self.actions_by_name["settings"], self)
        self._settings_dock = self._dock(tr("Settings"), self._panels, Qt.DockWidgetArea.RightDockWidgetArea, bare=True)
        around = Around(self.session, self.actions_by_name, self.add_menu, self.layer_menu, pages, self)
        self.spaces = Spaces(around, pages, self._panels, self._make_sides)
        explore = explore_in(self.spaces)
        self.page, self.transport = explore.page, explore.player
        self.explanation, self.transport_bar = self.page.explanation, self.page.transport_bar
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self._words = StatusText()
        self.statusBar().addPermanentWidget(self._words, 1)
        self.statusBar().messageChanged.connect(self._words.say)
        self.statusBar().setSizeGripEnabled(False)

    @property
    def board(self) -> Board:
        """The board with all cards in a flow."""
        return self.page.board

    @property
    def area(self) -> BoardArea:
        """What scrolls the flow."""
        return self.page.area

    def _dock(self, title: str, widget: QWidget, side: Qt.DockWidgetArea, *, bare: bool = False) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock_{widget.objectName()}")
        if bare:
            dock.setTitleBarWidget(QWidget(dock))
            dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        dock.setWidget(widget)
        self.addDockWidget(side, dock)
        return dock

    # Showing

    def _show(self, before: State | None, state: State) -> None:
        for workspace in workspaces.WORKSPACES:
            self.actions_by_name[workspace.name].setChecked(state.workspace == workspace.name)
        self.spaces.show_state(state)
        self._words.setText(self.spaces.here.page.words(state))
        announce_step(self.focusWidget(), before, state, playing=bool(self.player and self.player.playing))
        history_same = before is not None and before.history is state.history
        if self._sides:
            self._sides.show_state(before, state)
        self.actions_by_name["compare"].setChecked(state.kept is not None)
        refresh(self.actions_by_name, before, state)
        self.actions_by_name["flow"].setChecked(state.view == "flow")
        if not history_same or before is None or before.path != state.path:
            set_title(self, state.name or tr("Untitled"), marks_changes=True)
            modified = state.history.modified
            if modified != self.isWindowModified():
                self.setWindowModified(modified)

    @property
    def sides(self) -> SidePanels:
        """The panels beside the board, made when first asked for, at the latest after the window has been painted once."""
        return self._sides or self._make_sides()

    def _make_sides(self) -> SidePanels:
        if self._sides is None:
            from convstudio.studio.shell.side_panels import SidePanels

            self._sides = SidePanels(self, self.actions_by_name, self._dock, self._panels.room("inspector"))
            self._sides.set_look(self.look)
            dress(self.actions_by_name, self.add_menu, self.look)
            self.toolbar.fix_sizes()
            self._sides.show_state(None, self.session.state)
            self._panels.add(self._sides.inspector)  # last, as buttons without their icons would be wider than the window
        return self._sides

    @property
    def inspector(self) -> Inspector:
        """The settings of what is selected."""
        return self.sides.inspector

    @property
    def code(self) -> CodeLines:
        """The commands that copy and take lines of PyTorch and Keras, made when first asked for."""
        if self._code is None:
            from convstudio.studio.editing.code_lines import CodeLines

            self._code = CodeLines(self.session, self)
            self._code.said.connect(self._say)
        return self._code

    @property
    def exporting(self) -> Exporting:
        """The commands that write figures, tables and programs, made when first asked for."""
        if self._exporting is None:
            from convstudio.studio.document.exporting import Exporting

            room, look, page = self.page.stage.size, lambda: self.look, lambda: self.spaces.here.page
            more = lambda: self.sides.lesson, lambda: self.player, lambda: self.settings.figure_scale
            self._exporting = Exporting(self.session, self.documents, self.editing.in_use, page, room, look, *more, self)
            self._exporting.said.connect(self._say)
        return self._exporting

    @property
    def learner(self) -> Learner:
        """The learner, which trains in the Learn workspace."""
        return self._learn.player

    @property
    def learn_page(self) -> LearnPage:
        """The page of the Learn workspace."""
        return self._learn.page

    @property
    def training_panel(self) -> TrainingPanel:
        """The settings of the Learn workspace."""
        return self._learn.panel

    @property
    def _learn(self) -> Parts[LearnPage, TrainingPanel, Learner]:
        from convstudio.studio.workspaces.learn import learn_in  # imported late, for a quick start

        return learn_in(self.spaces)

    @property
    def player(self) -> Player | None:
        """The player of this workspace; None if nothing plays in it."""
        return self.spaces.player

    def work_in(self, workspace: str) -> None:
        """Go to another workspace."""
        self.session.work_in(workspace)
        self.actions_by_name[workspace].setChecked(True)

    def _say(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence, SENTENCE_MS)

    def choose_theme(self, name: str, *, remember: bool = True) -> None:
        """Use a theme: "system", "light" or "dark"."""
        if remember:
            self.settings.theme = name
        look = theme.chosen(name)
        self.look = theme.for_a_room(look) if self.presentation.on else look
        theme.apply(self.look)
        dress(self.actions_by_name, self.add_menu, self.look, all_of_them=self._sides is not None)
        self.toolbar.set_look(self.look)
        self.spaces.set_look(self.look)
        if self._sides:
            self._sides.set_look(self.look)
        if remember:
            self.others.follow_settings()

    def move_visibly(self, on: bool) -> None:
        """Switch animated motion on or off."""
        self.settings.motion = on
        motion.allow(on)
        self.actions_by_name["motion"].setChecked(on)
        self.others.follow_settings()

    def follow_settings(self) -> None:
        """Apply what was set in another window."""
        self.choose_theme(self.settings.theme, remember=False)
        self.actions_by_name["motion"].setChecked(self.settings.motion)

    def toggle_theme(self) -> None:
        """Switch between light and dark."""
        self.choose_theme("light" if self.look.name == "dark" else "dark")

    # What the actions do

    def show_history(self, shown: bool) -> None:
        """Show or hide the list of steps."""
        self.sides.history_dock.setVisible(shown)

    def show_notes(self, shown: bool) -> None:
        """Show or hide the notes."""
        self.sides.notes_dock.setVisible(shown)

    def show_layer_table(self, shown: bool) -> None:
        """Show or hide the table of all layers."""
        self.page.show_table(shown)

    def zoom(self, *, closer: bool) -> None:
        """Zoom the matrix that has the focus, else the first one."""
        focused = self.focusWidget()
        view = focused if isinstance(focused, MatrixView) else next(iter(self.spaces.here.page.views), None)
        if view:
            view.zoom(ZOOM if closer else 1 / ZOOM)

    def fit(self) -> None:
        """Show everything on the page of the workspace."""
        self.spaces.here.page.fit()

    def size_board(self, *, larger: bool) -> None:
        """Enlarge or shrink all cards of the flow."""
        self.board.zoom(ZOOM if larger else 1 / ZOOM)

    def flow(self, on: bool) -> None:
        """Show all cards in a flow, or one layer on the stage."""
        self.settings.view = "flow" if on else "stage"
        self.session.show_in("flow" if on else "stage")

    def full_screen(self, on: bool) -> None:
        """Fill the screen, or return to a window."""
        self.setWindowState(Qt.WindowState.WindowFullScreen if on else Qt.WindowState.WindowNoState)

    def present(self, on: bool) -> None:
        """Begin or end a presentation: the whole screen, no panels, large type."""
        if on:
            self.presentation.begin(self.spaces.here.page.play_bar)
        else:
            self.presentation.end()
        self.actions_by_name["full_screen"].setChecked(self.isFullScreen())
        self.choose_theme(self.look.name, remember=False)
        if self.session.state.view == "flow":
            self.board.arrange()

    def show_help(self, shown: bool) -> None:
        """Show or hide the help."""
        self.sides.show_help(shown)

    @property
    def lessons(self) -> Lessons:
        """Lessons and challenges, made when first asked for."""
        return self.sides.lessons

    def show_welcome(self) -> None:
        """Open the welcome sheet: lessons, examples, files."""
        from convstudio.studio.welcome.greeting import greet

        greet(self, self.look, self)

    @property
    def settings_panel(self) -> SettingsPanel:
        """The settings beside the workspace."""
        return self.spaces.here.panel or self.inspector

    def ask_setting(self, name: str) -> None:
        """Put the cursor into the field of a setting."""
        self._bring_settings()
        self.settings_panel.ask(name)

    def show_settings(self, on: bool) -> None:
        """Show the settings beside the board, or only a strip at its edge."""
        self.actions_by_name["settings"].setChecked(on)
        self.settings.panel_folded = not on
        if self._panels.fold(not on):
            self.resizeDocks([self._settings_dock], [self._panels.sizeHint().width()], Qt.Orientation.Horizontal)

    def _bring_settings(self) -> None:
        self._settings_dock.show()  # a presentation hides it
        self.show_settings(True)

    def show_palette(self) -> None:
        """Open the command palette."""
        if self._palette is None:
            from convstudio.studio.palette.panel import Palette

            self._palette = Palette(self, self.actions_by_name, self)
        self._palette.open()

    def _name_channel(self, channel: int) -> None:
        self.page.ask_name(channel)

    def rename_layer(self) -> None:
        """Open the field for the name of the selected layer, on the rail."""
        self.session.show_in("stage")
        self.page.rail.rename(self.session.state.selected)

    def ask_size(self) -> None:
        """Show the settings of the input, with the cursor in the field of its size."""
        self.session.select(-1)
        self._bring_settings()
        self.inspector.ask_size()

    def show_shortcuts(self) -> None:
        """Show all shortcuts."""
        from convstudio.studio.shell.help.sheets import ShortcutSheet

        ShortcutSheet(self).open()

    def show_sheet(self, name: str) -> None:
        """Open a sheet over the window: "preferences", "about", "what"."""
        from convstudio.studio.shell.opening import SHEETS

        SHEETS[name](self, self)

    def _focused_panel(self) -> PanelId | None:
        focused = self.focusWidget()
        return focused.panel if isinstance(focused, MatrixView) else None

    # The window itself

    def focusNextPrevChild(self, next: bool) -> bool:
        from convstudio.studio.shell import tab_order  # only now: it knows all that is ever shown

        return tab_order.go(self, forward=next) or super().focusNextPrevChild(next)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._begin)

    def when_painted(self, do: Callable[[], object]) -> None:
        """Do something once the window has been painted for the first time; at once if it has been."""
        if self._painted and self._sides and self.isVisible():
            do()
        else:
            self._waiting.append(do)

    def _begin(self) -> None:
        """Do, after the first painting, what was not needed for it."""
        self._make_sides()
        self.page.headline.lesson_asked.connect(lambda title: self.lessons.open_titled(title))
        self.page.headline.offer_lessons()
        waiting, self._waiting = self._waiting, []
        for do in waiting if self.isVisible() else ():  # the window may have been closed meanwhile
            do()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.documents.look_at_file()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_leave():
            event.ignore()
            return
        self.let_go()
        self.others.closed(self)
        event.accept()

    def let_go(self) -> None:
        """End what runs on other threads, and store the window's position."""
        self.spaces.close()
        self.session.close()
        self.settings.geometry = self.saveGeometry()
        width = self._panels.width_to_keep
        if width:
            self.settings.panel_width = width

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc release a pinned cell, wherever the focus is, or else leave the mode entered last."""
        if event.key() == Qt.Key.Key_Escape:
            if not self._release():
                self._leave()
        elif not self.editing.say_why(event, self.actions_by_name):
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Let a click beside all cards release a pinned cell."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release()

    def _release(self) -> bool:
        """Release the pinned cell, if there is one."""
        pinned = self.session.state.focus.pin is not None
        if pinned:
            self.session.choose(None)
            self.session.look(NOWHERE)
        return pinned

    def _leave(self) -> None:  # the slow step, else the presentation
        if not (self.player and self.player.leave()) and self.presentation.on:
            self.actions_by_name["present"].trigger()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let Space on a matrix play or pause, unless it was held for dragging."""
        on_matrix = isinstance(self.focusWidget(), MatrixView)
        plain = event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and not event.modifiers()
        if plain and on_matrix and self.player:
            self.player.toggle()
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.importing.may_take(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.importing.take(event.mimeData()):
            event.acceptProposedAction()
