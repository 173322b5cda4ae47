"""Seeded random convolutions, and the comparison of an engine with the exact oracle that has no tolerance to tune."""

from typing import NamedTuple

import numpy as np

from convstudio.engine import PADDING_MODES, axes, conv2d
from tests.engine.values.oracle import BITS, convolve, units

ROUNDOFF_BITS = {np.dtype(np.float64): 53, np.dtype(np.float32): 24}


class Case(NamedTuple):
    x: np.ndarray
    kernel: np.ndarray
    bias: np.ndarray | None
    options: dict


def values(rng, shape, kind):
    """Random arrays: integers, uniform reals, reals of very different sizes, or reals with many zeros."""
    if kind == 0:
        return rng.integers(-9, 10, shape).astype(np.float64)
    reals = rng.normal(size=shape)
    if kind == 1:
        return reals
    if kind == 2:
        return reals * 10.0 ** rng.integers(-16, 17, shape)
    return np.where(rng.random(shape) < 0.5, 0.0, reals)


def cases(seed, count, largest=7, channels=(1, 1, 1, 2, 3)):
    """`count` convolutions that have at least one output, of small inputs with every parameter varied."""
    rng = np.random.default_rng(seed)
    made = 0
    while made < count:
        case = one_case(rng, largest, channels)
        if case is not None:
            made += 1
            yield case


def one_case(rng, largest, channels):
    kind = int(rng.integers(0, 4))
    size = rng.integers(1, largest + 1, 2)
    window = rng.integers(1, 4, 2)
    stride = rng.integers(1, 4, 2) if rng.random() < 0.4 else (1, 1)
    dilation = rng.integers(1, 3, 2) if rng.random() < 0.3 else (1, 1)
    sides = rng.integers(0, 3, (2, 2)) if rng.random() < 0.5 else np.zeros((2, 2), int)
    mode = PADDING_MODES[int(rng.integers(0, 4))] if rng.random() < 0.5 else "zeros"
    reach = {"reflect": -1, "circular": 0}.get(mode, 99)
    groups, depth, each = (int(rng.choice(channels)) for _ in range(3))
    options = {
        "stride": tuple(map(int, stride)),
        "padding": tuple(tuple(map(int, side)) for side in sides),
        "dilation": tuple(map(int, dilation)),
        "groups": groups,
        "padding_mode": mode,
    }
    rows, columns = axes(tuple(map(int, size)), tuple(map(int, window)), *list(options.values())[:3])
    if rows.count < 1 or columns.count < 1 or (sides.max(axis=1) > size + reach).any():
        return None
    bias = values(rng, each * groups, kind) if rng.random() < 0.5 else None
    return Case(values(rng, (depth * groups, *size), kind), values(rng, (each * groups, depth, *window), kind), bias, options)


def oracle_of(case):
    options = case.options
    arrays = (None if a is None else a.tolist() for a in case[:3])
    return convolve(
        *arrays, options["stride"], options["padding"], options["dilation"], options["groups"], options["padding_mode"]
    )


def fault(case, engine=conv2d):
    """What is wrong with the engine's result, by exact arithmetic; None if nothing.

    |result − exact| ≤ g · Σ|terms|, g = n·u / (1 − n·u) for n terms and the unit roundoff u (Higham, "Accuracy and stability of
    numerical algorithms", section 3.1); integers must be equal to the last bit.
    """
    found = engine(case.x, case.kernel, case.bias, **case.options)
    exact = oracle_of(case)
    if found.shape != (len(exact), len(exact[0]), len(exact[0][0])):
        return f"shape {found.shape}"
    whole = all(a is None or ((a == np.round(a)).all() and np.abs(a).max() < 2**20) for a in case[:3])
    bits = ROUNDOFF_BITS[found.dtype]
    for place, value in np.ndenumerate(found):
        total, magnitude, terms = exact[place[0]][place[1]][place[2]]
        error = abs(units(value, 2 * BITS) - total)
        if error * (2**bits - terms) > (0 if whole else terms * magnitude):  # the bound, times (1 − n·u) / u
            return f"{value} at {place} where {total / 2 ** (2 * BITS)} is right"
    return None
