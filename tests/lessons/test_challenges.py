"""Every challenge is solved: with all stars, rightly with fewer, and wrongly with none."""

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import edits, evaluate, frozen
from convstudio.experiment.edits.touched import touched
from convstudio.lessons.check import check
from convstudio.lessons.descent import loss_at
from convstudio.lessons.goals import AnyGoal, Attempt
from convstudio.lessons.goals.measures import MEASURES
from convstudio.lessons.goals.ways import recipe
from convstudio.lessons.model import LessonProblem
from convstudio.lessons.reading.expressions import value
from convstudio.lessons.reading.heads import challenge_headings
from convstudio.lessons.reading.read import computed, read
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.lessons.shelf import built_in, challenges, lessons
from tests.lessons.writing import HEAD, STAGE, write
from tests.rules.test_readme_lesson import README

ALL, PROBLEMS = lessons([challenges()])
BY_NAME = {challenge.name: challenge for challenge in ALL}
each_challenge = pytest.mark.parametrize("challenge", ALL, ids=[challenge.name for challenge in ALL])


def goal_of(challenge):
    return challenge.steps[-1].question, challenge.experiment(len(challenge.steps) - 1)


def test_all_are_read_in_their_order_and_listed_without_being_read():
    assert PROBLEMS == ()
    assert [challenge.order for challenge in ALL] == list(range(1, 8))
    assert all(challenge.is_challenge and challenge.summary for challenge in ALL)
    headings = challenge_headings([challenges(), built_in()])
    assert [(each.name, each.title, each.summary) for each in headings] == [(c.name, c.title, c.summary) for c in ALL]


@each_challenge
def test_the_stored_solution_gets_all_stars(challenge):
    goal, experiment = goal_of(challenge)
    verdict = check(goal, experiment, goal.answer(experiment))
    assert (verdict.right, verdict.stars) == (True, (3, 3))
    assert verdict.words == f"All stars. {computed(goal.explain, experiment)}"
    assert goal.hint


@each_challenge
def test_another_right_answer_gets_fewer(challenge):
    goal, experiment = goal_of(challenge)
    verdict = check(goal, experiment, goal.solved_otherwise(experiment))
    assert verdict.right
    assert verdict.stars[0] in (1, 2)
    assert verdict.words.startswith("Right. For another star: ")


@each_challenge
def test_the_start_and_another_picture_get_none(challenge):
    goal, experiment = goal_of(challenge)
    verdict = check(goal, experiment, Attempt(experiment))
    assert (verdict.right, verdict.stars) == (False, (0, 3))
    assert verdict.words
    solved = goal.solved(experiment)
    larger = edits.resize_input(solved, experiment.input.shape[1] + 1, experiment.input.shape[2]).after
    assert check(goal, experiment, Attempt(larger)).stars == (0, 3)
    assert check(goal, experiment, Attempt(replace(solved, layers=()))).stars == (0, 3)


@each_challenge
def test_what_is_left_free_is_enough(challenge):
    goal, experiment = goal_of(challenge)
    free = challenge.steps[-1].guide.controls
    for made in (goal.solved(experiment), goal.solved_otherwise(experiment).experiment):
        assert touched(experiment, made) <= free


def solved_by(name, layers, steps=1):
    goal, experiment = goal_of(BY_NAME[name])
    attempt = Attempt(replace(experiment, layers=layers_of(layers)), steps)
    return check(goal, experiment, attempt)


def conv(kernel, **settings):
    return {"kind": "conv2d", "kernel": kernel, **settings}


def test_any_kernel_that_makes_the_output_will_do():
    assert solved_by("01-make-this-output", [conv([[0, 0, 0], [3, 0, 0], [0, 0, -3]])]).stars == (3, 3)
    assert solved_by("01-make-this-output", [conv([[1, 0, -1], [2, 0, -2], [0, 0, 0]])]).stars == (2, 3)
    assert solved_by("01-make-this-output", [conv([[3, 0, -2], [0, 0, 0], [0, 0, 0]])]).stars == (0, 3)
    assert "The output is 6 × 6; 4 × 6 is wanted." in solved_by("01-make-this-output", [conv([[3, 0, -3]])]).words


def test_a_kernel_that_fits_one_picture_is_not_the_same_everywhere():
    goal, experiment = goal_of(BY_NAME["02-find-the-kernel"])
    black = replace(experiment, input=frozen(np.zeros_like(experiment.input)))
    verdict = check(goal, experiment, Attempt(black))  # on a black picture every kernel does the same
    assert (verdict.right, verdict.words) == (False, "On some pictures it does something else.")


def test_the_blur_is_one_convolution_with_the_product_of_the_small_ones():
    small = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], float)
    full = np.zeros((5, 5))
    for row in range(3):
        for column in range(3):
            full[row : row + 3, column : column + 3] += small[row, column] * small
    goal, _experiment = goal_of(BY_NAME["04-two-for-one"])
    assert goal.like[0]["kernel"] == full.tolist()
    assert solved_by("04-two-for-one", [conv(full.tolist())]).stars == (1, 3)  # 26 numbers
    pooled = [conv(full.tolist()), {"kind": "max_pool2d", "kernel_size": 1, "stride": 1}]
    assert solved_by("04-two-for-one", pooled).words == "This does not count here: max pool."


