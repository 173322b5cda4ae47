"""The built-in kernels, pictures and examples in resources/. They are read when first needed."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio import resources
from convstudio.experiment import files
from convstudio.experiment.edits import new_layer
from convstudio.experiment.files import jsontext
from convstudio.experiment.model import Experiment, frozen
from convstudio.layers import Array
from convstudio.words import Text, translated

OPENING = "edge-detection"
EXAMPLE_SUFFIX = ".convstudio"
PIXELS = ".123456789#"  # the characters of a picture file, from black to white in tenths
NEW_SIDE = 8
NAMES_LESSON = "Lesson: "  # begins the last line of notes, before the English title of a lesson, its name in any language


class KernelPreset(Struct, frozen=True, eq=False, kw_only=True):
    """A ready-made kernel (k_h, k_w), what to look for in its output, and its source."""

    name: str
    title: Text
    group: Text
    look_for: Text
    source: str
    values: Array


class Picture(Struct, frozen=True, eq=False, kw_only=True):
    """A ready-made input (C, H, W) and the names of its channels; `low` is black and `high` is white."""

    name: str
    title: Text
    source: str
    values: Array
    low: float = 0.0
    high: float = 1.0
    channel_names: tuple[str, ...] = ()


class Example(Struct, frozen=True, kw_only=True):
    """A built-in experiment as a menu shows it; `number` is its place in the order."""

    name: str
    number: int
    title: Text
    description: Text


@cache
def kernels() -> tuple[KernelPreset, ...]:
    """All built-in kernels, group by group."""
    return tuple(map(_preset, jsontext.parse(resources.text("kernels", "kernels.json").encode())))


@cache
def pictures() -> tuple[Picture, ...]:
    """All built-in pictures, in the order of their files."""
    return tuple(_picture(file) for file in resources.names("pictures", ".txt"))


@cache
def examples() -> tuple[Example, ...]:
    """All built-in experiments in their order; only their title and notes are read."""
    return tuple(_example(file) for file in resources.names("examples", EXAMPLE_SUFFIX))


def example(name: str) -> Experiment:
    """A built-in experiment by its name, such as "edge-detection". Raises KeyError if there is none."""
    file = next((file for file in resources.names("examples", EXAMPLE_SUFFIX) if _split(file)[1] == name), None)
    if file is None:
        raise KeyError(name)
    return _in_language(files.loads(resources.text("examples", file).encode()))


def _in_language(made: Experiment) -> Experiment:
    """An example with its words in the user's language, since it becomes a document of theirs."""
    paragraphs = [text if text.startswith(NAMES_LESSON) else translated(text) for text in made.notes.split("\n\n")]
    names = tuple(map(translated, made.channel_names))
    layers = tuple(replace(layer, name=translated(layer.name)) for layer in made.layers)
    return replace(made, title=translated(made.title), notes="\n\n".join(paragraphs), channel_names=names, layers=layers)


def opening_example() -> Experiment:
    """The example that the program shows when it starts."""
    return example(OPENING)


def new_experiment() -> Experiment:
    """The experiment that “New” starts with: an empty picture and a convolution that keeps its size."""
    empty = frozen(np.zeros((1, NEW_SIDE, NEW_SIDE)))
    return Experiment(input=empty, layers=(new_layer("conv2d", 1),))


def _preset(entry: Any) -> KernelPreset:
    rows = [[float(Fraction(value)) for value in row] for row in entry["values"]]
    words = {name: entry[name] for name in ("name", "title", "group", "look_for", "source")}
    return KernelPreset(**words, values=frozen(rows))


def _picture(file: str) -> Picture:
    """Read a picture file: lines “title: …”, “source: …” and perhaps “names: …”, then a block of rows for every channel."""
    head, *blocks = resources.text("pictures", file).strip().split("\n\n")
    words = dict(line.split(": ", 1) for line in head.splitlines())
    values = [[[PIXELS.index(sign) / 10 for sign in row] for row in block.splitlines()] for block in blocks]
    names = tuple(words["names"].split(", ")) if "names" in words else ()
    title, source = words["title"], words["source"]
    return Picture(name=_split(file)[1], title=title, source=source, values=frozen(values), channel_names=names)


def _example(file: str) -> Example:
    number, name = _split(file)
    head, _, _rest = resources.text("examples", file).partition(',\n  "input": ')  # the words come before the numbers
    fields = jsontext.parse(f"{head}}}".encode())
    described = fields["notes"].partition("\n")[0]
    return Example(name=name, number=number, title=fields["title"], description=described)


def _split(file: str) -> tuple[int, str]:
    """The number and the name in "01-edge-detection.convstudio"."""
    number, _, name = file.rpartition(".")[0].partition("-")
    return int(number), name
