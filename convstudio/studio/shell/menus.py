"""The menu bar, made from the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from convstudio.studio.commands import MENUS, Command, Family, Line, Menu, Studio, commands_of
from convstudio.studio.shell.actions import make_action, refresh_seen, refresh_unseen
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import translated

Actions = Mapping[str, QAction]


def fill_menu_bar(bar: QMenuBar, studio: Studio, actions: dict[str, QAction], made: Mapping[str, QMenu]) -> None:
    """Add all menus to the bar; `made` has, by name, those that are also shown elsewhere."""
    for menu in MENUS:
        shown = made.get(menu.name)
        if shown is None:
            shown = bar.addMenu("")
        else:
            bar.addMenu(shown)
        _fill(shown, menu, studio, actions, made)
        tried = [command for command in commands_of((menu,)) if command.vain]
        if tried:
            shown.aboutToShow.connect(partial(_refresh_seen, actions, tried, studio))
            shown.aboutToHide.connect(partial(_refresh_unseen, actions, tried, studio))


def fill_with(menu: QMenu, family: Family, studio: Studio) -> None:
    """Fill a menu with the commands of a family. Those between two separators are alternatives if one of them is checked."""
    menu.clear()
    menu.setToolTipsVisible(True)
    for old in menu.findChildren(QActionGroup):
        old.deleteLater()
    state, group = studio.session.state, QActionGroup(menu)
    for entry in family.commands(studio):
        if isinstance(entry, Line):
            menu.addSeparator()
            group = QActionGroup(menu)
            continue
        action = make_action(entry, studio, menu)
        refusal = entry.refusal_seen(state)
        action.setEnabled(not refusal)
        if refusal:
            set_tooltip(action, refusal)
        if entry.checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.checked)
            group.addAction(action)
        menu.addAction(action)


def _fill(shown: QMenu, menu: Menu, studio: Studio, actions: Actions, made: Mapping[str, QMenu]) -> None:
    shown.setTitle(translated(menu.title))
    shown.setObjectName(menu.name)
    shown.setToolTipsVisible(True)  # which say why something is not possible
    for entry in menu.entries:
        match entry:
            case Line():
                shown.addSeparator()
            case Command():
                shown.addAction(actions[entry.name])
            case Menu():
                _fill(shown.addMenu(""), entry, studio, actions, made)
            case Family():
                _add_family(shown, entry, studio, made)


def _add_family(shown: QMenu, family: Family, studio: Studio, made: Mapping[str, QMenu]) -> None:
    if family.name in made:
        made[family.name].setTitle(translated(family.title))
        shown.addMenu(made[family.name])
        return
    menu = shown.addMenu(translated(family.title))
    menu.setObjectName(family.name)
    menu.aboutToShow.connect(partial(fill_with, menu, family, studio))


def _refresh_seen(actions: dict[str, QAction], commands: Sequence[Command], studio: Studio) -> None:
    refresh_seen(actions, commands, studio.session.state)


def _refresh_unseen(actions: dict[str, QAction], commands: Sequence[Command], studio: Studio) -> None:
    refresh_unseen(actions, commands, studio.session.state)
