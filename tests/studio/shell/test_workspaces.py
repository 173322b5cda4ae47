"""Every workspace of the list: opened by its key, played, zoomed, helped, undone, saved, and opened again where it was."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser, QToolButton

from convstudio.experiment import edits, files, gallery
from convstudio.scene import INPUT, PanelId
from convstudio.scene.workspaces import WORKSPACES, Workspace
from convstudio.studio.shell.help import whats_this
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

ROOT = Path(__file__).parents[3]
ALL = pytest.mark.parametrize("workspace", WORKSPACES, ids=lambda workspace: workspace.name)


def go(person: Person, workspace: Workspace) -> None:
    """Press its key."""
    combination = QKeySequence(workspace.keys)[0]
    person.shortcut(combination.key(), combination.keyboardModifiers())


@pytest.fixture
def before_each(open_window: OpenWindow) -> Person:
    """A person before an example that every workspace has something to do with."""
    return open_window(gallery.example("learning-a-kernel"), size=(1280, 720), view="stage")


def test_names_and_keys_are_told_apart() -> None:
    for field in ("name", "title", "keys", "help", "widgets"):
        found = [getattr(workspace, field) for workspace in WORKSPACES]
        assert all(found)
        assert len(set(found)) == len(found)


@ALL
def test_its_key_opens_it_and_everything_is_its_own(before_each: Person, workspace: Workspace) -> None:
    person, window = before_each, before_each.window
    go(person, workspace)
    assert window.session.state.workspace == workspace.name
    parts = window.spaces.parts(workspace.name)
    assert parts is window.spaces.here
    assert parts.page.isVisible()
    assert parts.panel is None or parts.panel.isVisible()
    pressed = [w.name for w in WORKSPACES if window.findChild(QToolButton, f"workspace_{w.name}").isChecked()]  # type: ignore[union-attr]
    assert pressed == [workspace.name]
    assert INPUT in {view.panel.matrix for view in parts.page.views}


@ALL
def test_it_says_what_it_is_for(before_each: Person, workspace: Workspace) -> None:
    person, window = before_each, before_each.window
    go(person, workspace)
    person.shortcut(Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    help_panel = window.findChild(QTextBrowser, "help_panel")
    assert help_panel
    assert help_panel.isVisible()
    assert help_panel.toPlainText().startswith(workspace.title.replace("&", ""))
    assert workspace.help in help_panel.toPlainText()
    silent = [view.panel for view in window.spaces.here.page.views if len(whats_this.explanation(view)) < 20]
    assert silent == []
    go(person, next(other for other in WORKSPACES if other is not workspace))
    assert not help_panel.toPlainText().startswith(workspace.title.replace("&", ""))


@ALL
def test_it_plays_or_says_that_it_does_not(before_each: Person, workspace: Workspace) -> None:
    person, window = before_each, before_each.window
    go(person, workspace)
    player, play = window.spaces.player, window.actions_by_name["play"]
    assert play.isEnabled() == workspace.plays(window.session.state)
    if player is None:
        assert not play.isEnabled()
        return
    play.trigger()
    assert player.playing
    for other in WORKSPACES:
        made = window.spaces.made(other.name) and other is not workspace
        assert not made or not window.spaces.parts(other.name).player.playing  # type: ignore[union-attr]
    play.trigger()
    assert not player.playing
    play.trigger()
    go(person, next(other for other in WORKSPACES if other is not workspace))
    assert not player.playing, "what is not shown does not play"


@ALL
def test_it_pauses_behind_a_dialog_and_waits_for_its_key(before_each: Person, workspace: Workspace) -> None:
    person, window = before_each, before_each.window
    go(person, workspace)
    player, play = window.spaces.player, window.actions_by_name["play"]
    if player is None:
        return
    play.trigger()
    window.show_sheet("about")
    shown, before = QApplication.activeModalWidget(), window.session.state
    assert shown
    player._beat.ticked.emit(0.2)  # type: ignore[attr-defined]
    assert not player.playing
    assert window.session.state.playhead == before.playhead
    shown.close()
    person.settle()
    assert not player.playing
    play.trigger()
    player._beat.ticked.emit(0.0)  # type: ignore[attr-defined]
    assert player.playing


@ALL
def test_pointing_lights_up_more_than_the_cell(before_each: Person, workspace: Workspace) -> None:
    person = before_each
    go(person, workspace)
    view = next(view for view in person.window.spaces.here.page.views if view.panel.matrix == INPUT)
    person.hover(view, 1, 2)
    screen = person.window.session.state.screen
    marked = {m.panel.matrix for card in screen.cards for row in card.panels for m in row if m.marks}
    assert len(marked) > 1
    assert person.status().startswith("row 1, column 2")


@ALL
def test_zoom_is_of_the_matrix_that_is_used(before_each: Person, workspace: Workspace) -> None:
    person = before_each
    go(person, workspace)
    view = list(person.window.spaces.here.page.views)[-1]
    view.setFocus()
    cell = view.grid().cell
    person.window.actions_by_name["zoom_in"].trigger()
    assert view.grid().cell > cell
    person.window.actions_by_name["fit"].trigger()
    assert view.grid().cell == cell


@ALL
def test_it_survives_undo_saving_and_opening(before_each: Person, workspace: Workspace, tmp_path: Path) -> None:
    person, window = before_each, before_each.window
    go(person, workspace)
    before = window.session.state.experiment.input
    window.session.edit(edits.paint, {(0, 1, 1): 0.25})
    shown = window.session.state.screen.panel(PanelId(INPUT))
    assert shown.values[1, 1] == 0.25
    window.actions_by_name["undo"].trigger()
    assert np.array_equal(window.session.state.experiment.input, before)
    window.actions_by_name["redo"].trigger()
    assert window.session.state.workspace == workspace.name
    person.answers.save_path = tmp_path / "mine.convstudio"
    window.actions_by_name["save_as"].trigger()
    assert files.read(tmp_path / "mine.convstudio").workspace == workspace.name
    go(person, next(other for other in WORKSPACES if other is not workspace))
    assert window.documents.open(tmp_path / "mine.convstudio")
    person.settle()
    assert window.session.state.workspace == workspace.name
    assert window.spaces.here.page.isVisible()
    assert window.session.state.screen.panel(PanelId(INPUT)).values[1, 1] == 0.25


def test_a_file_of_a_workspace_that_is_not_there_opens_where_one_is_and_keeps_it(before_each: Person, tmp_path: Path) -> None:
    person, window = before_each, before_each.window
    path = tmp_path / "lessons.convstudio"
    content = files.dumps(gallery.opening_example()).decode()
    path.write_text(content.replace('"input"', '"workspace": "lessons",\n  "input"', 1))
    go(person, WORKSPACES[-1])
    assert window.documents.open(path)
    assert window.session.state.workspace == WORKSPACES[-1].name
    window.session.edit(edits.paint, {(0, 1, 1): 0.25})
    window.actions_by_name["save"].trigger()
    assert files.read(path).workspace == "lessons"


def test_both_themes_and_presenting_reach_pages_that_are_not_shown(before_each: Person) -> None:
    person, window = before_each, before_each.window
    for workspace in WORKSPACES:
        go(person, workspace)
    window.choose_theme("dark", remember=False)
    for workspace in WORKSPACES:
        go(person, workspace)
        views = list(window.spaces.here.page.views)
        assert {view._look.name for view in views} == {"dark"}
    QApplication.processEvents()
    QTest.keyClick(window, Qt.Key.Key_Escape)


def test_another_one_is_a_folder_and_a_name() -> None:
    """The trial beside this file is added to the list, and all tests above hold for it too."""
    done = subprocess.run([sys.executable, "-m", "tests.studio.trial.run"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    assert re.search(r"^8 passed, \d+ deselected", done.stdout, re.MULTILINE), done.stdout[-3000:]
