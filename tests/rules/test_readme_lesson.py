"""The lesson that the README shows works, and the functions that it names are those there are."""

import re
from pathlib import Path

import pytest

from convstudio.lessons.check import check
from convstudio.lessons.questions import AnyQuestion
from convstudio.lessons.questions.number import BELIEFS
from convstudio.lessons.reading.expressions import FUNCTIONS
from convstudio.lessons.reading.read import read

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def sample(tmp_path):
    block = re.search(r"(?m)^    \+\+\+\n(    .*\n|\n)+", README)
    assert block
    path = tmp_path / "sample.md"
    path.write_text(re.sub(r"(?m)^    ", "", block[0]), encoding="utf-8")
    return read(path)


def test_the_sample_is_read_and_answered(sample):
    assert [step.title for step in sample.steps] == ["A heading begins a step", "The next step keeps the experiment"]
    assert "X has 2 × 3 pixels, its corner is 1, the mean 0.50" in sample.steps[0].text
    assert check(sample.steps[0].question, sample.experiment(0), "1").words == "Right. Because 1 − 0 is 1."
    assert not check(sample.steps[0].question, sample.experiment(0), "-1").right
    assert check(sample.steps[1].question, sample.experiment(1), 0).right


def test_the_sample_of_a_goal_is_read_and_solved(tmp_path):
    block = re.search(r"(?m)^    ```goal\n(    .*\n)+", README)
    assert block
    path = tmp_path / "goal.md"
    stage = "```experiment\ninput = [[1, 1, 0], [1, 0, 0]]\n[[layers]]\nkind = 'conv2d'\nkernel = [[0, 0]]\n```\n"
    path.write_text('+++\ntitle = "A"\n+++\n# A\n' + stage + re.sub(r"(?m)^    ", "", block[0]), encoding="utf-8")
    challenge = read(path)
    goal, experiment = challenge.steps[0].question, challenge.experiment(0)
    assert challenge.is_challenge
    assert check(goal, experiment, goal.answer(experiment)).words == "All stars. Said with all stars."


def test_all_kinds_quantities_and_functions_are_named():
    kinds = [kind.__struct_config__.tag for kind in AnyQuestion.__args__]
    section = README.partition("## Lessons")[2].partition("\n## ")[0]
    assert [name for name in (*kinds, *FUNCTIONS) if f"`{name}`" not in section] == []
    assert [name for name in BELIEFS if name not in section] == []
