"""Follows code, statement by statement, to the layers that a map goes through. Nothing of it is run.

Only what networks are written with is followed: assignments of numbers and layers, `Sequential`, `add` and `append`, classes
with `__init__` and `forward`, functions, loops over what is known. A budget counts the parts of the tree that are looked at, so
that no code takes long, however it is nested, repeated or called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from msgspec import Struct

from convstudio.export.calls import call_of
from convstudio.export.network import expressions
from convstudio.export.network.expressions import MOST_CALLS, bounded, plain_value
from convstudio.export.network.functional import is_function, step_of
from convstudio.export.network.meant import (
    MODULES,
    THINGS,
    Chain,
    Declared,
    Flow,
    Instance,
    Routine,
    Step,
    Tensor,
    TooMuchError,
)
from convstudio.export.network.source import Source
from convstudio.export.network.tensors import MOST_NUMBERS
from convstudio.export.values import Unread, code_of
from convstudio.words import tr

MOST_WORK = 150_000  # parts of the tree that are looked at
DEEPEST_CALL = 24  # classes and functions that call each other
CONTAINERS = {"Sequential", "ModuleList", "OrderedDict", "ModuleDict", "list", "tuple", "dict", "DataParallel"}
PASSING = {"to", "cuda", "cpu", "double", "float", "half", "eval", "train", "requires_grad_", "contiguous", "clone", "detach",
           "type", "bfloat16"}  # fmt: skip
INPUTS = {"Input", "InputLayer"}
INPUT_NAMES = ("x", "X", "inputs", "input", "images", "image", "img", "batch", "dummy", "dummy_input")
AHEAD = ("forward", "call", "__call__")
ADDING = {"add", "append", "add_module", "extend"}
LONGEST_LIST = 2000  # characters of a list of numbers
NOTHING = object()  # what a name stands for that nobody has given a value, and what a function gives back that gives nothing


class Remark(Struct, frozen=True):
    """What was not followed, in which line."""

    line: int
    words: str


class Following:
    """Follows one source. `flows`, `modules` and `loose` are what its outermost statements made."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.remarks: list[Remark] = []
        self.flows: list[Flow] = []
        self.modules: list[Chain | Instance] = []
        self.loose: list[Step] = []  # layers that stand alone, each in a line of its own
        self.routines: list[Routine] = []
        self.classes: list[ast.ClassDef] = []
        self._scopes: list[dict[str, object]] = [{}]
        self._aliases: dict[str, str] = {}
        self._left = MOST_WORK

    # Statements

    def follow(self, statements: Iterable[ast.stmt]) -> object:
        """Follow statements. What they return; NOTHING if they do not."""
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
                self.remark(statement, tr("What stands here depends on what the program does; it is left out."))
        return NOTHING

    def _set(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        """Give names a value."""
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
        """Give a name a function or a class."""
        outermost = len(self._scopes) == 1
        if isinstance(statement, ast.ClassDef):
            self._scopes[-1][statement.name] = statement
            self.classes += [statement] if outermost else []
        else:
            self._scopes[-1][statement.name] = Routine(statement)
            self.routines += [Routine(statement)] if outermost else []

    def remark(self, node: ast.AST, words: str) -> None:
        """Say of a place of the code that it was not followed; but not of training around a network, which adds no layer."""
        adds = any(isinstance(part, ast.Attribute) and part.attr in ADDING for part in ast.walk(node))
        if len(self._scopes) == 1 and isinstance(node, ast.stmt) and not adds:
            return
        said = Remark(self.line(node), words)
        if said not in self.remarks and len(self.remarks) < MOST_CALLS:
            self.remarks.append(said)

    def line(self, node: ast.AST) -> int:
        """The line of a part of the code."""
        return self.source.line(node)

    def _noted(self, value: object) -> object:
        """A value, remembered if an outermost statement made it."""
        if len(self._scopes) == 1:
            if isinstance(value, Flow):
                self.flows.append(value)
            elif isinstance(value, Chain | Instance):
                self.modules.append(value)
            elif isinstance(value, Step):
                self.loose.append(value)
        return value

    def _assign(self, target: ast.expr, value: object, written: ast.expr) -> None:
        match target:
            case ast.Name(id=name):
                self._scopes[-1][name] = value
            case ast.Attribute(value=owner, attr=name):
                known = self.value(owner)
                if isinstance(known, Instance):
                    known.attributes[name] = value
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                values = value if isinstance(value, tuple) and len(value) == len(parts) else None
                if values is None and isinstance(written, ast.Tuple) and len(written.elts) == len(parts):
                    values = tuple(self.value(part) for part in written.elts)
                for place, part in enumerate(parts):
                    self._assign(part, values[place] if values else Unread(code_of(part)), written)
            case _:
                pass

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        room = f"{statement.module}." if isinstance(statement, ast.ImportFrom) and statement.module else ""
        for alias in statement.names:
            self._aliases[alias.asname or alias.name] = f"{room}{alias.name}"

    def _branch(self, statement: ast.If) -> object:
        truth = expressions.truth(statement.test, self.plain)
        if truth is None:
            self.remark(statement, tr("Whether these lines are run is not known without running the program: left out."))
            return NOTHING
        return self.follow(statement.body if truth else statement.orelse)

    def _loop(self, statement: ast.For) -> object:
        items = expressions.looped(statement.iter, self.value, self.plain)
        leaves = any(isinstance(node, ast.Break | ast.Continue) for node in ast.walk(statement))
        if items is None or leaves:
            self.remark(statement, tr("This loop cannot be followed without running it: write its layers out."))
            return NOTHING
        for item in items:
            self.spend(statement)
            self._assign(statement.target, item, statement.iter)
            found = self.follow(statement.body)
            if found is not NOTHING:
                return found
        return NOTHING

    def spend(self, node: ast.AST) -> None:
        """Count what is looked at once more. Raises TooMuchError when it is too much."""
        self.pay(sum(1 for _ in ast.walk(node)))

    def pay(self, work: int) -> None:
        """Count so much work. Raises TooMuchError when it is too much."""
        self._left -= work
        if self._left < 0:
            raise TooMuchError(tr("The code repeats too much to be followed; write its layers out."))

    # Values

    def value(self, node: ast.expr) -> object:
        """What an expression stands for: one of the THINGS, a plain value, or `Unread` code."""
        self.pay(1)
        match node:
            case ast.Call():
                return self._call(node)
            case ast.Name(id=name):
                return next((scope[name] for scope in (self._scopes[-1], self._scopes[0]) if name in scope), Unread(name))
            case ast.Attribute(value=owner, attr=name):
                return self._attribute(node, self.value(owner), name)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return self._several(node, [*map(self._item, parts)])
            case ast.Dict(values=parts):
                return self._several(node, [*map(self._item, parts)])
            case ast.BinOp(left=left, op=sign, right=right):
                return expressions.combined(self, node, self.value(left), sign, self.value(right))
            case ast.Subscript(value=owner, slice=place):
                return expressions.part(self, node, self.value(owner), place)
            case _:
                return plain_value(node, self.plain)

    def plain(self, node: ast.expr) -> object:
        """The value of a name, or of a part of one, if it is a plain one; else `Unread` code."""
        value = self.value(node)
        return Unread(code_of(node)) if isinstance(value, THINGS) and not isinstance(value, Tensor) else value

    def _attribute(self, node: ast.Attribute, owner: object, name: str) -> object:
        if isinstance(owner, Instance):
            method = self._method_of(owner.of, name)
            return owner.attributes.get(name) or (Routine(method, owner) if method else Unread(code_of(node)))
        return Unread(f"{owner}.{name}") if isinstance(owner, Unread) and len(owner) < 120 else Unread(code_of(node))

    def _item(self, node: ast.expr) -> object:
        return self.value(node.value if isinstance(node, ast.Starred) else node)

    def _several(self, node: ast.expr, items: list[object]) -> object:
        """A list: of modules if there is one in it, of maps on their way the longest, else plain values."""
        flows = [item for item in items if isinstance(item, Flow) and item.steps]
        if flows:
            return max(flows, key=lambda flow: len(flow.steps))
        modules = tuple(item for item in items if isinstance(item, MODULES))
        if modules or (isinstance(node, ast.List) and not items):
            return bounded(Chain(modules))
        known = not any(isinstance(item, Unread) or isinstance(item, THINGS) for item in items)
        return tuple(items) if known and len(str(items)) <= LONGEST_LIST else Unread(code_of(node))

    # Calls

    def _call(self, node: ast.Call) -> object:
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = self.value(function.value)
            if isinstance(owner, Flow | Chain | Step | Tensor):
                return self._method(node, owner, function.attr, function.value)
            target = self._attribute(function, owner, function.attr)
            if isinstance(owner, Instance) and isinstance(target, Unread):
                return self._method(node, owner, function.attr, function.value)
        else:
            target = self.value(function)
        if isinstance(target, Routine):
            return self._routine(target, [*map(self._item, node.args)], self._words(node))
        if isinstance(target, ast.ClassDef):
            return self._instance(target, node)
        if isinstance(target, MODULES):
            return self.applied(target, self.flow(node.args[0]) if node.args else Flow())
        return self._named_call(node, str(target)) if isinstance(target, Unread) else Unread(code_of(node))

    def _words(self, node: ast.Call) -> dict[str, object]:
        return {word.arg: self.value(word.value) for word in node.keywords if word.arg}

    def _named_call(self, node: ast.Call, dotted: str) -> object:
        """A call of a name that the code does not define: of a library."""
        first, _, rest = dotted.partition(".")
        known = self._aliases.get(first, first)
        prefix, _, name = (f"{known}.{rest}" if rest else known).rpartition(".")
        if name in CONTAINERS:
            return self._several(ast.List([]), [*map(self._item, node.args), *self._words(node).values()])
        if name in INPUTS:
            return self._input(node, name)
        made = expressions.tensor(self, node, name)
        if made is not None:
            return made
        if is_function(prefix, name) and (node.args or node.keywords):
            given = node.args[0] if node.args else next(iter(node.keywords)).value
            return self.extended(self.flow(given), self._function(node, name))
        if name[:1].isupper():
            return self._layer(node, prefix, name)
        return Unread(code_of(node))

    def _layer(self, node: ast.Call, prefix: str, name: str) -> object:
        """A call of a layer, or of what only holds layers: a model of its inputs and outputs, a printed module."""
        flows = [value for value in (*map(self._item, node.args), *self._words(node).values()) if isinstance(value, Flow)]
        if name == "Model" and flows:
            return max(flows, key=lambda flow: len(flow.steps))
        if self.source.printed:
            modules = tuple(value for value in map(self.value, node.args) if isinstance(value, MODULES))
            if modules:
                return Chain(modules)
        line = self.line(node)
        try:
            return Step(call_of(node, prefix, name, self.plain), line, node, node)
        except TooMuchError:
            raise
        except ValueError as wrong:
            return expressions.stopping(node, line, str(wrong))

    def _input(self, node: ast.Call, name: str) -> Flow:
        try:
            return Flow((), expressions.declared(call_of(node, "", name, self.plain)))
        except TooMuchError:
            raise
        except ValueError:
            return Flow()

    def _function(self, node: ast.Call, name: str, *, of_map: bool = False) -> Step:
        line = self.line(node)
        try:
            return step_of(node, name, line, self.plain, of_map=of_map)
        except TooMuchError:
            raise
        except ValueError as wrong:
            return expressions.stopping(node, line, str(wrong))

    def _method(self, node: ast.Call, owner: object, name: str, where: ast.expr) -> object:
        if name in PASSING and not isinstance(owner, Tensor):
            return owner
        if isinstance(owner, Tensor):
            self.pay(1 + min(MOST_NUMBERS, _size(owner)) // 8)
            return expressions.tensor_method(node, owner, name, self.plain)
        if isinstance(owner, Flow):
            if is_function("", name):
                return self.extended(owner, self._function(node, name, of_map=True))
            return Unread(code_of(node))
        if name in AHEAD and node.args:
            return self.applied(owner, self.flow(node.args[0]))
        if name in ADDING and node.args:
            return self._add(owner, name, node, where)
        if name == "build" and isinstance(owner, Chain) and (node.args or node.keywords):
            self._assign(where, self._noted(Chain((self._input(node, name), *owner.items))), where)
        return Unread(code_of(node))

    def _add(self, owner: object, name: str, node: ast.Call, where: ast.expr) -> object:
        """`model.add(…)`, `layers.append(…)`, `self.add_module("conv1", …)`."""
        added = self._item(node.args[-1])
        if isinstance(owner, Instance) and isinstance(node.args[0], ast.Constant):
            owner.attributes[str(node.args[0].value)] = added
        elif isinstance(owner, Chain):
            more = added.items if name == "extend" and isinstance(added, Chain) else (added,)
            self._assign(where, self._noted(joined(owner, Chain(more))), where)
        return None

    # Classes and functions

    def _instance(self, of: ast.ClassDef, node: ast.Call | None = None) -> Instance:
        made = Instance(of, {})
        method = self._method_of(of, "__init__")
        if method:
            arguments = [*map(self._item, node.args)] if node else []
            self._routine(Routine(method, made), arguments, self._words(node) if node else {})
        return made

    def _method_of(self, of: ast.ClassDef, name: str, deep: int = 0) -> ast.FunctionDef | None:
        """A method of a class, or of one that it is derived from."""
        for part in of.body:
            if isinstance(part, ast.FunctionDef) and part.name == name:
                return part
        bases = [self._scopes[0].get(base.id) for base in of.bases if isinstance(base, ast.Name)]
        known = [base for base in bases if isinstance(base, ast.ClassDef) and base is not of] if deep < DEEPEST_CALL else []
        return next((found for base in known if (found := self._method_of(base, name, deep + 1))), None)

    def _routine(self, routine: Routine, values: list[object], words: dict[str, object]) -> object:
        """What a function gives back. Raises TooMuchError where functions call each other too deeply."""
        if len(self._scopes) > DEEPEST_CALL:
            raise TooMuchError(tr("The functions and classes of the code call each other too deeply to be followed."))
        self.spend(routine.node)
        given, takes = routine.node.args, [*routine.node.args.posonlyargs, *routine.node.args.args]
        own = [routine.bound] if routine.bound and takes else []
        scope: dict[str, object] = {argument.arg: Unread(argument.arg) for argument in (*takes, *given.kwonlyargs)}
        for argument, default in zip(reversed(takes), reversed(given.defaults), strict=False):
            scope[argument.arg] = self.value(default)
        scope |= {a.arg: self.value(d) for a, d in zip(given.kwonlyargs, given.kw_defaults, strict=True) if d}
        scope |= {a.arg: value for a, value in zip(takes, [*own, *values], strict=False)}
        scope |= {name: value for name, value in words.items() if name in scope}
        if given.vararg:
            scope[given.vararg.arg] = self._several(ast.List([]), values[len(takes) - len(own) :])
        self._scopes.append(scope)
        try:
            found = self.follow(routine.node.body)
        finally:
            self._scopes.pop()
        return None if found is NOTHING else found

    # Maps on their way

    def flow(self, node: ast.expr) -> Flow:
        """The map that an expression stands for; one that nothing is known of is an input."""
        value = self._item(node)
        if isinstance(value, Flow):
            return value
        return Flow((), expressions.declared_by(value)) if isinstance(value, Tensor) else Flow()

    def applied(self, module: object, flow: Flow) -> Flow:
        """The map behind a module."""
        match module:
            case Step():
                return self.extended(flow, module)
            case Chain(items=items):
                for item in items:
                    flow = self.applied(item, flow)
                return flow
            case Flow(declared=given, steps=()):
                return Flow(flow.steps, given or flow.declared)
            case Instance():
                return self._through(module, flow)
            case _:
                return flow

    def _through(self, module: Instance, flow: Flow) -> Flow:
        ahead = next((found for name in AHEAD if (found := self._method_of(module.of, name))), None)
        if ahead is None:
            return self.applied(Chain(tuple(each for each in module.attributes.values() if isinstance(each, MODULES))), flow)
        behind = self._routine(Routine(ahead, module), [flow], {})
        return behind if isinstance(behind, Flow) else flow

    def extended(self, flow: Flow, step: Step) -> Flow:
        """A map that goes through one more step. Raises TooMuchError if they are too many."""
        if len(flow.steps) >= MOST_CALLS:
            raise TooMuchError(tr("The network has more than {n} calls of layers; that is too long to be read.", n=MOST_CALLS))
        self.pay(1 + len(flow.steps) // 8)
        return Flow((*flow.steps, step), flow.declared)

    def known(self, name: str) -> object:
        """What a name stands for outermost; None if for nothing."""
        return self._scopes[0].get(name)

    def instances(self) -> Iterator[Instance]:
        """An object of each class that has layers, made without arguments."""
        for of in self.classes:
            yield self._instance(of)

    def results(self) -> Iterator[object]:
        """What each outermost function gives back, called without arguments."""
        for routine in self.routines:
            yield self._routine(routine, [], {})


def joined(one: Chain, other: Chain) -> Chain:
    """Two chains as one. Raises TooMuchError if it gets too long."""
    return bounded(Chain((*one.items, *(item for item in other.items if isinstance(item, MODULES)))))


def _size(tensor: Tensor) -> int:
    return 0 if tensor.values is None else int(tensor.values.size)


def declared_first(following: Following, flow: Flow) -> Declared | None:
    """The input that a map was, as far as the code says it: by itself, by an argument of the first layer, or by a tensor with
    a name that inputs have.
    """
    words = dict(flow.steps[0].call.named) if flow.steps else {}
    given = words.get("input_shape") or words.get("batch_input_shape")
    said = flow.declared or expressions.from_shape(given, batch="batch_input_shape" in words)
    named = (following.known(name) for name in INPUT_NAMES)
    return said or next((expressions.declared_by(each) for each in named if isinstance(each, Tensor)), None)
