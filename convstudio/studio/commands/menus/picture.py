"""The Input menu: what is done with the whole picture, its channels and its size."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from convstudio.experiment import Experiment, gallery, same_content
from convstudio.experiment.edits import Edit, picture_edits
from convstudio.scene.state import State
from convstudio.studio.commands.command import LINE, Command, Family, Menu
from convstudio.studio.commands.menus.edit import PASTE_PICTURE
from convstudio.studio.commands.obstacles import one_channel
from convstudio.studio.importing.built_in import picture_words, take_picture
from convstudio.words import Text, count, translated

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio

MOST_CELLS_TRIED = 4096  # of an input up to which each edit finds out whether it would change anything
WIDTHS = (1, 2, 4)
PictureEdit = Callable[[Experiment], Edit]
Named = Callable[[], str]


def pictures(_studio: Studio) -> tuple[Command, ...]:
    """The built-in pictures."""
    return tuple(map(_picture, gallery.pictures()))


def _picture(picture: gallery.Picture) -> Command:
    return Command(
        name=f"picture_{picture.name}",
        help=picture.source,
        named=lambda: picture_words(picture),
        run=lambda studio: take_picture(studio.session, picture),
    )


def _edit(name: str, text: Text, help_text: Text, edit: PictureEdit, key: str = "", named: Named | None = None) -> Command:
    """One edit of the picture."""
    return Command(
        name=name,
        text=text,
        help=help_text,
        run=lambda studio: studio.session.edit(edit),
        keys=(key,) if key else (),
        named=named,
        vain=partial(_changes_nothing, edit),
    )


def _changes_nothing(edit: PictureEdit, state: State) -> bool:
    experiment = state.history.present
    if experiment.input.size > MOST_CELLS_TRIED:
        return False
    return same_content(edit(experiment).after.input, experiment.input)


def _shift(name: str, text: Text, key: str, rows: int, columns: int) -> Command:
    edit = partial(picture_edits.shift, rows=rows, columns=columns)
    return _edit(f"shift_{name}", text, "Every cell moves by one; what comes in is black", edit, f"Alt+{key}")


def _checkerboard(cells: int) -> Command:
    edit = partial(picture_edits.checkerboard, cells=cells)
    help_text: Text = "White and black squares in turn"
    return _edit(f"checkerboard_{cells}", "", help_text, edit, named=partial(_width, cells))


def _stripes(run: picture_edits.Stripes, title: Text, cells: int) -> Command:
    edit = partial(picture_edits.stripes, run=run, cells=cells)
    help_text: Text = "White and black stripes in turn"
    return _edit(f"stripes_{run}_{cells}", title, help_text, edit, named=partial(_stripe_words, title, cells))


def _width(cells: int) -> str:
    return count(cells, "{n} cell wide", "{n} cells wide")


def _stripe_words(title: Text, cells: int) -> str:
    return f"{translated(title)}, {_width(cells)}"


GRADIENT = Menu("gradient", "&Gradient", (
    _edit("gradient_across", "&Left to right", "From black at the left to white at the right",
          partial(picture_edits.gradient, direction="across")),
    _edit("gradient_down", "&Top to bottom", "From black at the top to white at the bottom",
          partial(picture_edits.gradient, direction="down")),
))  # fmt: skip
SHIFT = Menu("shift", "&Shift", (
    _shift("up", "&Up", "Up", -1, 0),
    _shift("down", "&Down", "Down", 1, 0),
    _shift("left", "&Left", "Left", 0, -1),
    _shift("right", "&Right", "Right", 0, 1),
))  # fmt: skip
CHECKERBOARD = Menu("checkerboard", "&Checkerboard", tuple(map(_checkerboard, WIDTHS)))
STRIPES = Menu("stripes", "Strip&es", (
    *(_stripes("upright", "Upright", cells) for cells in WIDTHS),
    *(_stripes("level", "Level", cells) for cells in WIDTHS),
    *(_stripes("diagonal", "Diagonal", cells) for cells in WIDTHS),
))  # fmt: skip
CHANNELS = Menu("channels_menu", "C&hannels", (
    Command(name="add_channel", text="&Add", help="Another channel, black; kernels that read it get slices of 0",
            keys=("Ctrl+Shift+A",), run=lambda studio: studio.channels.add()),
    Command(name="duplicate_channel", text="&Duplicate", help="The channel in use once more", keys=("Ctrl+Shift+C",),
            run=lambda studio: studio.channels.duplicate()),
    Command(name="name_channel", text="&Name…", help="Call the channel in use by a name", keys=("Shift+F2",),
            run=lambda studio: studio.channels.name()),
    Command(name="channel_earlier", text="Move &earlier", keys=("Ctrl+Shift+PgUp",), obstacle=one_channel,
            help="The channel in use changes places with the one before", run=lambda studio: studio.channels.earlier()),
    Command(name="channel_later", text="Move &later", keys=("Ctrl+Shift+PgDown",), obstacle=one_channel,
            help="The channel in use changes places with the one behind", run=lambda studio: studio.channels.later()),
    Command(name="remove_channel", text="Re&move", help="Remove the channel in use", keys=("Ctrl+Shift+Delete",),
            obstacle=one_channel, run=lambda studio: studio.channels.remove()),
))  # fmt: skip
INPUT = Menu(
    "input_menu",
    "&Input",
    (
        Command(name="picture_gallery", text="Picture g&allery…", help="Pictures to start from, and the way to your own",
                run=lambda studio: studio.importing.show_gallery()),
        Family("pictures_menu", "&Pictures", pictures),
        _edit("all_black", "All &black", "Every cell becomes the value of black", picture_edits.black),
        _edit("all_white", "All &white", "Every cell becomes the value of white", picture_edits.white),
        GRADIENT,
        CHECKERBOARD,
        STRIPES,
        Command(name="random_picture", text="Rando&m numbers", keys=("Ctrl+Shift+D",),
                help="Every cell becomes a number between black and white; the step says the seed",
                run=lambda studio: studio.editing.random_picture()),
        LINE,
        _edit("invert", "&Invert", "Black becomes white, white black: low + high − x", picture_edits.invert, "Ctrl+Shift+I"),
        _edit("transpose", "&Transpose", "Rows become columns", picture_edits.transpose, "Ctrl+T"),
        _edit("rotate_right", "Rotate &right", "Turn clockwise by 90°", partial(picture_edits.rotate, quarters=1), "Ctrl+R"),
        _edit("rotate_left", "Rotate &left", "Turn anticlockwise by 90°", partial(picture_edits.rotate, quarters=-1),
              "Ctrl+Shift+R"),
        _edit("flip_across", "&Flip left and right", "Mirror across: left and right change places",
              partial(picture_edits.flip, direction="across"), "Ctrl+Shift+H"),
        _edit("flip_down", "Flip top and b&ottom", "Mirror down: top and bottom change places",
              partial(picture_edits.flip, direction="down"), "Ctrl+Shift+J"),
        SHIFT,
        LINE,
        CHANNELS,
        Command(name="resize", text="Resi&ze…", help="Another number of rows and columns", keys=("Ctrl+G",),
                run=lambda studio: studio.ask_size()),
        PASTE_PICTURE,
    ),
)  # fmt: skip
