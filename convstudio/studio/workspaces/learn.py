"""The widgets of Learn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from convstudio.scene.workspaces import learn
from convstudio.studio.learn.learner import Learner
from convstudio.studio.learn.page import LearnPage
from convstudio.studio.learn.training_panel import TrainingPanel
from convstudio.studio.workspaces.parts import Around, Parts

if TYPE_CHECKING:
    from convstudio.studio.workspaces import Spaces


def make(around: Around) -> Parts[LearnPage, TrainingPanel, Learner]:
    """Make the page, the panel of settings, and the player that trains."""
    learner = Learner(around.session, around.owner)
    return Parts(LearnPage(around.session, learner, around.actions, around.pages), TrainingPanel(around.session), learner)


def learn_in(spaces: Spaces) -> Parts[LearnPage, TrainingPanel, Learner]:
    """The widgets of Learn among the workspaces of a window."""
    return cast("Parts[LearnPage, TrainingPanel, Learner]", spaces.parts(learn.WORKSPACE.name))
