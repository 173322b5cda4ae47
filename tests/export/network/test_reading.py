"""Networks as people write them, read without running them."""

from __future__ import annotations

import numpy as np
import pytest

from convstudio.experiment import Experiment, frozen
from convstudio.export.network import strangers
from convstudio.export.network.inputs import proposed
from convstudio.export.network.reading import looks_like_network, read_network
from convstudio.export.network.strip import Strip, strip_of
from convstudio.export.signatures import DIALECTS, FUNCTIONS
from convstudio.layers import Conv2d
from tests.export.network import codes


def strip(code: str, *shape: int) -> Strip:
    return strip_of(read_network(code), shape)


def shapes(made: Strip) -> list[tuple[str, tuple[int, ...] | None]]:
    return [(row.layer.kind, row.shape_out) for row in made.rows if row.layer]


def words(made: Strip, role: str) -> list[str]:
    return [row.words for row in made.rows if row.role == role]


def test_lenet_as_it_is_written_in_the_tutorial():
    made = strip(codes.LENET, 1, 28, 28)
    assert shapes(made) == [
        ("conv2d", (6, 24, 24)), ("max_pool2d", (6, 12, 12)), ("conv2d", (16, 8, 8)), ("max_pool2d", (16, 4, 4)),
    ]  # fmt: skip
    assert [layer.activation for layer in made.layers if isinstance(layer, Conv2d)] == ["relu", "relu"]
    assert [row.step.line for row in made.rows if row.layer] == [8, 9, 10, 9]
    assert made.end is not None
    assert made.end.step.line == 17
    assert made.stuck is None


def test_a_vgg_made_by_functions_and_loops():
    made = strip(codes.VGG, 1, 28, 28)
    assert shapes(made) == [
        ("conv2d", (16, 28, 28)), ("max_pool2d", (16, 14, 14)), ("conv2d", (32, 14, 14)), ("conv2d", (32, 14, 14)),
        ("max_pool2d", (32, 7, 7)),
    ]  # fmt: skip
    assert words(made, "ends") == ["Flatten makes one row of numbers of all maps. The layers end before it."]


def test_a_vgg_of_a_list_with_branches_and_arguments():
    made = strip(codes.TORCHVISION, 3, 32, 32)
    assert [kind for kind, _shape in shapes(made)] == [
        "conv2d", "max_pool2d", "conv2d", "conv2d", "max_pool2d", "global_avg_pool2d",
    ]  # fmt: skip
    assert [layer.activation for layer in made.layers if isinstance(layer, Conv2d)] == ["relu"] * 3
    assert len(words(made, "skipped")) == 3


def test_keras_mnist():
    reading = read_network(codes.KERAS_MNIST)
    assert reading.declared is not None
    assert (reading.declared.channels, reading.declared.height, reading.declared.width) == (1, 28, 28)
    made = strip_of(reading, (1, 28, 28))
    assert shapes(made) == [
        ("conv2d", (32, 26, 26)), ("max_pool2d", (32, 13, 13)), ("conv2d", (64, 11, 11)), ("max_pool2d", (64, 5, 5)),
    ]  # fmt: skip


def test_keras_by_add_takes_its_channels_from_the_layer_before():
    reading = read_network(codes.KERAS_ADD)
    assert reading.declared is not None
    assert reading.declared.channels == 3
    made = strip_of(reading, (3, 32, 32))
    kernels = [layer.kernel.shape for layer in made.layers if isinstance(layer, Conv2d)]
    assert kernels == [(8, 3, 3, 3), (8, 1, 3, 3), (16, 8, 1, 1)]
    assert made.layers[-1].activation == "leaky_relu"
    assert made.layers[-1].negative_slope == 0.1


def test_keras_by_calls():
    made = strip(codes.KERAS_CALLS, 1, 28, 28)
    assert shapes(made) == [("conv2d", (8, 28, 28)), ("global_avg_pool2d", (8, 1, 1))]


