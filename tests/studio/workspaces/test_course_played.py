"""The whole course and all challenges, played to their ends in a session, with nothing but edits that each step leaves free."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from convstudio.experiment import Experiment, gallery
from convstudio.experiment.edits import Edit
from convstudio.lessons.goals import Goal, SeveralWays
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.lessons.shelf import built_in, challenges, lessons
from convstudio.studio.document.session import Session
from convstudio.studio.document.settings import Settings
from convstudio.studio.lessons.player import LessonPlayer
from tests.lessons.test_course import typed

LESSONS = [lesson.name for lesson in lessons([built_in()])[0]]
CHALLENGES = [challenge.name for challenge in lessons([challenges()])[0]]


@pytest.fixture
def player(qtbot: QtBot) -> LessonPlayer:
    return LessonPlayer(Session(gallery.opening_example()), Settings())


def set_on_stage(player: LessonPlayer, solved: Experiment) -> None:
    """Set the stage as a person would, with the controls that are free."""
    session = player._session
    assert session.edit(lambda present: Edit(solved, "Set it"))


def answer(player: LessonPlayer) -> None:
    """Answer the question of the step rightly."""
    step, experiment = player.step, player.experiment
    assert step
    assert step.question
    assert experiment
    question = step.question
    if question.field == "stage":
        set_on_stage(player, question.solved(experiment))
        player.check(None)
    else:
        player.check(typed(question, question.answer(experiment)))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_played_to_its_end(player: LessonPlayer, name: str) -> None:
    session = player._session
    own = session.state.experiment
    player.begin(name)
    assert player.lesson
    for at, step in enumerate(player.lesson.steps):
        assert player.at == at
        hidden = step.stage is not None and step.stage.hidden
        output = session.state.evaluation.results[-1].output
        assert (output is None) == hidden
        if step.question:
            answer(player)
            assert player.answered.verdict
            assert player.answered.verdict.right
        assert session.state.evaluation.results[-1].output is not None
        if at + 1 < len(player.lesson.steps):
            player.go(at + 1)
    done, asked = player.done(player.lesson)
    assert done == asked > 0
    player.close()
    assert session.state.experiment is own
    session.close()


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_challenge_is_solved_with_what_is_free(player: LessonPlayer, name: str) -> None:
    session = player._session
    own = session.state.experiment
    player.begin(name)
    assert player.lesson
    step, experiment = player.step, player.experiment
    assert step
    assert isinstance(step.question, Goal)
    assert experiment
    goal = step.question
    if isinstance(goal, SeveralWays):
        for strip in goal.strips:
            player.begin_again()
            set_on_stage(player, type(experiment)(input=experiment.input, layers=layers_of(strip)))
            player.check(None)
    else:
        answer(player)
    assert player.stars(player.lesson) == (3, 3)
    assert not player.answered.open
    player.close()
    assert session.state.experiment is own
    session.close()
