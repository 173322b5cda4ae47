"""Layers in short, as lessons write them, and the experiments that they stand for.

They are those of an experiment file, with shorter words: a kernel of one channel may stand as a matrix, a stride, a dilation
or a window as one number, padding as one number for all sides or as (height, width); a bias that is left out is 0.
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
    """Layers from their tables. Raises ValueError with a sentence."""
    return document([[[0.0]]], {"layers": [in_full(table) for table in tables]}).layers


def training_of(fields: dict[str, Any]) -> Training:
    """A training from its table. Raises ValueError with a sentence."""
    return document([[[0.0]]], {"training": fields}).training


def document(channels: Any, rest: dict[str, Any], bounds: dict[str, float] | None = None) -> Experiment:
    """An input's channels and the rest of an experiment file as an experiment. Raises ValueError with a sentence."""
    head = {"format": FORMAT, "version": VERSION, "min_reader": MIN_READER}
    return experiment_of({**head, "input": {"channels": channels, **(bounds or {})}, **rest})


def in_full(table: dict[str, Any]) -> dict[str, Any]:
    """A layer as an experiment file has it."""
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
    """How deep lists are nested: 2 for a matrix."""
    return 1 + depth(values[0]) if isinstance(values, list) and values else 0
