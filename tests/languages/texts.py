"""Collects the texts of the program: those in tr() and count(), and what has the type `Text` or `Forms` (see words.py)."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.sources import PACKAGE, ROOT, parsed

HERE = PACKAGE / "words.py"
TEXT, FORMS = "Text", "Forms"
LITERALS = {"tr": slice(0, 1), "count": slice(1, 3)}  # which arguments of these are texts
ONE, MANY = "one", "many"  # parameters that are the two forms of a text
# The engine knows no words of the program: which of its fields are shown is said here.
OF_THE_ENGINE = {
    "Activation": {"title": "Text", "sentence": "Text"},
    "Measure": {"titles": "tuple[Text, ...]", "symbols": "tuple[Text, ...]", "sentences": "tuple[Text, ...]"},
    "Rule": {"title": "Text", "word": "Text", "stability_words": "Text"},
}


@dataclass(frozen=True, order=True)
class Found:
    """A text at a place; `many` is the form for many of what is counted."""

    place: str
    line: int
    text: str
    many: str = ""


Kinds = dict[str, ast.expr]


@dataclass
class Shapes:
    """The types of the parameters and fields of the package's functions and classes, in order; some have the same name."""

    known: dict[str, list[tuple[list[str], Kinds]]] = field(default_factory=dict)
    found: dict[str, list[Kinds]] = field(default_factory=dict)

    @classmethod
    def of_trees(cls, trees: Iterable[ast.AST]) -> Shapes:
        """What the files of a package declare."""
        shapes = cls()
        for node in (node for tree in trees for node in ast.walk(tree)):
            if isinstance(node, ast.ClassDef):
                shapes.add(node.name, [ast.unparse(base).rpartition(".")[2] for base in node.bases], _fields(node))
            elif isinstance(node, ast.FunctionDef):
                shapes.add(node.name, [], _parameters(node))
        return shapes

    def add(self, name: str, bases: list[str], kinds: Kinds) -> None:
        self.known.setdefault(name, []).append((bases, kinds))

    def of(self, name: str) -> list[Kinds]:
        """Those of a name that have to do with texts."""
        if name not in self.found:
            self.found[name] = list(self._whole(name))
        return self.found[name]

    def _whole(self, name: str) -> Iterator[Kinds]:
        for bases, kinds in self.known.get(name, ()):
            whole = {
                key: kind for base in bases if base != name for inherited in self.of(base) for key, kind in inherited.items()
            }
            whole |= kinds
            if any(map(_mentions, whole.values())):
                yield whole


@cache
def in_code() -> tuple[Found, ...]:
    """All texts of the package."""
    shapes = Shapes.of_trees(tree for _, tree in parsed())
    return tuple(
        found for place, tree in parsed() if place != str(HERE.relative_to(ROOT)) for found in texts_of(place, tree, shapes)
    )


def not_literal(tree: ast.AST) -> list[int]:
    """The lines where tr() or count() is given something else than literals, or they are called by another name."""
    nodes = list(ast.walk(tree))
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == "convstudio.words"]
    ours = {name.name for node in imports for name in node.names} & set(LITERALS)
    calls = {id(node.func): node for node in nodes if isinstance(node, ast.Call)}
    wrong = []
    for node in nodes:
        if isinstance(node, ast.Name) and node.id in ours:
            call = calls.get(id(node))
            texts = call.args[LITERALS[node.id]] if call else []
            if not texts or not all(map(_is_literal, texts)):
                wrong.append(node.lineno)
    return wrong


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _fields(node: ast.ClassDef) -> Kinds:
    fields = {ast.unparse(item.target): item.annotation for item in node.body if isinstance(item, ast.AnnAssign)}
    of_engine = {name: _parsed(kind) for name, kind in OF_THE_ENGINE.get(node.name, {}).items()}
    return {name: kind for name, kind in (fields | of_engine).items() if "ClassVar" not in ast.unparse(kind)}


