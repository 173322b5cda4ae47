"""A right answer is right, and a wrong one is answered with what its giver believed."""

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.engine import conv2d, max_pool2d
from convstudio.experiment import edits, evaluate, frozen
from convstudio.experiment.learning import learn
from convstudio.experiment.learning.training_setup import Obstacle
from convstudio.lessons.check import TRIES, check, solution
from convstudio.lessons.generate import _silent, another, tells_apart
from convstudio.lessons.hidden import covered
from convstudio.lessons.misconceptions import MAPS, SHAPES, STEPS, named, of_kernel
from convstudio.lessons.reading.read import read
from tests.lessons.writing import experiment_block, step, write

X = np.array([[2.0, 0, 1, 5], [1, 3, 4, 0], [6, 2, 0, 7], [3, 1, 5, 2]])
K = np.array([[1.0, 2], [-1, 3]])


def conv(extra="", x=X, kernel=K, training=""):
    lines = f"input = {x.tolist()}\n{training}\n[[layers]]\nkind = 'conv2d'\nkernel = {kernel.tolist()}\n{extra}"
    return experiment_block(lines)


def asked(folder, question, stage):
    lesson = read(write(folder, step(question, stage)))
    return lesson.steps[0].question, lesson.experiment(0)


def cell(folder, row, column, stage):
    return asked(folder, f"kind = 'cell'\nask = '?'\ncell = [{row}, {column}]", stage)


def said(name):
    return named(name).sentence


BIG = np.arange(36.0).reshape(6, 6) ** 2 % 11
K3 = np.array([[1.0, 2, 0], [0, -1, 3], [2, 0, 1]])
TWO = np.array([X, X.T + 1])
KTWO = np.array([K, K + 2])
believers = [
    ("kernel_flipped", 0, 0, conv(), conv2d(X[None], K[None, None, ::-1, ::-1])[0, 0, 0]),
    ("kernel_transposed", 0, 0, conv(), conv2d(X[None], K.T[None, None])[0, 0, 0]),
    ("signs_swapped", 0, 0, conv(), -conv2d(X[None], K[None, None])[0, 0, 0]),
    ("rows_columns_swapped", 0, 2, conv(), conv2d(X[None], K[None, None])[0, 2, 0]),
    ("counted_from_one", 2, 2, conv(), conv2d(X[None], K[None, None])[0, 1, 1]),
    ("bias_forgotten", 0, 0, conv("bias = 5"), conv2d(X[None], K[None, None])[0, 0, 0]),
    ("padding_forgotten", 1, 2, conv("padding = 1"), conv2d(X[None], K[None, None])[0, 1, 2]),
    ("stride_ignored", 1, 0, conv("stride = 2"), conv2d(X[None], K[None, None])[0, 1, 0]),
    ("padding_once", 1, 1, conv("padding = [[0, 2], [0, 1]]"), None),
    ("channels_averaged", 0, 0, conv(x=TWO, kernel=KTWO), conv2d(TWO, KTWO[None])[0, 0, 0] / 2),
    ("first_channel_only", 0, 0, conv(x=TWO, kernel=KTWO), conv2d(TWO[:1], KTWO[None, :1])[0, 0, 0]),
    ("last_channel_only", 0, 0, conv(x=TWO, kernel=KTWO), conv2d(TWO[1:], KTWO[None, 1:])[0, 0, 0]),
    ("first_slice_for_all", 0, 0, conv(x=TWO, kernel=KTWO), conv2d(TWO, np.array([[K, K]]))[0, 0, 0]),
    ("window_centred", 1, 1, conv(x=BIG, kernel=K3), conv2d(BIG[None], K3[None, None], padding=1)[0, 1, 1]),
    ("activation_forgotten", 0, 0, conv("activation = 'relu'\nbias = -50"), conv2d(X[None], K[None, None])[0, 0, 0] - 50),
]  # fmt: skip


