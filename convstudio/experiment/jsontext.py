"""JSON text to values, strictly and within bounds; and values to JSON text that a person can read and compare.

What Python's own reader lets through is refused here, each with a sentence: deep nesting, a field twice, NaN and Infinity,
numbers beyond float64, half a character.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.words import tr

DEEPEST = 32
MOST_ITEMS = 2_000_000  # values written out; each costs some hundred bytes of memory
MOST_DIGITS = 300
LARGEST_EXACT = 2**53  # from here on a float64 has no fraction and may leave out whole numbers
STEP = "  "

BRACKET = re.compile(r"[\[\]{}]")
HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def parse(content: bytes) -> Any:
    """The value that UTF-8 JSON text stands for. Raises FileProblem."""
    text = _decoded(content)
    _check_structure(text)
    numbers = _Numbers()
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=numbers.whole,
            parse_float=numbers.decimal,
            parse_constant=numbers.constant,
        )
    except json.JSONDecodeError as error:
        if text.startswith("{") and (error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")):
            raise FileProblem(tr("The file breaks off in line {line}: its end is missing.", line=error.lineno)) from None
        reason = tr("{reason} at line {line}, column {column}", reason=error.msg, line=error.lineno, column=error.colno)
        raise FileProblem(tr("This is not a ConvStudio file: {reason}.", reason=reason)) from None
    if numbers.refused:
        raise next(_refused_in(value, ""))
    if HALF_CHARACTER.search(text):
        _check_characters(value)
    return value


def written(value: object) -> str:
    """`value` as JSON text: a list of plain values on one line, so a matrix has a row a line."""
    return "".join(_pieces(value, ""))


def _pieces(value: object, indent: str) -> Iterator[str]:
    match value:
        case dict() if value:
            yield from _block("{", ((f"{_scalar(name)}: ", item) for name, item in value.items()), "}", indent)
        case [list() as only]:
            yield "["
            yield from _pieces(only, indent)
            yield "]"
        case list() if any(isinstance(item, list | dict) for item in value):
            yield from _block("[", (("", item) for item in value), "]", indent)
        case list():
            yield f"[{', '.join(map(_scalar, value))}]"
        case _:
            yield _scalar(value)


def _block(opening: str, items: Iterable[tuple[str, object]], closing: str, indent: str) -> Iterator[str]:
    """Items, each with what stands before it, on lines of their own."""
    before = opening
    for name, item in items:
        yield f"{before}\n{indent}{STEP}{name}"
        yield from _pieces(item, indent + STEP)
        before = ","
    yield f"\n{indent}{closing}"


def _scalar(value: object) -> str:
    return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    whole = value.is_integer() and abs(value) < LARGEST_EXACT and (value or math.copysign(1, value) > 0)
    return str(int(value)) if whole else float.__repr__(value)


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise FileProblem(tr("The file is empty."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(tr("The file is not UTF-8 text (byte {byte}).", byte=error.start)) from None


def _check_structure(text: str) -> None:
    """Refuse what would cost Python's reader its stack or the computer its memory, before it starts."""
    quotes = text.count('"')
    bare = _without_strings(text) if quotes <= 4 * MOST_ITEMS else ""
    if quotes > 4 * MOST_ITEMS or sum(map(bare.count, ",[{")) > MOST_ITEMS:
        raise FileProblem(tr("The file has too many values: at most {most} written out.", most=MOST_ITEMS))
    steps = (1 if bracket in "[{" else -1 for bracket in BRACKET.findall(bare))
    if max(accumulate(steps), default=0) > DEEPEST:
        raise FileProblem(tr("The file is nested too deeply: at most {most} brackets inside one another.", most=DEEPEST))


def _without_strings(text: str) -> str:
    """What stands between the strings; right up to the first mistake, where Python's reader stops."""
    return "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])


def _check_characters(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise FileProblem(tr("A text has half a character (a lone surrogate): write the whole one.")) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
        raise FileProblem(tr("The field {name} appears twice.", name=quoted(twice)))
    return fields


class _Refused:
    """Stands for a number that no experiment can hold, until it is known where it stands."""

    def __init__(self, why: str) -> None:
        self.why = why


class _Numbers:
    """Reads numbers, and knows whether it has `refused` one."""

    refused = False

    def whole(self, digits: str) -> int | _Refused:
        return int(digits) if len(digits) <= MOST_DIGITS else self._too_large(digits)

    def decimal(self, digits: str) -> float | _Refused:
        value = float(digits)
        return value if math.isfinite(value) else self._too_large(digits)

    def constant(self, name: str) -> _Refused:
        return self._refuse(tr("{name} is not a number that an experiment can hold", name=name))

    def _too_large(self, digits: str) -> _Refused:
        return self._refuse(tr("this number is too large: {digits}", digits=digits if len(digits) <= 30 else f"{digits[:30]}…"))

    def _refuse(self, why: str) -> _Refused:
        self.refused = True
        return _Refused(why)


def _refused_in(value: object, place: str) -> Iterator[FileProblem]:
    """Why numbers cannot be read, each with the place where it stands: "input.channels[0][2][3]"."""
    match value:
        case _Refused():
            yield FileProblem(f"{place}: {value.why}." if place else tr("This is not a ConvStudio experiment."))
        case dict():
            for name, item in value.items():
                yield from _refused_in(item, f"{place}.{name}" if place else name)
        case list():
            for index, item in enumerate(value):
                yield from _refused_in(item, f"{place}[{index}]")
