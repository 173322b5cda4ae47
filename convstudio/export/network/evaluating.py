"""The values of expressions in followed code: names, lists, calls of layers, of classes and of functions.

A budget limits how many nodes of the tree are visited, so that no code takes long, however it is nested, repeated or called.
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
    Flow,
    Instance,
    Partial,
    Routine,
    Slot,
    Step,
    Tensor,
    TooMuchError,
)
from convstudio.export.network.source import Source
from convstudio.export.network.tensors import MOST_NUMBERS
from convstudio.export.values import Unread, code_of
from convstudio.words import tr

MOST_WORK = 150_000  # nodes of the tree that are visited
DEEPEST_CALL = 24  # nested calls of classes and functions
CONTAINERS = {"Sequential", "ModuleList", "OrderedDict", "ModuleDict", "list", "tuple", "dict", "DataParallel"}
PASSING = {"to", "cuda", "cpu", "double", "float", "half", "eval", "train", "requires_grad_", "contiguous", "clone", "detach",
           "type", "bfloat16"}  # fmt: skip
INPUTS = {"Input", "InputLayer"}
AHEAD = ("forward", "call", "__call__")
WEIGHTS = ("weight", "bias")
QUIET = {"print", "len", "type", "isinstance", "range", "int", "float", "str", "repr", "summary", "size", "dim", "numel",
         "item",
         "tolist", "numpy", "backward", "sum", "max", "argmax", "zip", "id", "hasattr", "getattr", "register_buffer",
         "named_parameters", "parameters", "ndimension", "compile", "fit", "evaluate", "predict", "append"}  # fmt: skip
ADDING = {"add", "append", "add_module", "extend"}
LONGEST_LIST = 2000  # characters of a list of numbers
NOTHING = object()  # the value of an unassigned name, and of a function that returns nothing


class Remark(Struct, frozen=True):
    """What was not followed, and in which line."""

    line: int
    words: str


class Evaluating:
    """Evaluates one source. `flows`, `modules` and `loose` are what its top-level statements made.

    `given` has the numbers that the code assigns to the kernel or the bias of a step, by the step's identity.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.remarks: list[Remark] = []
        self.flows: list[Flow] = []
        self.modules: list[Chain | Instance] = []
        self.loose: list[Step] = []  # layers on their own, each in a line of its own
        self.given: dict[int, dict[str, Tensor]] = {}
        self._scopes: list[dict[str, object]] = [{}]
        self._aliases: dict[str, str] = {}
        self._left = MOST_WORK

    def follow(self, statements: Iterable[ast.stmt]) -> object:
        """Follow statements. Return what they return; NOTHING if they return nothing."""
        raise NotImplementedError

    def remark(self, node: ast.AST, words: str) -> None:
        """Note that a place in the code was not followed."""
        said = Remark(self.line(node), words)
        if said not in self.remarks and len(self.remarks) < MOST_CALLS:
            self.remarks.append(said)

    def skip(self, statement: ast.stmt, words: str) -> None:
        """Skip a statement that cannot be followed. If it changes a map, the layers end there; if it adds layers, there is a
        remark; if it does neither, like training, it does not matter.
        """
        parts = list(ast.walk(statement))
        scope = self._scopes[-1]
        changed = {part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        for name in sorted(changed):
            flow = scope.get(name)
            if isinstance(flow, Flow) and len(self._scopes) > 1:
                scope[name] = self.extended(flow, expressions.stopping(statement, self.line(statement), words))
        if any(isinstance(part, ast.Attribute) and part.attr in ADDING for part in parts):
            self.remark(statement, words)

    def line(self, node: ast.AST) -> int:
        """The line of a node."""
        return self.source.line(node)

    def _noted(self, value: object) -> object:
        """The value itself, noted if a top-level statement made it."""
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
                elif isinstance(known, Slot):
                    self._give(known, value, written)
                elif isinstance(known, Step) and name in WEIGHTS:
                    self._give(Slot(known, name), value, written)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                values = value if isinstance(value, tuple) and len(value) == len(parts) else None
                if values is None and isinstance(written, ast.Tuple) and len(written.elts) == len(parts):
                    values = tuple(self.value(part) for part in written.elts)
                for place, part in enumerate(parts):
                    self._assign(part, values[place] if values else Unread(code_of(part)), written)
            case _:
                pass

    def _give(self, slot: Slot, value: object, node: ast.AST) -> None:
        """Assign numbers to the kernel or the bias of a layer."""
        if isinstance(value, Tensor):
            self.given.setdefault(id(slot.step), {})[slot.name] = value
        else:
            self.remark(node, tr("These numbers of a layer are not known; it gets others."))

    def spend(self, node: ast.AST) -> None:
        """Count a visit of the node's tree. Raises TooMuchError if the budget is spent."""
        self.pay(sum(1 for _ in ast.walk(node)))

    def pay(self, work: int) -> None:
        """Count some work. Raises TooMuchError if the budget is spent."""
        self._left -= work
        if self._left < 0:
            raise TooMuchError(tr("The code repeats too much to be followed; write its layers out."))

    def value(self, node: ast.expr) -> object:
        """The value of an expression: one of the THINGS, a plain value, or `Unread` code."""
        self.pay(1)
        match node:
            case ast.Call():
                return self._call(node)
            case ast.Name(id=name):
                return next((scope[name] for scope in (self._scopes[-1], self._scopes[0]) if name in scope), Unread(name))
            case ast.Attribute(value=owner, attr=name):
                return self._attribute(node, self.value(owner), name)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return self._several(node, [*self._items(parts)])
            case ast.Dict(values=parts):
                return self._several(node, [*self._items(parts)])
            case ast.ListComp(elt=part, generators=[loop]) | ast.GeneratorExp(elt=part, generators=[loop]) if not loop.ifs:
                return self._comprehension(node, part, loop)
            case ast.IfExp(test=test, body=one, orelse=other):
                truth = expressions.truth(test, self.plain)
                both = [self.value(one), self.value(other)] if truth is None else []
                return self.value(one if truth else other) if truth is not None else self._unknown(node, both)
            case ast.BinOp(left=left, op=sign, right=right):
                return expressions.combined(self, node, self.value(left), sign, self.value(right))
            case ast.Subscript(value=owner, slice=place):
                return expressions.part(self, node, self.value(owner), place)
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                truth = expressions.truth(node, self.plain)
                return Unread(code_of(node)) if truth is None else truth
            case _:
                return plain_value(node, self.plain)

    def plain(self, node: ast.expr) -> object:
        """The value of a name, or of an attribute or item of one, if it is plain; else `Unread` code."""
        value = self.value(node)
        return Unread(code_of(node)) if isinstance(value, THINGS) and not isinstance(value, Tensor) else value

    def _attribute(self, node: ast.Attribute, owner: object, name: str) -> object:
        if isinstance(owner, Instance):
            method = self._method_of(owner.of, name)
            unknown = Routine(method, owner) if method else Unread(code_of(node))
            return owner.attributes.get(name, unknown)
        if isinstance(owner, Step) and name in WEIGHTS:
            return Slot(owner, name)
        if isinstance(owner, Slot) and name == "data":
            return owner
        if isinstance(owner, Chain) and name == "layers":
            return Chain(tuple(item for item in owner.items if not isinstance(item, Flow)))  # as in Keras
        return Unread(f"{owner}.{name}") if isinstance(owner, Unread) and len(owner) < 120 else Unread(code_of(node))

    def _items(self, nodes: Iterable[ast.expr]) -> Iterator[object]:
        """The values of arguments, or of the items of a list, starred ones expanded."""
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value)
                yield from value.items if isinstance(value, Chain) else value if isinstance(value, tuple) else (value,)
            else:
                yield self.value(node)

    def _comprehension(self, node: ast.expr, part: ast.expr, loop: ast.comprehension) -> object:
        """The value of a list comprehension."""
        items = expressions.looped(loop.iter, self.value, self.plain)
        if items is None:
            return Unread(code_of(node))
        made = []
        for item in items:
            self.spend(part)
            self._assign(loop.target, item, loop.iter)
            made.append(self.value(part))
        return self._several(ast.List([]), made)

    def _unknown(self, node: ast.expr, parts: Iterable[object]) -> object:
        """The value of an unknown expression. If it is computed from a map, the layers end there."""
        flows = [part for part in parts if isinstance(part, Flow) and part.steps]
        code = code_of(node)
        if not flows:
            return Unread(code)
        words = tr("What {code} makes is not known.", code=code)
        return self.extended(max(flows, key=lambda flow: len(flow.steps)), expressions.stopping(node, self.line(node), words))

    def _several(self, node: ast.expr, items: list[object]) -> object:
        """The value of a list: a chain if it has modules, the longest flow if it has maps, else plain values."""
        flows = [item for item in items if isinstance(item, Flow) and item.steps]
        if flows:
            return max(flows, key=lambda flow: len(flow.steps))
        modules = tuple(item for item in items if isinstance(item, MODULES))
        if modules or (isinstance(node, ast.List) and not items):
            return bounded(Chain(modules))
        known = not any(isinstance(item, Unread) or isinstance(item, THINGS) for item in items)
        return tuple(items) if known and len(str(items)) <= LONGEST_LIST else Unread(code_of(node))

    def _call(self, node: ast.Call) -> object:
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = self.value(function.value)
            if isinstance(owner, Flow | Chain | Step | Tensor | Slot):
                return self._method(node, owner, function.attr, function.value)
            target = self._attribute(function, owner, function.attr)
            if isinstance(owner, Instance) and isinstance(target, Unread):
                return self._method(node, owner, function.attr, function.value)
        else:
            target = self.value(function)
        if isinstance(target, Routine):
            return self._routine(target, [*self._items(node.args)], self._words(node))
        if isinstance(target, ast.ClassDef):
            return self._instance(target, node)
        if isinstance(target, MODULES):
            return self.applied(target, self.flow(node.args[0]) if node.args else Flow())
        if isinstance(target, Partial):
            return self._call(_completed(target.node, node))
        if isinstance(target, Unread):
            return self._named_call(node, str(target))
        return self._unknown(node, self._items(node.args))

    def _words(self, node: ast.Call) -> dict[str, object]:
        return {word.arg: self.value(word.value) for word in node.keywords if word.arg}

    def _named_call(self, node: ast.Call, dotted: str) -> object:
        """The value of a call of a name that the code does not define, but a library."""
        first, _, rest = dotted.partition(".")
        known = self._aliases.get(first, first)
        prefix, _, name = (f"{known}.{rest}" if rest else known).rpartition(".")
        if name in CONTAINERS and len(node.args) == 1 and isinstance(node.args[0], ast.List | ast.ListComp):
            return self.value(node.args[0])  # the modules are the items of the list, not the list
        if name in CONTAINERS:
            return self._several(ast.List([]), [*self._items(node.args), *self._words(node).values()])
        if name in INPUTS:
            return self._input(node, name)
        if name == "partial" and node.args:
            return Partial(node)
        made = expressions.tensor(self, node, name)
        if made is not None:
            return made
        if is_function(prefix, name) and (node.args or node.keywords):
            given = node.args[0] if node.args else next(iter(node.keywords)).value
            return self.extended(self.flow(given), self._function(node, name))
        if name[:1].isupper():
            return self._layer(node, prefix, name)
        return self._unknown(node, self._items(node.args) if name not in QUIET else ())

    def _layer(self, node: ast.Call, prefix: str, name: str) -> object:
        """The value of a call of a layer, or of a container: a model given by its inputs and outputs, a printed module."""
        flows = [value for value in (*self._items(node.args), *self._words(node).values()) if isinstance(value, Flow)]
        if name == "Model" and flows:
            return max(flows, key=lambda flow: len(flow.steps))
        if self.source.printed:
            modules = tuple(value for value in self._items(node.args) if isinstance(value, MODULES))
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
            return self._unknown(node, (owner,) if name not in QUIET else ())
        if isinstance(owner, Slot):
            if name == "copy_" and node.args:
                self._give(owner, self.value(node.args[0]), node)
            return owner
        if isinstance(owner, Step) and name == "set_weights" and node.args and isinstance(node.args[0], ast.List):
            for slot, part in zip(WEIGHTS, node.args[0].elts, strict=False):
                self._give(Slot(owner, slot), self.value(part), part)
            return None
        if name in AHEAD and node.args:
            return self.applied(owner, self.flow(node.args[0]))
        if name in ADDING and node.args:
            return self._add(owner, name, node, where)
        if name == "build" and isinstance(owner, Chain) and (node.args or node.keywords):
            self._assign(where, self._noted(Chain((self._input(node, name), *owner.items))), where)
        return Unread(code_of(node))

    def _add(self, owner: object, name: str, node: ast.Call, where: ast.expr) -> object:
        """Follow `model.add(…)`, `layers.append(…)`, `self.add_module("conv1", …)`."""
        added = self.value(node.args[-1])
        if isinstance(owner, Instance) and isinstance(node.args[0], ast.Constant):
            owner.attributes[str(node.args[0].value)] = added
        elif isinstance(owner, Chain):
            more = added.items if name == "extend" and isinstance(added, Chain) else (added,)
            self._assign(where, self._noted(joined(owner, Chain(more))), where)
        return None

    def _instance(self, of: ast.ClassDef, node: ast.Call | None = None) -> Instance:
        made = Instance(of, {})
        method = self._method_of(of, "__init__")
        if method:
            arguments = [*self._items(node.args)] if node else []
            self._routine(Routine(method, made), arguments, self._words(node) if node else {})
        return made

    def _method_of(self, of: ast.ClassDef, name: str, deep: int = 0) -> ast.FunctionDef | None:
        """A method of a class, or of one of its base classes; None if there is none."""
        for part in of.body:
            if isinstance(part, ast.FunctionDef) and part.name == name:
                return part
        bases = [self._scopes[0].get(base.id) for base in of.bases if isinstance(base, ast.Name)]
        known = [base for base in bases if isinstance(base, ast.ClassDef) and base is not of] if deep < DEEPEST_CALL else []
        return next((found for base in known if (found := self._method_of(base, name, deep + 1))), None)

    def _routine(self, routine: Routine, values: list[object], words: dict[str, object]) -> object:
        """The value that a function returns. Raises TooMuchError if calls are nested too deeply."""
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

    def flow(self, node: ast.expr) -> Flow:
        """The map that an expression stands for; an unknown one is an input."""
        value = self.value(node.value if isinstance(node, ast.Starred) else node)
        if isinstance(value, Flow):
            return value
        return Flow((), expressions.declared_by(value)) if isinstance(value, Tensor) else Flow()

    def applied(self, module: object, flow: Flow) -> Flow:
        """The map after a module is applied to it."""
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
        if isinstance(behind, Flow):
            return behind
        words = tr("What {name} makes is not known.", name=module.of.name)
        return self.extended(flow, expressions.stopping(module.of, self.line(module.of), words))

    def extended(self, flow: Flow, step: Step) -> Flow:
        """A map with one more step. Raises TooMuchError if there are too many."""
        if len(flow.steps) >= MOST_CALLS:
            raise TooMuchError(tr("The network has more than {n} calls of layers; that is too long to be read.", n=MOST_CALLS))
        self.pay(1 + len(flow.steps) // 8)
        return Flow((*flow.steps, step), flow.declared)


def joined(one: Chain, other: Chain) -> Chain:
    """Two chains as one. Raises TooMuchError if it gets too long."""
    return bounded(Chain((*one.items, *(item for item in other.items if isinstance(item, MODULES)))))


def _completed(given: ast.Call, node: ast.Call) -> ast.Call:
    """A call completed with the arguments given before, as by `partial`."""
    own = {word.arg for word in node.keywords}
    words = [word for word in given.keywords if word.arg not in own]
    return ast.copy_location(ast.Call(given.args[0], [*given.args[1:], *node.args], [*words, *node.keywords]), node)


def _size(tensor: Tensor) -> int:
    return 0 if tensor.values is None else int(tensor.values.size)
