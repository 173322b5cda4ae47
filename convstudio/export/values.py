"""The values in a pasted line: literals, and what can be computed from them without running anything."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from convstudio.words import tr

LARGEST = 10**12
POWERS = range(41)
LONGEST_CODE = 40  # characters of code in a sentence
LONGEST_TUPLE = 80  # characters: four large numbers
OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


Known = Callable[[ast.expr], object]  # what a name, a call, a sum or a test stands for; `Unread` code if that is unknown


class Unread(str):
    """Code in the place of a value, the meaning of which is not known."""

    __slots__ = ()


def unread(node: ast.expr) -> object:
    """The value of a name when no names are known."""
    return Unread(code_of(node))


def value_of(node: ast.expr, known: Known = unread) -> object:
    """The value of an expression: literals, lists as tuples, computed sums and products, `known` names; else `Unread` code.

    Raises ValueError with a sentence if a number is larger than any setting.
    """
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="-inf")]):
            return float("-inf")
        case ast.Constant(value=bool() | None as value):
            return value
        case ast.Constant(value=str() as word):
            return brief(word)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return _tuple(node, tuple(value_of(part, known) for part in parts))
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call() | ast.IfExp():
            return known(node)
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return known(node)
        case _:
            number = number_of(node, known)
            if number is None:
                return known(node) if isinstance(node, ast.BinOp) else Unread(code_of(node))
            return number


def not_known(code: Unread) -> str:
    """Why code that is no value cannot be taken, and what to write."""
    if code.isidentifier():
        return tr("{code} is a name; put the number in its place.", code=code)
    return tr("{code} is not a number; put the number in its place.", code=code)


def shown(value: object) -> str:
    """A value as written in a sentence."""
    return brief(str(value))


def code_of(node: ast.expr) -> str:
    """Code as written in a sentence."""
    try:
        return brief(ast.unparse(node))
    except ValueError:  # Python refuses to write numbers of more than 4300 digits
        return tr("This number")


def brief(text: str) -> str:
    """A text on one line, shortened to fit into a sentence."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    return line if len(line) <= LONGEST_CODE else line[: LONGEST_CODE - 1] + "…"


def _tuple(node: ast.expr, parts: tuple[object, ...]) -> object:
    """The parts as a tuple; instead the first unknown part, or all the code if there are more parts than in any setting."""
    unread = next((part for part in parts if isinstance(part, Unread)), None)
    return unread or (parts if len(str(parts)) <= LONGEST_TUPLE else Unread(code_of(node)))


def number_of(node: ast.expr, known: Known = unread) -> int | float | None:
    """The value of a number, or of arithmetic with numbers; None for anything else.

    Raises ValueError with a sentence if a number is larger than any setting.
    """
    match node:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            value = known(node)
            return value if isinstance(value, int | float) and not isinstance(value, bool) else None
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return _bounded(value, node)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=inner):
            number = number_of(inner, known)
            return None if number is None else -number if isinstance(sign, ast.USub) else number
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
            one, other = number_of(left, known), number_of(right, known)
            if one is None or other is None or (isinstance(sign, ast.Pow) and other not in POWERS):
                return None
            try:
                return _bounded(OPERATORS[type(sign)](one, other), node)
            except ArithmeticError:  # a division by 0, or too high a power
                return None
        case _:
            return None


def _bounded(value: int | float, node: ast.expr) -> int | float:
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(tr("{code} is too large.", code=code_of(node)))
    return value