def test_functions_take_the_numbers_that_stand_in_the_code():
    made = strip(codes.SOBEL, 1, 12, 12)
    (layer, _pool) = made.filled()
    assert isinstance(layer, Conv2d)
    assert layer.kernel.tolist() == [[[[1 / 8, 0, -1 / 8], [2 / 8, 0, -2 / 8], [1 / 8, 0, -1 / 8]]]]
    assert layer.bias.tolist() == [0.5]
    assert (layer.padding, layer.padding_mode, layer.activation) == (((1, 1), (1, 1)), "reflect", "relu")
    assert made.drawn == frozenset()


def test_weights_of_a_transposed_convolution_are_turned_to_kernels():
    code = "F.conv_transpose2d(x, torch.tensor([[[[1., 2.]], [[3., 4.]]]]), stride=2)"
    (layer,) = strip(code, 1, 4, 4).filled()
    assert layer.kernel.tolist() == [[[[1, 2]]], [[[3, 4]]]]


def test_blocks_with_arguments_are_followed():
    made = strip(codes.BLOCKS, 3, 16, 16)
    assert shapes(made) == [
        ("conv2d", (8, 8, 8)), ("conv2d", (8, 8, 8)), ("conv2d", (16, 8, 8)), ("conv_transpose2d", (4, 16, 16)),
    ]  # fmt: skip
    assert [layer.groups for layer in made.layers] == [1, 8, 1, 1]
    assert made.layers[-1].activation == "sigmoid"


def test_two_ways_end_what_can_be_shown():
    made = strip(codes.RESIDUAL, 3, 16, 16)
    assert len(made.layers) == 2
    assert words(made, "ends") == [
        "Two ways come together in x + self.conv(x); a strip of layers has one. The layers end before it."
    ]


def test_what_pytorch_prints():
    reading = read_network(codes.PRINTED)
    assert shapes(strip_of(reading, (3, 8, 8))) == [("conv2d", (8, 8, 8)), ("max_pool2d", (8, 4, 4)), ("conv2d", (4, 2, 2))]
    assert "how they are used" in reading.remarks[0].words


def test_a_list_of_modules_in_a_loop():
    made = strip(codes.MODULE_LIST, 1, 8, 8)
    assert [kind for kind, _ in shapes(made)] == ["conv2d"] * 3
    assert all(layer.activation == "relu" for layer in made.layers)


def test_asymmetric_padding_and_all_that_a_pooling_has():
    made = strip(codes.ASYMMETRIC, 1, 9, 9)
    first, second, pool = made.layers
    assert first.padding == ((0, 1), (1, 2))
    assert (first.stride, second.padding_mode, second.dilation, second.activation) == (
        (2, 1),
        "replicate",
        (1, 2),
        "leaky_relu",
    )
    assert (pool.kernel_size, pool.ceil_mode, pool.count_include_pad) == ((3, 3), True, False)


def test_bare_lines_and_prompts():
    made = strip(codes.BARE, 1, 8, 8)
    assert shapes(made) == [("conv2d", (8, 8, 8)), ("max_pool2d", (8, 4, 4))]
    assert shapes(strip(codes.BARE.replace(",\n", "\n"), 1, 8, 8)) == shapes(made)


def test_constants_sums_and_names_of_arguments():
    code = (
        "c = 8\nk, s = 3, 2\nnn.Sequential(nn.Conv2d(1, c, k, stride=s), nn.Conv2d(c, 2 * c // 4, (k, k + 2), padding=k // 2))"
    )
    first, second = strip(code, 1, 16, 16).layers
    assert (first.kernel.shape, first.stride) == ((8, 1, 3, 3), (2, 2))
    assert (second.kernel.shape, second.padding) == ((4, 8, 3, 5), ((1, 1), (1, 1)))


def test_code_in_a_fence_and_in_full_width_signs():
    assert len(strip("```python\nnn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())\n```", 1, 8, 8).layers) == 1
    assert len(strip("nn.Sequential（nn.Conv2d（１, ２, ３））", 1, 8, 8).layers) == 1