def test_three_ways_are_three_and_the_same_way_counts_once():
    goal, experiment = goal_of(BY_NAME["03-five-by-five"])
    ones = [[1.0] * 3] * 3
    first = Attempt(replace(experiment, layers=layers_of([conv(ones)])))
    assert recipe(first.experiment) == "3 × 3"
    assert check(goal, experiment, first).stars == (1, 3)
    again = Attempt(replace(experiment, layers=layers_of([conv([[2.0] * 3] * 3)])), 1, ("3 × 3",))
    assert check(goal, experiment, again).words.startswith("You have found this way already")
    strided = layers_of([conv(ones, stride=2, padding=2)])
    second = Attempt(replace(experiment, layers=strided), 1, ("3 × 3",))
    assert recipe(second.experiment) == "3 × 3 stride 2 padding 2"
    assert check(goal, experiment, second).stars == (2, 3)
    assert [reading.held for reading in goal.readings(second, experiment)] == [True, False, False]


def test_descent_is_beaten_by_the_loss_alone():
    goal, experiment = goal_of(BY_NAME["06-beat-descent"])
    wanted = evaluate(replace(experiment, layers=layers_of([conv([[1, -2], [3, 0.5]])]))).results[-1].output
    made = replace(experiment, layers=layers_of([conv([[1, -2], [2, 0]])]))
    assert goal.loss(Attempt(made), experiment) == ((evaluate(made).results[-1].output - wanted) ** 2).sum()
    assert goal.loss(Attempt(experiment), experiment) == pytest.approx(loss_at(experiment, 0))
    assert solved_by("06-beat-descent", [conv([[1, -2], [3, 0.5]])], steps=11).stars == (1, 3)
    assert solved_by("06-beat-descent", [conv([[1, -2], [2, 0]])]).stars == (0, 3)


def test_multiplications_are_counted_layer_by_layer():
    goal, experiment = goal_of(BY_NAME["07-see-fifteen"])
    side, products = 28, 0
    for dilation in (7, 4, 2, 1):
        side -= dilation
        products += 2 * 2 * side * side
    assert MEASURES["multiplications"].of(goal.solved(experiment), 0) == products == goal.bounds[-1].most
    holes = solved_by("07-see-fifteen", [conv([[1, 1, 1]] * 3, dilation=7)])
    assert holes.words == "There are holes: some of the 15 × 15 pixels are never read."
    seven = solved_by("07-see-fifteen", [conv([[1, 1, 1]] * 3)] * 7)
    assert seven.stars == (1, 3)
    assert "now 26208" in seven.words


def test_seen_is_counted_pixel_by_pixel():
    _goal, experiment = goal_of(BY_NAME["07-see-fifteen"])
    for layers in (
        [conv([[1, 1, 1]] * 3)],
        [conv([[1, 1]], dilation=3), conv([[1], [1]], dilation=2)],
        [conv([[1, 1], [1, 1]], stride=2)] * 2,
    ):
        made = replace(experiment, layers=layers_of(layers))
        before, count = evaluate(made).results[-1].output, 0
        middle = 0, before.shape[1] // 2, before.shape[2] // 2
        for row in range(28):
            for column in range(28):
                changed = edits.paint(made, {(0, row, column): 7.5}).after
                count += evaluate(changed).results[-1].output[middle] != before[middle]
        assert value("seen()", made) == count


START = "[{kind = 'conv2d', kernel = [[0, 1], [2, 3]]}]"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"solution": "[]"}, "solution: it misses the goal"),
        ({"bounds": "[{measure = 'nonzero', most = 1}]"}, "does not get all stars"),
        ({"bounds": "[{measure = 'nonzero', most = 9}]"}, "also: it gets 2 stars"),
        ({"bounds": "[{measure = 'beauty', most = 9}]"}, "beauty"),
        ({"bounds": "[{measure = 'weights', most = 5}]", "also": "[]"}, "also: another right answer"),
        ({"like": START, "solution": START, "also": START}, "reached before anything is done"),
        ({"kind": "'riddle'"}, "riddle"),
    ],
)
def test_a_goal_that_makes_no_sense_is_refused(tmp_path, change, reason):
    fields = {
        "kind": "'output'", "ask": "'?'", "like": "[{kind = 'conv2d', kernel = [[1, 0], [0, 2]]}]",
        "solution": "[{kind = 'conv2d', kernel = [[1, 0], [0, 2]]}]", "bounds": "[]",
        "also": "[{kind = 'conv2d', kernel = [[1, 0], [0, 2]]}]",
    }  # fmt: skip
    path = tmp_path / "goal.md"

    def text(fields):
        return f"{HEAD}# A\n{STAGE}\n```goal\n" + "\n".join(f"{name} = {words}" for name, words in fields.items()) + "\n```\n"

    path.write_text(text(fields), encoding="utf-8")
    assert read(path).is_challenge
    path.write_text(text({**fields, **change}), encoding="utf-8")
    with pytest.raises(LessonProblem, match=reason):
        read(path)


def test_files_that_are_no_challenges_are_not_listed(tmp_path):
    write(tmp_path, name="lesson.md")
    (tmp_path / "broken.md").write_text("+++\ntitle = \n+++\n\n```goal\n", encoding="utf-8")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe\n```goal")
    (tmp_path / "folder.md").mkdir()
    assert challenge_headings([tmp_path, tmp_path / "missing"]) == ()


def test_all_kinds_and_measures_are_named():
    section = README.partition("### Challenges")[2].partition("\n## ")[0]
    kinds = [kind.__struct_config__.tag for kind in AnyGoal.__args__]
    assert [name for name in (*kinds, *MEASURES) if f"`{name}`" not in section] == []
