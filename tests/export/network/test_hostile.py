"""Texts that nobody meant as networks: each is one sentence or a network, after a bounded amount of work, and nothing runs."""

from __future__ import annotations

import ast
import re
from math import prod

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convstudio.experiment import limits
from convstudio.export.network import evaluating, following, source
from convstudio.export.network.reading import looks_like_network, read_network
from convstudio.export.network.repairs import reason, repairs
from convstudio.export.network.strip import strip_of
from tests.export.network import codes
from tests.export.test_pasted import CALLS, VALUES

SENTENCE = re.compile(r"[^\n\r]{10,400}\.")
MOST_LOOKED_AT = 3 * evaluating.MOST_WORK  # parts of the tree, however often each


def answer(text: str) -> str:
    """The refusal of a text; "" if it is a network. Everything that is made of it is looked at."""
    try:
        reading = read_network(text)
    except ValueError as refusal:
        return str(refusal)
    made = strip_of(reading, (1, 8, 8))
    assert len(made.layers) <= limits.MOST_LAYERS
    for row in made.rows:
        assert row.step.line >= 1
        assert not row.words or SENTENCE.fullmatch(row.words), row.words
    for remark in reading.remarks:
        assert SENTENCE.fullmatch(remark.words)
    reason(made)
    repairs(reading, made)
    return ""


