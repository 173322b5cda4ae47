"""Reading JSON strictly and within bounds, and writing it so that a person can read and compare it.

Some things that Python's own reader lets through are refused here, each with a sentence: deep nesting, duplicate fields, NaN
and Infinity, numbers beyond float64, lone surrogates.
"""

from __future__ import annotations

import json
import math
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress
from typing import Any

import numpy as np

from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.experiment.files.filekind import other_kind
from convstudio.words import Text, tr, translated

DEEPEST = 32
# What Python's reader says, of which a version may lack some.
SAID: tuple[Text, ...] = (
    "Expecting value",
    "Expecting property name enclosed in double quotes",
    "Expecting ':' delimiter",
    "Expecting ',' delimiter",
    "Extra data",
    "Invalid control character at",
    "Invalid \\escape",
    "Invalid \\uXXXX escape",
    "Illegal trailing comma before end of object",
    "Illegal trailing comma before end of array",
)
# The content of a text is limited before Python's reader starts, so that any 4 MB are read or refused within 0.25 seconds
# and 150 MB. A number takes up to 32 bytes and 0.1 µs, a list 72 bytes and 0.3 µs, a string with its checks 150 and 0.6.
MOST_ITEMS = 2_000_000
MOST_LOOKED_AT = MOST_ITEMS // 4  # if one may be beyond float64, so that each has to be looked at
MOST_LISTS = 150_000
MOST_TEXTS = 50_000  # names of fields among them; objects, too
MOST_DIGITS = 300
FEW_DIGITS = 200  # with no more digits than these and an exponent of two digits, no number is beyond float64
LARGEST_EXACT = 2**53  # from here on float64 has no fractions, and may skip whole numbers
STEP = "  "
ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # +1 and −1 levels of nesting, as signed bytes
DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")


def parse(content: bytes) -> Any:
    """Read a value from JSON text in UTF-8. Raises FileProblem."""
    text = _decoded(content)
    bare = _without_strings(content)
    has_odd = _has_odd_numbers(bare)
    _check_structure(bare, MOST_LOOKED_AT if has_odd else MOST_ITEMS)
    numbers = _Numbers()
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=numbers.whole if has_odd else None,
            parse_float=numbers.decimal if has_odd else None,
            parse_constant=numbers.constant,
        )
    except json.JSONDecodeError as error:
        raise _not_json(text, error) from None
    if numbers.refused:
        place = (_place_of_refused(value) or "").lstrip(".")
        raise FileProblem(f"{place}: {numbers.refused.why}." if place else tr("This is not a ConvStudio experiment."))
    if HALF_CHARACTER.search(text):
        _check_characters(value)
    return value


