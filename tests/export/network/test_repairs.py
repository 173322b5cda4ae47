"""The shape error of a network, answered: which layer, why, and what would do."""

from __future__ import annotations

import pytest

from convstudio.export.network.reading import read_network
from convstudio.export.network.repairs import reason, repairs
from convstudio.export.network.strip import strip_of


def answered(code: str, *shape: int) -> tuple[str, dict[str, tuple[str, tuple[int, ...]]]]:
    reading = read_network(code)
    made = strip_of(reading, shape)
    return reason(made), {repair.title: (repair.text, repair.shape) for repair in repairs(reading, made)}


def test_channels_that_do_not_fit():
    code = "net = nn.Sequential(\n    nn.Conv2d(1, 16, 3),\n    nn.ReLU(),\n    nn.Conv2d(8, 4, 3),\n)"
    said, offered = answered(code, 1, 12, 12)
    assert said == "Layer 2, line 4: its kernel reads 8 channels, but layer 1 makes 16."
    assert offered == {
        "Take 16 input channels, as layer 1 makes 16": (code.replace("(8, 4", "(16, 4"), (1, 12, 12)),
        "Let layer 1 make 8 channels": (code.replace("(1, 16", "(1, 8"), (1, 12, 12)),
    }


def test_channels_of_the_input():
    code = "nn.Sequential(nn.Conv2d(in_channels=3, out_channels=2, kernel_size=3))"
    said, offered = answered(code, 1, 12, 12)
    assert said == "Layer 1, line 1: its kernel reads 3 channels, but the input has 1."
    assert offered["An input of 3 channels"] == (code, (3, 12, 12))
    assert offered["Take 1 input channel, as the input has 1"][0] == code.replace("in_channels=3", "in_channels=1")


def test_a_kernel_larger_than_what_arrives():
    code = "nn.Sequential(nn.Conv2d(1, 4, 3), nn.MaxPool2d(2), nn.Conv2d(4, 8, 5))"
    said, offered = answered(code, 1, 8, 8)
    assert said == "Layer 3, line 1: its window does not fit into what arrives, 4 × 3 × 3: window 5 × 5, padded input 3 × 3."
    assert offered == {
        "Padding 1": (code.replace("8, 5)", "8, 5, padding=1)"), (1, 8, 8)),
        "A window of 3 × 3": (code.replace("8, 5)", "8, 3)"), (1, 8, 8)),
        "Stride 1 in layer 2": (code.replace("d(2)", "d(2, stride=1)"), (1, 8, 8)),
        "An input of 16 × 16": (code, (1, 16, 16)),
    }


def test_in_keras_padding_has_a_name():
    code = "model = Sequential([Input((8, 8, 1)), Conv2D(4, 3), MaxPooling2D(), Conv2D(8, kernel_size=(5, 5))])"
    _said, offered = answered(code, 1, 8, 8)
    assert offered["Padding “same”"][0] == code.replace("(5, 5)", '(5, 5), padding="same"')
    assert offered["Stride 1 in layer 2"][0] == code.replace("MaxPooling2D()", "MaxPooling2D(strides=1)")


def test_the_row_of_numbers_that_a_linear_layer_takes():
    code = "nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Dropout(), nn.Linear(100, 10))"
    said, offered = answered(code, 1, 8, 8)
    assert said == "Line 1: Linear takes 100 numbers, but 4 × 6 × 6 = 144 arrive."
    assert offered["Let Linear take 144 numbers"] == (code.replace("100, 10", "144, 10"), (1, 8, 8))


def test_settings_that_are_refused():
    code = "nn.Conv2d(4, 8, 3, groups=3)"
    assert answered(code, 4, 8, 8) == ("", {"4 groups": ("nn.Conv2d(4, 8, 3, groups=4)", (4, 8, 8))})
    code = "nn.Conv2d(4, 8, 3, stride=2, padding='same')"
    assert answered(code, 4, 8, 8)[1] == {"Padding 1": ("nn.Conv2d(4, 8, 3, stride=2, padding=1)", (4, 8, 8))}


def test_a_border_that_reaches_too_far():
    code = "nn.Conv2d(1, 1, 3, padding=9, padding_mode='reflect')"
    assert answered(code, 1, 8, 8)[1]["Pad with zeros"][0] == code.replace("'reflect'", '"zeros"')


@pytest.mark.parametrize(
    "code",
    [
        "c = 8\nclass Net(nn.Module):\n  def __init__(self):\n    self.a = nn.Conv2d(1, 16, 3)\n"
        "    self.b = nn.Conv2d(c, 4, 3)\n"
        "  def forward(self, x):\n    return self.b(self.a(x))",
        "größe = '…'\nnet = nn.Sequential(nn.Conv2d(1, 16, 3), nn.Conv2d(8, 4, 3)) # 測試",
        "nn.Conv2d(1, 16, 3),\nnn.Conv2d(8, 4, 3),",
    ],
)
def test_every_repair_repairs_wherever_the_layer_is_written(code):
    reading = read_network(code)
    made = strip_of(reading, (1, 12, 12))
    offered = repairs(reading, made)
    assert len(offered) == 2
    for repair in offered:
        assert strip_of(read_network(repair.text), repair.shape).stuck is None


def test_what_is_wrong_twice_is_mended_one_by_one():
    code = "nn.Sequential(nn.Conv2d(1, 4, 3), nn.Conv2d(8, 8, 3), nn.Conv2d(4, 2, 3))"
    reading = read_network(code)
    first = repairs(reading, strip_of(reading, (1, 12, 12)))[0]
    again = read_network(first.text)
    second = repairs(again, strip_of(again, (1, 12, 12)))[0]
    assert second.text == "nn.Sequential(nn.Conv2d(1, 4, 3), nn.Conv2d(4, 8, 3), nn.Conv2d(8, 2, 3))"
    assert reason(strip_of(read_network(second.text), (1, 12, 12))) == ""


def test_where_all_fits_nothing_is_offered():
    assert answered("nn.Conv2d(1, 2, 3)", 1, 8, 8) == ("", {})
    assert answered("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten())", 1, 8, 8) == ("", {})
