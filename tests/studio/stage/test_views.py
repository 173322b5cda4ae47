"""What changes with the view of Explore, beside the matrices: which actions there are, and what they say."""

from __future__ import annotations

from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def test_a_layer_is_named_where_the_rail_shows_it(person: Person) -> None:
    rename = person.window.actions_by_name["rename_layer"]
    assert not rename.isEnabled()
    person.window.actions_by_name["flow"].trigger()
    assert rename.isEnabled()
    person.window.session.work_in("learn")
    assert not rename.isEnabled()


def test_the_flow_is_checked_from_the_start(open_window: OpenWindow) -> None:
    for view in ("stage", "flow"):
        flow = open_window(view=view).window.actions_by_name["flow"]
        assert flow.isChecked() == (view == "flow")


def test_what_only_explore_shows_is_not_offered_in_learn(open_window: OpenWindow) -> None:
    window = open_window(view="stage").window
    names = ("flow", "resize", "name_channel", "rename_layer")
    assert all(window.actions_by_name[name].isEnabled() for name in names)
    window.session.work_in("learn")
    assert not any(window.actions_by_name[name].isEnabled() for name in names)
