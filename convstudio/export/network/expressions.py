"""Computing expressions of followed code: sums, items of lists, tests, loops, shapes, numbers."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from convstudio.export.calls import Call
from convstudio.export.network import tensors
from convstudio.export.network.meant import Chain, Declared, Effect, Flow, Step, Tensor, TooMuchError
from convstudio.export.values import Known, Unread, brief, code_of, number_of, value_of
from convstudio.words import tr

COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
SIGNS = {ast.Add: "+", ast.Sub: "−", ast.Mult: "·", ast.Div: "÷"}
MOST_REPEATS = 64
MOST_CALLS = 400  # calls of layers, one after the other


class Follower(Protocol):
    """What follows the code that an expression is part of."""

    def value(self, node: ast.expr) -> object:
        """The value of an expression."""

    def plain(self, node: ast.expr) -> object:
        """The value of an expression if it is plain or a tensor; else `Unread` code."""

    def extended(self, flow: Flow, step: Step) -> Flow:
        """A map with one more step."""

    def remark(self, node: ast.AST, words: str) -> None:
        """Note that a place in the code was not followed."""

    def spend(self, node: ast.AST) -> None:
        """Count a visit of the node's tree."""

    def line(self, node: ast.AST) -> int:
        """The line of a node."""


def plain_value(node: ast.expr, known: Known) -> object:
    """Like `value_of`, but `Unread` code for a number that is too large."""
    try:
        return value_of(node, known)
    except TooMuchError:
        raise
    except ValueError:
        return Unread(code_of(node))


def stopping(node: ast.AST, line: int, words: str, effect: Effect = "ends") -> Step:
    """A step that is no layer, with what is said about it."""
    return Step(Call("", "", (), ()), line, node, effect=effect, words=words)


def combined(follower: Follower, node: ast.BinOp, left: object, sign: ast.operator, right: object) -> object:
    """The value of an operation on lists of modules or on numbers; with maps it is a step that a strip does not have."""
    flows = [part for part in (left, right) if isinstance(part, Flow)]
    if flows:
        return follower.extended(max(flows, key=lambda flow: len(flow.steps)), _of_maps(follower, node, left, sign, right))
    if isinstance(left, Chain) and isinstance(right, Chain) and isinstance(sign, ast.Add):
        return bounded(Chain((*left.items, *right.items)))
    if isinstance(left, Chain) and isinstance(right, int) and isinstance(sign, ast.Mult):
        return bounded(Chain(left.items * min(max(right, 0), MOST_REPEATS)))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        follower.spend(node)
        made = tensors.combined(left, type(sign), right) if _is_number(left, right) else None
        return made or Unread(code_of(node))
    try:
        number = number_of(node, follower.plain)
    except TooMuchError:
        raise
    except ValueError:
        number = None
    return Unread(code_of(node)) if number is None else number


def part(follower: Follower, node: ast.Subscript, owner: object, place: ast.expr) -> object:
    """An item of a list, or some of its modules; a tensor with more axes; of a map, a step that a strip does not have."""
    if isinstance(owner, Flow):
        words = tr("By {code} a part of the maps is taken.", code=code_of(node))
        return follower.extended(owner, stopping(node, follower.line(node), words))
    if isinstance(owner, Tensor):
        return _with_axes(owner, place) or _backwards(owner, place) or Unread(code_of(node))
    if isinstance(owner, Chain) and isinstance(place, ast.Slice):
        ends = [plain_value(end, follower.plain) if end else None for end in (place.lower, place.upper, place.step)]
        known = [end for end in ends if end is None or isinstance(end, int)]
        return Chain(owner.items[slice(*known)]) if len(known) == 3 and known[2] != 0 else Unread(code_of(node))
    items = owner.items if isinstance(owner, Chain) else owner if isinstance(owner, tuple) else ()
    at = plain_value(place, follower.plain) if isinstance(place, ast.expr) else None
    return items[at] if isinstance(at, int) and -len(items) <= at < len(items) else Unread(code_of(node))


