"""The experiments whose programs are run in PyTorch and Keras themselves: all examples, and every kind with seeded settings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from convstudio.experiment import Evaluation, Experiment, evaluate, gallery
from convstudio.export.code.keras import keras_program
from convstudio.export.code.torch import torch_program
from convstudio.layers import KINDS
from tests.layers.settings import cases

WRITERS = {"torch": torch_program, "keras": keras_program}
OF_EACH_KIND = 20


def all_experiments() -> Iterator[tuple[str, Evaluation]]:
    for example in gallery.examples():
        yield example.name, evaluate(gallery.example(example.name))
    for kind in KINDS:
        for number, (layer, x) in enumerate(cases(kind, 21, OF_EACH_KIND, whole=False)):
            yield f"{kind.kind} {number}", evaluate(Experiment(input=x, layers=(layer,)))


def mark(program: str) -> str:
    """What tells a program from another one; its heading, with the version, left out."""
    return hashlib.sha256(program[program.index("\nimport ") :].encode()).hexdigest()[:16]


def is_cut(program: str) -> bool:
    """Whether the model ends before a layer that the dialect cannot say."""
    return "model ends here" in " ".join(line.strip().removeprefix("# ") for line in program.splitlines())
