"""Pasted code as calls with plain values. The text is parsed, never run: anything but literals is refused.

Taken are single calls, assignments of them, tuples and lists, `Sequential(…)`, `model.add(…)`, `layer(…)(x)`, and what PyTorch
prints for a module: `(conv1): Conv2d(…)`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from textwrap import dedent

from msgspec import Struct

from convstudio.words import tr

LONGEST = 4000  # characters of a pasted text
PRINTED_NAME = re.compile(r"^\s*\(\w+\):\s*", re.MULTILINE)
CONTAINERS = {"Sequential", "add", "ModuleList"}


class Call(Struct, frozen=True):
    """One call as it was written: `prefix` is what stands before the name ("nn.")."""

    prefix: str
    name: str
    positional: tuple[object, ...]
    named: tuple[tuple[str, object], ...]


def read_calls(text: str) -> tuple[Call, ...]:
    """All calls of layers, in the order in which they work. Raises ValueError with a sentence for anything else."""
    if len(text) > LONGEST:
        raise ValueError(tr("The text is too long for a layer: at most {n} characters.", n=LONGEST))
    found = tuple(_of_nodes(_parsed(PRINTED_NAME.sub("", dedent(text)).strip())))
    if not found:
        raise ValueError(tr("Paste a line such as nn.Conv2d(1, 8, 3, padding=1) or layers.Conv2D(8, 3)."))
    return found


def _parsed(text: str) -> list[ast.expr]:
    """The expressions of a text: of one in brackets, so that commas and line ends matter less, else of statements."""
    tree = _tree(f"(\n{text}\n)") or _tree(text)
    if tree is None:
        raise ValueError(tr("This is not a line of Python: nn.Conv2d(1, 8, 3, padding=1) would be one."))
    return [node for statement in tree.body for node in _expressions(statement)]


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _expressions(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and statement.value:
        yield statement.value
    elif not isinstance(statement, ast.Import | ast.ImportFrom):
        raise ValueError(tr("Only the lines of layers can be read, not whole programs."))


def _of_nodes(nodes: Iterable[ast.expr]) -> Iterator[Call]:
    for node in nodes:
        if isinstance(node, ast.Tuple | ast.List):
            yield from _of_nodes(node.elts)
        elif isinstance(node, ast.Call):
            yield from _of_call(node)
        elif not isinstance(node, ast.Name):  # a name is the x of layer(…)(x)
            raise ValueError(tr("{code} is not a layer.", code=_short(node)))


def _of_call(node: ast.Call) -> Iterator[Call]:
    if isinstance(node.func, ast.Call):  # layer(…)(x), where x may be another
        yield from _of_nodes(node.args)
        yield from _of_call(node.func)
        return
    prefix, _dot, name = ast.unparse(node.func).rpartition(".")
    if name in CONTAINERS:
        yield from _of_nodes(node.args)
    else:
        named = tuple((word.arg, value_of(word.value)) for word in node.keywords if word.arg)
        yield Call(prefix, name, tuple(map(value_of, node.args)), named)


class Unread(str):
    """Code in the place of a value that is no literal: what it says is not known here."""

    __slots__ = ()


def value_of(node: ast.expr) -> object:
    """A literal's value, lists as tuples; `Unread` code for anything else."""
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="-inf")]):
            return float("-inf")
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            return value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return tuple(map(value_of, parts))
        case _:
            return Unread(_short(node))


def _short(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 40 else text[:39] + "…"
