"""Pasted text as a tree of Python. It is parsed, never run, and its size is checked before anything is done with it."""

from __future__ import annotations

import ast
import re
from textwrap import dedent

from msgspec import Struct

from convstudio.export.calls import PRINTED_NAME, is_deep, tree_of
from convstudio.scene.typed import plainly
from convstudio.words import tr

LONGEST = 60_000  # characters
DEEPEST = 60  # nested statements and expressions
PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.) ?", re.MULTILINE)
FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
PRINTED_END = re.compile(r"\)[ \t]*$", re.MULTILINE)


class NotPythonError(ValueError):
    """A sentence about a text that is not Python; `line` is where it stops being Python, 0 if unknown."""

    def __init__(self, sentence: str, line: int = 0) -> None:
        super().__init__(sentence)
        self.line = line


class Source(Struct, frozen=True, eq=False):
    """The text as it was parsed, with plain characters and no margin, and its statements.

    `above` lines were put before it; its lines are counted from the first of its own. `printed` says that it is what PyTorch
    prints for a module, which has layers but does not say how they are connected.
    """

    text: str
    tree: ast.Module
    above: int = 0
    printed: bool = False

    def line(self, node: ast.AST) -> int:
        """The line of a node, counted from 1."""
        return int(getattr(node, "lineno", 1)) - self.above


def parsed(text: str) -> Source:
    """The tree of a text. Raises ValueError with a sentence if it is too long, nested too deeply, or not Python."""
    if len(text) > LONGEST:
        raise ValueError(tr("The code is too long: at most {n} characters are read.", n=LONGEST))
    plain = dedent(FENCE.sub("", plainly(text)))
    if plain.lstrip().startswith(">>>"):
        plain = PROMPT.sub("", plain)
    printed = bool(PRINTED_NAME.search(plain))
    if printed:
        plain = PRINTED_END.sub("),", PRINTED_NAME.sub("", plain))
    for before, behind, above in (("(\n", "\n)", 1), ("", "", 0)):  # in brackets, a line that ends with a comma continues
        tree = tree_of(f"{before}{plain}{behind}")
        if tree is not None:
            if is_deep([tree], DEEPEST):
                raise ValueError(tr("The code is nested too deeply to be read."))
            return Source(plain, tree, above, printed)
    line = _line_of_error(plain)
    if line:
        words = tr("Line {n} is not Python; perhaps a bracket or a comma is missing there or above.", n=line)
        raise NotPythonError(words, line)
    raise NotPythonError(
        tr("This is not Python: a network is written as nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()), for example.")
    )


def _line_of_error(text: str) -> int:
    """The line where a text stops being Python; 0 if unknown."""
    try:
        ast.parse(text)
    except SyntaxError as wrong:
        line = wrong.lineno or 0
        return line if line <= text.count("\n") + 1 else 0
    except (ValueError, RecursionError, MemoryError):
        pass
    return 0
