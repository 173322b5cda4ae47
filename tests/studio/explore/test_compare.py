"""A kept snapshot, colours and ranges, resets, notes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit

from convstudio.experiment import same_content
from convstudio.scene import PanelId
from convstudio.scene.cards.compare import COMPARE, DIFFERENCE, KEPT, NOW
from tests.studio.person import Person


def test_a_kept_output_stands_beside_the_new_one_with_their_difference(person: Person) -> None:
    person.shortcut(Qt.Key.Key_K)
    before = person.read(person.view(0))
    person.type_cell(person.kernel(), 0, 0, "3")
    views = [person.window.board.view(PanelId(COMPARE, 0, which)) for which in (KEPT, NOW, DIFFERENCE)]
    assert person.read(views[0]) == before
    assert person.read(views[1]) == person.read(person.view(0))
    assert person.read(views[2]) == (np.array(person.read(views[1])) - np.array(before)).tolist()
    person.key(person.kernel(), Qt.Key.Key_Escape)
    person.hover(views[2], 0, 0)
    assert person.status() == "B − A, row 0, column 0, value 2"
    person.shortcut(Qt.Key.Key_K)
    assert all(card.matrix != COMPARE for card in person.window.board.cards)


def test_sizes_that_differ_are_said_not_subtracted(person: Person) -> None:
    person.shortcut(Qt.Key.Key_K)
    person.select(0)
    person.spin("stride_h", 2)
    card = person.window.board.card(COMPARE)
    assert card.subtitle.text() == "A is 1 × 6 × 7, B is 1 × 3 × 7: no difference to show."
    assert len(card.views) == 2


def test_a_fixed_range_and_another_map_hold_for_every_output(person: Person) -> None:
    menu = person.menu("colours")
    person.pick(menu, "range_5")
    assert {person.view(layer).scene.scale.high for layer in (0, 1)} == {5.0}
    person.pick(menu, "map_orange_purple")
    assert {person.view(layer).scene.scale.colours for layer in (0, 1)} == {"orange_purple"}
    person.pick(menu, "range_automatic")
    assert person.view(0).scene.scale.high == 1


def test_resets_go_back_to_what_was_opened_and_can_be_undone(person: Person) -> None:
    opened = person.window.session.state.experiment
    person.click(person.view(), 0, 2)
    person.type_cell(person.kernel(), 0, 0, "3")
    changed = person.window.session.state.experiment
    person.window.actions_by_name["reset_input"].trigger()
    assert person.window.session.state.experiment.input is opened.input
    person.select(0)
    person.window.actions_by_name["reset_layer"].trigger()
    assert same_content(person.window.session.state.experiment, opened)
    person.shortcut(Qt.Key.Key_Z)
    person.shortcut(Qt.Key.Key_Z)
    assert same_content(person.window.session.state.experiment, changed)
    person.window.actions_by_name["reset_all"].trigger()
    assert same_content(person.window.session.state.experiment, opened)


def test_notes_are_read_and_written_as_one_step(person: Person) -> None:
    person.shortcut(Qt.Key.Key_J)
    notes = person.window.findChild(QPlainTextEdit, "notes")
    assert notes is not None
    assert "white meets black" in notes.toPlainText()
    notes.setFocus()
    notes.selectAll()
    QTest.keyClicks(notes, "Mine.")
    person.view().setFocus()
    person.settle()
    assert person.window.session.state.experiment.notes == "Mine."
    assert person.window.session.state.history.undo_label == "Change notes"
