"""The View menu."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from convstudio.scene.cards.display import Display
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.commands.colours import Colouring, maps, ranges
from convstudio.studio.commands.command import LINE, Command, Family, Line, Menu, leading_to
from convstudio.studio.commands.preferences import THEME, TYPE_SIZE, choices

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio


def colours(studio: Studio) -> tuple[Command | Line, ...]:
    """How outputs are coloured: the map, then its range."""
    now = studio.session.state.display
    return *(_colour(choice, now) for choice in maps(now)), LINE, *(_colour(choice, now) for choice in ranges(now))


def _colour(choice: Colouring, now: Display) -> Command:
    return Command(
        name=choice.name,
        help="How the cells of outputs are coloured",
        run=lambda studio: studio.session.colour(choice.display),
        named=lambda: choice.words,
        checked=choice.display == now,
    )


TO_WORKSPACES = {workspace.name: leading_to(workspace) for workspace in WORKSPACES}
VIEW = Menu(
    "view",
    "&View",
    (
        *TO_WORKSPACES.values(),
        LINE,
        Command(name="flow", text="All layers as a flo&w", keys=("Ctrl+Shift+F",),
                help="All cards side by side, to compare them; else one layer as a sentence",
                turn=lambda studio, on: studio.flow(on)),
        Command(name="zoom_in", text="Zoom &in", help="Larger cells in the matrix that was used last",
                keys=("Ctrl++", "Ctrl+="), run=lambda studio: studio.zoom(closer=True)),
        Command(name="zoom_out", text="Zoom &out", help="Smaller cells in the matrix that was used last", keys=("Ctrl+-",),
                run=lambda studio: studio.zoom(closer=False)),
        Command(name="board_larger", text="Larger &board", help="All matrices larger, also by Ctrl+wheel beside them",
                keys=("Alt++", "Alt+="), run=lambda studio: studio.size_board(larger=True)),
        Command(name="board_smaller", text="&Smaller board", help="All matrices smaller, also by Ctrl+wheel beside them",
                keys=("Alt+-",), run=lambda studio: studio.size_board(larger=False)),
        Command(name="fit", text="&Fit", help="Every matrix whole, and all of the board in sight where there is room",
                keys=("Ctrl+0",), icon="fit", run=lambda studio: studio.fit()),
        LINE,
        Command(name="settings", text="Setti&ngs", keys=("F9",), icon="settings",
                help="The settings beside the board, or folded to its edge",
                turn=lambda studio, on: studio.show_settings(on)),
        Command(name="layer_table", text="&All layers", keys=("Ctrl+Shift+T",),
                help="A table of all layers: output, weights, multiplications, receptive field, jump",
                turn=lambda studio, on: studio.show_layer_table(on)),
        Command(name="compare", text="&Compare with now", keys=("Ctrl+K",), icon="compare",
                help="Keep this output as A, and see what becomes of it beside it",
                turn=lambda studio, on: studio.session.keep(on)),
        LINE,
        Command(name="full_screen", text="F&ull screen", help="Use the whole screen", keys=("F11",),
                turn=lambda studio, on: studio.full_screen(on)),
        Command(name="present", text="&Presentation", keys=("F5",),
                help="For a room: the whole screen, big type, broad outlines; Esc leaves it",
                turn=lambda studio, on: studio.present(on)),
        LINE,
        Command(name="motion", text="&Motion",
                help="Let the beam glide from cell to cell; where the desktop does without motion, so does this",
                turn=lambda studio, on: studio.move_visibly(on)),
        Family("colours", "Colou&rs", colours),
        Family("type_size", "T&ype size", partial(choices, TYPE_SIZE)),
        Family("theme", "&Theme", partial(choices, THEME)),
    ),
)  # fmt: skip