@pytest.mark.parametrize(("name", "row", "column", "stage", "value"), [each for each in believers if each[4] is not None])
def test_a_wrong_value_is_known_for_its_misconception(tmp_path, name, row, column, stage, value):
    question, experiment = cell(tmp_path, row, column, stage)
    verdict = check(question, experiment, str(value))
    assert not verdict.right
    assert said(name) in verdict.words  # another one may happen to give the same


def test_the_right_value_is_right_however_it_is_written(tmp_path):
    question, experiment = cell(tmp_path, 0, 0, conv())
    right = float(conv2d(X[None], K[None, None])[0, 0, 0])
    assert check(question, experiment, f" {right:.1f} ".replace(".", ",")).right
    with pytest.raises(ValueError, match="is not a number"):
        check(question, experiment, "ten")


def pool(extra, kind="max_pool2d", x=X):
    return experiment_block(f"input = {x.tolist()}\n[[layers]]\nkind = '{kind}'\n{extra}")


def test_poolings_have_misconceptions_of_their_own(tmp_path):
    question, experiment = cell(tmp_path, 0, 0, pool("kernel_size = 2"))
    assert check(question, experiment, "1.5").words == said("mean_for_maximum")
    question, experiment = cell(tmp_path, 1, 1, pool("kernel_size = 2"))
    one = max_pool2d(X[None], 2, stride=1)[0, 1, 1]
    assert check(question, experiment, str(one)).words == said("stride_ignored")
    question, experiment = cell(tmp_path, 0, 0, pool("kernel_size = 2", "avg_pool2d"))
    assert check(question, experiment, "3").words == said("maximum_for_mean")
    question, experiment = asked(tmp_path, "kind = 'shape'\nask = '?'", pool("kernel_size = 3\nstride = 2\nceil_mode = true"))
    assert check(question, experiment, "2 x 2").right
    assert said("pooling_floor_for_ceil") in check(question, experiment, "1 × 1").words


SIZES = conv("padding = 2\nstride = 3", x=np.ones((10, 13)), kernel=np.ones((4, 4)))


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("3 × 4", "padding_forgotten"), ("5 × 6", "ceil_for_floor"), ("11 × 14", "stride_ignored"),
        ("5 × 4", "rows_columns_swapped"), ("3 × 4", "padding_once"),
    ],
)  # fmt: skip
def test_a_wrong_size_is_known_for_its_misconception(tmp_path, given, name):
    question, experiment = asked(tmp_path, "kind = 'shape'\nask = '?'", SIZES)
    assert check(question, experiment, "4, 5").right
    verdict = check(question, experiment, given)
    assert not verdict.right
    assert said(name) in verdict.words


def test_two_mistakes_are_found_where_one_does_not_explain(tmp_path):
    question, experiment = cell(tmp_path, 0, 0, conv("bias = 5"))
    flipped = conv2d(X[None], K[None, None, ::-1, ::-1])[0, 0, 0]
    words = check(question, experiment, str(flipped)).words
    assert words.startswith("Two mistakes would give this: ")
    assert said("kernel_flipped") in words
    assert said("bias_forgotten") in words


def test_outputs_and_costs(tmp_path):
    kernel = np.ones((3, 2, 2, 2))
    stage = conv(x=TWO, kernel=kernel)
    question, experiment = asked(tmp_path, "kind = 'number'\nask = '?'\nquantity = 'outputs'", stage)
    assert check(question, experiment, "3").right
    assert check(question, experiment, "6").words == said("outputs_times_inputs")
    question, experiment = asked(tmp_path, "kind = 'number'\nask = '?'\nquantity = 'weights'", stage)
    assert check(question, experiment, "27").right
    assert check(question, experiment, "24").words == said("biases_not_counted")
    assert check(question, experiment, "15").words == said("one_slice_counted")
    assert check(question, experiment, str(24 * 9 + 3)).words == said("weights_unshared")
    question, experiment = asked(tmp_path, "kind = 'number'\nask = '?'\nquantity = 'multiplications'", stage)
    assert check(question, experiment, str(24 * 9)).right


