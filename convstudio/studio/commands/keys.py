"""The keys of commands: those that they have from the start, and what the user has made of them.

Only changes are kept. A key that was given to a command is taken from whoever had it from the start, and goes back there when
the change is taken back. So no key ever has two meanings, also when a later version gives it to something new.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtGui import QKeySequence

from convstudio.studio.commands import COMMANDS
from convstudio.studio.commands.command import Command

Keys = tuple[str, ...]
Changes = Mapping[str, Keys]  # of commands by their names; no keys at all is a change, too

_held: dict[str, Keys] = {}


def canonical(keys: str) -> str:
    """A key as it is kept: "Ctrl+Del" for "ctrl+delete"; "" if it is none."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def native(keys: Iterable[str]) -> str:
    """Keys as they are written on this system: "Ctrl+Shift+Z, Ctrl+Y"."""
    return ", ".join(QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in keys)


def initial(name: str) -> Keys:
    """The keys that a command has from the start."""
    return tuple(map(canonical, COMMANDS[name].keys))


def held(changes: Changes) -> dict[str, Keys]:
    """The keys of every command under some changes. Of two that were given the same key, the first command has it."""
    found: dict[str, Keys] = {}
    taken: set[str] = set()
    for changed in (True, False):
        for name in COMMANDS:
            if (name in changes) is changed:
                wanted = map(canonical, changes[name]) if changed else initial(name)
                found[name] = tuple(key for key in dict.fromkeys(wanted) if key and key not in taken)
                taken.update(found[name])
    return found


def owners(changes: Changes, keys: Iterable[str], but: str) -> tuple[str, ...]:
    """The names of the other commands that have some keys now."""
    wanted = set(keys)
    return tuple(name for name, has in held(changes).items() if name != but and wanted & set(has))


def given(changes: Changes, name: str, keys: Keys) -> dict[str, Keys]:
    """The changes with these keys for a command, and for nobody else."""
    found = {other: tuple(key for key in has if key not in keys) for other, has in changes.items() if other != name}
    return found if keys == initial(name) else {**found, name: keys}


def take(changes: Changes) -> None:
    """Let commands have these keys from now on, in the whole program."""
    _held.clear()
    if changes:
        _held.update(held(changes))


def keys_of(command: Command) -> Keys:
    """The keys of a command now."""
    return _held.get(command.name, command.keys)


def keys_text(command: Command) -> str:
    """The keys of a command now, as they are written on this system."""
    return native(keys_of(command))


def with_keys(words: str, name: str) -> str:
    """Words with the first key of a command behind them: "All lessons (F4)"."""
    keys = keys_of(COMMANDS[name])
    return f"{words} ({native(keys[:1])})" if keys else words
