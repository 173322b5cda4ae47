"""Pieces of source code: comments that stay comments whatever a person wrote, and numbers and arrays as literals."""

from __future__ import annotations

from base64 import b64encode
from math import inf, isnan
from textwrap import wrap

import numpy as np

from convstudio import __version__
from convstudio.experiment import Evaluation, Experiment
from convstudio.layers import Array, KernelLayer
from convstudio.scene.words.naming import layer_name
from convstudio.words import tr

WIDTH = 96  # characters of a comment
MOST_WRITTEN = 4096  # numbers; larger arrays are written as bytes
LARGEST_WHOLE = 2**53


def plain(text: str) -> str:
    """A text on one line, with visible characters only: nothing in it ends a comment, or reverses the order of letters."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def comments(text: str, mark: str = "#") -> list[str]:
    """A text of several lines as comments."""
    lines = [plain(line) for line in text.splitlines()]
    parts = [part for line in lines for part in (wrap(line, WIDTH, break_long_words=False) or [""])]
    return [f"{mark} {part}".rstrip() for part in parts]


def heading(experiment: Experiment, needs: str, mark: str = "#") -> list[str]:
    """What the file is, then the title and the notes. The first two lines have nothing that a person wrote, since Python looks
    for the name of an encoding there.
    """
    told = [tr("Written by ConvStudio {version}. {needs}", version=__version__, needs=needs), ""]
    words = [part for part in (experiment.title, experiment.notes) if part.strip()]
    return comments("\n".join((*told, *"\n\n".join(words).splitlines())), mark)


def name_of(evaluation: Evaluation, index: int) -> str:
    """ "2 · Max pool": a layer in a comment."""
    return f"{index + 1} · {plain(layer_name(evaluation, index))}"


def told(evaluation: Evaluation, index: int, *remarks: str) -> list[str]:
    """The comment above a layer: its name, its shapes, and remarks."""
    shapes = f"{evaluation.shape(index - 1)} → {evaluation.shape(index)}"
    return comments("; ".join((f"{name_of(evaluation, index)}: {shapes}", *filter(None, remarks))))


def stopped(evaluation: Evaluation, index: int) -> list[str]:
    """Why a program ends before the last layer, if it does because a layer cannot work."""
    problem = evaluation.results[index].problem if index < len(evaluation.results) else None
    if problem is None:
        return []
    return [*comments(f"{problem.told_of(name_of(evaluation, index))} {problem.remedy}"), ""]


def number(value: float) -> str:
    """A number that reads back as the same."""
    if isnan(value):
        return "np.nan"
    if value in (inf, -inf):
        return "np.inf" if value > 0 else "-np.inf"
    is_whole = value == int(value) and abs(value) < LARGEST_WHOLE
    minus_zero = value == 0 and np.signbit(value)
    return str(int(value)) if is_whole and not minus_zero else repr(float(value))


def array(values: Array, indent: int = 0) -> str:
    """A NumPy array of float64 as an expression over several lines; its name `np` must be known."""
    if values.size > MOST_WRITTEN:
        written = b64encode(np.ascontiguousarray(values, dtype="<f8").tobytes()).decode("ascii")
        return f'np.frombuffer(base64.b64decode("{written}"), "<f8").reshape({values.shape})'
    return f"np.array({nested(values, indent + len('np.array('))}, dtype=float)"


def nested(values: Array, indent: int) -> str:
    """The lists of an array, one line per row; all lines but the first are indented."""
    if values.ndim == 1:
        return f"[{', '.join(number(float(value)) for value in values)}]"
    gap = ",\n" + " " * (indent + 1)
    if values.ndim > 2:
        gap = "," + "\n" * (values.ndim - 1) + " " * (indent + 1)
    return f"[{gap.join(nested(part, indent + 1) for part in values)}]"


def needs_bytes(experiment: Experiment) -> bool:
    """Whether the bytes of the input or of a kernel are written, so that `base64` is needed."""
    kernels = [layer.kernel for layer in experiment.layers if isinstance(layer, KernelLayer)]
    return any(values.size > MOST_WRITTEN for values in (experiment.input, *kernels))
