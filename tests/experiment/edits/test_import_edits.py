"""An input from elsewhere, and the line of the notes that says so."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import files, gallery, same_content
from convstudio.experiment.edits.import_edits import take_numbers, take_picture
from convstudio.experiment.limits import LONGEST_NOTES

BEFORE = replace(gallery.opening_example(), notes="First.\nSecond.")


def test_a_picture_becomes_the_input_and_the_notes_name_it_once():
    once = take_picture(BEFORE, np.full((3, 4, 5), 0.25), "cat.png")
    assert once.label == "Picture: cat.png"
    assert once.after.input.shape == (3, 4, 5)
    assert once.after.channel_names == ("red", "green", "blue")
    assert once.after.notes == "First.\nSecond.\n\nThe input is from cat.png."
    twice = take_picture(once.after, np.zeros((1, 2, 2)), "dog.jpg").after
    assert twice.notes == "First.\nSecond.\n\nThe input is from dog.jpg."
    assert twice.channel_names == ()
    assert take_picture(replace(BEFORE, notes=""), np.zeros((1, 2, 2)), "a").after.notes == "The input is from a."


@pytest.mark.parametrize(
    ("values", "low", "high"), [([[0, 255]], 0, 255), ([[0.2, 0.5]], 0, 1), ([[-3, 0.5]], -3, 1), ([[True]], 0, 1)]
)
def test_black_and_white_hold_all_numbers(values, low, high):
    after = take_numbers(BEFORE, np.array([values], dtype=float), "a.csv").after
    assert (after.low, after.high) == (low, high)
    assert after.input[0].tolist() == values


def test_what_no_experiment_holds_is_refused():
    for wrong, says in ((np.zeros((1, 2000, 2)), "2000 × 2"), (np.full((1, 1, 1), 1e13), "too large")):
        with pytest.raises(ValueError, match=says):
            take_numbers(BEFORE, wrong, "a.npy")


@pytest.mark.parametrize("source", ["a\nb\u202egnp.exe", "x" * 5000, "…\ud800", '"""'])
def test_any_name_stands_in_the_notes_and_in_a_file(source):
    after = take_picture(BEFORE, np.zeros((1, 2, 2)), source).after
    assert after.notes.count("\n") == 3
    assert same_content(files.loads(files.dumps(after)), after)


def test_full_notes_stay_as_they_are():
    full = replace(BEFORE, notes="x" * LONGEST_NOTES)
    assert take_picture(full, np.zeros((1, 2, 2)), "a.png").after.notes == full.notes