@pytest.mark.parametrize(
    ("call", "role", "said"),
    [
        ("nn.Dropout2d(0.2)", "skipped", "sets some cells to 0, in training only"),
        ("nn.BatchNorm2d(2)", "skipped", "The shapes stay as they are without it."),
        ("nn.Identity()", "skipped", "passes on what it gets"),
        ("nn.SiLU()", "skipped", "not known here; without it the numbers differ"),
        ("nn.Flatten()", "ends", "makes one row of numbers"),
        ("nn.Linear(4, 2)", "ends", "connects every number with every other one"),
        ("nn.LSTM(3, 4)", "ends", "goes through a sequence"),
        ("nn.Upsample(scale_factor=2)", "ends", "enlarges the maps"),
        ("nn.Conv1d(1, 2, 3)", "ends", "works on something else than pictures"),
        ("MyBlock(3)", "ends", "MyBlock is not known here."),
        ("nn.Conv2d(2, 2, 3, padding_mode='mirror')", "ends", "mirror"),
        ("nn.Conv2d(2, 2, 99)", "ends", "Kernel: 99 × 99 is not possible; two whole numbers 1…31"),
        ("nn.Conv2d(2, 2, 3, stride=99)", "ends", "Stride: 99 × 99 is not possible"),
        ("nn.Conv2d(2, 4000, 3)", "ends", "too large"),
        ("nn.Conv2d(2, width, 3)", "ends", "width is a name; put the number in its place."),
        ("nn.Conv2d(*arguments)", "ends", "hides numbers"),
        ("nn.AdaptiveAvgPool2d(7)", "ends", "only 1 is a layer here"),
        ("nn.ZeroPad2d(1), nn.MaxPool2d(2)", "ends", "padding never wins"),
        ("nn.ZeroPad2d(1)", "ends", "This padding belongs to no layer"),
        ("nn.Conv2d(2, 2, 3, padding='same', stride=2)", "ends", "PyTorch takes it with stride 1 only"),
    ],
)
def test_what_cannot_be_taken_is_said_layer_by_layer(call, role, said):
    made = strip(f"nn.Sequential(nn.Conv2d(1, 2, 3), {call})", 1, 12, 12)
    assert len(made.layers) == 1
    assert any(said in sentence for sentence in words(made, role)), [row.words for row in made.rows]


def test_an_unknown_argument_is_said_and_the_layer_taken():
    made = strip("nn.Conv2d(1, 2, 3, device='cuda', fancy=1)", 1, 8, 8)
    assert made.rows[0].words == "Not taken: fancy."


def test_too_many_layers_and_too_many_weights_are_said_with_the_limit():
    made = strip(f"nn.Sequential({'nn.MaxPool2d(1), ' * 40})", 1, 8, 8)
    assert len(made.layers) == 32
    assert words(made, "ends")[0].startswith("An experiment has at most 32 layers.")
    made = strip(f"nn.Sequential({'nn.Conv2d(512, 512, 3), ' * 3})", 512, 8, 8)
    assert len(made.layers) == 2
    assert "at most 5 000 000" in words(made, "ends")[0]


def test_loops_and_branches_that_are_not_known_are_remarked_with_their_line():
    code = "n = nn.Sequential()\nwhile more():\n    n.append(nn.ReLU())\nif deep:\n    n.append(nn.ReLU())\nn.append(nn.ReLU())"
    assert [remark.line for remark in read_network(code).remarks] == [2, 4]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        ("self.b(shuffle(self.a(x)))", "What shuffle(self.a(x)) makes is not known."),
        ("self.b(self.a(x).chunk(2))", "What self.a(x).chunk(2) makes is not known."),
        ("self.b(self.a(x) if self.deep else x)", "What self.a(x) if self.deep else x makes is not…"),
        ("self.b(self.a(x) + y)", "What self.a(x) + y makes is not known."),
        ("self.b(self.a(x)[:, :1])", "By self.a(x)[:, :1] a part of the maps is taken."),
        ("self.b(torch.cat([self.a(x), x], 1))", "cat brings several ways together"),
    ],
)
def test_what_is_not_known_ends_the_layers_and_is_never_passed_over(last, said):
    code = (
        "class Net(nn.Module):\n  def __init__(self):\n    self.a = nn.Conv2d(1, 2, 3)\n    self.b = nn.Conv2d(2, 2, 3)\n"
        f"  def forward(self, x):\n    return {last}"
    )
    made = strip(code, 1, 12, 12)
    assert len(made.layers) == 1
    assert words(made, "ends")[0].startswith(said.removesuffix("…"))


