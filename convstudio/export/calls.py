"""Pasted code as calls with plain values. The text is parsed, never run; all but literals and arithmetic of them is refused.

It accepts single calls, assignments of them, tuples and lists, `Sequential(…)`, `model.add(…)`, `layer(…)(x)`, and what
PyTorch prints for a module: `(conv1): Conv2d(…)`.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from textwrap import dedent

from msgspec import Struct

from convstudio.export.line import LONGEST
from convstudio.export.values import Known, brief, code_of, unread, value_of
from convstudio.scene.typed import plainly
from convstudio.words import tr

DEEPEST = 40  # nested expressions
PRINTED_NAME = re.compile(r"^[ \t]*\(\w+\):", re.MULTILINE)
CONTAINERS = {"Sequential", "add", "ModuleList"}


class Call(Struct, frozen=True):
    """One call as it was written; `prefix` is the text before the name ("nn.")."""

    prefix: str
    name: str
    positional: tuple[object, ...]
    named: tuple[tuple[str, object], ...]


def read_calls(text: str) -> tuple[Call, ...]:
    """All calls of layers, in the order in which they are applied. Raises ValueError with a sentence for anything else."""
    if len(text) > LONGEST:
        raise ValueError(tr("The text is too long for a layer: at most {n} characters.", n=LONGEST))
    nodes = _parsed(PRINTED_NAME.sub("", dedent(plainly(text))).strip())
    if is_deep(nodes):
        raise ValueError(tr("The brackets and signs of this line are nested too deeply for a layer."))
    found = tuple(_of_nodes(nodes))
    if not found:
        raise ValueError(tr("Paste a line such as nn.Conv2d(1, 8, 3, padding=1) or layers.Conv2D(8, 3)."))
    return found


def _parsed(text: str) -> list[ast.expr]:
    """The expressions in a text, parsed in brackets if possible, so that line ends matter less, else as statements."""
    tree = tree_of(f"(\n{text}\n)") or tree_of(text)
    if tree is None:
        raise ValueError(tr("This is not a line of Python: nn.Conv2d(1, 8, 3, padding=1) would be one."))
    return [node for statement in tree.body for node in _expressions(statement)]


def tree_of(text: str) -> ast.Module | None:
    """The syntax tree of a text, which is not run; None if it is not Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about "\d" in a text that is not run
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def is_deep(nodes: Iterable[ast.AST], deepest: int = DEEPEST) -> bool:
    """Whether code is nested so deeply that walking it, or writing it as code again, might run out of stack."""
    level = list(nodes)
    for _ in range(deepest):
        level = [inner for node in level for inner in ast.iter_child_nodes(node)]
    return bool(level)


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
        elif not isinstance(node, ast.Name):  # a name would be the x of layer(…)(x)
            raise _no_layer(node)


def _of_call(node: ast.Call) -> Iterator[Call]:
    if isinstance(node.func, ast.Call):  # layer(…)(x), where x may be another
        yield from _of_nodes(node.args)
        yield from _of_call(node.func)
        return
    prefix, name = _named(node.func)
    if name in CONTAINERS:
        yield from _of_nodes(node.args)
    else:
        yield call_of(node, prefix, name)


def call_of(node: ast.Call, prefix: str, name: str, known: Known = unread) -> Call:
    """A call of a name, with its values. Raises ValueError with a sentence for starred arguments."""
    return Call(prefix, name, tuple(_positional(each, known) for each in node.args),
                tuple(_keyword(each, known) for each in node.keywords))  # fmt: skip


def _named(node: ast.expr) -> tuple[str, str]:
    """ "torch.nn", "Conv2d" of torch.nn.Conv2d."""
    match node:
        case ast.Name(id=name):
            return "", name
        case ast.Attribute(value=before, attr=name):
            return code_of(before), name
        case _:
            raise _no_layer(node)


def _positional(node: ast.expr, known: Known) -> object:
    if isinstance(node, ast.Starred):
        raise ValueError(tr("{code} hides numbers; write them out.", code=code_of(node)))
    return value_of(node, known)


def _keyword(word: ast.keyword, known: Known) -> tuple[str, object]:
    """The name and value of an argument; for **settings the name is the code itself, which no layer accepts."""
    return (word.arg, value_of(word.value, known)) if word.arg else (brief(f"**{ast.unparse(word.value)}"), None)


def _no_layer(node: ast.expr) -> ValueError:
    return ValueError(tr("{code} is not a layer.", code=code_of(node)))
