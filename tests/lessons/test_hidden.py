"""What is hidden is called hidden, in the rail, in the table of layers and in the place of the arithmetic: not impossible."""

from convstudio.experiment import evaluate, gallery
from convstudio.lessons.hidden import covered
from convstudio.scene import build
from convstudio.scene.build import problem_line
from convstudio.scene.cards.layer_table import layer_table
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.values import Words
from convstudio.scene.words.text_runs import plain_text
from tests.scene.stage.test_stage_room import Type


def test_what_is_hidden_is_not_said_to_be_impossible():
    evaluation = evaluate(covered(gallery.opening_example()))
    assert plain_text(problem_line(evaluation)).startswith("The output is hidden. ")
    scene = build(evaluation, staged=True)
    drawing = rail(scene, {}, Type(), pictures=True)
    found = " ".join(plain_text(item.line) for item in drawing.items if isinstance(item, Words))
    assert "hidden" in found
    assert "not possible" not in found
    assert layer_table(evaluation).rows[0].problem == "The output is hidden."