def _not_json(text: str, error: json.JSONDecodeError) -> FileProblem:
    if text.startswith("{") and (error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")):
        return FileProblem(tr("The file breaks off in line {line}: its end is missing.", line=error.lineno))
    reason = tr("{reason} at line {line}, column {column}", reason=translated(error.msg), line=error.lineno, column=error.colno)
    return FileProblem(tr("This is not a ConvStudio file: {reason}.", reason=reason))


def written(value: object) -> str:
    """Write a value as JSON text. A list of plain values is written on one line, so that a matrix has one line per row."""
    return "".join(_pieces(value, ""))


def _pieces(value: object, indent: str) -> Iterator[str]:
    match value:
        case dict() if value:
            yield from _block("{", ((f"{_scalar(name)}: ", item) for name, item in value.items()), "}", indent)
        case [list() as only]:
            yield "["
            yield from _pieces(only, indent)
            yield "]"
        case list() if not PARTS.isdisjoint(map(type, value)):
            yield from _block("[", (("", item) for item in value), "]", indent)
        case list():
            yield f"[{', '.join(map(_scalar, value))}]"
        case OnOneLine():
            yield ENCODE(value.value)
        case _:
            yield _scalar(value)


class OnOneLine:
    """A value with unknown parts, which is written on one line as it is."""

    def __init__(self, value: object) -> None:
        self.value = value


PARTS = frozenset((dict, list, OnOneLine))


def _block(opening: str, items: Iterable[tuple[str, object]], closing: str, indent: str) -> Iterator[str]:
    """Items on lines of their own, each with its prefix."""
    before = opening
    for name, item in items:
        yield f"{before}\n{indent}{STEP}{name}"
        yield from _pieces(item, indent + STEP)
        before = ","
    yield f"\n{indent}{closing}"


def _scalar(value: object) -> str:
    if isinstance(value, float):
        return _number(value)
    return str(value) if type(value) is int else ENCODE(value)


def _number(value: float) -> str:
    whole = value.is_integer() and abs(value) < LARGEST_EXACT and (value or math.copysign(1, value) > 0)
    return str(int(value)) if whole else float.__repr__(value)


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise FileProblem(tr("The file is empty."))
    try:
        text = content.removeprefix(BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        wrong = other_kind(content, is_text=False) or tr("The file is not UTF-8 text (byte {byte}).", byte=error.start)
        raise FileProblem(wrong) from None
    other = other_kind(content, is_text=True)
    if other:
        raise FileProblem(other)
    return text


def _without_strings(content: bytes) -> bytes:
    """The text without its strings, correct up to the first mistake, where Python's reader stops. Raises FileProblem."""
    unescaped = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 2 * MOST_TEXTS:
        raise _too_many(tr("texts"), MOST_TEXTS)
    return b"".join(unescaped.split(b'"')[::2])


def _check_structure(bare: bytes, most_items: int) -> None:
    """Refuse, before Python's reader starts, any text on which it would run out of stack or memory."""
    steps = np.frombuffer(bare.translate(STEPS, NO_BRACKETS), dtype=np.int8)
    if steps.size and np.cumsum(steps, dtype=np.int32).max() > DEEPEST:
        raise FileProblem(tr("The file is nested too deeply: at most {most} brackets inside one another.", most=DEEPEST))
    bounds = ((b",", tr("values"), most_items), (b"[", tr("lists"), MOST_LISTS), (b"{", tr("objects"), MOST_TEXTS))
    for sign, word, most in bounds:
        if bare.count(sign) > most:
            raise _too_many(word, most)


def _too_many(what: str, most: int) -> FileProblem:
    return FileProblem(tr("The file has too many {what}: at most {most} written out.", what=what, most=most))


def _has_odd_numbers(bare: bytes) -> bool:
    """Whether some number might be beyond float64, NaN or Infinity. Only then must each be looked at, which takes longer."""
    outline = bare.translate(DIGITS, b"+")
    return b"e000" in outline or b"0" * FEW_DIGITS in outline or b"N" in bare or b"I" in bare


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
    """Reads numbers, and keeps the first one that it has `refused`; later ones give the same `_Refused`."""

    refused: _Refused | None = None

    def whole(self, digits: str) -> int | _Refused:
        return int(digits) if len(digits) <= MOST_DIGITS else self._too_large(digits)

    def decimal(self, digits: str) -> float | _Refused:
        value = float(digits)
        return value if math.isfinite(value) else self._too_large(digits)

    def constant(self, name: str) -> _Refused:
        self.refused = self.refused or _Refused(tr("{name} is not a number that an experiment can hold", name=name))
        return self.refused

    def _too_large(self, digits: str) -> _Refused:
        if self.refused is None:
            shown = digits if len(digits) <= 30 else f"{digits[:30]}…"
            self.refused = _Refused(tr("this number is too large: {digits}", digits=shown))
        return self.refused


def _place_of_refused(value: Any) -> str | None:
    """The place of the first unreadable number, relative to `value`: a list, an object, or that number itself.

    ".channels[0][2][3]"; None if there is none.
    """
    if isinstance(value, _Refused):
        return ""
    if isinstance(value, list) and HOLDERS.isdisjoint(map(type, value)):
        return None
    fields = isinstance(value, dict)
    names, items = (value.keys(), value.values()) if fields else (range(len(value)), value)
    for name, item in compress(zip(names, items, strict=True), map(HOLDERS.__contains__, map(type, items))):
        place = _place_of_refused(item)
        if place is not None:
            return f".{name}{place}" if fields else f"[{name}]{place}"
    return None


HOLDERS = frozenset((dict, list, _Refused))