def truth(test: ast.expr, known: Known) -> bool | None:
    """Whether a condition holds; None if unknown."""
    match test:
        case ast.Compare(left=ast.Name(id="__name__")):
            return True
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            found = truth(inner, known)
            return None if found is None else not found
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in COMPARED:
            one, other = plain_value(left, known), plain_value(right, known)
            if isinstance(one, Unread) or isinstance(other, Unread):
                return None
            try:
                return bool(COMPARED[type(sign)](one, other))
            except TypeError:
                return None
        case ast.Compare():
            return None
        case _:
            value = plain_value(test, known)
            return None if isinstance(value, Unread) or not isinstance(value, bool | int | float | None) else bool(value)


def looped(node: ast.expr, value: Callable[[ast.expr], object], known: Known) -> Iterable[object] | None:
    """What a loop iterates over; None if unknown."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=arguments, keywords=[]) if 1 <= len(arguments) <= 3:
            ends = [plain_value(each, known) for each in arguments]
            whole = [end for end in ends if isinstance(end, int) and not isinstance(end, bool)]
            return range(*whole) if len(whole) == len(ends) and whole[2:] != [0] else None
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner], keywords=[]):
            items = looped(inner, value, known)
            return None if items is None else enumerate(items)
        case _:
            found = value(node)
            return found.items if isinstance(found, Chain) else found if isinstance(found, tuple) else None


def declared(call: Call) -> Declared | None:
    """The input declared to Keras: `Input(shape=(28, 28, 1))`, `model.build((None, 28, 28, 1))`."""
    words = dict(call.named)
    batch = words.get("batch_shape") or words.get("batch_input_shape")
    if call.name == "build":
        batch = batch or words.get("input_shape") or (call.positional[0] if call.positional else None)
    if batch:
        return from_shape(batch, batch=True)
    return from_shape(words.get("shape") or words.get("input_shape") or (call.positional[0] if call.positional else None))


def from_shape(value: object, *, batch: bool = False) -> Declared | None:
    """The input of a Keras shape (rows, columns, channels), preceded by one more number for a `batch`; None for others."""
    sides = value[1:] if batch and isinstance(value, tuple) else value
    if not isinstance(sides, tuple) or len(sides) != 3 or any(isinstance(side, bool) for side in sides):
        return None
    if not all(side is None or (isinstance(side, int) and side >= 1) for side in sides):
        return None
    height, width, channels = sides
    return Declared(channels, height, width, last=True)


def declared_by(tensor: Tensor) -> Declared | None:
    """The input (C, H, W) that a tensor has the shape of, or a batch of them; None if it has neither."""
    if len(tensor.shape) not in (3, 4):
        return None
    channels, height, width = tensor.shape[-3:]
    values = tensor.values
    return Declared(channels, height, width, values=values[0] if values is not None and values.ndim == 4 else values)


def channels_last(given: Declared) -> Declared:
    """What was read as (channels, rows, columns), reinterpreted as (rows, columns, channels)."""
    values = None if given.values is None else given.values.transpose(2, 0, 1)
    return Declared(given.width, given.channels, given.height, last=True, values=values)


def tensor(follower: Follower, node: ast.Call, name: str) -> object | None:
    """The tensor that a call makes, or `Unread` code; None if the call makes no tensor."""
    if name == "Parameter" and node.args:
        return follower.value(node.args[0])
    if name in tensors.WRITTEN and node.args:
        follower.spend(node)
        given = node.args[0]
        made = tensors.written(given, follower.plain) if isinstance(given, ast.List | ast.Tuple) else follower.value(given)
        return made if isinstance(made, Tensor) else Unread(code_of(node))
    if name in tensors.FILLED or name in tensors.DRAWN:
        shape = shape_in(node, follower.plain)
        try:
            return tensors.filled(name, shape) if shape else Unread(code_of(node))
        except ValueError as wrong:
            follower.remark(node, str(wrong))
            return Unread(code_of(node))
    return None


def tensor_method(node: ast.Call, owner: Tensor, name: str, known: Known) -> object:
    """The result of a tensor's method; `Unread` code for unknown methods."""
    made: Tensor | None = None
    shape = shape_in(node, known)
    if name in tensors.KEEPS:
        made = owner
    elif name in tensors.SHAPED and shape:
        made = tensors.shaped(owner, shape)
    elif name in ("flip", "swapaxes", "transpose") and shape:
        made = tensors.turned(owner, name, shape)
    elif name == "unsqueeze" and shape and len(shape) == 1:
        made = tensors.with_axis(owner, shape[0])
    elif name == "repeat" and shape:
        try:
            made = tensors.repeated(owner, shape)
        except ValueError:
            made = None
    return made or Unread(code_of(node))


