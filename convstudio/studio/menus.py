"""The menu bar and the toolbar, made of the actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from convstudio.experiment import gallery
from convstudio.layers import KINDS
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio import display_menu
from convstudio.studio.icons import icon
from convstudio.studio.input_actions import fill_input_menu
from convstudio.studio.literal import on_button, set_tooltip
from convstudio.words import tr

if TYPE_CHECKING:
    from convstudio.painting.palette import Look
    from convstudio.studio.window import Window

CLIPBOARD = ("cut", "copy", "paste", "paste_kernel", "paste_picture", "clear", "select_all")
SEEN = (
    "new", "open", "save", "undo", "redo", "history", "fit", "compare", "notes",
    "first", "back", "play", "forward", "last", "steps", "loop", "hide_unreached",
)  # fmt: skip
LEARN = ("learn", "", "reset_training", "new_seed", "slow")
CHOOSING = ("previous_layer", "next_layer", "fold", "fold_others", "unfold")
PLAY = ("play", "first", "back", "forward", "last", "", "step_forward", "step_back", "", "steps", "loop", "hide_unreached")
THEMES = (("system", "As the des&ktop"), ("light", "&Light"), ("dark", "&Dark"))


def fill_menu_bar(window: Window) -> None:
    """File, Edit, View, Input, Layer, Play, Help."""
    _file_menu(window)
    edit = _menu(
        window,
        tr("&Edit"),
        ("undo", "redo", "", *CLIPBOARD, "", "reset_input", "reset_layer", "reset_all", "", "history", "notes"),
    )
    edit.setToolTipsVisible(True)  # what cannot be written says why
    view = _menu(
        window,
        tr("&View"),
        (
            *(workspace.name for workspace in WORKSPACES),
            "",
            "flow",
            "zoom_in",
            "zoom_out",
            "board_larger",
            "board_smaller",
            "fit",
            "",
            "layer_table",
            "compare",
            "",
            "full_screen",
            "present",
            "",
        ),
    )
    colours = view.addMenu(tr("Colou&rs"))
    colours.setObjectName("colours")
    colours.aboutToShow.connect(partial(display_menu.fill, colours, window.session))
    _theme_menu(window, view.addMenu(tr("&Theme")))
    fill_input_menu(window.menuBar().addMenu(tr("&Input")), window)
    layer = window.layer_menu
    layer.setTitle(tr("&Layer"))
    window.menuBar().addMenu(layer)
    layer.addMenu(window.add_menu)
    for name in ("rename_layer", "duplicate_layer", "switch_layer", "layer_earlier", "layer_later", "remove_layer"):
        layer.addAction(window.actions_by_name[name])
    layer.addSeparator()
    for name in (
        "previous_layer",
        "next_layer",
        "fold",
        "fold_others",
        "unfold",
        "",
        "copy_pytorch",
        "copy_keras",
        "paste_line",
    ):
        if name:
            layer.addAction(window.actions_by_name[name])
        else:
            layer.addSeparator()
    _menu(window, tr("&Play"), PLAY)
    _menu(window, tr("Lear&n"), LEARN)
    _menu(window, tr("&Help"), ("help", "what", "shortcuts", "", "about"))


def fill_add_menu(menu: QMenu, window: Window) -> None:
    """One entry for each layer kind."""
    menu.setTitle(tr("&Add"))
    menu.setToolTipsVisible(True)
    for kind in KINDS:
        action = menu.addAction(tr(kind.title))
        action.setObjectName(f"add_{kind.kind}")
        set_tooltip(action, tr(kind.help))
        action.triggered.connect(partial(window.layers.add, kind.kind))


def make_toolbar(window: Window) -> QToolBar:
    """New, open, save, undo, redo; then, at the right, examples and the theme."""
    bar = QToolBar(tr("Toolbar"), window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setIconSize(QSize(18, 18))
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    for name in ("new", "open", "save", "", "undo", "redo", "history", "", "fit", "compare"):
        if name:
            bar.addAction(window.actions_by_name[name])
            bar.widgetForAction(window.actions_by_name[name]).setObjectName(f"toolbar_{name}")
        else:
            bar.addSeparator()
    bar.addWidget(_workspaces(window, bar))
    gap = QWidget(bar)
    gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    bar.addWidget(gap)
    bar.addWidget(_examples_button(window, bar))
    theme = QToolButton(bar)
    theme.setObjectName("toggle_theme")
    set_tooltip(theme, tr("Light or dark"))
    theme.setAccessibleName(tr("Light or dark"))
    theme.clicked.connect(window.toggle_theme)
    bar.addWidget(theme)
    return bar


def _workspaces(window: Window, bar: QToolBar) -> QWidget:
    """The workspaces side by side, one of them pressed."""
    group = QWidget(bar)
    box = QHBoxLayout(group)
    box.setContentsMargins(10, 0, 6, 0)
    box.setSpacing(0)
    for name in (workspace.name for workspace in WORKSPACES):
        button = QToolButton(group)
        button.setObjectName(f"workspace_{name}")
        button.setDefaultAction(window.actions_by_name[name])
        button.setProperty("look", "tab")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        box.addWidget(button)
    return group


def dress(window: Window, look: Look, *, all_of_them: bool = True) -> None:
    """Give the actions and buttons the icons of a look: all of them, or those that are seen without opening a menu."""
    from convstudio.studio.actions import ACTIONS

    for spec in ACTIONS:
        if spec.icon and (all_of_them or spec.name in SEEN):
            window.actions_by_name[spec.name].setIcon(icon(spec.icon, look))
    for action, kind in zip(window.add_menu.actions(), KINDS, strict=True):
        if all_of_them:
            action.setIcon(icon(kind.kind, look))
    for name, drawing in (("toggle_theme", "theme"), ("examples", "examples")):
        button = window.findChild(QToolButton, name)
        if button:
            button.setIcon(icon(drawing, look))


def _menu(window: Window, title: str, names: tuple[str, ...]) -> QMenu:
    menu = window.menuBar().addMenu(title)
    for name in names:
        if name:
            menu.addAction(window.actions_by_name[name])
        else:
            menu.addSeparator()
    return menu


def _file_menu(window: Window) -> None:
    menu = _menu(window, tr("&File"), ("new", "open"))
    recent = menu.addMenu(tr("Open &recent"))
    recent.setObjectName("recent")
    recent.aboutToShow.connect(partial(_fill_recent, recent, window))
    examples = menu.addMenu(tr("&Examples"))
    examples.setObjectName("examples_menu")
    examples.aboutToShow.connect(partial(_fill_examples, examples, window))
    menu.addSeparator()
    for name in ("save", "save_as", "quit"):
        if name == "quit":
            menu.addSeparator()
        menu.addAction(window.actions_by_name[name])


def _examples_button(window: Window, bar: QToolBar) -> QToolButton:
    button = QToolButton(bar)
    button.setObjectName("examples")
    button.setText(tr("Examples"))
    set_tooltip(button, tr("Worked examples, from cross-correlation to pooling"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu = QMenu(button)
    menu.aboutToShow.connect(partial(_fill_examples, menu, window))
    button.setMenu(menu)
    return button


def _fill_examples(menu: QMenu, window: Window) -> None:
    if menu.actions():
        return
    menu.setToolTipsVisible(True)
    for example in gallery.examples():
        action = menu.addAction(tr(example.title))
        action.setObjectName(f"example_{example.name}")
        set_tooltip(action, tr(example.description))
        action.triggered.connect(partial(_open_example, window, example.name))


def _open_example(window: Window, name: str) -> None:
    window.documents.open_example(name)


def _fill_recent(menu: QMenu, window: Window) -> None:
    menu.clear()
    for path in window.settings.recent:
        action = menu.addAction(on_button(path.name))
        set_tooltip(action, str(path))
        action.setEnabled(path.exists())
        action.triggered.connect(partial(_open_recent, window, path))
    menu.addSeparator()
    clear = menu.addAction(tr("&Clear the list"))
    clear.setEnabled(bool(window.settings.recent))
    clear.triggered.connect(window.settings.forget_recent)


def _open_recent(window: Window, path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    window.documents.open(path)


def _theme_menu(window: Window, menu: QMenu) -> None:
    group = QActionGroup(menu)
    for name, title in THEMES:
        action = menu.addAction(tr(title))
        action.setCheckable(True)
        action.setChecked(window.settings.theme == name)
        action.setObjectName(f"theme_{name}")
        action.triggered.connect(partial(window.choose_theme, name))
        group.addAction(action)
