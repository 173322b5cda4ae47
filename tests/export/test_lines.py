"""Lines of code: what PyTorch and Keras themselves make of them (golden_lines.json), and the way back."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from convstudio.engine import ACTIVATIONS, activations
from convstudio.experiment import frozen
from convstudio.export.keras import keras
from convstudio.export.pytorch import pytorch
from convstudio.export.reading import read_layer
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from tests.export.cases import all_cases

GOLDEN = json.loads((Path(__file__).parent / "golden" / "golden_lines.json").read_text())
CASES = {name: (layer, x) for name, layer, x in all_cases()}
TOLERANCE = 1e-7  # of tanh in the library under Keras; all else agrees to 1e-9
IN_32_BITS = 1e-6  # Keras takes this mean in 32 bits, whatever it is given
WRITERS = {"pytorch": pytorch, "keras": keras}


def conv(outs=1, slices=1, window=(3, 3), **settings):
    rng = np.random.default_rng(1)
    kernel = frozen(rng.integers(-4, 5, (outs, slices, *window)).astype(float))
    return Conv2d(kernel=kernel, bias=frozen(np.zeros(outs)), **settings)


def test_every_case_is_golden():
    assert GOLDEN.keys() == CASES.keys()


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize("name", CASES)
def test_the_library_itself_computes_the_same_from_the_line(name, dialect):
    layer, x = CASES[name]
    golden = GOLDEN[name][dialect]
    assert WRITERS[dialect](layer, x.shape).text == golden["text"]
    if golden["equal"]:
        atol = IN_32_BITS if layer.kind == "global_avg_pool2d" and dialect == "keras" else TOLERANCE
        np.testing.assert_allclose(layer.forward(x), golden["output"], rtol=0, atol=atol)
    else:
        assert golden["text"].startswith("#")  # says what is missing


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize(
    "layer", [Activation(activation="bent"), conv(activation="bent")], ids=["alone", "behind a convolution"]
)
def test_an_activation_that_a_dialect_has_no_line_for_is_named(monkeypatch, dialect, layer):
    bent = ACTIVATIONS[1]._replace(name="bent", title="Bent")
    monkeypatch.setattr(activations, "ACTIVATIONS", (*ACTIVATIONS, bent))
    code = WRITERS[dialect](layer, (1, 5, 5))
    assert not code.equal
    assert any(remark.endswith("has no line for this activation (Bent)") for remark in code.remarks)
    assert "bent" not in " ".join(code.calls)


def test_most_lines_say_all_of_the_layer():
    """PyTorch lacks only padding that does not count in a mean, Keras what the product page names."""
    unequal = {dialect: [name for name in GOLDEN if not GOLDEN[name][dialect]["equal"]] for dialect in WRITERS}
    assert all(
        isinstance(CASES[name][0], AvgPool2d) and (not CASES[name][0].count_include_pad or CASES[name][0].ceil_mode)
        for name in unequal["pytorch"]
    )
    assert all(not GOLDEN[name]["keras"]["equal"] or "ceil" not in GOLDEN[name]["keras"]["text"] or "changes nothing"
               in GOLDEN[name]["keras"]["text"] for name in GOLDEN)  # fmt: skip


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize("name", CASES)
def test_a_copied_line_pasted_back_gives_the_same_layer(name, dialect):
    layer, x = CASES[name]
    code = WRITERS[dialect](layer, x.shape)
    if not code.equal:
        return
    pasted = read_layer(code.text, layer, x.shape[0])
    assert pasted.left_out == ""
    assert type(pasted.layer) is type(layer)
    assert np.array_equal(pasted.layer.forward(x), layer.forward(x))


@pytest.mark.parametrize(
    ("layer", "shape", "lines"),
    [
        (conv(64, 3, (7, 7), stride=(2, 2), padding=((3, 3), (3, 3))), (3, 224, 224),
         "nn.Conv2d(3, 64, kernel_size=7, stride=2, padding=3)"),
        (conv(window=(1, 2)), (1, 6, 8), "nn.Conv2d(1, 1, kernel_size=(1, 2))"),
        (conv(padding="same", activation="relu"), (1, 6, 8), 'nn.Conv2d(1, 1, kernel_size=3, padding="same"),\nnn.ReLU(),'),
        (conv(padding="same", stride=(2, 2)), (1, 6, 8),
         '# "same" written out for an input of 6 × 8\nnn.ZeroPad2d((0, 1, 0, 1)),\nnn.Conv2d(1, 1, kernel_size=3, stride=2),'),
        (conv(padding=((1, 0), (2, 0)), padding_mode="reflect"), (1, 6, 8),
         "nn.ReflectionPad2d((2, 0, 1, 0)),\nnn.Conv2d(1, 1, kernel_size=3),"),
        (MaxPool2d(), (1, 6, 8), "nn.MaxPool2d(2)"),
        (AvgPool2d(kernel_size=(3, 2), stride=(2, 2), padding=((1, 1), (0, 0)), count_include_pad=False), (1, 6, 8),
         "nn.AvgPool2d((3, 2), stride=2, padding=(1, 0), count_include_pad=False)"),
        (Activation(activation="leaky_relu", negative_slope=0.2), (1, 6, 8), "nn.LeakyReLU(0.2)"),
        (conv(flip=True), (1, 6, 8),
         "# the kernel is flipped here: turn the weights by 180° first\nnn.Conv2d(1, 1, kernel_size=3)"),
    ],
)  # fmt: skip
def test_pytorch_as_people_write_it(layer, shape, lines):
    assert pytorch(layer, shape).text == lines


@pytest.mark.parametrize(
    ("layer", "shape", "lines"),
    [
        (conv(64, 3, padding="same", activation="relu"), (3, 32, 32),
         '# channels last: input (32, 32, 3)\nlayers.Conv2D(64, 3, padding="same", activation="relu")'),
        (conv(4, 1, groups=4, dilation=(2, 2)), (4, 9, 9),
         "# channels last: input (9, 9, 4)\nlayers.DepthwiseConv2D(3, dilation_rate=2)"),
        (MaxPool2d(kernel_size=(3, 3), stride=(2, 2), padding=((1, 1), (1, 1))), (1, 8, 8),
         "# Keras cannot pad a pooling by top 1, bottom 1, left 1, right 1 without counting the padding\n"
         "layers.MaxPooling2D(3, strides=2)"),
        (AvgPool2d(padding=((1, 0), (1, 0))), (1, 6, 8),
         "layers.ZeroPadding2D(((1, 0), (1, 0))),\nlayers.AveragePooling2D(2),"),
        (MaxPool2d(kernel_size=(2, 2), stride=(2, 2), ceil_mode=True), (1, 5, 6),
         "# Keras has no ceil_mode: its output has 2 × 3 cells only\nlayers.MaxPooling2D(2)"),
        (MaxPool2d(kernel_size=(2, 2), stride=(2, 2), ceil_mode=True), (1, 6, 6),
         "# Keras has no ceil_mode; at this size it changes nothing\nlayers.MaxPooling2D(2)"),
        (conv(activation="leaky_relu"), None, "layers.Conv2D(1, 3),\nlayers.LeakyReLU(negative_slope=0.01),"),
    ],
)  # fmt: skip
def test_keras_as_people_write_it(layer, shape, lines):
    assert keras(layer, shape).text == lines


READ = {
    "nn.Conv2d(1, 8, 3, 2, 1)": {"window": (3, 3), "stride": (2, 2), "padding": ((1, 1), (1, 1))},
    "self.conv = torch.nn.Conv2d(in_channels=1, out_channels=8, kernel_size=(3, 5), padding='same')":
        {"window": (3, 5), "padding": "same"},
    "(conv1): Conv2d(1, 8, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))": {"padding": ((2, 2), (2, 2))},
    "nn.LazyConv2d(8, kernel_size=3, dilation=2),": {"dilation": (2, 2), "padding": "valid"},
    "nn.Sequential(nn.ZeroPad2d((0, 1, 2, 3)), nn.Conv2d(1, 8, 3), nn.Tanh())":
        {"padding": ((2, 3), (0, 1)), "activation": "tanh"},
    "layers.Conv2D(8, (3, 3), strides=(2, 1), padding='same', activation='relu')":
        {"stride": (2, 1), "padding": "same", "activation": "relu"},
    "x = keras.layers.Conv2D(filters=8, kernel_size=3)(x)": {"padding": "valid", "activation": "none"},
    "model.add(layers.Conv2D(8, 3))": {"window": (3, 3)},
    "x = layers.ReLU()(layers.Conv2D(8, 3)(layers.ZeroPadding2D(2)(x)))":
        {"padding": ((2, 2), (2, 2)), "activation": "relu"},
    "keras.Sequential([layers.ZeroPadding2D(((1, 0), (0, 2))), layers.Conv2D(8, 3), layers.LeakyReLU()])":
        {"padding": ((1, 0), (0, 2)), "activation": "leaky_relu", "negative_slope": 0.3},
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_lines_from_practice_are_read(text):
    layer = read_layer(text, conv(), 1).layer
    assert layer.kernel.shape[:2] == (8, 1)
    for name, value in READ[text].items():
        assert getattr(layer, name) == value


@pytest.mark.parametrize(
    ("text", "kind", "settings"),
    [
        ("nn.MaxPool2d(3, stride=2, padding=1)", MaxPool2d,
         {"kernel_size": (3, 3), "stride": (2, 2), "padding": ((1, 1), (1, 1)), "ceil_mode": False}),
        ("nn.AvgPool2d(2, count_include_pad=False)", AvgPool2d,
         {"kernel_size": (2, 2), "stride": (2, 2), "count_include_pad": False}),
        ("tf.keras.layers.MaxPooling2D()", MaxPool2d, {"kernel_size": (2, 2), "stride": (2, 2), "padding": "valid"}),
        ("layers.AveragePooling2D(3, padding='same')", AvgPool2d,
         {"kernel_size": (3, 3), "stride": (3, 3), "padding": "same", "count_include_pad": False}),
        ("nn.LeakyReLU(0.1, inplace=True)", Activation, {"activation": "leaky_relu", "negative_slope": 0.1}),
        ("layers.Activation('sigmoid')", Activation, {"activation": "sigmoid"}),
    ],
)  # fmt: skip
def test_pooling_and_activations_are_read(text, kind, settings):
    pasted = read_layer(text, conv(), 1)
    assert pasted.left_out == ""
    assert type(pasted.layer) is kind
    assert {name: getattr(pasted.layer, name) for name in settings} == settings


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste a line such as"),
        ("hello world", "not a line of Python"),
        ("nn.Linear(3, 4)", "Linear is not a layer here"),
        ("nn.Conv2d(1, 1, 99)", "Kernel: 99 × 99 is not possible"),
        ("nn.Conv2d(1, 1, 3, stride=0)", "Stride: 0 × 0 is not possible"),
        ("nn.Conv2d(1, 1)", "needs a kernel"),
        ("nn.Conv2d(3, 8, 3, groups=2)", "3 → 8 channels cannot be split into 2 groups"),
        ("nn.Conv2d(1, 9999, 3)", "too large"),
        ("nn.Conv2d(1, 8, 3)\nnn.Conv2d(8, 8, 3)", "several layers"),
        ("nn.MaxPool2d(2), nn.ReLU()", "several layers"),
        ("nn.ZeroPad2d(1)", "Padding alone"),
        ("layers.ZeroPadding2D(1), layers.MaxPooling2D(2)", "padding never wins"),
        ("nn.ZeroPad2d(1), nn.Conv2d(1, 1, 3, padding=1)", "pads twice"),
        ("layers.Conv2D(8, 3, data_format='channels_first')", "data_format=channels_first is not possible"),
        ("nn.MaxPool2d(2, return_indices=True)", "return_indices=True is not possible"),
        ("layers.Conv2D(8, 3, activation='swish')", "swish is not known"),
        ("import torch\nfor i in range(3): pass", "whole programs"),
        ("__import__('os').system('true')", "system is not a layer"),
        ("(" * 3000, "not a line of Python"),
        ("x" * 5000, "too long"),
        ("nn.Conv2d(1, 8, 'a')", "kernel_size is one whole number or two"),
        ("nn.Conv2d(1, 8, True)", "kernel_size is one whole number or two"),
        ("nn.Conv2d(1, 8, 3, padding='full')", 'padding="full" is not possible'),
        ("nn.LeakyReLU(7)", "Negative slope: 7 is not possible"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_one_sentence(text, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
        read_layer(text, conv(), 1)
    assert "\n" not in str(refused.value)


def test_what_is_left_out_is_named():
    pasted = read_layer("layers.Conv2D(8, 3, kernel_initializer='he_normal', use_bias=False, name='a')", conv(), 1)
    assert pasted.left_out == "It has no bias: all biases are 0. Not taken: kernel_initializer."
    assert read_layer("nn.Conv2d(1, 4, 3, stride=s, **more)", conv(), 1).left_out == "Not taken: stride, **more."


def test_other_channels_are_taken_and_named():
    pasted = read_layer("nn.Conv2d(3, 8, 3)", conv(), 1)
    assert pasted.left_out == "The line reads 3 channels, 1 comes in here."
    assert pasted.layer.problem((1, 6, 6)) is not None


def test_weights_that_fit_stay():
    before = conv(2, 1)
    layer = read_layer("nn.Conv2d(1, 3, (3, 4))", before, 1).layer
    assert np.array_equal(layer.kernel[:2, :, :, :3], before.kernel)
    assert not layer.kernel[:2, :, :, 3].any()
    assert layer.kernel[2].any()
    again = read_layer("nn.Conv2d(1, 3, (3, 4))", before, 1).layer
    assert np.array_equal(layer.kernel, again.kernel)


@pytest.mark.parametrize("function", [known.name for known in ACTIVATIONS if known.name != "none"])
@pytest.mark.parametrize("write", [pytorch, keras], ids=["pytorch", "keras"])
def test_every_activation_has_a_line_that_is_read_back(function, write):
    layer = Activation(activation=function, negative_slope=0.25)
    line = write(layer, (1, 4, 4))
    assert line.calls
    back = read_layer(line.text, layer, 1).layer
    assert isinstance(back, Activation)
    assert (back.activation, back.negative_slope) == (function, 0.25 if function == "leaky_relu" else back.negative_slope)
