"""No file does harm: whatever the bytes are, they give an experiment or one sentence that says what is wrong."""

import base64
import cProfile
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convstudio.experiment import Experiment, files, frozen, same_content
from convstudio.experiment.limits import LARGEST_FILE, USUAL_FILE
from convstudio.layers import Activation, AvgPool2d, Conv2d, MaxPool2d
from tests.experiment.files.large_files import LARGE, NEWER, UNKNOWN, content

ROOT = Path(__file__).parents[3]

GOOD = Experiment(
    title="Good",
    notes="A note",
    input=frozen(np.arange(12.0).reshape(1, 3, 4) / 8),
    layers=(
        Conv2d(kernel=frozen([[[[0, 1], [2, 3]]]]), bias=frozen([0.5]), padding=((1, 0), (0, 1))),
        MaxPool2d(stride=(1, 1)),
        AvgPool2d(padding="same"),
        Activation(),
    ),
)
PACKED = Experiment(input=frozen(np.arange(65.0 * 64).reshape(1, 65, 64) / 64))
BARE = json.loads(files.dumps(GOOD))


def with_value(path, value):
    """The good file with one value replaced: path "layers.0.stride"; None of the parents is copied by hand."""
    document = json.loads(files.dumps(GOOD))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = document
    for part in parents:
        place = place[part]
    place[last] = value
    return json.dumps(document).encode()


def with_text(path, text):
    """The good file with one value replaced by JSON text that `json.dumps` would not write."""
    return with_value(path, "@@@").replace(b'"@@@"', text.encode())


def without(path):
    document = json.loads(files.dumps(GOOD))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = document
    for part in parents:
        place = place[part]
    del place[last]
    return json.dumps(document).encode()


def packed(shape, content):
    return with_value("input.channels", {"shape": shape, "float64": content})


def base64_of(*numbers):
    return base64.b64encode(np.array(numbers, dtype="<f8").tobytes()).decode()


def nested(depth):
    return b"[" * depth + b"]" * depth


