"""The commands as Qt actions, each shared by menus, buttons and shortcuts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from convstudio.scene.state import State
from convstudio.studio.commands import COMMANDS, Command, Studio, keys
from convstudio.studio.commands.command import Obstacle
from convstudio.studio.commands.keyed import said_anew
from convstudio.studio.widgets.literal import set_tooltip, set_whats_this
from convstudio.words import translated


def make_actions(studio: Studio, parent: QObject) -> dict[str, QAction]:
    """An action for each command, by name, with the keys that the user has chosen."""
    keys.take(studio.settings.shortcuts)
    return {command.name: make_action(command, studio, parent) for command in COMMANDS.values()}


def make_action(command: Command, studio: Studio, parent: QObject) -> QAction:
    """An action that runs a command. Its What's this says what it is for, whether it is possible or not."""
    action = QAction(command.title(studio.session.state), parent)
    action.setObjectName(command.name)
    action.setCheckable(command.turn is not None)
    _give_keys(action, command)
    action.triggered.connect(partial(_do, command, studio, action))
    return action


def refresh(actions: dict[str, QAction], before: State | None, state: State) -> None:
    """Enable the actions that are possible; the others say why they are not. Words that depend on the state are updated."""
    if before is None or _answers(before) != _answers(state):
        for command in COMMANDS.values() if before is None else _asked_again(before, state):
            action, refusal = actions[command.name], command.refusal(state)
            if refusal or not action.isEnabled() or before is None:  # called thirty times a second while playing
                action.setEnabled(not refusal)
                _explain(action, command, refusal)
    elif before.history is state.history:
        return
    for command in _worded():
        if command.words and (words := command.words(state)) != actions[command.name].text():
            actions[command.name].setText(words)


def refresh_seen(actions: dict[str, QAction], commands: Iterable[Command], state: State) -> None:
    """Enable the commands that would change something. Each is tried to find out, so only when a menu opens."""
    for command in commands:
        actions[command.name].setEnabled(not command.refusal_seen(state))


def refresh_unseen(actions: dict[str, QAction], commands: Iterable[Command], state: State) -> None:
    """Enable the commands outside their menu, where a shortcut always tries; an edit that changes nothing makes no step."""
    for command in commands:
        actions[command.name].setEnabled(not command.refusal(state))


def refresh_keys(window: QWidget) -> None:
    """Give the actions of a window the present keys of their commands, and update all words that mention keys."""
    for action in window.findChildren(QAction):
        command = COMMANDS.get(action.objectName())
        if command:
            _give_keys(action, command)
    said_anew(window)


def _give_keys(action: QAction, command: Command) -> None:
    """Give an action its shortcuts, and the words that mention them; if it is not possible, it still says why."""
    action.setShortcuts([QKeySequence(each) for each in keys.keys_of(command)])
    about = _with_keys(translated(command.help), action)
    if action.isEnabled():
        set_tooltip(action, about)
    set_whats_this(action, about)


def _explain(action: QAction, command: Command, refusal: str) -> None:
    """Say what an action does, or why it is not possible."""
    words = refusal or translated(command.help)
    if words != action.statusTip():
        set_tooltip(action, words if refusal else _with_keys(words, action))
        action.setStatusTip(words)


def _with_keys(words: str, action: QAction) -> str:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{words} ({keys})" if keys else words


def _do(command: Command, studio: Studio, action: QAction) -> None:
    command.do(studio, action.isChecked())


def _asked_again(before: State, state: State) -> Iterable[Command]:
    """The commands that may be possible in one state and not in the other: those for which there is another answer."""
    (*places, answers), (*others, known) = _answers(state), _answers(before)
    if places != others:
        return COMMANDS.values()
    differ = {obstacle for obstacle, now, then in zip(_obstacles(), answers, known, strict=True) if now != then}
    return [command for command in COMMANDS.values() if command.obstacle in differ]


@lru_cache(maxsize=1)
def _worded() -> tuple[Command, ...]:
    """The commands whose words depend on the state."""
    return tuple(command for command in COMMANDS.values() if command.words)


@lru_cache(maxsize=2)  # of the state before, and of the present one
def _answers(state: State) -> tuple[str, object, tuple[str, ...]]:
    """All that decides which commands are possible: the workspace, what a lesson locks, and what stands in the way of each."""
    return state.workspace, state.guiding, tuple(obstacle(state) for obstacle in _obstacles())


@lru_cache(maxsize=1)
def _obstacles() -> tuple[Obstacle, ...]:
    """Every obstacle once: many commands have the same."""
    return tuple(dict.fromkeys(command.obstacle for command in COMMANDS.values()))
