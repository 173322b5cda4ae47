"""What is written is what is read: bit for bit, for every layer kind and every number that an experiment may hold."""

import json
import math
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from msgspec.structs import replace

from convstudio.experiment import Experiment, Run, Training, evaluate, files, frozen, same_content
from convstudio.experiment.arrays import MOST_WRITTEN_OUT
from convstudio.experiment.files import versions
from convstudio.experiment.files.plaintext import TURNING, is_plain, plain
from convstudio.experiment.limits import LARGEST_VALUE, LONGEST_TITLE
from convstudio.experiment.training import RUN, TASK
from convstudio.layers import KINDS, Activation, AvgPool2d, Conv2d, KernelLayer, MaxPool2d
from tests.experiment.declared import setting, settings

GOLDEN = Path(__file__).parents[1] / "golden"
NASTY = (-0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 0.1, 1 / 3, 1e12, -1e12, 2**39 + 0.5, 1 + 2**-52, 123456789.0)

values = st.sampled_from(NASTY) | st.floats(-LARGEST_VALUE, LARGEST_VALUE)
letters = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), exclude_characters=TURNING)
words = st.text(letters, max_size=LONGEST_TITLE)
flat = arrays(np.float64, 3, elements=values).map(frozen)
maps = arrays(np.float64, (1, 2, 3), elements=values).map(frozen)
lines = st.text(letters | st.sampled_from("\n\t\r\u2028"), max_size=200)


@st.composite
def layers(draw):
    kind = draw(st.sampled_from(KINDS))
    plain_ones = [p for p in kind.parameters if p.stored and p.name not in ("kernel", "bias")]
    given_settings = {p.name: draw(setting(p)) for p in plain_ones}
    if issubclass(kind, KernelLayer):
        shape = draw(st.tuples(*[st.integers(1, 3)] * 4))
        given_settings["kernel"] = frozen(draw(arrays(np.float64, shape, elements=values)))
        given_settings["bias"] = frozen(draw(arrays(np.float64, shape[0], elements=values)))
    return kind(name=draw(words), enabled=draw(st.booleans()), **given_settings)


@st.composite
def runs(draw):
    """A first run, and runs that leave one before them somewhere."""
    made = [Run(**draw(settings(RUN)), length=draw(st.integers(0, 5)), weights=draw(st.none() | flat))]
    for _ in range(draw(st.integers(0, 3))):
        parent = draw(st.integers(-1, len(made) - 1))
        epoch = 0 if parent < 0 else draw(st.integers(made[parent].epoch, made[parent].end))
        made.append(Run(**draw(settings(RUN)), parent=parent, epoch=epoch, length=draw(st.integers(0, 5))))
    return tuple(made)


@st.composite
def trainings(draw):
    made = draw(runs())
    return Training(
        **draw(settings(TASK)),
        target_kernel=draw(st.none() | arrays(np.float64, (1, 2, 1, 2), elements=values).map(frozen)),
        targets=tuple(draw(st.lists(maps, max_size=2))),
        pictures=tuple(draw(st.lists(maps, max_size=2))),
        runs=made,
        chosen=draw(st.integers(0, len(made) - 1)),
    )


@st.composite
def experiments(draw):
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6)))
    low = draw(st.floats(-1e6, 1e6))
    return Experiment(
        input=frozen(draw(arrays(np.float64, shape, elements=values))),
        layers=tuple(draw(st.lists(layers(), max_size=4))),
        training=draw(trainings()),
        title=draw(words),
        notes=draw(lines),
        low=low,
        high=low + draw(st.floats(0.001, 1e6)),
    )


def bits(experiment):
    """Every array of an experiment, as bytes: they tell 0 from −0."""
    kept = [layer for layer in experiment.layers if isinstance(layer, Conv2d)]
    return [a.tobytes() for a in (experiment.input, *(w for layer in kept for w in (layer.kernel, layer.bias)))]


@given(experiments())
def test_reading_gives_back_what_was_written(experiment):
    content = files.dumps(experiment)
    again = files.loads(content)
    assert same_content(again, experiment)
    assert bits(again) == bits(experiment)
    assert files.dumps(again) == content


@given(experiments())
def test_a_file_is_plain_json_text(experiment):
    values_of_file = json.loads(files.dumps(experiment), parse_constant=pytest.fail)
    assert list(values_of_file)[:3] == ["format", "version", "min_reader"]
    assert np.array_equal(values_of_file["input"]["channels"], experiment.input)


@given(st.lists(layers(), max_size=3))
def test_whatever_can_be_read_can_be_evaluated(drawn):
    experiment = Experiment(input=frozen(np.ones((2, 5, 5))), layers=tuple(drawn))
    evaluate(files.loads(files.dumps(experiment)))