CASES = {
    # not a text at all
    "empty": (b"", "The file is empty"),
    "only white space": (b" \n\t ", "The file is empty"),
    "PNG": (
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        "This is a picture (PNG), not an experiment. The studio makes it the input of one",
    ),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(100), "This is a picture (JPEG)"),
    "GIF": (b"GIF89a" + bytes(100), "This is a picture (GIF)"),
    "BMP": (b"BM\x8a\x7b\x00\x00" + bytes(100), "This is a picture (BMP)"),
    "WebP": (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "This is a picture (WebP)"),
    "TIFF": (b"II*\x00" + bytes(100), "This is a picture (TIFF)"),
    "SVG": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "This is a picture (SVG)"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not a ConvStudio file, but another kind of file. Experiments are *.convstudio"),
    "ZIP of random bytes": (b"PK\x03\x04\x14\x00\x9c\xff" * 9, "but another kind of file"),
    "a poem about BMP": ("BM — a poem".encode(), "not a ConvStudio file: Expecting value"),
    "UTF-16": (files.dumps(GOOD).decode().encode("utf-16"), "not UTF-8"),
    "UTF-16 without mark": (files.dumps(GOOD).decode().encode("utf-16-le"), "not a ConvStudio file"),
    "Latin-1": ('{"title": "Bögen"}'.encode("latin-1"), "byte 12"),
    "overlong UTF-8": (b'{"a": "\xc0\xaf"}', "byte 7"),
    "surrogate in UTF-8": (b'{"a": "\xed\xa0\x80"}', "byte 7"),
    "zeros": (bytes(100), "not a ConvStudio file"),
    "zip": (b"PK\x03\x04" + bytes(30), "not a ConvStudio file"),
    # not JSON
    "truncated": (files.dumps(GOOD)[:-3], "breaks off in line"),
    "truncated in a text": (files.dumps(GOOD).partition(b'"title": "')[0] + b'"title": "Ed', "breaks off in line 5: its end"),
    "truncated behind a comma": (files.dumps(GOOD).partition(b',\n  "layers"')[0] + b",\n", "breaks off in line"),
    "text after the end": (files.dumps(GOOD) + b"x", "Extra data"),
    "two documents": (files.dumps(GOOD) * 2, "Extra data"),
    "comment": (b'{"a": 1 // one\n}', "delimiter at line 1, column 9"),
    "trailing comma": (b"[1,]", "not a ConvStudio file: "),
    "single quotes": (b"{'a': 1}", "line 1, column 2"),
    "raw line break in a text": (b'{"a": "b\nc"}', "Invalid control character"),
    "python": (b"__import__('os').system('true')", "Expecting value"),
    "two marks": (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not a ConvStudio file"),
    # what Python's reader would let through
    "nested too deeply": (nested(33), "nested too deeply"),
    "nested very deeply": (nested(200_000), "nested too deeply"),
    "objects nested too deeply": (b'{"a":' * 40 + b"1" + b"}" * 40, "nested too deeply"),
    "nested and never closed": (b"[" * 100_000, "nested too deeply"),
    "nested behind a text with brackets": (b'["]]]]]]]]\\"]]",' + nested(40) + b"]", "nested too deeply"),
    "field twice": (b'{"format": 1, "format": 2}', '"format" appears twice'),
    "field twice deep inside": (b'[{"a": {"rows": 1, "b": 2, "rows": 3}}]', '"rows" appears twice'),
    "NaN": (with_text("input.channels.0.0.0", "NaN"), "input.channels[0][0][0]: NaN is not a number"),
    "Infinity": (with_text("input.low", "Infinity"), "input.low: Infinity is not a number"),
    "minus Infinity": (with_text("input.low", "-Infinity"), "input.low: -Infinity is not a number"),
    "1e400": (with_text("input.channels.0.0.0", "1e400"), "input.channels[0][0][0]: this number is too large: 1e400"),
    "minus 1e400": (with_text("training.learning_rate", "-1e400"), "training.learning_rate: this number is too large: -1e400"),
    "400 digits": (with_text("input.channels.0.0.0", "9" * 400), "input.channels[0][0][0]: this number is too large: 999"),
    "290 digits and an exponent": (with_text("input.low", "9" * 290 + "e20"), "input.low: this number is too large"),
    "NaN beside half a character": (b'{"\\ud800": NaN}', "NaN is not a number"),
    "nothing but NaN": (b"NaN", "not a ConvStudio experiment"),
    "5000 digits": (with_text("training.seed", "9" * 5000), "training.seed: this number is too large: 999"),
    "half a character": (with_text("title", '"\\ud800"'), "half a character"),
    "half a character in a name": (b'{"\\udfff": 1}', "half a character"),
    "half a character in an unknown place": (b'[[{"a": ["\\uD83D x"]}]]', "half a character"),
    # not ours
    "null": (b"null", "not a ConvStudio experiment"),
    "number": (b"12", "not a ConvStudio experiment"),
    "list": (b"[]", "not a ConvStudio experiment"),
    "empty object": (b"{}", "not a ConvStudio experiment"),
    "another program": (b'{"format": "something", "version": 1}', "not a ConvStudio experiment"),
    "format is a list": (b'{"format": ["convstudio-experiment"]}', "not a ConvStudio experiment"),
    # versions
    "no version": (without("version"), "version is missing"),
    "no min_reader": (without("min_reader"), "min_reader is missing"),
    "version 0": (with_value("version", 0), "version: 0 is not possible; a whole number 1…1000000"),
    "version as text": (with_value("version", "1"), 'version: "1" is not possible'),
    "version true": (with_value("version", True), "version: true is not possible"),
    "version with a fraction": (with_value("version", 1.0), "version: 1.0 is not possible"),
    "newer": (with_value("min_reader", 5), "needs a newer ConvStudio (format 5; this program reads up to 4)"),
    "workspace is no word": (with_value("workspace", "My lab"), 'workspace: "My lab" is not possible; a word of at most 40'),
    "workspace is long": (with_value("workspace", "x" * 41), "is not possible; a word of at most 40 small letters"),
    "workspace is a number": (with_value("workspace", 3), "workspace: 3 is not possible; a word of at most 40 small letters"),
    # sections
    "no input": (without("input"), "input is missing"),
    "misspelt section": (with_value("layer", []), "layer: there is no such field; did you mean “layers”?"),
    "unknown section": (with_value("zzz", []), "zzz: there is no such field; the fields here are title, notes"),
    "unknown section with a long name": (with_value("z" * 100_000, []), "there is no such field"),
    "empty field name": (with_value("input", {**BARE["input"], "": 1}), "input.: there is no such field"),
    "input is a list": (with_value("input", [1]), "input: [1] is not possible; an object with named fields"),
    "no channels": (without("input.channels"), "input.channels is missing"),
    "misspelt input field": (with_value("input.hihg", 1), "did you mean “high”?"),
    "low is a text": (with_value("input.low", "0"), 'input.low: "0" is not possible; a number'),
    "low is too large": (with_value("input.low", 1e13), "input.low: 10000000000000.0 is not possible"),
    "low is high": (with_value("input.low", 1), "white must be larger than black"),
    "black above white": (with_value("input.high", -3), "input.high: -3.0 is not possible; white must be larger"),
    "title is a number": (with_value("title", 7), "title: 7 is not possible; a text of at most 120 characters"),
    "title is too long": (with_value("title", "x" * 121), "title: "),
    "title is 1 MB": (with_value("title", "x" * 1_000_000), "title: "),
    "title with an escape": (with_value("title", "\x1b[31m"), "title: "),
    "title with a line break": (with_value("title", "a\nb"), "title: "),
    "title that reads backwards": (with_value("title", "a\u202eb"), "title: "),
    "title with U+2028": (with_value("title", "a\u2028b"), "title: "),
    "notes with zero": (with_value("notes", "a\x00b"), "notes: "),
    "notes too long": (with_value("notes", "x" * 20_001), "notes: "),
    # the input's numbers
    "channels is null": (with_value("input.channels", None), "input.channels: null is not a list; 3 lists"),
    "channels is flat": (with_value("input.channels", [1, 2]), "input.channels[0]: 1 is not a list; 3 lists"),
    "channels has two axes": (with_value("input.channels", [[1, 2]]), "input.channels[0], row 0: 1 is not a list"),
    "channels has four axes": (with_value("input.channels", [[[[1]]]]), "row 0, column 0: [1] is not a number"),
    "no channel": (with_value("input.channels", []), "a size of 0 × 0 × 0 is not possible; 1 to 64 channels"),
    "no row": (with_value("input.channels", [[]]), "a size of 1 × 0 × 0 is not possible"),
    "no column": (with_value("input.channels", [[[], []]]), "a size of 1 × 2 × 0 is not possible"),
    "ragged row": (with_value("input.channels.0.2", [1, 2, 3]), "input.channels[0], row 2: 3 values instead of 4"),
    "long row": (with_value("input.channels.0.1", [1] * 5), "input.channels[0], row 1: 5 values instead of 4"),
    "one value": (with_value("input.channels.0.1", [1]), "row 1: 1 value instead of 4"),
    "row is a number": (with_value("input.channels.0.1", 5), "input.channels[0], row 1: 5 is not a list"),
    "ragged channels": (with_value("input.channels", [[[1], [2]], [[1]]]), "input.channels[1]: 1 value instead of 2"),
    "text in a row": (with_value("input.channels.0.2.3", "1"), 'input.channels[0], row 2, column 3: "1" is not a number'),
    "true in a row": (with_value("input.channels.0.0.1", True), "row 0, column 1: true is not a number"),
    "null in a row": (with_value("input.channels.0.0.1", None), "row 0, column 1: null is not a number"),
    "list in a row": (with_value("input.channels.0.0.1", [1]), "row 0, column 1: [1] is not a number"),
    "object in a row": (with_value("input.channels.0.0.1", {}), "row 0, column 1: {} is not a number"),
    "too large a value": (with_value("input.channels.0.0.1", -1.5e12), "row 0, column 1: -1.5e+12 is not possible"),
    "too large a whole number": (with_value("input.channels.0.0.1", 10**200), "row 0, column 1: 1e+200 is not possible"),
    "too wide": (with_value("input.channels", [[[0] * 1025]]), "a size of 1 × 1 × 1025 is not possible"),
    "too high": (with_value("input.channels", [[[0]] * 1025]), "a size of 1 × 1025 × 1 is not possible"),
    "too many channels": (with_value("input.channels", [[[0]]] * 65), "a size of 65 × 1 × 1 is not possible"),
    "too many values": (b"[" + b"0," * 2_000_001 + b"0]", "too many values"),
    "too many texts": (b'["' + b'""' * 5_000_000, "too many texts: at most 50000 written out"),
    "too many objects": (b"[" + b"{}," * 1_100_000 + b"{}]", "too many objects: at most 50000"),
    "too many lists": (b"[" + b"[]," * 150_000 + b"[]]", "too many lists: at most 150000"),
    "too many values beside a long one": (b"[" + b"0," * 500_001 + b"1e400]", "too many values: at most 500000"),
    # packed numbers
    "packed, nothing else": (with_value("input.channels", {}), "rows of numbers are needed, or “shape” and “float64”"),
    "packed with another field": (with_value("input.channels", {"shape": [], "float64": "", "x": 1}), "rows of numbers"),
    "packed shape is a number": (packed(3, ""), "input.channels.shape: 3 whole numbers are needed"),
    "packed shape too short": (packed([1, 1], base64_of(1)), "input.channels.shape: 3 whole numbers"),
    "packed shape with true": (packed([True, 1, 1], base64_of(1)), "3 whole numbers"),
    "packed shape with a fraction": (packed([1.0, 1, 1], base64_of(1)), "3 whole numbers"),
    "packed shape zero": (packed([1, 0, 1], ""), "a size of 1 × 0 × 1 is not possible"),
    "packed shape negative": (packed([1, -1, -1], base64_of(1)), "a size of 1 × -1 × -1"),
    "packed shape huge": (packed([10**6, 10**6, 10**6], ""), "a size of 1000000 × 1000000 × 1000000"),
    "packed shape promises much": (packed([1, 1024, 1024], "AAAA"), "11184812 characters of base64 are needed"),
    "packed too short": (packed([1, 1, 2], base64_of(1)), "24 characters of base64 are needed"),
    "packed too long": (packed([1, 1, 1], base64_of(1, 2)), "12 characters of base64 are needed"),
    "packed is a list": (packed([1, 1, 1], [0] * 12), "12 characters of base64 are needed"),
    "packed is not base64": (packed([1, 1, 1], "!" * 12), "not base64 text of 8 bytes"),
    "packed is not ASCII": (packed([1, 1, 1], "é" * 12), "not base64 text of 8 bytes"),
    "packed with padding too early": (packed([1, 1, 1], "A=" * 6), "not base64 text of 8 bytes"),
    "packed without padding": (packed([1, 1, 1], "A" * 12), "not base64 text of 8 bytes"),
    "packed NaN": (packed([1, 1, 2], base64_of(0, np.nan)), "row 0, column 1: nan is not possible"),
    "packed infinity": (packed([1, 2, 1], base64_of(0, -np.inf)), "row 1, column 0: -inf is not possible"),
    "packed too large": (packed([1, 1, 1], base64_of(1e300)), "row 0, column 0: 1e+300 is not possible"),
    # layers
    "layers is an object": (with_value("layers", {}), "layers: {} is not possible; a list of layers"),
    "too many layers": (with_value("layers", [BARE["layers"][3]] * 33), "layers: 33 are too many; at most 32"),
    "layer is a text": (with_value("layers.1", "conv2d"), 'layers[1]: "conv2d" is not possible; an object'),
    "no kind": (without("layers.0.kind"), "layers[0].kind is missing"),
    "unknown kind": (with_value("layers.2.kind", "conv3d"), 'layers[2].kind: "conv3d" is not possible; one of conv2d'),
    "kind is a list": (with_value("layers.2.kind", ["conv2d"]), 'layers[2].kind: ["conv2d"] is not possible'),
    "name is null": (with_value("layers.1.name", None), "layers[1].name: null is not possible"),
    "enabled is 1": (with_value("layers.1.enabled", 1), "layers[1].enabled: 1 is not possible; true or false"),
    "stride 0": (
        with_value("layers.1.stride", 0),
        "layers[1].stride: 0 is not possible; two whole numbers 1…64, height and width.",
    ),
    "stride negative": (with_value("layers.1.stride", [1, -1]), "layers[1].stride: [1, -1] is not possible"),
    "stride with a fraction": (with_value("layers.1.stride", [1.5, 1]), "layers[1].stride: [1.5, 1] is not possible"),
    "stride true": (with_value("layers.1.stride", [True, 1]), "layers[1].stride: [true, 1] is not possible"),
    "stride of three": (with_value("layers.1.stride", [1, 1, 1]), "layers[1].stride: [1, 1, 1] is not possible"),
    "stride is an object": (with_value("layers.1.stride", {"h": 1}), 'layers[1].stride: {"h": 1} is not possible'),
    "stride is very long": (with_value("layers.1.stride", [1] * 100_000), "layers[1].stride: [1, 1, 1"),
    "padding word": (with_value("layers.0.padding", "most"), '"most" is not possible; "valid", "same", "full"'),
    "padding negative": (with_value("layers.0.padding", [[0, -1], [0, 0]]), "layers[0].padding: [[0, -1], [0, 0]]"),
    "padding flat": (with_value("layers.0.padding", [1, 1]), "layers[0].padding: [1, 1] is not possible"),
    "padding too large": (with_value("layers.0.padding", [[65, 0], [0, 0]]), "whole numbers 0…64"),
    "padding mode": (with_value("layers.0.padding_mode", "mirror"), 'one of "zeros", "reflect"'),
    "groups 0": (with_value("layers.0.groups", 0), "layers[0].groups: 0 is not possible; a whole number 1…512"),
    "slope too large": (with_value("layers.3.negative_slope", 2), "layers[3].negative_slope: 2 is not possible"),
    "setting of another kind": (with_value("layers.3.stride", [1, 1]), "layers[3].stride: there is no such field"),
    "misspelt setting": (with_value("layers.0.paddin", "same"), "did you mean “padding”?"),
    "kernel_size of a convolution": (with_value("layers.0.kernel_size", [2, 2]), "did you mean “kernel”?"),
    "no kernel": (without("layers.0.kernel"), "layers[0].kernel is missing"),
    "no bias": (without("layers.0.bias"), "layers[0].bias is missing"),
    "kernel with two axes": (with_value("layers.0.kernel", [[1, -1]]), "layers[0].kernel[0][0]: 1 is not a list; 4 lists"),
    "kernel ragged": (with_value("layers.0.kernel.0.0.1", [1]), "layers[0].kernel[0][0], row 1: 1 value instead of 2"),
    "kernel with a text": (with_value("layers.0.kernel.0.0.1.0", "x"), 'kernel[0][0], row 1, column 0: "x" is not a number'),
    "kernel empty": (with_value("layers.0.kernel", [[[[]]]]), "layers[0].kernel: a size of 1 × 1 × 1 × 0 is not possible"),
    "kernel too wide": (
        with_value("layers.0.kernel", [[[[0] * 32]]]),
        "layers[0].kernel_size: [1, 32] is not possible; two whole numbers 1…31, height and width.",
    ),
    "kernel too many channels": (with_value("layers.0.kernel", [[[[0]]]] * 513), "a size of 513 × 1 × 1 × 1"),
    "kernel promises much": (
        with_value("layers.0.kernel", {"shape": [512, 512, 31, 31], "float64": ""}),
        "a size of 512 × 512 × 31 × 31 is not possible",
    ),
    "bias too long": (with_value("layers.0.bias", [1, 2]), "one number, for its output channel"),
    "bias empty": (with_value("layers.0.bias", []), "layers[0].bias: a size of 0 is not possible"),
    "bias is a number": (with_value("layers.0.bias", 1), "layers[0].bias: 1 is not a list"),
    "bias with null": (with_value("layers.0.bias", [None]), "layers[0].bias[0]: null is not a number"),
    # training
    "training is null": (with_value("training", None), "training: null is not possible; an object"),
    "epochs as text": (with_value("training.epochs", "10"), 'training.epochs: "10" is not possible; a whole number'),
    "epochs negative": (with_value("training.epochs", -1), "training.epochs: -1 is not possible"),
    "learning rate negative": (with_value("training.learning_rate", -1), "training.learning_rate: -1 is not possible"),
    "seed too large": (with_value("training.seed", 2**64), "training.seed: 18446744073709551616 is not possible"),
    "misspelt training": (with_value("training.learnig_rate", 1), "did you mean “learning_rate”?"),
    "optimiser is a number": (with_value("training.optimiser", 3), "training.optimiser: 3 is not possible"),
}


