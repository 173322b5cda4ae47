"""Finding by words: a pure function of the words and the entries."""

from __future__ import annotations

import pytest

from convstudio.studio.palette.matching import Entry, folded, ranked

ENTRIES = [
    Entry("undo", "Undo", "Edit", "Take back the last step", "Ctrl+Z", refusal="There is nothing to undo."),
    Entry("flip_across", "Flip left and right", "Input", "Mirror across: left and right change places", "Ctrl+Shift+H"),
    Entry("right", "Right", "Input ▸ Shift", "Every cell moves by one"),
    Entry("rotate_right", "Rotate right", "Input", "Turn clockwise by 90°", "Ctrl+R"),
    Entry("play", "Play or pause", "Play", "Play or train on", "Ctrl+P"),
    Entry("display", "Display", "View"),
    Entry("naive", "Naïve Größe", "File ▸ Examples"),
]


def names(query: str, recent: tuple[str, ...] = ()) -> list[str]:
    return [entry.name for entry in ranked(query, ENTRIES, recent)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("flip right", ["flip_across"]),
        ("right flip", ["flip_across"]),
        ("RIGHT  Flip ", ["flip_across"]),
        ("shift right", ["right"]),  # a word of the menu that it stands in
        ("right", ["flip_across", "right", "rotate_right"]),
        ("play", ["play", "display"]),  # a whole word comes before a part of one
        ("pla", ["play", "display", "flip_across"]),  # "places" is only a word of what it is for
        ("mirror", ["flip_across"]),  # a word of what it is for
        ("ctrl+r", ["rotate_right"]),
        ("naive grosse", ["naive"]),
        ("undo", ["undo"]),  # what is impossible is found, too
        ("rotate sobel", []),  # every word has to be found
        ("", [entry.name for entry in ENTRIES]),
        ("   ", [entry.name for entry in ENTRIES]),
    ],
)
def test_words_find_entries_in_any_order(query: str, found: list[str]) -> None:
    assert names(query) == found


def test_those_used_last_stand_on_top() -> None:
    assert names("", ("play", "right", "gone"))[:3] == ["play", "right", "undo"]
    assert names("right", ("rotate_right",)) == ["rotate_right", "flip_across", "right"]


def test_how_well_a_word_is_found_counts_more_than_what_was_used_last() -> None:
    assert names("play", ("display",)) == ["play", "display"]


def test_of_equals_the_possible_ones_come_first() -> None:
    entries = [Entry("a", "Move layer", refusal="It is the first layer."), Entry("b", "Remove layer")]
    assert [entry.name for entry in ranked("layer", entries)] == ["b", "a"]
    assert [entry.name for entry in ranked("", entries)] == ["a", "b"]


def test_letters_are_compared_without_case_and_accents() -> None:
    assert folded("Ärger ÉTÉ Straße") == "arger ete strasse"
