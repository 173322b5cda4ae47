"""The view of every shift as a value: one shift of the input as matrices, and all of them as a plot."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from convstudio.scene.state import State, with_screen
from convstudio.scene.workspaces.shift import build as moving
from convstudio.scene.workspaces.shift.every import words
from convstudio.scene.workspaces.shift.every.profile import Profile, profile_of
from convstudio.scene.workspaces.shift.part import NAME


class EveryScene(moving.ShiftScene, frozen=True, eq=False, kw_only=True):
    """The screen of one shift, and the profile of all shifts; `profile` is None if there is nothing to compare."""

    profile: Profile | None = None


def build(state: State) -> EveryScene:
    """Build the screen of a state."""
    last = state.screens.get(NAME)
    before = last.profile if isinstance(last, EveryScene) else None
    scene = moving.build(state)
    fields = {name: getattr(scene, name) for name in scene.__struct_fields__}
    if scene.report is None:
        return EveryScene(**fields)
    profile = profile_of(state.evaluation, scene.part, before)
    return EveryScene(**{**fields, "profile": profile, "conclusion": words.conclusion(scene.report, profile)})


def knowing(profile: Profile) -> Callable[[State], State]:
    """The change that adds further points to the profile; it changes nothing if the screen shows another profile by then."""

    def change(state: State) -> State:
        scene = state.screens.get(NAME)
        if not isinstance(scene, EveryScene) or scene.profile is None or scene.report is None:
            return state
        merged = profile_of(scene.evaluation, scene.part, profile)
        if merged.evaluation is not profile.evaluation or merged.points is not profile.points:
            return state
        return with_screen(state, NAME, replace(scene, profile=merged, conclusion=words.conclusion(scene.report, merged)))

    return change