@given(st.floats(-LARGEST_VALUE, LARGEST_VALUE))
def test_every_number_comes_back_with_its_sign(value):
    experiment = Experiment(input=frozen([[[value]]]))
    again = files.loads(files.dumps(experiment)).input[0, 0, 0]
    assert (again, math.copysign(1, again)) == (value, math.copysign(1, value))


def test_arrays_that_were_read_cannot_be_changed():
    experiment = files.loads(files.dumps(every_kind()))
    for array in (experiment.input, experiment.layers[0].kernel, experiment.layers[1].kernel, experiment.layers[0].bias):
        assert array is frozen(array)
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


# How it looks


def test_a_matrix_is_written_with_a_row_on_each_line():
    experiment = Experiment(input=frozen([[[0, 1, -0.0], [0.5, 1e-300, 1e12]]]))
    assert "\n      [0, 1, -0.0],\n      [0.5, 1e-300, 1000000000000]\n    ]]\n" in files.dumps(experiment).decode()


@pytest.mark.parametrize(("columns", "packed"), [(64, False), (65, True)])
def test_only_a_large_array_is_packed(columns, packed):
    experiment = Experiment(input=frozen(np.arange(64.0 * columns).reshape(1, 64, columns)))
    assert (b'"float64"' in files.dumps(experiment)) is packed
    assert MOST_WRITTEN_OUT == 64 * 64


@pytest.mark.parametrize("shape", [(1, 65, 64), (3, 1024, 7), (64, 8, 9)])
def test_packed_arrays_come_back_bit_for_bit(shape):
    picture = np.random.default_rng(1).normal(size=shape)
    picture.flat[: len(NASTY)] = NASTY
    experiment = Experiment(input=frozen(picture))
    content = files.dumps(experiment)
    assert files.loads(content).input.tobytes() == picture.tobytes()
    assert files.dumps(files.loads(content)) == content


def test_numpy_numbers_are_written_as_numbers():
    experiment = Experiment(input=frozen([[[1]]]), low=np.float64(0.1), high=np.float64(0.7))
    assert b'"low": 0.1,' in files.dumps(experiment)


def test_a_whole_number_where_a_decimal_is_meant_is_saved(tmp_path):
    experiment = Experiment(input=frozen([[[1]]]), low=0, high=2, layers=(Activation(negative_slope=1),))
    files.write(experiment, tmp_path / "a.convstudio")
    assert same_content(files.read(tmp_path / "a.convstudio"), experiment)


# What must not get into a file


