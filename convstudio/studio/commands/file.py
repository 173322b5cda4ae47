"""The File menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convstudio.experiment import gallery
from convstudio.scene.state import State
from convstudio.studio.commands.command import LINE, Command, Family, Line, Menu, Obstacle, free
from convstudio.studio.literal import on_button
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio


def examples(_studio: Studio) -> tuple[Command, ...]:
    """The built-in experiments."""
    return tuple(map(_example, gallery.examples()))


def _example(example: gallery.Example) -> Command:
    def open_it(studio: Studio) -> None:
        studio.documents.open_example(example.name)

    return Command(name=f"example_{example.name}", text=example.title, help=example.description, run=open_it)


def recent(studio: Studio) -> tuple[Command | Line, ...]:
    """The files opened and saved last, and how to forget them."""
    files = studio.settings.recent
    clear = Command(
        name="clear_recent",
        text="&Clear the list",
        help="Forget which files were opened and saved",
        run=lambda studio: studio.settings.forget_recent(),
        obstacle=free if files else _none_recent,
    )
    return *map(_recent, files), LINE, clear


def _recent(path: Path) -> Command:
    name = on_button(path.name)
    obstacle: Obstacle = free if path.exists() else _missing
    return Command(
        name=f"recent_{path}",
        help=str(path),
        run=lambda studio: studio.documents.open(path),
        obstacle=obstacle,
        words=lambda _state: name,
    )


def _missing(_state: State) -> str:
    return tr("The file is not there any more.")


def _none_recent(_state: State) -> str:
    return tr("The list is empty.")


EXAMPLES = Family("examples_menu", "&Examples", examples)
FILE = Menu(
    "file",
    "&File",
    (
        Command(name="new", text="&New", help="A fresh input and one convolution", keys=("Ctrl+N",), icon="new",
                run=lambda studio: studio.documents.new()),
        Command(name="open", text="&Open…", help="Open an experiment file", keys=("Ctrl+O",), icon="open",
                run=lambda studio: studio.documents.ask_open()),
        Family("recent", "Open &recent", recent),
        EXAMPLES,
        LINE,
        Command(name="save", text="&Save", help="Save the experiment to its file", keys=("Ctrl+S",), icon="save",
                run=lambda studio: studio.documents.save()),
        Command(name="save_as", text="Save &as…", help="Save the experiment to another file", keys=("Ctrl+Shift+S",),
                run=lambda studio: studio.documents.save_as()),
        LINE,
        Command(name="quit", text="&Quit", help="Close the window", keys=("Ctrl+Q",), run=lambda studio: studio.close()),
    ),
)  # fmt: skip
