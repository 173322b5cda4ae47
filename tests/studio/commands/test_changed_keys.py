"""Keys that a user has changed, as values: who has which, who loses it, and which cannot be had. No window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given as given_any
from hypothesis import strategies
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from convstudio.studio.commands import COMMANDS, keys, reserved
from convstudio.studio.document.settings import Settings

NAMES = sorted(COMMANDS)
KEYS = ("Ctrl+Z", "Ctrl+Y", "Ctrl+K", "F7", "Alt+7", "Ctrl+Shift+Z", "Ctrl+Del", "F12")
LETTERS = "fevilpnh"  # that open a menu


@pytest.fixture(autouse=True)
def usual_keys() -> Iterator[None]:
    yield
    keys.take({})


def test_without_changes_all_have_their_initial_keys() -> None:
    assert keys.held({}) == {name: keys.initial(name) for name in COMMANDS}


def test_a_key_that_is_given_away_is_lost_and_comes_back() -> None:
    changes = keys.given({}, "compare", ("Ctrl+Z",))
    assert keys.owners({}, ["Ctrl+Z"], "compare") == ("undo",)
    assert keys.held(changes)["compare"] == ("Ctrl+Z",)
    assert keys.held(changes)["undo"] == ()
    back = keys.given(changes, "compare", keys.initial("compare"))
    assert back == {}
    assert keys.held(back)["undo"] == ("Ctrl+Z",)


def test_a_key_goes_from_one_changed_command_to_another() -> None:
    changes = keys.given(keys.given({}, "compare", ("F7", "F8")), "fit", ("F7",))
    assert keys.held(changes)["compare"] == ("F8",)
    assert keys.held(changes)["fit"] == ("F7",)


def test_a_command_may_do_without_keys() -> None:
    changes = keys.given({}, "redo", ())
    assert keys.held(changes)["redo"] == ()
    keys.take(changes)
    assert keys.keys_text(COMMANDS["redo"]) == ""
    assert keys.with_keys("Again", "redo") == "Again"


@given_any(strategies.lists(strategies.tuples(strategies.sampled_from(NAMES), strategies.lists(strategies.sampled_from(KEYS)))))
def test_no_key_ever_has_two_meanings(steps: list[tuple[str, list[str]]]) -> None:
    changes: dict[str, tuple[str, ...]] = {}
    for name, wanted in steps:
        changes = keys.given(changes, name, tuple(dict.fromkeys(wanted)))
        assert keys.held(changes)[name] == tuple(dict.fromkeys(wanted))
    numbers = Counter(key for has in keys.held(changes).values() for key in has)
    assert [key for key, number in numbers.items() if number > 1] == []


def test_what_was_written_by_hand_is_made_the_best_of() -> None:
    changes = {"undo": ("ctrl+u", "bogus+", ""), "redo": ("Ctrl+U", "F7"), "no_such_command": ("F8",)}
    assert keys.held(changes)["undo"] == ("Ctrl+U",)
    assert keys.held(changes)["redo"] == ("F7",)


def test_changes_come_back_from_the_settings(qapp: object) -> None:
    changes = {"undo": ("Ctrl+U", "F7"), "redo": (), "zoom_in": ("Ctrl+=", "Ctrl++"), "fit": ("Ctrl+,",)}
    Settings().shortcuts = changes
    assert Settings().shortcuts == changes
    Settings().shortcuts = {}
    assert Settings().shortcuts == {}


def pressed(text: str) -> QKeyCombination:
    return QKeySequence(text)[0]


@pytest.mark.parametrize("name", NAMES)
def test_no_initial_key_would_be_refused(name: str) -> None:
    for key in keys.initial(name):
        assert reserved.refusal(reserved.plainly(pressed(key)), LETTERS) == "", key


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("Left", "Arrows go from cell to cell."),
        ("Shift+Down", "Arrows go"),
        ("7", "Digits type the numbers"),
        ("Return", "Enter takes what was typed."),
        ("Ctrl+Return", "Enter takes what was typed."),
        ("Tab", "Tab goes from field to field."),
        ("Ctrl+Tab", "Tab goes from field to field."),
        ("Shift+Backtab", "Tab goes from field to field."),
        ("Space", "Space plays and pauses"),
        ("B", "Letters and signs alone choose a brush"),
        ("Shift+B", "Letters and signs alone"),
        ("-", "Letters and signs alone"),
        ("Ä", "Letters and signs alone"),
        ("Del", "That key clears"),
        ("Home", "That key scrolls."),
        ("F2", "F2 edits a cell."),
        ("Alt+F4", "Alt+F4 closes the window."),
        ("Alt+E", "Alt+E opens a menu."),
        ("Ctrl+Alt+Q", "Ctrl and Alt together type signs"),
        ("Ctrl+Shift+U", "Ctrl+Shift+U types signs"),
        ("Meta+A", "That key belongs to the desktop."),
    ],
)
def test_a_key_that_is_needed_elsewhere_is_refused_in_words(key: str, why: str) -> None:
    refusal = reserved.refusal(pressed(key), LETTERS)
    assert refusal.startswith(why)
    assert refusal.endswith("Use other keys: with Ctrl or Alt, or a function key.")


@pytest.mark.parametrize("key", ["Ctrl+J", "Alt+J", "F7", "Shift+F7", "Ctrl+Left", "Ctrl+7", "Alt+Shift+E", "?"])
def test_other_keys_can_be_had(key: str) -> None:
    assert reserved.refusal(pressed(key), LETTERS) == ""


def test_a_sign_is_the_same_with_the_shift_that_types_it() -> None:
    shift, ctrl = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    typed = reserved.plainly(QKeyCombination(ctrl | shift, Qt.Key.Key_Plus))
    assert QKeySequence(typed).toString() == "Ctrl++"
    assert QKeySequence(reserved.plainly(QKeyCombination(ctrl | shift, Qt.Key.Key_Z))).toString() == "Ctrl+Shift+Z"
