"""Small strips, written as they are read."""

from __future__ import annotations

import numpy as np

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.layers import Conv2d, Layer


def strip(x: object, *layers: Layer) -> Evaluation:
    """Layers on an input (C, H, W)."""
    return evaluate(Experiment(input=frozen(np.array(x, dtype=float)), layers=layers))


def conv(kernel: object, **settings: object) -> Conv2d:
    """A convolution of one channel by the rows of its kernel, without a bias."""
    return Conv2d(kernel=frozen(np.array(kernel, dtype=float)[None, None]), bias=frozen(np.zeros(1)), **settings)


def numbered(rows: int, columns: int) -> np.ndarray:
    """The input 1, 2, 3, … row by row."""
    return np.arange(1.0, rows * columns + 1).reshape(1, rows, columns)
