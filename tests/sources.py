"""The package's code as trees, for the rules that read it."""

import ast
import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "convstudio"
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    """Each module with its path from the root, parsed once: nobody changes a tree.

    They are half a million objects, so the garbage collector neither looks at them while they are made nor ever after.
    """
    gc.collect()
    gc.disable()
    trees = tuple((str(file.relative_to(ROOT)), ast.parse(file.read_text(encoding="utf-8"))) for file in FILES)
    gc.freeze()
    gc.enable()
    return trees


@cache
def _nodes() -> tuple[tuple[str, tuple[ast.AST, ...]], ...]:
    nodes = tuple((name, tuple(ast.walk(tree))) for name, tree in parsed())
    gc.freeze()
    return nodes


def found(kind: Any) -> Iterator[tuple[str, Any]]:
    """Each node of a kind in the package, with the place to look at."""
    for name, nodes in _nodes():
        for node in nodes:
            if isinstance(node, kind):
                yield f"{name}:{node.lineno}", node
