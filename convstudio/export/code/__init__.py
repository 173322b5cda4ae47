"""An experiment as a program of its own: plain NumPy, PyTorch, Keras; and what the stage says of a layer as LaTeX.

A language is a line of `LANGUAGES`. What a person wrote, a title or a name, stands in comments and quoted texts only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.export.code.keras import keras_program
from convstudio.export.code.latex import latex_document
from convstudio.export.code.numpy import numpy_program
from convstudio.export.code.torch import torch_program
from convstudio.scene.playing.playhead import Playhead

__all__ = ["LANGUAGES", "Language", "LanguageName", "code_in"]

LanguageName = Literal["numpy", "torch", "keras", "latex"]


class Language(Struct, frozen=True):
    """A language by its name on the command line and its title, the ending of its files, and what writes it.

    `write` takes the evaluation, the layer that is selected and the playhead; programs are about all layers.
    """

    name: LanguageName
    title: str
    suffix: str
    write: Callable[[Evaluation, int, Playhead | None], str]


LANGUAGES = (
    Language("numpy", "Python, NumPy alone", ".py", lambda evaluation, _selected, _playhead: numpy_program(evaluation)),
    Language("torch", "Python, PyTorch", ".py", lambda evaluation, _selected, _playhead: torch_program(evaluation)),
    Language("keras", "Python, Keras", ".py", lambda evaluation, _selected, _playhead: keras_program(evaluation)),
    Language("latex", "LaTeX", ".tex", latex_document),
)


def code_in(name: str, evaluation: Evaluation, selected: int = 0, playhead: Playhead | None = None) -> str:
    """An experiment in a language by its name. Raises KeyError if there is none."""
    found = {language.name: language for language in LANGUAGES}[name]  # type: ignore[index]
    return found.write(evaluation, selected, playhead)
