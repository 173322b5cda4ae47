"""What the README shows is so."""

import json
import re
from pathlib import Path

import numpy as np

from convstudio.experiment import evaluate, files

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def sample():
    """The experiment file that the README shows, without its dots for what is left out."""
    block = re.search(r"(?m)^    \{\n(    .*\n)+?    \}\n", README)
    assert block
    return json.loads(re.sub(r", …", "", block[0]))


def test_the_sample_says_the_version_that_is_written():
    experiment = files.loads(json.dumps(sample()).encode())
    written = json.loads(files.dumps(experiment))
    header = ("format", "version", "min_reader")
    assert {name: sample()[name] for name in header} == {name: written[name] for name in header}


def test_the_sample_is_read_works_and_comes_back():
    experiment = files.loads(json.dumps(sample()).encode())
    assert evaluate(experiment).problem is None
    written = json.loads(files.dumps(experiment))
    assert written["title"] == sample()["title"]
    assert written["workspace"] == sample()["workspace"]
    assert np.array_equal(written["input"]["channels"], sample()["input"]["channels"])
    for given, found in zip(sample()["layers"], written["layers"], strict=True):
        assert given.items() <= found.items()
    assert sample()["training"].items() <= written["training"].items()


def test_the_kinds_and_sizes_that_it_names_are_those_there_are():
    from convstudio.experiment.arrays import MOST_WRITTEN_OUT
    from convstudio.experiment.limits import LARGEST_FILE, MEGABYTE, MOST_LAYERS, USUAL_FILE
    from convstudio.layers import KINDS

    assert all(f"`{kind.kind}`" in README for kind in KINDS)
    assert f"more than {MOST_WRITTEN_OUT} cells" in README
    assert f"up to {MOST_LAYERS} convolutions" in README
    assert f"{USUAL_FILE // MEGABYTE} MB" in README
    assert f"{LARGEST_FILE // MEGABYTE}M" in README