def sentence_of(content):
    """What is said about a file that cannot be read; it is always short and printable."""
    with pytest.raises(files.FileProblem) as problem:
        files.loads(content)
    sentence = str(problem.value)
    assert 0 < len(sentence) <= 200
    assert sentence.isprintable()
    return sentence


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_gets_one_clear_sentence(name):
    given, part = CASES[name]
    assert part in sentence_of(given)


def test_there_are_more_than_a_hundred_cases():
    assert len(CASES) > 130


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + files.dumps(GOOD),
        files.dumps(GOOD).replace(b"\n", b"\r\n"),
        json.dumps(BARE).encode(),
        with_value("title", "]" * 100),
        with_value("title", '\\"[[' * 25),
        with_value("title", "שלום 👩\u200d🏫"),
        with_text("title", '"\\ud83d\\ude00"'),
        with_value("notes", "\\ud800 is a code"),
        without("title"),
        without("training"),
        without("layers"),
        without("layers.1.stride"),
        with_value("input.channels", [[[1e12]]]),
        packed([1, 1, 1], base64_of(5e-324)),
    ],
)
def test_unusual_but_good_files_are_read(content):
    experiment = files.loads(content)
    assert files.dumps(files.loads(files.dumps(experiment))) == files.dumps(experiment)


