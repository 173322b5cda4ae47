"""A first lesson made from an experiment: a file to start from, with one step and a question."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from convstudio.experiment import Experiment, evaluate
from convstudio.experiment.files.atomic import write_bytes_atomically
from convstudio.experiment.files.codec import values_of
from convstudio.words import tr

DEFAULTS = {
    "name": "", "enabled": True, "padding_mode": "zeros", "groups": 1, "flip": False, "activation": "none",
    "negative_slope": 0.01, "ceil_mode": False, "dilation": [1, 1], "padding": "valid",
}  # fmt: skip
START = """+++
title = {title}
order = 100
summary = "What one learns here, in a line."
+++

# The first step

Say in a few words what is on the stage. Numbers are computed: *X* has {{= size(X)}} pixels.

```experiment
{experiment}```
"""
QUESTION = """
```question
kind = "shape"
ask = "What size is *Y*?"
channels = true
hint = "What helps after two wrong answers."
explain = "Why it is {= shape(Y)}."
```
"""


def first_lesson(experiment: Experiment) -> str:
    """The text of a lesson that shows an experiment and asks for the size of its output."""
    results = evaluate(experiment).results
    has_output = bool(results) and all(result.output is not None and result.layer.enabled for result in results)
    title = json.dumps(experiment.title or tr("A lesson"), ensure_ascii=False)
    return START.format(title=title, experiment=_block(experiment)) + (QUESTION if has_output else "")


def write_first(experiment: Experiment, folder: Path) -> Path:
    """Write a first lesson into a folder, under a name that is free there, and return its path.

    Raises FileProblem or OSError if it cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    letters = "".join(c if c.isalnum() else "-" for c in experiment.title.lower()).strip("-")[:40] or "lesson"
    names = (f"{letters}{number}.md" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    path = next(folder / name for name in names if not (folder / name).exists())
    write_bytes_atomically(path, first_lesson(experiment).encode())
    return path


def _block(experiment: Experiment) -> str:
    """The experiment as TOML; values are written as JSON, which TOML accepts."""
    values = values_of(experiment)
    lines = [f"input = {_value(experiment.input.tolist())}", f"low = {experiment.low}", f"high = {experiment.high}"]
    if experiment.training.run.length or experiment.workspace == "learn":
        lines.append('workspace = "learn"')
    lines.append(f"title = {_value(experiment.title)}")
    for layer, written in zip(experiment.layers, values["layers"], strict=True):
        lines += ["", "[[layers]]", f'kind = "{layer.kind}"']
        lines += [f"{name} = {_value(_array(layer, name, value))}" for name, value in written.items() if _says(name, value)]
    return "\n".join(lines) + "\n"


def _says(name: str, value: Any) -> bool:
    return name != "kind" and not (name in DEFAULTS and value == DEFAULTS[name])


def _array(layer: Any, name: str, value: Any) -> Any:
    return getattr(layer, name).tolist() if name in ("kernel", "bias") else value


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
