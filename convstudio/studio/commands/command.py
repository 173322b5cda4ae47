"""What a command is: a value. The menus, the toolbar, the palette and the sheet of shortcuts are made of these."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from convstudio.scene import workspaces
from convstudio.studio.commands.locks import locked
from convstudio.words import Text, tr, translated

if TYPE_CHECKING:
    from convstudio.scene.state import State
    from convstudio.scene.workspaces import Workspace
    from convstudio.studio.commands.studio import Studio

Obstacle = Callable[["State"], str]  # why something is not possible, as a sentence; "" if it is


def free(_state: State) -> str:
    """The obstacle of what is always possible: none."""
    return ""


class Command(Struct, frozen=True, kw_only=True):
    """Something that can be asked for: it runs, or it is turned on and off.

    `text` has a "&" before the letter that a menu underlines; `named` gives another text, in the user's language, where it is
    not a fixed one, and `words` where it depends on the state. `vain` tells whether it would change nothing: tried, so asked
    only where the command is seen. `checked` marks the one of some alternatives that is chosen now.
    """

    name: str
    text: Text = ""
    help: Text = ""
    run: Callable[[Studio], object] | None = None
    turn: Callable[[Studio, bool], object] | None = None
    keys: tuple[str, ...] = ()
    icon: str = ""
    obstacle: Obstacle = free
    named: Callable[[], str] | None = None
    words: Callable[[State], str] | None = None
    vain: Callable[[State], bool] | None = None
    checked: bool | None = None

    def title(self, state: State) -> str:
        """The text in the user's language, with the letter that is underlined."""
        if self.words:
            return self.words(state)
        return self.named() if self.named else translated(self.text)

    def refusal(self, state: State) -> str:
        """Why it is not possible, as a sentence; "" if it is."""
        if not workspaces.is_possible_here(state, self.name):
            return tr("Only in {workspaces}.", workspaces=_owners(self.name))
        return locked(self.name, state.guiding) or self.obstacle(state)

    def refusal_seen(self, state: State) -> str:
        """As `refusal`, where the command is seen: it also says if it would change nothing."""
        return self.refusal(state) or (tr("It would change nothing.") if self.vain and self.vain(state) else "")

    def do(self, studio: Studio, on: bool = False) -> None:
        """Run it, or turn it on or off; where it leads to a workspace, there."""
        leads_to = workspaces.led_by(self.name)
        if leads_to:
            studio.work_in(leads_to.name)
        if self.turn:
            self.turn(studio, on)
        elif self.run:
            self.run(studio)


def _owners(name: str) -> str:
    """The workspaces that a command is possible in."""
    return ", ".join(plain(translated(workspace.title)) for workspace in workspaces.WORKSPACES if name in workspace.commands)


class Line(Struct, frozen=True):
    """A line between the groups of a menu."""


class Family(Struct, frozen=True):
    """Commands that are made of what is there when their menu opens: the files used last, the examples."""

    name: str
    title: Text
    commands: Callable[[Studio], tuple[Command | Line, ...]]


class Menu(Struct, frozen=True):
    """A menu: its commands in their order, lines between groups, and the menus in it."""

    name: str
    title: Text
    entries: tuple[Command | Line | Family | Menu, ...]


Entry = Command | Line | Family | Menu
Path = tuple[str, ...]  # the titles of the menus that a command stands in, from the bar inwards
LINE = Line()


def commands_of(entries: tuple[Entry, ...]) -> Iterator[Command]:
    """All commands of some entries and of the menus among them, in their order; families are left out."""
    for entry in entries:
        if isinstance(entry, Command):
            yield entry
        elif isinstance(entry, Menu):
            yield from commands_of(entry.entries)


def placed(entries: tuple[Entry, ...], path: Path = ()) -> Iterator[tuple[Path, Command | Family]]:
    """All commands and families, each with the titles of the menus that it stands in."""
    for entry in entries:
        if isinstance(entry, Menu):
            yield from placed(entry.entries, (*path, entry.title))
        elif isinstance(entry, Family):
            yield (*path, entry.title), entry
        elif isinstance(entry, Command):
            yield path, entry


def leading_to(workspace: Workspace) -> Command:
    """The command that goes to a workspace."""
    return Command(
        name=workspace.name,
        text=workspace.title,
        help=workspace.help,
        keys=(workspace.keys,),
        turn=lambda studio, _on: studio.work_in(workspace.name),
    )


def plain(text: str) -> str:
    """A text of a menu without what belongs to menus alone: the underlined letter, "…", keys behind a tab."""
    letters = text.partition("\t")[0].replace("&&", "\0").replace("&", "").replace("\0", "&")
    return letters.removesuffix("…")
