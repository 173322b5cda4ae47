"""What the Input menu does with the whole picture: a table, the actions made of it, and the menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from convstudio.experiment import Experiment, picture_edits, same_content
from convstudio.experiment.edits import Edit
from convstudio.studio.explore.pictures_menu import fill_pictures
from convstudio.studio.literal import set_tooltip
from convstudio.words import count, tr

if TYPE_CHECKING:
    from convstudio.studio.window import Window

MOST_CELLS_TRIED = 4096  # of an input up to which each action finds out whether it would change anything
WIDTHS = (1, 2, 4)


class PictureAction(Struct, frozen=True):
    """One edit of the picture, as the menu names it; `menu` is the submenu that it stands in."""

    name: str
    text: str
    help: str
    edit: Callable[[Experiment], Edit]
    shortcut: str = ""
    menu: str = ""

    def possible(self, experiment: Experiment) -> bool:
        """Whether it would change anything."""
        if experiment.input.size > MOST_CELLS_TRIED:
            return True
        return not same_content(self.edit(experiment).after.input, experiment.input)


def _shift(name: str, text: str, key: str, rows: int, columns: int) -> PictureAction:
    help_text = "Every cell moves by one; what comes in is black"
    edit = partial(picture_edits.shift, rows=rows, columns=columns)
    return PictureAction(f"shift_{name}", text, help_text, edit, f"Alt+{key}", "&Shift")


def _checkerboard(cells: int) -> PictureAction:
    edit = partial(picture_edits.checkerboard, cells=cells)
    return PictureAction(f"checkerboard_{cells}", "", "White and black squares in turn", edit, menu="&Checkerboard")


def _stripes(run: picture_edits.Stripes, cells: int) -> PictureAction:
    edit = partial(picture_edits.stripes, run=run, cells=cells)
    return PictureAction(f"stripes_{run}_{cells}", "", "White and black stripes in turn", edit, menu="Strip&es")


FILLS: tuple[PictureAction, ...] = (
    PictureAction("all_black", "All &black", "Every cell becomes the value of black", picture_edits.black),
    PictureAction("all_white", "All &white", "Every cell becomes the value of white", picture_edits.white),
    PictureAction("gradient_across", "&Left to right", "From black at the left to white at the right",
                  partial(picture_edits.gradient, direction="across"), menu="&Gradient"),
    PictureAction("gradient_down", "&Top to bottom", "From black at the top to white at the bottom",
                  partial(picture_edits.gradient, direction="down"), menu="&Gradient"),
    *(_checkerboard(cells) for cells in WIDTHS),
    *(_stripes(run, cells) for run in ("upright", "level", "diagonal") for cells in WIDTHS),
)  # fmt: skip

CHANGES: tuple[PictureAction, ...] = (
    PictureAction("invert", "&Invert", "Black becomes white, white black: low + high − x", picture_edits.invert,
                  "Ctrl+Shift+I"),
    PictureAction("transpose", "&Transpose", "Rows become columns", picture_edits.transpose, "Ctrl+T"),
    PictureAction("rotate_right", "Rotate &right", "Turn clockwise by 90°", partial(picture_edits.rotate, quarters=1),
                  "Ctrl+R"),
    PictureAction("rotate_left", "Rotate &left", "Turn anticlockwise by 90°", partial(picture_edits.rotate, quarters=-1),
                  "Ctrl+Shift+R"),
    PictureAction("flip_across", "&Flip left and right", "Mirror across: left and right change places",
                  partial(picture_edits.flip, direction="across"), "Ctrl+Shift+H"),
    PictureAction("flip_down", "Flip top and b&ottom", "Mirror down: top and bottom change places",
                  partial(picture_edits.flip, direction="down"), "Ctrl+Shift+J"),
    _shift("up", "&Up", "Up", -1, 0),
    _shift("down", "&Down", "Down", 1, 0),
    _shift("left", "&Left", "Left", 0, -1),
    _shift("right", "&Right", "Right", 0, 1),
)  # fmt: skip

PICTURE_ACTIONS = (*FILLS, *CHANGES)


def make_picture_actions(window: Window) -> dict[str, QAction]:
    """All actions of the table, connected to the session."""
    return {entry.name: _make(entry, window) for entry in PICTURE_ACTIONS}


def refresh_picture_actions(actions: dict[str, QAction], experiment: Experiment) -> None:
    """Enable those that would change something: asked when the menu opens, since each is tried."""
    for entry in PICTURE_ACTIONS:
        actions[entry.name].setEnabled(entry.possible(experiment))


def fill_input_menu(menu: QMenu, window: Window) -> None:
    """Pictures, fills, random; then what turns and moves the picture; then its size."""
    menu.setToolTipsVisible(True)
    menu.setObjectName("input_menu")
    pictures = menu.addMenu(tr("&Pictures"))
    pictures.setObjectName("pictures_menu")
    pictures.aboutToShow.connect(partial(fill_pictures, pictures, window.session))
    menu.aboutToShow.connect(partial(_refresh, window))
    menu.aboutToHide.connect(partial(_allow_all, window.actions_by_name))
    _add(menu, FILLS, window.actions_by_name)
    menu.addAction(window.actions_by_name["random_picture"])
    menu.addSeparator()
    _add(menu, CHANGES, window.actions_by_name)
    menu.addSeparator()
    channels = menu.addMenu(tr("C&hannels"))
    channels.setObjectName("channels_menu")
    channels.setToolTipsVisible(True)
    for name in ("add_channel", "duplicate_channel", "name_channel", "channel_earlier", "channel_later", "remove_channel"):
        channels.addAction(window.actions_by_name[name])
    for name in ("resize", "paste_picture"):
        menu.addAction(window.actions_by_name[name])


def _refresh(window: Window) -> None:
    refresh_picture_actions(window.actions_by_name, window.session.state.history.present)


def _allow_all(actions: dict[str, QAction]) -> None:
    """Outside the menu a shortcut always tries; an edit that changes nothing makes no step."""
    for entry in PICTURE_ACTIONS:
        actions[entry.name].setEnabled(True)


def _add(menu: QMenu, entries: tuple[PictureAction, ...], actions: dict[str, QAction]) -> None:
    submenus: dict[str, QMenu] = {"": menu}
    for entry in entries:
        if entry.menu not in submenus:
            submenus[entry.menu] = menu.addMenu(tr(entry.menu))
            submenus[entry.menu].setToolTipsVisible(True)
        submenus[entry.menu].addAction(actions[entry.name])


def _make(entry: PictureAction, window: Window) -> QAction:
    action = QAction(_text(entry), window)
    action.setObjectName(entry.name)
    if entry.shortcut:
        action.setShortcut(QKeySequence(entry.shortcut))
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    words = tr(entry.help)
    set_tooltip(action, f"{words} ({keys})" if keys else words)
    action.setStatusTip(words)
    action.triggered.connect(lambda: window.session.edit(entry.edit))
    return action


def _text(entry: PictureAction) -> str:
    """The words of an entry; those of a family are made of their width."""
    if entry.text:
        return tr(entry.text)
    family, *run, cells = entry.name.split("_")
    width = count(int(cells), "{n} cell wide", "{n} cells wide")
    words = {"upright": tr("Upright"), "level": tr("Level"), "diagonal": tr("Diagonal")}
    return f"{words[run[0]]}, {width}" if family == "stripes" else width