def shape_in(node: ast.Call, known: Known) -> tuple[int, ...] | None:
    """The whole numbers that a call has as arguments, or in a tuple; None for anything else."""
    named = [word.value for word in node.keywords if word.arg in ("size", "shape")]
    values = [plain_value(each, known) for each in (*node.args, *named) if not isinstance(each, ast.Starred)]
    sides = values[0] if len(values) == 1 and isinstance(values[0], tuple) else tuple(values)
    whole = tuple(side for side in sides if isinstance(side, int) and not isinstance(side, bool))
    return whole if whole and len(whole) == len(sides) else None


def _of_maps(follower: Follower, node: ast.BinOp, left: object, sign: ast.operator, right: object) -> Step:
    line, code = follower.line(node), brief(code_of(node))
    if isinstance(left, Flow) and isinstance(right, Flow):
        words = tr("Two ways come together in {code}; a strip of layers has one.", code=code)
        return stopping(node, line, words)
    other = right if isinstance(left, Flow) else left
    if isinstance(other, int | float) and type(sign) in SIGNS:
        words = tr("In {code} the numbers change, not their places.", code=code)
        return stopping(node, line, words, "same")
    return stopping(node, line, tr("What {code} makes is not known.", code=code))


def _with_axes(owner: Tensor, place: ast.expr) -> Tensor | None:
    """The value of x[None], x[None, None], x[None, :]: x with further axes of length 1 in front."""
    parts = place.elts if isinstance(place, ast.Tuple) else [place]
    added = 0
    while added < len(parts) and isinstance(parts[added], ast.Constant) and _is_none(parts[added]):
        added += 1
    rest = all(isinstance(each, ast.Slice) and each.lower is each.upper is each.step is None for each in parts[added:])
    if not added or not rest:
        return None
    made: Tensor | None = owner
    for _ in range(added):
        made = tensors.with_axis(made, 0) if made else None
    return made


def _backwards(owner: Tensor, place: ast.expr) -> Tensor | None:
    """The value of x[:, :, ::-1, ::-1]: x with some axes reversed."""
    parts = place.elts if isinstance(place, ast.Tuple) else [place]
    slices = [part for part in parts if isinstance(part, ast.Slice) and part.lower is part.upper is None]
    if len(slices) != len(parts) or len(parts) > len(owner.shape):
        return None
    steps = [ast.unparse(part.step) if part.step else "1" for part in slices]
    turned = tuple(axis for axis, step in enumerate(steps) if step == "-1")
    return tensors.turned(owner, "flip", turned) if set(steps) <= {"1", "-1"} else None


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_number(*values: object) -> bool:
    return all(isinstance(value, Tensor | int | float) and not isinstance(value, bool) for value in values)


def bounded(chain: Chain) -> Chain:
    """The chain itself. Raises TooMuchError if it is too long."""
    if len(chain.items) > MOST_CALLS:
        raise TooMuchError(tr("The network has more than {n} calls of layers; that is too long to be read.", n=MOST_CALLS))
    return chain
