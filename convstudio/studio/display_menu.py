"""The menu of how outputs are coloured: the map and its range."""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from convstudio.scene.display import SIGNED_MAPS, Display
from convstudio.scene.matrix import Scale
from convstudio.scene.numbers import short
from convstudio.studio.session import Session
from convstudio.words import tr

LIMITS = (1.0, 2.0, 5.0, 10.0, 100.0)


def fill(menu: QMenu, session: Session, scale: Scale | None = None) -> None:
    """Fill the menu anew for what is shown now; `scale` is the one of the card that it belongs to."""
    menu.clear()
    display = session.state.display
    maps = QActionGroup(menu)
    for name, title in SIGNED_MAPS:
        _choice(menu, maps, f"map_{name}", tr(title), replace(display, colours=name), session)
    menu.addSeparator()
    ranges = QActionGroup(menu)
    _choice(menu, ranges, "range_automatic", tr("Range of each map"), replace(display, limit=None), session)
    for limit in sorted({*LIMITS, *([scale.high] if scale else []), *([display.limit] if display.limit else [])}):
        words = tr("Range −{limit} … {limit} for all", limit=short(limit))
        _choice(menu, ranges, f"range_{short(limit)}", words, replace(display, limit=limit), session)


def _choice(menu: QMenu, group: QActionGroup, name: str, words: str, display: Display, session: Session) -> None:
    action = menu.addAction(words)
    action.setObjectName(name)
    action.setCheckable(True)
    action.setChecked(display == session.state.display)
    action.triggered.connect(partial(_take, session, display))
    group.addAction(action)


def _take(session: Session, display: Display, _checked: bool = True) -> None:
    session.colour(display)
