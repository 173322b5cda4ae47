"""An experiment as text for others: programs in plain NumPy, PyTorch and Keras; a layer as on the stage, in LaTeX.

A language is a value in `LANGUAGES`; the menu Export and the command line offer all of them. What a person wrote, such as a
title or a name, appears only in comments and quoted texts.
"""

from __future__ import annotations

from importlib import import_module

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.scene.playing.playhead import Playhead
from convstudio.words import Text

__all__ = ["LANGUAGES", "Language", "code_in"]


class Language(Struct, frozen=True, kw_only=True):
    """A language, with its name on the command line. `text` and `help` are for the menu, `title` and `suffix` for its files.

    `writer` is "module:function", imported when first needed, since nobody exports at the start. It takes an evaluation; one
    that is `of_layer`, about a single layer, also takes the index of the layer and the playhead (or None).
    """

    name: str
    text: Text
    help: Text
    title: Text
    suffix: str
    writer: str
    of_layer: bool = False

    def write(self, evaluation: Evaluation, selected: int = 0, playhead: Playhead | None = None) -> str:
        """The text of a file."""
        module, _, function = self.writer.partition(":")
        write = getattr(import_module(module), function)
        return str(write(evaluation, selected, playhead) if self.of_layer else write(evaluation))


LANGUAGES = (
    Language(name="numpy", text="Program in N&umPy…", help="The experiment as a program that needs NumPy alone",
             title="Python, NumPy alone", suffix=".py", writer="convstudio.export.code.numpy:numpy_program"),
    Language(name="torch", text="Program in P&yTorch…", help="The experiment as a program, weights put in",
             title="Python, PyTorch", suffix=".py", writer="convstudio.export.code.torch:torch_program"),
    Language(name="keras", text="Program in &Keras…", help="The experiment as a program, weights put in",
             title="Python, Keras", suffix=".py", writer="convstudio.export.code.keras:keras_program"),
    Language(name="latex", text="&LaTeX…",
             help="The selected layer: its matrices, the arithmetic of its cell, its size formula",
             title="LaTeX", suffix=".tex", writer="convstudio.export.code.latex:latex_document", of_layer=True),
)  # fmt: skip


def code_in(name: str, evaluation: Evaluation, selected: int = 0, playhead: Playhead | None = None) -> str:
    """An experiment in a language, given by name. Raises KeyError if there is no such language."""
    found = {language.name: language for language in LANGUAGES}[name]
    return found.write(evaluation, selected, playhead)