LEARN = "training = {runs = [{weights = [0.0, 0.0], learning_rate = 0.1}]}"


def test_steps_of_descent(tmp_path):
    stage = conv(x=np.array([[1.0, 0, 2]]), kernel=np.array([[1.0, -1]]), training=LEARN)
    ask = "kind = 'number'\nask = '?'\nquantity = '{}'\nweight = 1"
    question, experiment = asked(tmp_path, ask.format("loss"), stage)
    assert check(question, experiment, "5").right  # targets 1 and −2, outputs 0
    assert check(question, experiment, "2.5").words == said("loss_not_summed")
    question, experiment = asked(tmp_path, ask.format("gradient"), stage)
    assert check(question, experiment, "8").right  # 2 (−1·0 + 2·2)
    assert check(question, experiment, "4").words.startswith("Either: ")  # without the 2, or of the mean of two cells
    assert check(question, experiment, "-8").words == said("gradient_sign")
    question, experiment = asked(tmp_path, ask.format("step"), stage)
    assert check(question, experiment, "-0.8").right
    assert said("step_upwards") in check(question, experiment, "0.8").words


def test_a_number_may_bring_its_own_mistakes(tmp_path):
    because = "mistakes = [{gives = 'sum(X)', because = 'That is X: {= size(X)}.'}]"
    own = "kind = 'number'\nask = '?'\nvalue = 'sum(Y)'\nwithin = 0.5\n"
    question, experiment = asked(tmp_path, own + because, conv())
    total = conv2d(X[None], K[None, None]).sum()
    assert check(question, experiment, str(total + 0.4)).right
    assert check(question, experiment, str(X.sum())).words == "That is X: 4 × 4."


def test_choices_answer_each_wrong_one(tmp_path):
    options = "[{text = 'a', right = true}, {text = 'b', because = 'Not b.'}]"
    question, experiment = asked(
        tmp_path, f"kind = 'choice'\nask = '?'\noptions = {options}\nexplain = 'As {{= Y[0, 0]}}.'", conv()
    )
    assert check(question, experiment, 0).words == f"Right. As {conv2d(X[None], K[None, None])[0, 0, 0]:.0f}."
    assert check(question, experiment, 1).words == "Not b."
    with pytest.raises(ValueError, match="Choose one"):
        check(question, experiment, None)


def grid(values):
    return [[f"{value:g}" for value in row] for row in values]


def test_whole_outputs_and_their_signs(tmp_path):
    right = conv2d(X[None], K[None, None])[0]
    question, experiment = asked(tmp_path, "kind = 'output'\nask = '?'", conv())
    assert check(question, experiment, grid(right)).right
    assert said("rows_columns_swapped") in check(question, experiment, grid(right.T)).words
    off = right.copy()
    off[1, 2] += 1
    assert "[1, 2]" in check(question, experiment, grid(off)).words
    with pytest.raises(ValueError, match="every cell"):
        check(question, experiment, [["", "1"], ["1", "1"]])
    question, experiment = asked(tmp_path, "kind = 'signs'\nask = '?'", conv())
    signs = [["−0+"[int(np.sign(value)) + 1] for value in row] for row in right]
    assert check(question, experiment, signs).right
    swapped = [["+0−"[int(np.sign(value)) + 1] for value in row] for row in right]
    assert said("signs_swapped") in check(question, experiment, swapped).words


def built(experiment, kernel, **changes):
    layer = replace(experiment.layers[0], kernel=frozen(np.array(kernel, dtype=float)[None, None]), **changes)
    return replace(experiment, layers=(layer,))


