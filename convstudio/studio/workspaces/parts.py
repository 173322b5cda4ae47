"""The widgets of a workspace: its page, its panel, and what plays in it. Each module of this folder makes those of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

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
    """What the widgets of a workspace are made with. `owner` keeps what is no widget."""

    session: Session
    actions: dict[str, QAction]
    add_menu: QMenu
    layer_menu: QMenu
    owner: QObject


class Player(Protocol):
    """What plays, pauses and steps."""

    @property
    def playing(self) -> bool:
        """Whether time moves something."""

    def toggle(self) -> None:
        """Play, or pause."""

    def pause(self) -> None:
        """Stop where it stands."""

    def first(self) -> None:
        """To the beginning."""

    def back(self) -> None:
        """A step back."""

    def forward(self) -> None:
        """A step on."""

    def last(self) -> None:
        """To the end."""

    def leave(self) -> bool:
        """Leave a way of playing that Esc leaves; False if there is none."""

    def close(self) -> None:
        """Let go of what runs beside the window."""


class Page(QWidget):
    """What stands between the toolbar and the status bar, but the panel at the right."""

    @property
    def views(self) -> Sequence[MatrixView]:
        """The matrices that are shown, in their order."""
        return ()

    def show_state(self, state: State) -> None:
        """Show another state."""
        raise NotImplementedError

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        raise NotImplementedError

    @property
    def play_bar(self) -> QWidget | None:
        """What plays it: it fades in a room while nothing is done."""
        return None

    def words(self, state: State) -> str:
        """What the status bar says about the cell in focus."""
        return state.screen.spoken

    def figure(self, state: State, room: Room, look: Look) -> Figure:
        """What is shown, as a figure in some colours, as large as a room allows."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show every matrix whole."""
        for view in self.views:
            view.fit()


class Panel(QWidget):
    """The settings at the right, each by the name of its parameter."""

    def ask(self, name: str) -> None:
        """Put the cursor into the field of a setting."""
        raise NotImplementedError

    def take(self, name: str, value: Any) -> None:
        """Set it, as if it had been typed there."""
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
    """The widgets of a workspace. Without a panel of its own it has the settings of the selected layer."""

    page: PageType
    panel: PanelType
    player: PlayerType


AnyParts = Parts[Page, Panel | None, Player | None]
