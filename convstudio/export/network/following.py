"""Follows code, statement by statement, to the layers that a map passes through. Nothing is run.

It follows only what networks are written with: assignments of numbers and layers, `Sequential`, `add` and `append`, classes
with `__init__` and `forward`, functions, loops over known values.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from convstudio.export.network import expressions
from convstudio.export.network.evaluating import NOTHING, Evaluating
from convstudio.export.network.meant import Declared, Flow, Instance, Routine, Tensor
from convstudio.export.network.source import Source
from convstudio.words import tr

INPUT_NAMES = ("x", "X", "inputs", "input", "images", "image", "img", "batch", "dummy", "dummy_input")


class Following(Evaluating):
    """Follows one source; `routines` and `classes` are its top-level definitions."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.routines: list[Routine] = []
        self.classes: list[ast.ClassDef] = []

    def follow(self, statements: Iterable[ast.stmt]) -> object:
        """Follow statements. Return what they return; NOTHING if they return nothing."""
        for statement in statements:
            found = self._statement(statement)
            if found is not NOTHING:
                return found
        return NOTHING

    def _statement(self, statement: ast.stmt) -> object:
        match statement:
            case ast.Return(value=value):
                return self.value(value) if value else None
            case ast.Expr(value=value):
                self._noted(self.value(value))
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._set(statement)
            case ast.FunctionDef() | ast.ClassDef():
                self._define(statement)
            case ast.Import() | ast.ImportFrom():
                self._import(statement)
            case ast.With(body=body):
                return self.follow(body)
            case ast.If():
                return self._branch(statement)
            case ast.For():
                return self._loop(statement)
            case ast.While() | ast.Try() | ast.Match() | ast.AsyncFor() | ast.AsyncWith():
                self.skip(statement, tr("What stands here depends on what the program does; it is left out."))
        return NOTHING

    def _set(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        """Follow an assignment."""
        match statement:
            case ast.Assign(targets=targets, value=value):
                found = self._noted(self.value(value))
                for target in targets:
                    self._assign(target, found, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, self._noted(self.value(value)), value)
            case ast.AugAssign(target=target, op=sign, value=value):
                self._assign(target, self._noted(self.value(ast.BinOp(target, sign, value, lineno=statement.lineno))), value)

    def _define(self, statement: ast.FunctionDef | ast.ClassDef) -> None:
        """Follow the definition of a function or a class."""
        outermost = len(self._scopes) == 1
        if isinstance(statement, ast.ClassDef):
            self._scopes[-1][statement.name] = statement
            self.classes += [statement] if outermost else []
        else:
            self._scopes[-1][statement.name] = Routine(statement)
            self.routines += [Routine(statement)] if outermost else []

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        room = f"{statement.module}." if isinstance(statement, ast.ImportFrom) and statement.module else ""
        for alias in statement.names:
            self._aliases[alias.asname or alias.name] = f"{room}{alias.name}"

    def _branch(self, statement: ast.If) -> object:
        truth = expressions.truth(statement.test, self.plain)
        if truth is None:
            self.skip(statement, tr("Whether these lines are run is not known without running the program: left out."))
            return NOTHING
        return self.follow(statement.body if truth else statement.orelse)

    def _loop(self, statement: ast.For) -> object:
        items = expressions.looped(statement.iter, self.value, self.plain)
        leaves = any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(statement))
        if items is None or leaves:
            self.skip(statement, tr("This loop cannot be followed without running it: write its layers out."))
            return NOTHING
        for item in items:
            self.spend(statement)
            self._assign(statement.target, item, statement.iter)
            found = self.follow(statement.body)
            if found is not NOTHING:
                return found
        return NOTHING

    def known(self, name: str) -> object:
        """The value of a top-level name; None if it has none."""
        return self._scopes[0].get(name)

    def instances(self) -> Iterator[Instance]:
        """An instance of each class that has layers, made without arguments."""
        for of in self.classes:
            yield self._instance(of)

    def results(self) -> Iterator[object]:
        """What each top-level function returns when called without arguments."""
        for routine in self.routines:
            yield self._routine(routine, [], {})


def declared_first(following: Following, flow: Flow, *, is_last: bool) -> Declared | None:
    """The input of a flow, as far as the code tells it: by a declaration, by an argument of the first layer, or by a tensor
    with a usual name of inputs. `is_last` says that maps have their channels last in this code.
    """
    words = dict(flow.steps[0].call.named) if flow.steps else {}
    given = words.get("input_shape") or words.get("batch_input_shape")
    said = flow.declared or expressions.from_shape(given, batch="batch_input_shape" in words)
    named = [each for name in INPUT_NAMES if isinstance(each := following.known(name), Tensor)]
    declared = [said, *map(expressions.declared_by, named)]
    found = [expressions.channels_last(each) if is_last and not each.last else each for each in declared if each]
    return next((each for each in found if each.values is not None and _same(each, found[0])), found[0]) if found else None


def _same(one: Declared, other: Declared) -> bool:
    return (one.channels, one.height, one.width) == (other.channels, other.height, other.width)