# What is refused costs little, whatever it is: 4 MB take no more than so many calls of Python functions. The benchmarks measure
# the time and the memory.

MOST_CALLS = 600_000


def calls(function, *args):
    """How many Python functions are called."""
    profile = cProfile.Profile(builtins=False)
    profile.runcall(function, *args)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("name", LARGE)
def test_large_nonsense_is_refused_at_little_cost(name):
    assert calls(sentence_of, content(name)) < MOST_CALLS


def test_many_unknown_fields_of_a_newer_file_are_kept_at_little_cost():
    read = files.loads((NEWER + UNKNOWN).encode())
    assert calls(files.dumps, read) < MOST_CALLS
    assert files.loads(files.dumps(read)).extra == read.extra


def test_a_file_over_the_limit_is_not_even_parsed():
    assert sentence_of(bytes(LARGEST_FILE + 1)) == "The file is too large: 64.1 MB; the limit is 64 MB."


# Fuzz: damaged bytes, damaged tokens, damaged structure

NASTY_TOKENS = [
    b"NaN", b"1e400", b"-0", b"null", b"true", b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\ud800", b"\x00", b"\xff",
    b"9" * 400, b"1e-400", b'"a"', b"[[[[", b"[]", b"{}", b'"kind"', b'"conv2d"', b"-1", b"0", b"1.5", b"\xef\xbb\xbf",
]  # fmt: skip
NASTY_VALUES = [
    None, True, False, 0, -1, 1, 1.5, 1e13, 10**299, "", "same", "conv2d", "\x1b", [], {}, [[]], [0], [1, 1], [[1, 1], [1, 1]],
    [[[[1]]]], {"shape": [1, 1, 1], "float64": "AAAAAAAAAAA="}, "x" * 300, [None], [True], {"a": 1}, -0.0, 5e-324,
]  # fmt: skip
SEEDS = [files.dumps(GOOD), files.dumps(PACKED), json.dumps(BARE).encode()]