def test_a_kernel_is_judged_by_what_it_gives(tmp_path):
    band = conv(x=np.array([[1.0, 1, 0, 0, 1, 1]] * 4), kernel=np.array([[0.0, 0]]))
    question, experiment = asked(tmp_path, "kind = 'kernel'\nask = '?'\nsolution = [[1, -1]]", band)
    assert check(question, experiment, built(experiment, [[1, -1]])).right
    assert not check(question, experiment, experiment).right
    flipped = check(question, experiment, built(experiment, [[-1, 1]]))
    assert of_kernel("kernel_flipped") in flipped.words
    assert of_kernel("signs_swapped") in flipped.words
    assert flipped.beliefs == ("kernel_flipped", "signs_swapped")
    assert not check(question, experiment, built(experiment, [[1], [-1]])).right
    assert "wanted" in check(question, experiment, built(experiment, [[1, -1, 0]])).words
    assert check(question, experiment, question.solved(experiment)).right
    assert "Answer: 1 −1." in solution(question, experiment)


def test_controls_may_be_set_in_any_way_that_reaches_the_goals(tmp_path):
    ask = """kind = 'controls'
ask = 'Make Y 2 × 2.'
goals = [{test = "size(Y) == (2, 2)", otherwise = "Y is not 2 × 2 yet."}]
solution = [{kind = 'conv2d', kernel = [[0, 1], [2, 3]], stride = 2}]"""
    question, experiment = asked(tmp_path, ask, conv())
    assert check(question, experiment, question.solved(experiment)).right
    assert check(question, experiment, experiment).words == "Y is not 2 × 2 yet."
    other = replace(experiment, layers=(replace(experiment.layers[0], dilation=(2, 2)),))
    assert check(question, experiment, other).right
    assert not check(question, experiment, replace(experiment, layers=())).right
    another_input = replace(question.solved(experiment), input=frozen(-experiment.input))
    assert "The input is another one" in check(question, experiment, another_input).words


def test_what_is_covered_has_no_output_whatever_is_done_to_it(tmp_path):
    _question, experiment = cell(tmp_path, 0, 0, conv())
    hidden = covered(experiment)
    before = evaluate(experiment)
    for changed in (hidden, replace(hidden, layers=(replace(hidden.layers[0], stride=(2, 2)),))):
        result = evaluate(changed, before).results[0]
        assert result.shown is None
        assert result.problem.hides
        assert changed.layers[0].formula((1, 4, 4)) is None
        assert np.array_equal(edits.convolution(changed, 0).kernel, edits.convolution(experiment, 0).kernel)
    learning = learn(hidden)
    assert isinstance(learning.task, Obstacle)


@pytest.mark.parametrize(
    ("ask", "stage"),
    [
        ("kind = 'cell'\nask = '?'\ncell = [0, 1]", conv()),
        ("kind = 'cell'\nask = '?'\ncell = [1, 2]", conv("padding = 1\nbias = 1\nstride = 2", x=BIG, kernel=K3)),
        ("kind = 'cell'\nask = '?'\ncell = [0, 1]", conv(x=TWO, kernel=KTWO)),
        ("kind = 'cell'\nask = '?'\ncell = [0, 1]", pool("kernel_size = 2", x=BIG)),
        ("kind = 'output'\nask = '?'", conv()),
        ("kind = 'shape'\nask = '?'", SIZES),
    ],
)  # fmt: skip
def test_another_one_tells_all_misconceptions_apart(tmp_path, ask, stage):
    question, experiment = asked(tmp_path, ask, stage)
    made = [another(question, experiment, seed) for seed in range(3)]
    silent = _silent(question, experiment)
    assert all(tells_apart(question, each, silent) for each in made)
    again = another(question, experiment, 1)
    assert np.array_equal(again.input, made[1].input)
    assert len({str(question.answer(each)) + str(each.input.tolist()) for each in made}) == 3


def test_every_misconception_has_one_function_and_one_sentence():
    every = [*MAPS, *SHAPES, *STEPS]
    sentences = {each.name: each.sentence for each in every}
    assert len(set(sentences.values())) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences.values())
    assert TRIES == 2
