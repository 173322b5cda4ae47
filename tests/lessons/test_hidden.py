"""What is hidden is called hidden, in the rail, in the table of layers and in the place of the arithmetic: not impossible."""

import pytest

from convstudio.experiment import evaluate, gallery
from convstudio.experiment.learning import learn
from convstudio.experiment.learning.training_setup import Obstacle
from convstudio.export.code import LANGUAGES, Language
from convstudio.lessons.hidden import covered
from convstudio.scene import build
from convstudio.scene.build import problem_line
from convstudio.scene.cards.layer_table import cells, layer_table, total_cells
from convstudio.scene.layout.figures import Motif, drawing_of, walk
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Words
from convstudio.scene.words.text_runs import plain_text
from convstudio.scene.workspaces.shift.words import obstacle
from tests.lessons.secrets import Hiding, hiding, secrets, telling
from tests.scene.stage.test_stage_room import Type


def test_what_is_hidden_is_not_said_to_be_impossible() -> None:
    evaluation = evaluate(covered(gallery.opening_example()))
    assert plain_text(problem_line(evaluation)).startswith("The output is hidden. ")
    scene = build(evaluation, staged=True)
    drawing = rail(scene, {}, Type(), pictures=True)
    found = " ".join(plain_text(item.line) for item in drawing.items if isinstance(item, Words))
    assert "hidden" in found
    assert "not possible" not in found
    table = layer_table(evaluation)
    assert table.rows[0].problem == "The output is hidden."
    assert cells(table.rows[0]) == ("1", "Convolution", "The output is hidden.", "", "", "", "", "")
    assert total_cells(table) == ("", "Total", "from 1 × 6 × 8", "", "", "", "", "")


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_a_program_ends_before_what_is_hidden(language: Language) -> None:
    text = language.write(evaluate(covered(gallery.opening_example())), 0, None)
    assert "not possible" not in text
    assert ".." not in text
    if language.suffix == ".py":
        assert "# The output is hidden. It comes back once you have answered in the lesson." in text


def test_what_learns_and_what_moves_say_so_too() -> None:
    evaluation = evaluate(covered(gallery.opening_example()))
    assert plain_text(obstacle(evaluation)).startswith("The output is hidden. It comes back")
    task = learn(evaluation.experiment).task
    assert isinstance(task, Obstacle)
    assert task.was == "picture 1, Convolution: its output is hidden"


@pytest.mark.parametrize("step", hiding(), ids=lambda step: step.name)
def test_no_figure_tells_a_hidden_answer_and_there_is_no_film_of_it(step: Hiding) -> None:
    experiment = telling(step.own)
    evaluation, kept = evaluate(covered(experiment)), secrets(experiment, step.question)
    room = Room(1200, 560, Type())
    for motif in (Motif("stage", words=True), Motif("rail"), Motif("matrix", -1)):
        drawing = drawing_of(evaluation, motif, room)
        assert [said for item in drawing.items if isinstance(item, Words) for said in kept.told_in(plain_text(item.line))] == []
        assert all(matrix.panel.matrix.kind != "map" or matrix.panel.matrix.layer < 0 for matrix in drawing.matrices)
    with pytest.raises(ValueError, match="has no output"):
        walk(evaluation, 0, 1, None)
    with pytest.raises(ValueError, match="has no output"):
        drawing_of(evaluation, Motif("matrix", 0), room)
