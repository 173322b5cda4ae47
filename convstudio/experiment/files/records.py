"""Groups of named settings as objects in a file, read, checked and written according to their declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import NODEFAULT, Struct

from convstudio.experiment.arrays import Shape, array_of, array_value
from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.experiment.files.plaintext import is_plain
from convstudio.experiment.files.versions import Fields
from convstudio.experiment.limits import MOST_CHANNELS, MOST_WEIGHTS
from convstudio.layers.parameters import Decimal, Parameter, Weights
from convstudio.words import tr

LONGEST_SETTING = 2  # items: height and width, before and after
LONGEST_NAME = 40  # of a field's name when the one that was meant is looked for
WORD = re.compile(rf"[a-z][a-z0-9_]{{0,{LONGEST_NAME - 1}}}")


class Text(Parameter, frozen=True, kw_only=True):
    """A text of at most `longest` characters, with or without line breaks."""

    longest: int
    lines: bool = False

    def check(self, value: object) -> str | None:
        """What `value` should have been; None if it is acceptable."""
        good = isinstance(value, str) and len(value) <= self.longest and is_plain(value, lines=self.lines)
        return None if good else tr("a text of at most {n} characters, none of them control characters", n=self.longest)


class Word(Parameter, frozen=True, kw_only=True):
    """A name of small letters, as programs have them."""

    def check(self, value: object) -> str | None:
        """What `value` should have been; None if it is acceptable."""
        good = isinstance(value, str) and WORD.fullmatch(value)
        return None if good else tr("a word of at most {n} small letters", n=LONGEST_NAME)


class Record(Struct, frozen=True):
    """An object in a file, and its place there. `strict` refuses undeclared fields."""

    fields: Fields
    place: str
    strict: bool = True

    def at(self, name: str) -> str:
        """The place of a field: "layers[1].stride"."""
        return f"{self.place}.{name}" if self.place else name

    def required(self, name: str) -> Any:
        """The value of a field. Raises FileProblem if it is missing."""
        if name not in self.fields:
            raise FileProblem(tr("{place} is missing.", place=self.at(name)))
        return self.fields[name]

    def check_names(self, known: Iterable[str]) -> None:
        """Raise FileProblem for the first unknown field, naming the one that was probably meant."""
        names = tuple(known)
        unknown = next((name for name in self.fields if name not in names), None)
        if self.strict and unknown is not None:
            raise FileProblem(_unknown_field(self.at(unknown[:LONGEST_NAME]), unknown[:LONGEST_NAME], names))


def record(value: object, place: str, strict: bool) -> Record:
    """The object at a place. Raises FileProblem if there is something else."""
    if not isinstance(value, dict):
        raise refused(place, value, tr("an object with named fields"))
    return Record(value, place, strict)


def settings_of(source: Record, parameters: Iterable[Parameter]) -> Fields:
    """The declared settings found in an object, checked and in the types of the program. Raises FileProblem."""
    return {p.name: _setting(source.fields[p.name], p, source.at(p.name)) for p in parameters if p.name in source.fields}


def values_of_settings(owner: object, parameters: Iterable[Parameter], place: str) -> Fields:
    """The declared settings of `owner` as an object for a file. Raises FileProblem for a value that no file may hold."""
    source = Record({p.name: getattr(owner, p.name) for p in parameters}, place)
    return {p.name: _value(source.fields[p.name], p, source.at(p.name)) for p in parameters}


def check_setting(value: object, parameter: Parameter, place: str) -> None:
    """Raise FileProblem if `value` is out of the parameter's bounds."""
    wanted = parameter.check(value)
    if wanted:
        raise refused(place, value, wanted)


def refused(place: str, value: object, wanted: str) -> FileProblem:
    """The problem of a value that is refused: its place, what it is, and what was wanted."""
    return FileProblem(tr("{place}: {value} is not possible; {wanted}.", place=place, value=quoted(value), wanted=wanted))


def names_without_default(kind: type[Any]) -> list[str]:
    """The fields of a kind that have no default."""
    names, defaults = kind.__struct_fields__, kind.__struct_defaults__  # defaults of the last fields
    first = len(names) - len(defaults)
    return [name for place, name in enumerate(names) if place < first or defaults[place - first] is NODEFAULT]


def _setting(value: object, parameter: Parameter, place: str) -> Any:
    if isinstance(parameter, Weights):
        return array_of(value, place, parameter.rank, _weights_wanted)
    setting = _tupled(value)
    check_setting(setting, parameter, place)
    return float(setting) if isinstance(parameter, Decimal) else setting


def _value(setting: Any, parameter: Parameter, place: str) -> Any:
    if isinstance(parameter, Weights):
        return array_value(setting, place)
    check_setting(setting, parameter, place)
    return _listed(setting)


def _weights_wanted(shape: Shape) -> str | None:
    size = 1
    for side in shape:
        size *= side
    good = all(1 <= side <= MOST_CHANNELS for side in shape) and size <= MOST_WEIGHTS
    return None if good else tr("sides of 1 to {side}, {most} weights in all", side=MOST_CHANNELS, most=MOST_WEIGHTS)


def _tupled(value: Any) -> Any:
    """Turn lists into tuples, as settings have them. A longer list is no setting, and stays a list."""
    return tuple(map(_tupled, value)) if isinstance(value, list) and len(value) <= LONGEST_SETTING else value


def _listed(value: Any) -> Any:
    return list(map(_listed, value)) if isinstance(value, tuple) else value


def _unknown_field(place: str, name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # only imported if something is wrong

    near = get_close_matches(name, known, 1, 0.5)
    if near:
        return tr("{place}: there is no such field; did you mean “{near}”?", place=place, near=near[0])
    return tr("{place}: there is no such field; the fields here are {known}.", place=place, known=", ".join(known))
