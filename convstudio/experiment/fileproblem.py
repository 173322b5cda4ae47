"""Why a file cannot be read or written, and how values of a file are quoted."""

from __future__ import annotations

import json
from itertools import islice

LONGEST_SENTENCE = 200
LONGEST_QUOTE = 40


class FileProblem(ValueError):  # noqa: N818 — the sentence is for the user, who made no error
    """Why a file cannot be read or written: one printable sentence of at most 200 characters."""

    def __init__(self, sentence: str) -> None:
        super().__init__(_cut(_printable(sentence), LONGEST_SENTENCE))


class ReadOnlyFile(FileProblem):
    """The file is read-only; saving under another name may work."""


class NoFilesHere(FileProblem):
    """The folder is there, but no file can be made in it: it shows what the system does, or devices."""


class UnconfirmedSave(FileProblem):
    """The new file is written, but a power cut may still bring back the old one."""


class LargeFile(FileProblem):
    """The file is too large to be read without asking; `size` is its number of bytes."""

    def __init__(self, sentence: str, size: int) -> None:
        super().__init__(sentence)
        self.size = size


def quoted(value: object) -> str:
    """A value as it stands in the file, shortened if it is long."""
    return _cut(json.dumps(_shortened(value), ensure_ascii=False, default=str), LONGEST_QUOTE)


def _shortened(value: object, depth: int = 4) -> object:
    """As much of a value as a quotation can show: quoting two million numbers would take too long."""
    match value:
        case str():
            return value[:LONGEST_QUOTE]
        case list() | tuple() if depth:
            return [_shortened(item, depth - 1) for item in value[: LONGEST_QUOTE // 2]]
        case dict() if depth:
            return {
                name[:LONGEST_QUOTE]: _shortened(item, depth - 1) for name, item in islice(value.items(), LONGEST_QUOTE // 2)
            }
        case list() | tuple() | dict():
            return "…"
        case _:
            return value


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "�" for character in text)
