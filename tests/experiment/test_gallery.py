"""What the program brings along: every kernel, picture and example is there, is right, and says what it is."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convstudio import resources
from convstudio.engine.descent.identifiability import null_directions
from convstudio.experiment import evaluate, files, gallery
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning import advance, learn, quadratic_of
from convstudio.layers import Conv2d

ROOT = Path(__file__).parents[2]
KERNELS = {kernel.name: kernel for kernel in gallery.kernels()}
PICTURES = {picture.name: picture for picture in gallery.pictures()}
NAMES = [example.name for example in gallery.examples()]

# The results that the subject's text gives, as it gives them: what each layer of an example shows.
BAND = [[1, 1, 0, 0, 0, 0, 1, 1]] * 6
NINE = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
STAMPS = [1, 1, 2, 1, 2, 1, 2, 1, 1]  # how many of four stamps, 3 wide and 2 apart, press each cell of a row
RESULTS = {
    "edge-detection": [[[[0, 1, 0, 0, 0, -1, 0]] * 6], [[[1, 0, 0]] * 3]],
    "cross-correlation": [[[[19, 25], [37, 43]]]],
    "edges-turned-away": [[[[0] * 5] * 8]],
    "horizontal-edges": [[[[0] * 6, [1] * 6, [0] * 6, [0] * 6, [0] * 6, [-1] * 6, [0] * 6]]],
    "one-wide-kernel": [[BAND[:4]]],
    "channels-in": [[[[56, 72], [104, 120]]]],
    "channels-out": [[[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]],
    "max-pooling": [[[[4, 5], [7, 8]]]],
    "average-pooling": [[[[2, 3], [5, 6]]]],
    "pooling-stride": [[[[4]]]],
    "pooling-same": [[[[4, 5], [7, 8]]]],
    "pooling-padding-counts": [[[[2, 3.5], [6.5, 8]]]],
    "pooling-rounded-up": [[[[4, 5], [7, 8]]]],
    "transposed-convolution": [[np.outer(STAMPS, STAMPS).tolist()]],
    "global-average": [
        [[[0, 2, 0, 0, 0, 0, 0]] * 5, [[0] * 7] * 5],
        [[[10 / 35]], [[0]]],
    ],
    "flipped-kernel": [[[[5, 11], [23, 29]]]],
}
SHAPES = {
    "convolutional-layer": (1, 6, 7),
    "reads": (1, 8, 8),
    "padding": (1, 8, 8),
    "padding-height-and-width": (1, 8, 8),
    "padding-even-kernel": (1, 9, 9),
    "stride": (1, 4, 4),
    "stride-with-remainder": (1, 2, 2),
    "one-by-one": (2, 3, 3),
    "dilation": (1, 9, 9),
    "border": (1, 8, 11),
    "depthwise": (1, 12, 12),
    "translation": (1, 8, 12),
    "locality": (1, 9, 9),
    "small-shifts": (1, 3, 4),
    "small-network": (1, 14, 14),
    "three-to-four": (4, 4, 4),
}


def outputs(name):
    return [result.output for result in evaluate(gallery.example(name)).results]


# Examples


def textbook(learnt):
    assert learnt.line.losses[[0, 10]] == pytest.approx([18.18, 0.086], abs=5e-3)
    assert learnt.line.weights(10) == pytest.approx([1.0266, -0.9515], abs=5e-5)


def diverges(learnt):
    assert learnt.line.stop is not None
    assert quadratic_of(learnt).loss_and_gradient(learnt.line.weights(0))[0] == pytest.approx(18.18)


def flat(learnt):
    first, last = learnt.line.weights(0), learnt.line.weights(learnt.line.last)
    assert len(null_directions(quadratic_of(learnt))) == 1
    assert last.sum() == pytest.approx(0)
    assert last[0] - last[1] == pytest.approx(first[0] - first[1])


def edge(learnt):
    last = learnt.line.weights(learnt.line.last)
    assert len(null_directions(quadratic_of(learnt))) == 2
    assert learnt.line.losses[-1] < 1e-12
    assert np.abs(last - [1, -1, 0, 0]).max() > 0.1
    assert (last[0] + last[2], last[1] + last[3]) == pytest.approx((1, -1), abs=1e-5)


def through_layers(learnt):
    assert not learnt.task.is_linear
    assert learnt.line.losses[-1] < 0.02 < 10 < learnt.line.losses[0]


LEARNT = {
    "learning-a-kernel": textbook, "learning-too-fast": diverges, "learning-from-a-flat-picture": flat,
    "learning-from-one-edge": edge, "learning-through-layers": through_layers,
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_an_example_opens_works_and_explains_itself(name):
    experiment = gallery.example(name)
    assert evaluate(experiment).problem is None
    assert experiment.title
    first, *others = experiment.notes.split("\n\n")
    assert first.endswith(".")
    assert len(first) < 100
    assert others
    assert experiment.low <= experiment.input.min() <= experiment.input.max() <= experiment.high


@pytest.mark.parametrize("name", RESULTS)
def test_an_example_shows_the_numbers_of_the_text(name):
    shown = outputs(name)
    assert len(shown) == len(RESULTS[name])
    for output, expected in zip(shown, RESULTS[name], strict=True):
        assert np.array_equal(output, expected)


@pytest.mark.parametrize("name", SHAPES)
def test_an_example_has_the_size_of_the_text(name):
    assert outputs(name)[-1].shape == SHAPES[name]


def test_every_example_is_checked():
    assert set(RESULTS) | set(SHAPES) | set(LEARNT) == set(NAMES)


@pytest.mark.parametrize("name", LEARNT)
def test_an_example_of_learning_ends_as_its_text_says(name):
    experiment = gallery.example(name)
    learnt = learn(training_edits.train_to(experiment, experiment.training.epochs).after)
    while not learnt.done:
        learnt = advance(learnt, 60.0)
    LEARNT[name](learnt)


def test_examples_of_learning_open_there():
    assert {name for name in NAMES if gallery.example(name).workspace == "learn"} == set(LEARNT)


def test_examples_are_numbered_in_order_and_start_with_the_opening_one():
    examples = gallery.examples()
    assert [example.number for example in examples] == list(range(1, len(examples) + 1))
    assert examples[0].name == gallery.OPENING
    assert np.array_equal(gallery.opening_example().input[0], BAND)
    assert gallery.opening_example().layers[0].kernel.tolist() == [[[[1, -1]]]]


def test_titles_and_descriptions_are_those_of_the_experiments():
    for example in gallery.examples():
        experiment = gallery.example(example.name)
        assert (example.title, example.description) == (experiment.title, experiment.notes.partition("\n")[0])


def test_titles_tell_examples_apart():
    assert len({example.title for example in gallery.examples()}) == len(NAMES)


@pytest.mark.parametrize("file", resources.names("examples", gallery.EXAMPLE_SUFFIX))
def test_an_example_is_written_as_the_program_writes(file):
    content = resources.root().joinpath("examples", file).read_bytes()
    assert files.dumps(files.loads(content)) == content


@pytest.mark.parametrize("name", ["no-such-example", "", "../01-edge-detection", "01-edge-detection"])
def test_an_unknown_example(name):
    with pytest.raises(KeyError):
        gallery.example(name)


def test_an_average_that_counts_padding_differs_as_the_notes_say():
    counting = [[2, 1.75], [3.25, 2]]
    layer = gallery.example("pooling-padding-counts").layers[0]
    keys = {p.name: getattr(layer, p.name) for p in layer.parameters}
    assert np.array_equal(type(layer)(**{**keys, "count_include_pad": True}).forward(np.array([NINE], float))[0], counting)


def test_a_corner_is_read_once_and_an_inner_pixel_nine_times():
    counts = outputs("reads")[0][0]
    assert counts[0, 0] == counts[-1, -1] == 1
    assert (counts[2:6, 2:6] == 9).all()


def test_a_convolution_of_one_pixel_is_a_matrix_product():
    experiment = gallery.example("one-by-one")
    matrix = experiment.layers[0].kernel[:, :, 0, 0]
    product = (matrix @ experiment.input.reshape(3, -1)).reshape(2, 3, 3)
    assert np.abs(outputs("one-by-one")[0] - product).max() < 1e-15


def test_the_same_patch_has_the_same_answer_in_both_places():
    answer = outputs("translation")[0][0]
    assert np.argwhere(answer == 5).tolist() == [[1, 2], [5, 9]]
    assert answer.max() == 5


def test_stacked_layers_see_further():
    sides = [int(np.sqrt(np.count_nonzero(output))) for output in outputs("locality")]
    assert sides == [3, 5, 7]


@pytest.mark.parametrize(("column", "value", "window"), [(1, 0.0, 0), (2, 1.0, 1)])
def test_pooling_forgives_the_shift_that_the_notes_name(column, value, window):
    experiment = gallery.example("small-shifts")
    picture = experiment.input.copy()
    picture[0, :, column] = value
    for layer in experiment.layers:
        picture = layer.forward(picture)
    assert np.flatnonzero(picture[0, 0]).tolist() == [window]


def test_a_cell_of_the_small_network_sees_as_much_as_the_notes_say():
    experiment = gallery.example("small-network")
    noise = np.random.default_rng(0).random(28)
    assert sum(reaches(experiment, row, noise, 7) for row in range(28)) == 8
    assert "8 × 8" in experiment.notes


def reaches(experiment, row, values, out_row):
    """Whether values in one row of an otherwise black picture change a row of the last map."""
    picture = np.zeros(experiment.input.shape)
    picture[0, row] = values
    for layer in experiment.layers:
        picture = layer.forward(picture)
    return picture[0, out_row].any()


def test_new_experiment_is_ready_to_paint_on():
    experiment = gallery.new_experiment()
    assert evaluate(experiment).problem is None
    assert evaluate(experiment).results[-1].output.shape == experiment.input.shape
    files.dumps(experiment)


# Kernels


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_says_what_to_look_for_and_where_it_comes_from(name):
    kernel = KERNELS[name]
    assert kernel.title
    assert kernel.group
    assert kernel.look_for.endswith(".")
    assert kernel.source.endswith(".")
    assert kernel.values.ndim == 2
    assert not kernel.values.flags.writeable


def test_the_known_kernels_are_there():
    expected = {
        "vertical-edge": [[1, -1]],
        "horizontal-edge": [[1], [-1]],
        "counting": [[0, 1], [2, 3]],
        "sobel-x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "prewitt-x": [[-1, 0, 1]] * 3,
        "scharr-x": [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]],
        "laplacian-4": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        "laplacian-8": [[1, 1, 1], [1, -8, 1], [1, 1, 1]],
        "box-3": np.full((3, 3), 1 / 9),
        "gaussian-3": np.outer([1, 2, 1], [1, 2, 1]) / 16,
        "gaussian-5": np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256,
        "roberts-falling": [[1, 0], [0, -1]],
        "motion-blur": np.eye(5) / 5,
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    }
    assert all(np.array_equal(KERNELS[name].values, values) for name, values in expected.items())
    assert {"sharpen", "emboss", "corner-top-left", "corner-bottom-right"} <= set(KERNELS)


@pytest.mark.parametrize("name", ["sobel", "prewitt", "scharr"])
def test_the_two_directions_are_each_others_transpose(name):
    assert np.array_equal(KERNELS[f"{name}-x"].values.T, KERNELS[f"{name}-y"].values)


def test_edge_kernels_answer_zero_on_plain_areas():
    assert {k.name for k in gallery.kernels() if k.group == "Edges" and k.values.sum() != 0} == set()


@pytest.mark.parametrize("name", [k.name for k in gallery.kernels() if k.group == "Blur and sharpen"])
def test_blurs_and_sharpeners_leave_plain_areas_alone(name):
    assert abs(KERNELS[name].values.sum() - 1) < 1e-15


def test_two_small_gaussian_passes_are_the_large_one():
    once, wide = KERNELS["gaussian-3"].values[None, None], KERNELS["gaussian-5"].values
    impulse = np.pad([[[1.0]]], ((0, 0), (2, 2), (2, 2)))
    layer = Conv2d(kernel=once, bias=np.zeros(1), padding="same")
    assert np.allclose(layer.forward(layer.forward(impulse))[0], wide, rtol=0, atol=1e-16)


@pytest.mark.parametrize(("name", "corner"), [("corner-top-left", (2, 2)), ("corner-bottom-right", (7, 7))])
def test_a_corner_kernel_answers_most_at_its_corner(name, corner):
    answer = Conv2d(kernel=KERNELS[name].values[None, None], bias=np.zeros(1)).forward(PICTURES["square"].values)[0]
    assert answer.max() == 4
    assert np.argwhere(answer == 4).tolist() == [list(corner)]


def test_kernels_of_a_group_stand_together_and_names_differ():
    groups = [kernel.group for kernel in gallery.kernels()]
    assert sorted(set(groups), key=groups.index) == [g for i, g in enumerate(groups) if i == 0 or groups[i - 1] != g]
    assert len(KERNELS) == len(groups) == len({kernel.title for kernel in gallery.kernels()})


# Pictures


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_title_a_source_and_values_between_black_and_white(name):
    picture = PICTURES[name]
    assert picture.title
    assert picture.source.endswith(".")
    assert picture.values.ndim == 3
    assert (picture.low, picture.high) == (0, 1)
    assert picture.low <= picture.values.min() < picture.values.max() <= picture.high
    assert not picture.values.flags.writeable


def test_the_known_pictures_are_there():
    assert np.array_equal(PICTURES["band"].values, [BAND])
    assert np.array_equal(PICTURES["band-transposed"].values[0], np.transpose(BAND))
    assert PICTURES["impulse"].values.sum() == 1
    assert np.array_equal(PICTURES["gradient"].values[0, 0], np.arange(11) / 10)
    shapes = {name: picture.values.shape for name, picture in PICTURES.items()}
    assert {shapes["letter-a"], shapes["smiley"], shapes["digit-3"], shapes["rings"]} == {(1, n, n) for n in (12, 16, 28)}
    assert shapes["house-in-colour"] == (3, 12, 12)


@pytest.mark.parametrize("name", [name for name, picture in PICTURES.items() if len(picture.values) > 1])
def test_a_colour_picture_is_three_named_channels(name):
    assert len(PICTURES[name].values) == 3
    assert PICTURES[name].channel_names == ("red", "green", "blue")


def test_overlapping_squares_mix_their_colours():
    squares = PICTURES["three-squares"].values
    assert squares[:, 3, 2].tolist() == [1, 1, 1]  # white in the middle
    assert squares[:, 2, 2].tolist() == [1, 1, 0]  # red and green: yellow


def test_the_rings_are_symmetric():
    rings = PICTURES["rings"].values[0]
    assert all(np.array_equal(rings, turned) for turned in (rings.T, rings[::-1], rings[:, ::-1]))


# Cost

WATCHED = """
import json, sys
seen = []
sys.addaudithook(lambda event, args: event == "open" and seen.append(str(args[0])))
from convstudio.experiment import gallery
print(json.dumps([path for path in seen if "resources" in path and not path.endswith((".py", ".pyc"))]))
"""


def test_importing_reads_nothing():
    done = subprocess.run([sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True)
    assert json.loads(done.stdout) == [], done.stderr


def test_a_menu_of_examples_opens_every_file_once():
    watched = WATCHED.replace("print(", "seen.clear(); gallery.examples(); gallery.examples(); print(")
    done = subprocess.run([sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True)
    opened = [path for path in json.loads(done.stdout) if path.endswith((".convstudio", ".json"))]
    assert opened, done.stderr
    assert len(opened) == len(set(opened))
    assert gallery.examples() is gallery.examples()
