"""The menu of how outputs are coloured, on a card: the map and its range."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import Scale
from convstudio.studio.commands.colours import Colouring, maps, ranges
from convstudio.studio.document.session import Session


def fill(menu: QMenu, session: Session, scale: Scale) -> None:
    """Fill the menu anew for what is shown now; `scale` is the one of the card that it belongs to."""
    menu.clear()
    display = session.state.display
    _add(menu, maps(display), session)
    menu.addSeparator()
    _add(menu, ranges(display, scale), session)


def _add(menu: QMenu, choices: list[Colouring], session: Session) -> None:
    group = QActionGroup(menu)
    for choice in choices:
        action = menu.addAction(choice.words)
        action.setObjectName(choice.name)
        action.setCheckable(True)
        action.setChecked(choice.display == session.state.display)
        action.triggered.connect(partial(_take, session, choice.display))
        group.addAction(action)


def _take(session: Session, display: Display, _checked: bool = True) -> None:
    session.colour(display)