def _parameters(node: ast.FunctionDef) -> Kinds:
    known = {item.arg: item.annotation for item in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    return {name: kind or _parsed("object") for name, kind in known.items() if name not in ("self", "cls")}


def _parsed(kind: str) -> ast.expr:
    return ast.parse(kind, mode="eval").body


def _mentions(kind: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in (TEXT, FORMS) for node in ast.walk(kind))


def texts_of(place: str, tree: ast.AST, shapes: Shapes) -> Iterator[Found]:
    """The texts of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign) and node.value and _mentions(node.annotation):
            if ast.unparse(node.target) not in (ONE, MANY):
                yield from _typed(place, node.value, node.annotation)
        elif isinstance(node, ast.FunctionDef):
            yield from _defaults(place, node)
        elif isinstance(node, ast.ClassDef):
            values = {
                ast.unparse(item.target): item.value for item in node.body if isinstance(item, ast.AnnAssign) and item.value
            }
            yield from _pair(place, values)
        elif isinstance(node, ast.Call):
            yield from _called(place, node, shapes)


def _called(place: str, node: ast.Call, shapes: Shapes) -> Iterator[Found]:
    name = _last_name(node.func)
    if name == "tr" and node.args and _is_literal(node.args[0]):
        yield Found(place, node.lineno, node.args[0].value)  # type: ignore[attr-defined]
        return
    if name == "count" and len(node.args) > 2:
        yield from _pair(place, {ONE: node.args[1], MANY: node.args[2]})
        return
    for kinds in shapes.of(name):
        given = dict(zip(kinds, node.args, strict=False)) | {word.arg: word.value for word in node.keywords if word.arg}
        texts = {key: value for key, value in given.items() if key in kinds and _mentions(kinds[key])}
        yield from _pair(place, texts)
        for key, value in texts.items():
            if key not in (ONE, MANY):
                yield from _typed(place, value, kinds[key])


def _defaults(place: str, node: ast.FunctionDef) -> Iterator[Found]:
    named = node.args.args[len(node.args.args) - len(node.args.defaults) :]
    pairs = dict(zip((item.arg for item in named), node.args.defaults, strict=True))
    kinds = {item.arg: item.annotation for item in named if item.annotation and _mentions(item.annotation)}
    yield from _pair(place, {key: value for key, value in pairs.items() if key in kinds})
    for key, kind in kinds.items():
        if key not in (ONE, MANY):
            yield from _typed(place, pairs[key], kind)


def _pair(place: str, values: dict[str, ast.expr]) -> Iterator[Found]:
    one, many = values.get(ONE), values.get(MANY)
    if isinstance(one, ast.Constant) and isinstance(many, ast.Constant) and one.value:
        yield Found(place, one.lineno, str(one.value), str(many.value))


def _typed(place: str, value: ast.expr, kind: ast.expr) -> Iterator[Found]:
    """The texts in a value of a type: as the type is built of Text, tuples and mappings, so is the value."""
    if isinstance(value, ast.IfExp):
        yield from (*_typed(place, value.body, kind), *_typed(place, value.orelse, kind))
    elif isinstance(kind, ast.Name) and kind.id == TEXT:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
            yield Found(place, value.lineno, value.value)
    elif isinstance(kind, ast.Name) and kind.id == FORMS:
        if isinstance(value, ast.Tuple):
            yield from _pair(place, dict(zip((ONE, MANY), value.elts, strict=True)))
    elif isinstance(kind, ast.BinOp):  # Text | None
        yield from (*_typed(place, value, kind.left), *_typed(place, value, kind.right))
    elif isinstance(kind, ast.Subscript):
        yield from _inside(place, value, kind)


def _inside(place: str, value: ast.expr, kind: ast.Subscript) -> Iterator[Found]:
    inner = kind.slice.elts if isinstance(kind.slice, ast.Tuple) else [kind.slice]
    if isinstance(value, ast.Dict) and len(inner) == 2:
        for key, item in zip(value.keys, value.values, strict=True):
            if key:
                yield from _typed(place, key, inner[0])
            yield from _typed(place, item, inner[1])
    elif isinstance(value, ast.Tuple) and ast.unparse(kind.value) == "tuple":
        if len(inner) == 2 and ast.unparse(inner[1]) in ("...", "Ellipsis"):
            inner = [inner[0]] * len(value.elts)
        for item, of in zip(value.elts, inner, strict=False):
            yield from _typed(place, item, of)
    elif ast.unparse(kind.value) in ("ClassVar", "Final"):
        yield from _typed(place, value, inner[0])