def test_a_class_whose_forward_is_not_known_ends_the_layers():
    code = "class Odd(Module):\n  def forward(self, x):\n    return o[x]\nnn.Sequential(nn.Conv2d(1, 2, 3), Odd(), nn.ReLU())"
    assert words(strip(code, 1, 8, 8), "ends") == ["What Odd makes is not known. The layers end before it."]


def test_lists_made_in_a_loop():
    code = "n = 3\nnn.Sequential(*[nn.Conv2d(1 if i == 0 else 4, 4, 3, bias=not n) for i in range(n)], nn.MaxPool2d(2))"
    assert [layer.kind for layer in strip(code, 1, 8, 8).layers] == ["conv2d"] * 3 + ["max_pool2d"]
    assert [layer.kernel.shape[1] for layer in strip(code, 1, 8, 8).layers[:3]] == [1, 4, 4]


def test_a_layer_with_arguments_given_before():
    reading = read_network(codes.KERAS_PARTIAL)
    first, pool, second = strip_of(reading, (1, 28, 28)).layers
    assert (first.window, first.padding, first.activation) == ((7, 7), "same", "relu")
    assert pool.kernel_size == (2, 2)
    assert (second.kernel.shape, second.activation) == ((128, 64, 3, 3), "relu")
    assert reading.declared.height == 28


def test_training_around_a_network_is_nobodys_concern():
    reading = read_network(codes.TRAINING)
    made = strip_of(reading, (1, 6, 8))
    assert shapes(made) == [("conv2d", (1, 6, 7))]
    assert [row.role for row in made.rows] == ["layer"]
    assert reading.remarks == ()
    assert (reading.declared.height, reading.declared.width) == (6, 8)


def test_a_loop_that_changes_a_map_and_cannot_be_followed_ends_the_layers():
    code = (
        "class Net(nn.Module):\n  def __init__(self):\n    self.a = nn.Conv2d(1, 2, 3)\n    self.b = nn.Conv2d(2, 2, 3)\n"
        "  def forward(self, x):\n    x = self.a(x)\n    while deep(x):\n      x = self.b(x)\n    return self.b(x)"
    )
    made = strip(code, 1, 12, 12)
    assert len(made.layers) == 1
    assert made.end.step.line == 7
    assert words(made, "ends")[0].startswith("What stands here depends on what the program does; it is left out.")


def test_numbers_that_the_code_gives_to_layers():
    code = """
model = nn.Sequential(nn.Conv2d(1, 1, 2), nn.ReLU(), nn.Conv2d(1, 1, 1))
model[0].weight.data = torch.tensor([[[[1., 2.], [3., 4.]]]])
with torch.no_grad():
    model[0].bias.copy_(torch.tensor([0.5]))
    model[2].weight.copy_(trained)
"""
    reading = read_network(code)
    made = strip_of(reading, (1, 4, 4))
    assert made.layers[0].kernel.tolist() == [[[[1, 2], [3, 4]]]]
    assert made.layers[0].bias.tolist() == [0.5]
    assert made.drawn == {1}
    assert [(remark.line, remark.words[:23]) for remark in reading.remarks] == [(6, "These numbers of a laye")]
    made = strip("a = nn.Conv2d(1, 1, 2)\na.weight = nn.Parameter(torch.ones(1, 1, 3, 3))\ny = a(x)", 1, 4, 4)
    assert words(made, "ends")[0].startswith("The numbers given to its kernel, 1 × 1 × 3 × 3, do not fit it.")