def damaged_bytes(content, rng):
    """The file with a few places overwritten, cut out, doubled or filled with a nasty token."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        to = min(to, at + rng.choice((1, 2, 8, 64)))
        middle = rng.choice([b"", content[at:to] * 2, bytes([rng.randrange(256)]), rng.choice(NASTY_TOKENS)])
        content = content[:at] + middle + content[to:]
    return content


def damaged_structure(document, rng):
    """The document with one node somewhere replaced, deleted, doubled or renamed."""
    place = rng.choice(list(containers(document)))
    if isinstance(place, dict):
        name = rng.choice(list(place))
        act = rng.choice(("replace", "delete", "rename"))
        value = place.pop(name) if act != "replace" else None
        if act == "replace":
            place[name] = rng.choice(NASTY_VALUES)
        elif act == "rename":
            place[name[:-1] + rng.choice("xyz")] = value
    else:
        at = rng.randrange(len(place))
        place[at : at + rng.randint(0, 1)] = [rng.choice(NASTY_VALUES)] * rng.randint(0, 2)
    return json.dumps(document).encode()


def containers(node):
    if isinstance(node, dict | list) and node:
        yield node
        for item in node.values() if isinstance(node, dict) else node:
            yield from containers(item)


def outcome(content):
    """Whether a file was read; if not, that it was refused properly, and if so, that it can be written again."""
    try:
        experiment = files.loads(content)
    except files.FileProblem as problem:
        sentence = str(problem)
        assert sentence.isprintable()
        assert 0 < len(sentence) <= 200
        return False
    again = files.dumps(experiment)
    assert files.dumps(files.loads(again)) == again
    for array in (experiment.input, *(w for e in experiment.layers if isinstance(e, Conv2d) for w in (e.kernel, e.bias))):
        assert np.isfinite(array).all()
        assert not array.flags.writeable
    return True


@pytest.mark.parametrize("seed", range(3))
def test_damaged_bytes_are_read_or_refused(seed):
    rng = random.Random(seed)
    accepted = sum(outcome(damaged_bytes(SEEDS[seed], rng)) for _ in range(1000))
    assert 0 < accepted < 900


@pytest.mark.parametrize("seed", range(2))
def test_damaged_structure_is_read_or_refused(seed):
    rng = random.Random(seed)
    accepted = sum(outcome(damaged_structure(json.loads(SEEDS[0]), rng)) for _ in range(1000))
    assert 0 < accepted < 900


def test_every_prefix_of_a_file_is_refused():
    whole = files.dumps(GOOD).rstrip()
    assert not any(outcome(whole[:end]) for end in range(len(whole)))


# What stands at a path


def test_a_missing_file(tmp_path):
    with pytest.raises(files.FileProblem, match=r"^The file cannot be read: No such file or directory\.$"):
        files.read(tmp_path / "none.convstudio")


def test_a_folder(tmp_path):
    with pytest.raises(files.FileProblem, match="cannot be read: Is a directory"):
        files.read(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_that_nobody_writes_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(files.FileProblem, match="not a regular file"):
        files.read(tmp_path / "pipe")


@pytest.mark.parametrize(("path", "part"), [("/dev/zero", "not a regular file"), ("/proc/self/mem", "cannot be read")])
@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices as files here")
def test_devices(path, part):
    with pytest.raises(files.FileProblem, match=part):
        files.read(path)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_impossible_names(tmp_path, name):
    with pytest.raises(files.FileProblem):
        files.read(tmp_path / name)


def huge(path, beginning):
    """A file of 64 GB, of which the disk has next to nothing."""
    path.write_bytes(beginning)
    with path.open("r+b") as file:
        file.truncate(LARGEST_FILE * 1000)
    return path


def test_a_file_that_is_too_large_is_not_read_to_find_that_out(tmp_path):
    with pytest.raises(files.LargeFile, match=r"^The file is too large: 64000 MB; the limit is 4 MB\.$") as problem:
        files.read(huge(tmp_path / "large", files.dumps(GOOD)[:900]))
    assert problem.value.size == LARGEST_FILE * 1000


@pytest.mark.parametrize(
    ("beginning", "part"),
    [
        (b"\x89PNG\r\n\x1a\n", r"a picture \(PNG\)"),
        (b"", "another kind of file"),
        (b"\x1f\x8b\x08\xff", "another kind of file"),
    ],
)
def test_of_a_large_file_its_kind_is_said_rather_than_its_size(tmp_path, beginning, part):
    with pytest.raises(files.FileProblem, match=part):
        files.read(huge(tmp_path / "large", beginning))


def test_a_file_that_grows_while_it_is_read(monkeypatch, tmp_path):
    path = tmp_path / "grows"
    path.write_bytes(b"[" * (USUAL_FILE + 10))
    monkeypatch.setattr(files.os, "fstat", lambda _: os.stat(__file__))
    with pytest.raises(files.LargeFile, match=r"too large: 4\.1 MB; the limit is 4 MB\."):
        files.read(path)


def test_a_larger_file_is_read_where_that_is_asked_for(tmp_path):
    large = Experiment(input=frozen(np.random.default_rng(1).normal(size=(1, 700, 700))))
    files.write(large, tmp_path / "large.convstudio")
    with pytest.raises(files.LargeFile, match=r"too large: 5 MB"):
        files.read(tmp_path / "large.convstudio")
    assert same_content(files.read(tmp_path / "large.convstudio", LARGEST_FILE), large)


WATCHED = """
import sys
from convstudio.experiment import files
import base64, encodings.utf_8_sig, difflib, hashlib, json
seen = []
sys.addaudithook(lambda event, args: seen.append((event, str(args[0]) if args else "")))
files.read(sys.argv[1])
watched = ("open", "os.", "socket.", "subprocess.", "import", "exec", "compile", "marshal.", "pickle.", "ctypes.")
print(json.dumps([item for item in seen if item[0].startswith(watched)]))
"""


def test_reading_opens_that_file_and_does_nothing_else(tmp_path):
    path = tmp_path / "a.convstudio"
    path.write_bytes(files.dumps(GOOD))
    done = subprocess.run([sys.executable, "-c", WATCHED, str(path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(map(tuple, json.loads(done.stdout))) == {("open", str(path))}