@pytest.mark.parametrize(
    ("experiment", "part"),
    [
        (Experiment(input=frozen([[[1, math.nan]]])), "input.channels[0], row 0, column 1: nan"),
        (Experiment(input=frozen([[[math.inf]]])), "input.channels[0], row 0, column 0: inf"),
        (Experiment(input=frozen([[[1]]]), low=-math.inf), "input.low"),
        (Experiment(input=frozen([[[1]]]), title="a\x00b"), "title"),
        (Experiment(input=frozen([[[1]]]), notes="\ud800"), "notes"),
        (Experiment(input=frozen([[[1]]]), layers=(MaxPool2d(stride=(0, 1)),)), "layers[0].stride: [0, 1]"),
        (Experiment(input=frozen([[[1]]]), training=Training(epochs=-1)), "training.epochs: -1"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(experiment, part, tmp_path):
    with pytest.raises(files.FileProblem) as problem:
        files.write(experiment, tmp_path / "a.convstudio")
    assert part in str(problem.value)
    assert list(tmp_path.iterdir()) == []


def test_what_would_read_differently_is_not_written(monkeypatch, tmp_path):
    monkeypatch.setattr(files, "loads", lambda _: Experiment(input=frozen([[[2]]])))
    with pytest.raises(files.FileProblem, match="would not hold"):
        files.write(Experiment(input=frozen([[[1]]])), tmp_path / "a.convstudio")
    assert list(tmp_path.iterdir()) == []


@given(st.text(), st.booleans())
def test_a_cleaned_text_is_plain(text, with_lines):
    assert is_plain(plain(text, lines=with_lines), lines=with_lines)
    assert len(plain(text, lines=with_lines)) == len(text)


# Versions


def every_kind():
    """One of each kind of version 1, with no setting at its default: what its golden file holds, and the others beside it."""
    kernel = np.arange(8).reshape(2, 1, 2, 2) / 8 - 0.5
    return Experiment(
        title="Golden · Ω",
        notes="First line\n\tsecond",
        input=frozen((np.arange(2 * 6 * 7) % 5 / 4).reshape(2, 6, 7)),
        low=-1.0,
        high=1.5,
        layers=(
            Conv2d(
                name="First", enabled=False, kernel=frozen(kernel), bias=frozen([0.1, -0.0]), stride=(2, 1), padding="same",
                padding_mode="reflect", dilation=(1, 2), groups=2, flip=True, activation="leaky_relu", negative_slope=0.25,
            ),
            Conv2d(kernel=frozen(np.arange(2 * 2 * 33 * 32).reshape(-1, 2, 3, 4) / 3), bias=frozen(np.arange(176))),
            MaxPool2d(kernel_size=(3, 2), stride=(1, 2), padding=((0, 1), (2, 3)), dilation=(2, 1), ceil_mode=True),
            AvgPool2d(kernel_size=(1, 2), stride=(2, 1), padding="full", ceil_mode=True, count_include_pad=False),
            Activation(activation="tanh", negative_slope=0.5),
        ),
        training=Training(epochs=7, runs=(Run(learning_rate=0.05, seed=3),)),
    )  # fmt: skip


GOLDEN_FILES = {
    "v1": every_kind,
    "v2": lambda: replace(every_kind(), channel_names=("red", "")),
    "v3": lambda: replace(every_kind(), channel_names=("red", ""), workspace="learn"),
    "v4": lambda: replace(every_kind(), channel_names=("red", ""), workspace="shift"),
}


@pytest.mark.parametrize("version", GOLDEN_FILES)
def test_the_golden_file_of_a_version_reads_as_it_always_did(version):
    experiment, expected = files.read(GOLDEN / f"{version}.convstudio"), GOLDEN_FILES[version]()
    assert same_content(experiment, expected)
    assert experiment.workspace == expected.workspace


def test_every_version_has_its_golden_file():
    assert len(GOLDEN_FILES) == versions.VERSION
    newest = (GOLDEN / f"v{versions.VERSION}.convstudio").read_bytes()
    assert files.dumps(files.loads(newest)) == newest


def test_the_kinds_of_version_1_are_all_still_there():
    assert {layer.kind for layer in every_kind().layers} <= {kind.kind for kind in KINDS}


def newer(**changes):
    document = {**json.loads(files.dumps(every_kind())), "version": 9, "min_reader": 1, **changes}
    return json.dumps(document).encode()


def test_a_newer_file_that_may_be_read_keeps_its_unknown_fields():
    experiment = files.loads(newer(future={"a": [1, 2.5, None, True], "b": {}}, more="ü"))
    assert experiment.extra == {"version": 9, "min_reader": 1, "future": {"a": [1, 2.5, None, True], "b": {}}, "more": "ü"}
    content = files.dumps(experiment)
    assert json.loads(content)["future"] == {"a": [1, 2.5, None, True], "b": {}}
    assert same_content(files.loads(content), experiment)
    assert files.dumps(files.loads(content)) == content


def test_a_newer_file_may_have_unknown_fields_anywhere():
    document = json.loads(newer())
    for place in (document["input"], document["layers"][0], document["training"]):
        place["future"] = 1
    known = files.loads(json.dumps(document).encode())
    assert same_content(known.layers, every_kind().layers)


@pytest.mark.parametrize("version", [versions.VERSION, 9])
def test_a_workspace_that_this_program_does_not_have_is_kept(version):
    experiment = files.loads(newer(version=version, workspace="lessons"))
    assert experiment.workspace == "lessons"
    assert json.loads(files.dumps(experiment))["workspace"] == "lessons"


def test_a_workspace_of_another_form_in_a_newer_file_is_kept_as_it_is():
    experiment = files.loads(newer(workspace={"name": "lessons"}))
    assert experiment.workspace == ""
    assert json.loads(files.dumps(replace(experiment, workspace="learn")))["workspace"] == {"name": "lessons"}


@pytest.mark.parametrize("workspace", ["", "explore", "learn", "shift"])
def test_the_workspace_is_written_where_it_is_known(workspace):
    experiment = replace(every_kind(), workspace=workspace)
    content = files.dumps(experiment)
    assert json.loads(content).get("workspace", "") == workspace
    assert files.loads(content).workspace == workspace


def test_a_file_of_this_version_has_no_extra():
    assert files.loads(files.dumps(every_kind())).extra == {}
    assert isinstance(files.loads(files.dumps(every_kind())).extra, MappingProxyType)


def test_older_files_go_through_each_migration_in_turn(monkeypatch):
    steps = (
        lambda fields: {**fields, "title": fields["title"] + " 2"},
        lambda fields: {**fields, "title": fields["title"] + " 3"},
    )
    monkeypatch.setattr(versions, "MIGRATIONS", steps)
    assert [versions.migrated({"title": "1"}, version)["title"] for version in (1, 2, 3)] == ["1 2 3", "1 3", "1"]


def test_a_migration_makes_a_version():
    assert len(versions.MIGRATIONS) + 1 == versions.VERSION >= versions.MIN_READER
