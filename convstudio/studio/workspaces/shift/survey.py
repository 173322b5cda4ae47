"""Computes the plot of all shifts on another thread, piece by piece, so that nothing has to wait for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from convstudio.scene.state import State
from convstudio.scene.workspaces.shift.every.build import EveryScene, knowing
from convstudio.scene.workspaces.shift.every.profile import Profile, advance
from convstudio.scene.workspaces.shift.part import NAME
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.worker import Beside

PIECE = 5e7  # products in one piece, after which the state is looked at again: some 20 ms


class Survey(QObject):
    """Continues the profile on the screen until it is complete."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._under_way: Profile | None = None
        self._beside = Beside("survey", self)
        self._beside.done.connect(self._take)
        self._beside.failed.connect(self._fail)
        session.changed.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether something is being computed."""
        return self._beside.busy

    def close(self) -> None:
        """Stop the thread."""
        self._beside.close()

    def _follow(self, _before: State, state: State) -> None:
        scene = state.screens.get(NAME) if state.workspace == NAME else None
        profile = scene.profile if isinstance(scene, EveryScene) else None
        if profile is None or not profile.missing:
            self._under_way = None
            self._beside.drop()
        elif self._under_way is None or not _is_of(self._under_way, profile):
            self._under_way = profile
            self._beside.do(partial(advance, profile, PIECE))

    def _take(self, profile: Profile) -> None:
        self._under_way = None
        self._session.become(knowing(profile))

    def _fail(self, error: Exception) -> None:
        self._under_way = None
        raise error


def _is_of(profile: Profile, other: Profile) -> bool:
    """Whether a result for one profile serves the other: they may differ only in the present shift along their axis."""
    return profile.points is other.points and profile.evaluation is other.evaluation and profile.is_of(other.part)
