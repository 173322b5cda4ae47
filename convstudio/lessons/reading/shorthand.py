"""Layers in short form, as lessons write them, and the experiments that they describe.

The short form is that of an experiment file with abbreviations: a kernel of one channel may be a matrix, a stride, a dilation
or a window one number, padding one number for all sides or (height, width); a bias that is left out is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from convstudio.experiment import Experiment, Training
from convstudio.experiment.files.codec import experiment_of
from convstudio.experiment.files.versions import FORMAT, MIN_READER, VERSION
from convstudio.layers import Layer

PAIRS = ("stride", "dilation", "kernel_size")


def layers_of(tables: Iterable[dict[str, Any]]) -> tuple[Layer, ...]:
    """Read layers from tables in short form. Raises ValueError with a sentence."""
    return document([[[0.0]]], {"layers": [in_full(table) for table in tables]}).layers


def training_of(fields: dict[str, Any]) -> Training:
    """Read a training from its table. Raises ValueError with a sentence."""
    return document([[[0.0]]], {"training": fields}).training


def document(channels: Any, rest: dict[str, Any], bounds: dict[str, float] | None = None) -> Experiment:
    """Make an experiment of an input's channels and the rest of an experiment file. Raises ValueError with a sentence.

    `bounds` may give `low` and `high`.
    """
    head = {"format": FORMAT, "version": VERSION, "min_reader": MIN_READER}
    return experiment_of({**head, "input": {"channels": channels, **(bounds or {})}, **rest})


def in_full(table: dict[str, Any]) -> dict[str, Any]:
    """Expand a layer from the short form to that of an experiment file."""
    full = dict(table)
    for name in PAIRS:
        if isinstance(full.get(name), int):
            full[name] = [full[name]] * 2
    padding = full.get("padding")
    if isinstance(padding, int):
        full["padding"] = [[padding] * 2] * 2
    elif isinstance(padding, list) and all(isinstance(side, int) for side in padding):
        full["padding"] = [[side] * 2 for side in padding]
    kernel = full.get("kernel")
    for _ in range(4 - depth(kernel) if kernel is not None else 0):
        kernel = [kernel]
    if isinstance(kernel, list):
        bias = full.get("bias", 0)
        full |= {"kernel": kernel, "bias": bias if isinstance(bias, list) else [bias] * len(kernel)}
    return full


def depth(values: Any) -> int:
    """How deeply lists are nested: 2 for a matrix, 0 for a number."""
    return 1 + depth(values[0]) if isinstance(values, list) and values else 0