STATEMENTS = st.one_of(
    CALLS,
    st.builds("{} = {}".format, st.sampled_from(["x", "net", "self.a", "a, b", "x[0]", "k"]), CALLS | VALUES),
    st.builds("net.add({})".format, CALLS),
    st.builds("net += [{}]".format, CALLS),
    st.builds("for k in {}: net.append({})".format, VALUES, CALLS),
    st.builds("if {}: x = {}".format, VALUES, CALLS),
    st.builds("class A(B):\n  def __init__(self, k={}):\n    self.a = {}\n  def forward(self, x):\n    return self.a(x)".format,
              VALUES, CALLS),
    st.builds("def f(x, *a, k={}):\n  return {}".format, VALUES, CALLS),
    st.builds("x = F.conv2d(x, torch.tensor({}), {})".format, VALUES, VALUES),
    st.builds("x = F.pad(x, {}, mode={})".format, VALUES, VALUES),
    st.builds("x = torch.ones({}, {}).view({})".format, VALUES, VALUES, VALUES),
    st.builds("x = x{}{}".format, st.sampled_from(["+", "*", "@", "**", "."]), st.sampled_from(["x", "2", "net", "f"])),
    st.sampled_from(["from a import *", "with x: net = f(x)", "x = net(x)", "net = Sequential()", "return x", "del x", "f(f)",
                     "x = A(A)(x)", "net = [net] * 9", "net = net[k:]", "lambda: 1", "x: int", "net.build((None, 8, 8, 1))"]),
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.text(st.sampled_from("()[]{},.=*-+'\"\\ \n\tnxConv2d3#:@λ（１"), max_size=80),
    st.lists(STATEMENTS, min_size=1, max_size=5).map("\n".join),
    st.lists(CALLS, min_size=1, max_size=4).map(lambda calls: f"nn.Sequential({', '.join(calls)})"),
)
HOSTILE = [
    "x = 9**9**9\nnn.Conv2d(1, 9**9**9, 3)",
    "x = 'a' * 10**9\nnn.Conv2d(1, 1, 'a' * 10**9)",
    "nn.Sequential(" + "nn.ReLU(), " * 5000 + ")",
    "net = nn.Sequential(*[nn.ReLU()] * 10**9)",
    "for i in range(10**12):\n  net = nn.ReLU()",
    "net = [nn.ReLU()]\nfor i in range(10**6):\n  net = net + net",
    "a = (1, 1)\n" + "".join(f"a = ({', '.join('a' * 20)})\n" for _ in range(40)) + "nn.Conv2d(1, 1, a)",
    "def f(x): return f(f(x))\ny = f(x)",
    "class A:\n  def __init__(self):\n    self.a = A()\nnet = A()",
    "class A:\n  def forward(self, x): return self(self(x))\nnet = A()",
    "class A(A): pass\nclass B(C): pass\nclass C(B): pass\nB()(x)",
    "x = " + "nn.ReLU()(" * 50 + "x" + ")" * 50,
    "x = " + "f[0](" * 18 + "x" + ")[0]" * 18,
    "x = " + "[" * 50 + "nn.ReLU()" + "]" * 50,
    "w = torch.ones(10**6, 10**6, 10**6)\nF.conv2d(x, w)",
    "w = torch.ones(64, 64, 4, 4)\n" + "w = w * 2 + w\n" * 3000 + "F.conv2d(x, w)",
    "w = torch.tensor([1.])\nfor i in range(1000):\n  w = w.repeat(2)\nF.conv2d(x, w)",
    "w = torch.tensor([[[[1e308, 1e999, 9**40]]]])\ny = F.conv2d(x, w * 1e12)",
    "-" * 50_000 + "1",
    "nn" + ".a" * 25_000,
    "a(" * 10_000 + ")" * 10_000,
    "[" * 20_000,
    "nn.Conv2d(1, 1, " + "9" * 50_000 + ")",
    "nn.Conv2d(1, 1, 0x" + "f" * 50_000 + ")",
    "1" + " + 1" * 12_000,
    "if x:\n" + "".join(" " * (depth + 1) + "if x:\n" for depth in range(90)) + " " * 95 + "nn.ReLU()",
    "lambda: " * 450 + "1",
    "\x00", "\ud800", "\n" * 50_000, " " * 50_000, "(a" * 10_000, "'\\d', nn.ReLU()", "f'{nn.ReLU()}'", "...", "*nn.ReLU()",
    "nn.Conv2d(1, 2, 3, **{'a': 1})", "self.a.b.c = nn.ReLU()", "x = y = nn.ReLU()", "nn.ReLU(nn.ReLU(nn.ReLU()))",
    "nn.Sequential(nn.Conv2d(1, 1, 3, padding=(1, True)))", "F.pad(x, 'a', 'b', 'c')", "F.conv2d(x)", "F.relu()",
    "nn.Conv2d(1, 2, 3, input_shape=(0, 0, 0))", "Input(shape=(-1, 2, 3))", "x = 2 ** nn.ReLU()", "range(1, 2, 0)",
    "nn.MaxPool2d(10**12)", "nn.Conv2d(1, 1, 10**12, padding='same', stride=2)", "nn.AvgPool2d((2, ('x',)))",
    "nn.MaxPool2d('a')", "nn.Conv2d(0, 0, 3, groups=3)", "nn.Conv2d(True, -4, 3, groups=2)",
    "nn.Sequential(nn.Conv2d(1, 1, 3), nn.Flatten(), nn.Linear('a', []))",
    "for i in range(1, 2, 0): nn.ReLU()", "nn.ReLU()[10**9]", "nn.Sequential(nn.ReLU())[::0]", "x = keras.Input((8, 8, 1))[0]",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_code_is_a_sentence_after_bounded_work(text, monkeypatch):
    looked = count_what_is_looked_at(monkeypatch)
    found = answer(text)
    assert not found or SENTENCE.fullmatch(found), found
    assert looked[0] <= MOST_LOOKED_AT


def count_what_is_looked_at(monkeypatch) -> list[int]:
    """How often a part of the tree is looked at: the same on every machine."""
    looked = [0]
    value = following.Following.value

    def counted(self, node):
        looked[0] += 1
        return value(self, node)

    monkeypatch.setattr(following.Following, "value", counted)
    return looked


@settings(max_examples=250)
@given(TEXTS)
@example(codes.LENET)
@example(codes.TORCHVISION)
def test_any_text_is_a_network_or_one_sentence(text):
    found = answer(text)
    if found:
        assert SENTENCE.fullmatch(found), found
        assert found.isprintable()


@settings(max_examples=100)
@given(st.sampled_from([codes.LENET, codes.VGG, codes.TORCHVISION, codes.KERAS_ADD, codes.SOBEL, codes.BLOCKS]), st.data())
def test_half_typed_code_is_a_network_or_one_sentence(code, data):
    start = data.draw(st.integers(0, len(code)))
    end = data.draw(st.integers(start, len(code)))
    found = answer(code[:start] + data.draw(st.sampled_from(["", "(", ")", ",", "=", "x", "\n", "0", "*"])) + code[end:])
    assert not found or SENTENCE.fullmatch(found)


def test_a_text_that_is_too_long_is_not_parsed(monkeypatch):
    monkeypatch.setattr(ast, "parse", None)
    assert "at most 60000 characters" in answer("nn.MaxPool2d(2)," * 4_000_000)
    assert not looks_like_network("nn.MaxPool2d(2)," * 4_000_000)


def test_nothing_is_allocated_for_kernels_before_they_are_wanted():
    made = strip_of(read_network("nn.Sequential(" + "nn.Conv2d(512, 512, 3)," * 2 + ")"), (512, 8, 8))
    assert all(prod(layer.kernel.shape) > 2_000_000 and set(layer.kernel.strides) == {0} for layer in made.layers)


def test_nothing_of_the_code_is_run(tmp_path):
    made = tmp_path / "made"
    text = f"import os\nopen({str(made)!r}, 'w')\nos.system('touch {made}')\n__import__('os').mkdir({str(made)!r})\nnn.ReLU()"
    assert answer(text) == ""
    assert not made.exists()
    assert source.LONGEST >= 10_000
    assert np.isfinite(evaluating.MOST_WORK)
