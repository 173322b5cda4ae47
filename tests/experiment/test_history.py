"""Undo and redo as values."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.experiment import Experiment, edits, frozen
from convstudio.experiment.history import ARRAY_BYTES, STEP_BYTES, History, begin, commit, jump, look_at, mark_saved, redo, undo

BYTES = 8 * 100 + ARRAY_BYTES + STEP_BYTES  # of one picture here, as a step


def picture(value: float) -> Experiment:
    return Experiment(input=frozen(np.full((1, 10, 10), value)))


def history_of(count: int) -> History:
    history = begin(picture(0), saved=True)
    for number in range(1, count + 1):
        history = commit(history, picture(number), f"Step {number}")
    return history


def test_a_history_begins_with_nothing_to_undo() -> None:
    history = begin(picture(0), saved=True)
    assert (history.undo_label, history.redo_label, history.modified) == (None, None, False)
    assert undo(history).present is redo(history).present is history.present


@given(st.integers(0, 5))
def test_undo_takes_back_what_commit_did(count: int) -> None:
    history = history_of(count)
    after = commit(history, picture(99), "Paint 1 cell")
    assert after.undo_label == "Paint 1 cell"
    assert undo(after).present is history.present
    assert undo(after).undo_label == history.undo_label
    assert undo(after).redo_label == "Paint 1 cell"


@given(st.integers(1, 6), st.data())
def test_redo_takes_back_what_undo_did(count: int, data: st.DataObject) -> None:
    history = jump(history_of(count), data.draw(st.integers(1, count)))
    assert redo(undo(history)).present is history.present
    assert redo(undo(history)).position == history.position


def test_a_new_step_drops_what_was_undone() -> None:
    history = commit(undo(undo(history_of(3))), picture(9), "Other")
    assert [step.label for step in history.steps] == ["", "Step 1", "Other"]
    assert history.redo_label is None


@pytest.mark.parametrize(("to", "expected"), [(-3, 0), (0, 0), (2, 2), (3, 3), (99, 3)])
def test_one_can_jump_to_any_step(to: int, expected: int) -> None:
    history = jump(history_of(3), to)
    assert history.position == expected
    assert float(history.present.input[0, 0, 0]) == expected
    assert len(history.steps) == 4


def test_a_step_changes_no_history_that_it_came_from() -> None:
    history = history_of(2)
    commit(history, picture(7), "Other")
    undo(history)
    assert [step.label for step in history.steps] == ["", "Step 1", "Step 2"]
    assert history.position == 2


def test_the_marker_says_whether_the_file_holds_the_present() -> None:
    saved = mark_saved(history_of(2))
    assert not saved.modified
    assert undo(saved).modified
    assert not redo(undo(saved)).modified
    assert commit(saved, picture(9), "Other").modified
    assert not undo(commit(saved, picture(9), "Other")).modified


def test_what_was_done_and_made_undone_by_hand_is_not_modified() -> None:
    saved = mark_saved(commit(history_of(1), picture(7), "Paint 1 cell"))
    there = commit(saved, picture(8), "Paint 1 cell")
    assert there.modified
    assert not commit(there, picture(7), "Paint 1 cell").modified


def test_a_new_document_is_modified_until_it_is_saved() -> None:
    history = begin(picture(0), saved=False)
    assert history.modified
    assert not mark_saved(history).modified


@pytest.mark.parametrize(("most_bytes", "kept"), [(5 * BYTES, 5), (5 * BYTES + 1, 5), (5 * BYTES - 1, 4), (1, 2), (0, 2)])
def test_the_oldest_steps_go_when_bytes_run_out_but_one_undo_stays(most_bytes: int, kept: int) -> None:
    history = begin(picture(0), saved=True)
    for number in range(1, 9):
        history = commit(history, picture(number), f"Step {number}", most_bytes)
    assert len(history.steps) == kept
    assert float(undo(history).present.input[0, 0, 0]) == 7


@given(st.lists(st.integers(-2, 6), max_size=12))
def test_what_is_held_is_what_its_steps_hold_whatever_was_undone_and_dropped(moves: list[int]) -> None:
    """Negative numbers undo so many steps; what a new step drops is not counted any more, nor is the oldest one that goes."""
    history = begin(picture(0), saved=True)
    for number in moves:
        if number < 0:
            history = jump(history, history.position + number)
        else:
            history = commit(history, picture(number), "Step", most_bytes=4 * BYTES)
        assert history.held == sum(step.added for step in history.steps)


def test_what_was_dropped_after_undo_makes_room_again() -> None:
    history = begin(picture(0), saved=True)
    for number in range(20):
        history = commit(undo(history), picture(number), "Step", most_bytes=3 * BYTES)
    assert len(history.steps) == 2
    history = commit(history, picture(7), "Step", most_bytes=3 * BYTES)
    assert len(history.steps) == 3, "no step had to go"


def test_an_array_that_steps_share_counts_once() -> None:
    first = Experiment(input=frozen(np.zeros((1, 10, 10))), layers=(edits.new_layer("conv2d", 1),))
    history = begin(first, saved=True)
    room = history.held + 50 * STEP_BYTES
    for number in range(50):
        title = edits.set_words(history.present, title=str(number))
        history = commit(history, title.after, title.label, room)
    assert len(history.steps) == 51
    assert history.held == room


def test_long_notes_count_where_they_change() -> None:
    history = begin(picture(0), saved=True)
    before = history.held
    for number in range(4):
        words = edits.set_words(history.present, notes=str(number) * 1000)
        history = commit(history, words.after, words.label)
        history = commit(history, edits.set_words(history.present, title=str(number)).after, "")
    assert history.held == before + 4 * 1000 + 8 * STEP_BYTES


def test_a_step_is_counted_as_what_it_takes() -> None:
    history = begin(picture(0), saved=True)
    tracemalloc.start()
    try:
        for number in range(1000):
            edit = edits.paint(history.present, {(0, 1, 2): number})
            history = commit(history, edit.after, edit.label)
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    counted = history.held - begin(picture(0), saved=True).held
    assert 0.9 * taken < counted < 1.3 * taken


def test_the_file_is_remembered_even_if_its_step_is_gone() -> None:
    history = mark_saved(history_of(1))
    for number in range(5):
        history = commit(history, picture(number), "Step", most_bytes=0)
    assert jump(history, 0).modified


# Several documents


def two_examples() -> History:
    """An example that was painted, and another one that is only looked at."""
    painted = commit(begin(picture(0), saved=True, example=True), picture(1), "Paint")
    return look_at(painted, picture(2), "Example: Two")


def test_looking_at_another_example_is_a_step_and_undo_brings_back_what_was_painted() -> None:
    history = two_examples()
    assert (history.undo_label, history.modified) == ("Example: Two", False)
    assert float(history.document.opened.input[0, 0, 0]) == 2
    back = undo(history)
    assert float(back.present.input[0, 0, 0]) == 1
    assert float(back.document.opened.input[0, 0, 0]) == 0
    assert back.modified
    assert not undo(back).modified
    assert redo(back).present is history.present


def test_work_in_an_example_before_is_unsaved_work() -> None:
    history = two_examples()
    assert history.unsaved == (1,)
    assert undo(history).unsaved == (1,)
    assert jump(history, 0).unsaved == ()
    assert commit(history, picture(3), "Paint").unsaved == (1, 3)
    assert mark_saved(undo(history)).unsaved == ()
    assert redo(mark_saved(undo(history))).unsaved == ()
    third = look_at(commit(history, picture(3), "Paint"), picture(4), "Example: Three")
    assert third.unsaved == (1, 3)
    assert look_at(history, picture(4), "Example: Three").unsaved == (1,)


def test_a_file_belongs_to_its_document_alone() -> None:
    history = mark_saved(commit(two_examples(), picture(3), "Paint"), Path("two.convstudio"))
    assert history.document.path == Path("two.convstudio")
    assert undo(history).document.path == Path("two.convstudio")
    assert (undo(history).modified, history.modified) == (True, False)
    first = jump(history, 1)
    assert first.document.path is None
    assert first.modified
    assert redo(redo(mark_saved(first, Path("one.convstudio")))).document.path == Path("two.convstudio")