def test_new_kernels_are_random_each_its_own_and_always_the_same():
    code = "nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3), nn.Conv2d(2, 2, 3))"
    made = strip(code, 1, 9, 9)
    one, other = made.filled(), strip(code, 1, 9, 9).filled()
    assert all(np.array_equal(a.kernel, b.kernel) for a, b in zip(one, other, strict=True))
    assert not np.array_equal(one[1].kernel, one[2].kernel)
    assert not one[0].kernel.flags.writeable


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no layer in this code"),
        ("x = 1", "There is no layer in this code"),
        ("import torch", "There is no layer in this code"),
        ("nn.Sequential(", "Line 1 is not Python"),
        ("net = nn.Sequential(\n  nn.Conv2d(1, 8, 3)\n  nn.ReLU()\n)", "Line 2 is not Python; perhaps a bracket or a comma"),
        ("hello world", "Line 1 is not Python"),
    ],
)
def test_what_is_no_network_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_network(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(codes.LENET, True), (codes.KERAS_ADD, True), (codes.SOBEL, True), (codes.PRINTED, True), ("1\t2\n3\t4", False),
     ("np.array([[1, 2], [3, 4]])", False), ("torch.tensor([[1.]])", False), ("[[1, 0], [0, 1]]", False), ("", False)],
)  # fmt: skip
def test_only_code_looks_like_a_network(text, is_one):
    assert looks_like_network(text) is is_one


def test_no_name_is_a_layer_and_a_stranger():
    layers = {name for dialect in DIALECTS.values() for name in dialect} | set(FUNCTIONS)
    assert layers & set(strangers.KNOWN) == set()
    tables = (*strangers.SAME.values(), *strangers.ENDS.values())
    assert sum(map(len, tables)) == len(strangers.KNOWN)


# The input


def own(*shape: int) -> Experiment:
    return Experiment(input=frozen(np.zeros(shape)))


@pytest.mark.parametrize(
    ("code", "given", "what", "shape"),
    [
        (codes.KERAS_MNIST, (1, 8, 8), "digit-3", (1, 28, 28)),
        (codes.KERAS_MNIST, (1, 28, 28), "", (1, 28, 28)),
        (codes.LENET, (1, 8, 8), "digit-3", (1, 28, 28)),  # what its Linear takes says the size
        (codes.LENET, (1, 28, 28), "", (1, 28, 28)),
        (codes.SOBEL, (1, 8, 8), "digit-3", (1, 12, 12)),
        (codes.ASYMMETRIC, (1, 8, 8), "", (1, 8, 8)),
        ("nn.Conv2d(3, 8, 3)", (1, 8, 8), "house-in-colour", (3, 16, 16)),
        ("nn.Conv2d(3, 8, 3)", (3, 8, 8), "", (3, 8, 8)),
        ("nn.Sequential(nn.Conv2d(1, 8, 3), nn.Flatten(), nn.Linear(8 * 11 * 11, 10))", (1, 8, 8), "digit-3", (1, 13, 13)),
        (
            "x = layers.Conv2D(8, 3)(keras.Input((5000, 5000, 3)))",
            (1, 8, 8),
            "house-in-colour",
            (3, 1024, 1024),
        ),
        ("x = torch.tensor([[[1., 2], [3, 4]]])\ny = nn.MaxPool2d(2)(x)", (1, 8, 8), "code", (1, 2, 2)),
        ("layers.Conv2D(8, 3)", (2, 8, 8), "", (2, 8, 8)),
    ],
)
def test_which_input(code, given, what, shape):
    chosen = proposed(read_network(code), own(*given))
    assert (chosen.what, chosen.shape) == (what, shape)
    assert chosen.why.endswith(".")
