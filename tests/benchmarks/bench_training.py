"""Times training: steps a second of this engine, which keeps every epoch, beside PyTorch's autograd, which keeps none.

PyTorch has one thread, float64 and plain SGD, as we do; both start from the same weights, and after as many steps the
weights are compared. Runs alternate. Preparing AᵀA, once a problem, is timed apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

import numpy as np

from convstudio.engine import conv2d
from convstudio.engine.descent.identifiability import largest_curvature, largest_stable_rate
from convstudio.engine.descent.optimisers import Optimiser
from convstudio.engine.descent.quadratic import Quadratic, quadratic
from convstudio.engine.descent.training import start, train

OURS = 10_000
CASES = (((6, 8), (1, 2), 500), ((28, 28), (3, 3), 500), ((512, 512), (5, 5), 10))  # …, PyTorch's steps in a run


class Problem(NamedTuple):
    picture: np.ndarray
    target: np.ndarray
    start: np.ndarray
    kernel_shape: tuple[int, int, int, int]

    def prepared(self) -> Quadratic:
        return quadratic([self.picture], [self.target], self.kernel_shape)


class Rates(NamedTuple):
    """Medians: steps a second, and milliseconds to prepare; the largest difference of weights, relative to the largest."""

    ours: float
    torch: float | None
    prepare: float
    difference: float | None


def problem(size: tuple[int, int], window: tuple[int, int]) -> Problem:
    """A random picture, and what a random kernel makes of it, with noise."""
    rng = np.random.default_rng(0)
    shape = (1, 1, *window)
    picture, kernel = rng.normal(size=(1, *size)), rng.normal(size=shape)
    target = conv2d(picture, kernel)
    return Problem(picture, target + 0.1 * rng.normal(size=target.shape), rng.normal(size=kernel.size), shape)


def torch_run(given: Problem, rate: float) -> Callable[[int], np.ndarray] | None:
    """Steps -> weights after them; None without PyTorch."""
    try:
        import torch
    except ImportError:
        return None
    torch.set_num_threads(1)
    picture, target = torch.tensor(given.picture)[None], torch.tensor(given.target)[None]

    def run(steps: int) -> np.ndarray:
        kernel = torch.tensor(given.start.reshape(given.kernel_shape), requires_grad=True)
        optimiser = torch.optim.SGD([kernel], rate)
        for _ in range(steps):
            optimiser.zero_grad()
            loss = ((torch.nn.functional.conv2d(picture, kernel) - target) ** 2).sum()
            loss.backward()
            optimiser.step()
        return kernel.detach().numpy().ravel()

    return run


def clocked(call: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = call()
    return time.perf_counter() - start, found


def rates(size: tuple[int, int], window: tuple[int, int], theirs: int, ours: int = OURS, seconds: float = 3.0) -> Rates:
    """Runs of both in turns for so many seconds, at least three of each."""
    given = problem(size, window)
    objective = given.prepared()
    optimiser = Optimiser("sgd", 0.5 * (largest_stable_rate(Optimiser(), largest_curvature(objective)) or 0.0))
    begun = start(objective, given.start)
    rival = torch_run(given, optimiser.learning_rate)
    difference = None
    if rival:
        wanted, found = rival(theirs), train(objective, optimiser, begun, theirs).weights[-1]
        difference = float(np.abs(found - wanted).max() / np.abs(wanted).max())
    own: list[float] = []
    other: list[float] = []
    prepare: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(own) < 3:
        prepare.append(clocked(given.prepared)[0])
        own.append(ours / clocked(lambda: train(objective, optimiser, begun, ours))[0])
        if rival:
            other.append(theirs / clocked(lambda: rival(theirs))[0])
    return Rates(median(own), median(other) if other else None, 1000 * median(prepare), difference)


def line(size: tuple[int, int], window: tuple[int, int], found: Rates) -> str:
    text = f"{size[0]:4}×{size[1]:<4} {window[0]}×{window[1]}  {found.ours:12,.0f}"
    if found.torch is None:
        return text + f"{'':38}  {found.prepare:9.2f}"
    return text + f"  {found.torch:12,.0f}  {found.ours / found.torch:10,.1f}×  {found.prepare:9.2f}  {found.difference:9.1e}"


def main() -> None:
    """One line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each case")
    seconds = parser.parse_known_args()[0].seconds
    print(f"{'picture  kernel':14} {'ours steps/s':>13} {'torch':>13} {'ours/torch':>12}  {'AᵀA in ms':>9} {'differ':>10}")
    for size, window, theirs in CASES:
        print(line(size, window, rates(size, window, theirs, seconds=seconds)), flush=True)


if __name__ == "__main__":
    main()
