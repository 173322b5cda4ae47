"""The widgets of a workspace: its page, its panel and its player. Each module of this folder makes those of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, runtime_checkable

from msgspec import Struct
from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from convstudio.painting.palette import Look
from convstudio.scene.state import State
from convstudio.studio.document.session import Session

if TYPE_CHECKING:
    from convstudio.painting.figure import Figure
    from convstudio.scene.layout.stage.plan import Room
    from convstudio.studio.matrix_view import MatrixView


class Around(Struct, frozen=True, eq=False):
    """What the widgets of a workspace are made from; its page can be made in `pages`.

    `owner` is the parent of objects that are not widgets.
    """

    session: Session
    actions: dict[str, QAction]
    add_menu: QMenu
    layer_menu: QMenu
    pages: QWidget
    owner: QObject


class Player(Protocol):
    """An object that plays, pauses and steps."""

    @property
    def playing(self) -> bool:
        """Whether it is playing."""

    def toggle(self) -> None:
        """Play, or pause."""

    def pause(self) -> None:
        """Stop at the present position."""

    def first(self) -> None:
        """Go to the beginning."""

    def back(self) -> None:
        """Go one step back."""

    def forward(self) -> None:
        """Go one step forward."""

    def last(self) -> None:
        """Go to the end."""

    def leave(self) -> bool:
        """Leave a mode that Esc leaves, if there is one; return whether there was."""

    def close(self) -> None:
        """Stop timers and threads."""


@runtime_checkable
class Plotting(Protocol):
    """A page that plots a loss."""

    def curve_figure(self, look: Look) -> Figure | None:
        """The loss over the epochs; None if there is none."""

    def landscape_figure(self, look: Look) -> Figure | None:
        """The loss over two weights; None if there is none."""


class Page(QWidget):
    """The page of a workspace, between the toolbar and the status bar, without the panel at the right."""

    @property
    def views(self) -> Sequence[MatrixView]:
        """The views of the matrices that are shown, in their order."""
        return ()

    def show_state(self, state: State) -> None:
        """Show another state."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        raise NotImplementedError

    @property
    def play_bar(self) -> QWidget | None:
        """The bar with the player's buttons, which fades out in a presentation while idle; None if there is none."""
        return None

    def words(self, state: State) -> str:
        """What the status bar says about the cell in focus."""
        return state.screen.spoken

    def figure(self, state: State, room: Room, look: Look) -> Figure:
        """Make a figure of the page in the colours of a look, as large as a room allows."""
        raise NotImplementedError

    def fit(self) -> None:
        """Zoom out until every matrix is visible as a whole."""
        for view in self.views:
            view.fit()


class Panel(QWidget):
    """The settings at the right, which are addressed by the names of their parameters."""

    def ask(self, name: str) -> None:
        """Put the cursor into the field of a setting."""
        raise NotImplementedError

    def take(self, name: str, value: Any) -> None:
        """Set a setting, as if its value had been typed into the field."""
        raise NotImplementedError

    def show_state(self, state: State) -> None:
        """Show another state."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        raise NotImplementedError


PageType = TypeVar("PageType", bound=Page, covariant=True)
PanelType = TypeVar("PanelType", bound=Panel | None, covariant=True)
PlayerType = TypeVar("PlayerType", bound=Player | None, covariant=True)


class Parts(Struct, Generic[PageType, PanelType, PlayerType], frozen=True, eq=False):
    """The widgets of a workspace. If it has no panel, the panel shows the settings of the selected layer."""

    page: PageType
    panel: PanelType
    player: PlayerType


AnyParts = Parts[Page, Panel | None, Player | None]
