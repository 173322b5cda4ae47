"""The versions of the file format: the header of a file, and how fields of an older version become present ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.layers.parameters import Whole
from convstudio.words import tr

Fields = dict[str, Any]

FORMAT = "convstudio-experiment"


def _with_channel_names(fields: Fields) -> Fields:
    """Version 2 may name the channels of the input; without names there is no difference."""
    return fields


def _with_workspace(fields: Fields) -> Fields:
    """Version 3 may say in which workspace the file was saved; and a pooling stride may be as large as its window, up to 64."""
    return fields


def _with_any_workspace(fields: Fields) -> Fields:
    """Version 4 may name a workspace that a program does not know; it then opens in whichever workspace is shown."""
    return fields


MIGRATIONS: tuple[Callable[[Fields], Fields], ...] = (  # the first one turns version 1 into 2
    _with_channel_names,
    _with_workspace,
    _with_any_workspace,
)
VERSION = 1 + len(MIGRATIONS)
MIN_READER = 1  # the oldest format version whose programs can read what this one writes
HEADER = ("format", "version", "min_reader")

_NUMBER = Whole("", "", "", low=1, high=1_000_000)


def opened(document: object) -> tuple[Fields, Fields]:
    """The fields of a file, migrated to the present version and without the header; and the header's numbers if it is newer.

    The numbers of a newer file that can be read are kept, since its unknown fields are kept too. Raises FileProblem.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FileProblem(tr("This is not a ConvStudio experiment."))
    version, min_reader = _number(document, "version"), _number(document, "min_reader")
    if min_reader > VERSION:
        raise FileProblem(
            tr("This file needs a newer ConvStudio (format {needed}; this program reads up to {known}).",
               needed=min_reader, known=VERSION)
        )  # fmt: skip
    fields = {name: value for name, value in document.items() if name not in HEADER}
    newer = {"version": version, "min_reader": min_reader} if version > VERSION else {}
    return migrated(fields, version), newer


def is_newer(extra: Mapping[str, object]) -> bool:
    """Whether an experiment with this `extra` comes from a newer program, and has more in it than this one shows."""
    return "version" in extra


def migrated(fields: Fields, version: int) -> Fields:
    """The fields of an older version, converted to the present one."""
    for migrate in MIGRATIONS[version - 1 :]:
        fields = migrate(fields)
    return fields


def _number(document: Fields, name: str) -> int:
    if name not in document:
        raise FileProblem(tr("{place} is missing.", place=name))
    value = document[name]
    wanted = _NUMBER.check(value)
    if wanted:
        raise FileProblem(tr("{place}: {value} is not possible; {wanted}.", place=name, value=quoted(value), wanted=wanted))
    assert isinstance(value, int)
    return value
