"""The File menu."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from convstudio.experiment import gallery
from convstudio.export.code import LANGUAGES, Language
from convstudio.scene.state import LEARN, State
from convstudio.studio.commands.command import LINE, Command, Family, Line, Menu, Obstacle, free
from convstudio.studio.commands.obstacles import no_layers, no_loss, nothing_to_film
from convstudio.studio.widgets.literal import on_button
from convstudio.words import Text, tr, translated

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
        named=lambda: name,
    )


def _missing(_state: State) -> str:
    return tr("The file is not there any more.")


def _none_recent(_state: State) -> str:
    return tr("The list is empty.")


def _figure_of(state: State) -> str:
    """What is exported, by its name in the workspace."""
    return translated(FIGURES.get(state.workspace, FIGURE))


def figure_scales(studio: Studio) -> tuple[Command, ...]:
    """How fine the PNGs of figures are."""
    return tuple(_figure_scale(scale, text, studio.settings.figure_scale == scale) for scale, text in FIGURE_SCALES)


def _figure_scale(scale: int, text: Text, chosen: bool) -> Command:
    def choose(studio: Studio) -> None:
        studio.settings.figure_scale = scale

    return Command(name=f"figure_scale_{scale}", text=text, help="The pixels of a PNG", run=choose, checked=chosen)


FIGURE: Text = "Figure of the &stage…"
FIGURE_SCALES: tuple[tuple[int, Text], ...] = ((1, "&As on the screen"), (2, "&Double"), (4, "&Fourfold, for print"))
FIGURES: Mapping[str, Text] = {LEARN: "Figure of the loop and the lo&ss…", "shift": "Figure of the &shift…"}


def _in_language(language: Language) -> Command:
    return Command(
        name=f"export_{language.name}",
        text=language.text,
        help=language.help,
        obstacle=no_layers if language.of_layer else free,
        run=lambda studio: studio.exporting.code(language),
    )


EXAMPLES = Family("examples_menu", "&Examples", examples)
EXPORT = Menu(
    "export",
    "Expor&t",
    (
        Command(name="export_stage", text=FIGURE, help="What is shown, as PNG, SVG or PDF", words=_figure_of,
                keys=("Ctrl+Shift+G",), run=lambda studio: studio.exporting.stage()),
        Command(name="export_network", text="Figure of the &network…", help="All layers in a row as PNG, SVG or PDF",
                run=lambda studio: studio.exporting.network()),
        Command(name="export_matrix", text="Figure of the &matrix…", help="The matrix used last as PNG, SVG or PDF",
                run=lambda studio: studio.exporting.matrix()),
        Command(name="export_curve", text="Figure of the loss cur&ve…", help="The loss curve as PNG, SVG or PDF",
                obstacle=no_loss, run=lambda studio: studio.exporting.loss_curve()),
        Command(name="export_landscape", text="Figure of the landscap&e…", help="The loss landscape as PNG, SVG or PDF",
                obstacle=no_loss, run=lambda studio: studio.exporting.landscape()),
        Command(name="copy_figure", text="&Copy figure", help="What is shown as a figure, to paste elsewhere",
                keys=("Ctrl+Shift+B",), run=lambda studio: studio.exporting.copy()),
        Command(name="figures_for_print", text="Figures for &print", help="Figures on white paper, whatever the theme",
                turn=lambda studio, on: studio.exporting.take_print_colours(on)),
        Family("figure_scales", "F&ineness of PNGs", figure_scales),
        Command(name="export_film", text="&Film…", obstacle=nothing_to_film,
                help="The window’s walk, or the epochs of the training, as GIF, WebP, animated PNG or numbered PNGs",
                run=lambda studio: studio.exporting.film()),
        LINE,
        Command(name="export_page", text="Page for a &browser…",
                help="One file with the stage of each layer, whose cells say what they are made of", obstacle=no_layers,
                run=lambda studio: studio.exporting.page()),
        Command(name="export_handout", text="&Handout…",
                help="A worksheet to print: cells left open, lines to write on, and the answers",
                run=lambda studio: studio.exporting.handout()),
        LINE,
        Command(name="export_table", text="Matrix as a &table…",
                help="The matrix used last as CSV, TSV, or for NumPy", run=lambda studio: studio.exporting.table()),
        LINE,
        *map(_in_language, LANGUAGES),
    ),
)  # fmt: skip
FILE = Menu(
    "file",
    "&File",
    (
        Command(name="new", text="&New", help="A fresh input and one convolution", keys=("Ctrl+N",), icon="new",
                run=lambda studio: studio.documents.new()),
        Command(name="new_window", text="New &window", help="Another experiment beside this one, in a window of its own",
                keys=("Ctrl+Shift+W",), run=lambda studio: studio.others.new()),
        Command(name="open", text="&Open…", help="Open an experiment; or a picture, or numbers, as its input",
                keys=("Ctrl+O",), icon="open",
                run=lambda studio: studio.documents.ask_open()),
        Family("recent", "Open &recent", recent),
        EXAMPLES,
        Command(name="paste_network", text="&Paste a network…",
                help="Code of PyTorch or Keras becomes the layers; it is read, never run",
                run=lambda studio: studio.code.ask_network()),
        LINE,
        Command(name="save", text="&Save", help="Save the experiment to its file", keys=("Ctrl+S",), icon="save",
                run=lambda studio: studio.documents.save()),
        Command(name="save_as", text="Save &as…", help="Save the experiment to another file", keys=("Ctrl+Shift+S",),
                run=lambda studio: studio.documents.save_as()),
        EXPORT,
        LINE,
        Command(name="close", text="&Close", help="Close the window", keys=("Ctrl+W",), run=lambda studio: studio.close()),
        Command(name="quit", text="&Quit", help="Close all windows", keys=("Ctrl+Q",), run=lambda studio: studio.others.quit()),
    ),
)  # fmt: skip
