"""The worked examples of docs/: their fenced blocks as files, edits and checks.

A block says what it is behind its language: `new=PATH` is a whole file, `edit=PATH` a diff of one place of a file, `check` a
script that runs in a copy of the program to which all pages were applied.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"
FENCED = re.compile(r"^```(\w+) (new=|edit=|check)(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """One block: `kind` is "new", "edit" or "check"."""

    kind: str
    path: str
    text: str


def pages() -> list[Path]:
    """The pages that have worked examples."""
    return [page for page in sorted(DOCS.glob("*.md")) if FENCED.search(page.read_text(encoding="utf-8"))]


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, in order."""
    found = FENCED.findall(page.read_text(encoding="utf-8"))
    return [Block(kind.rstrip("="), path, text) for _language, kind, path, text in found]


def apply(block: Block, folder: Path) -> None:
    """Write a block's file, or edit it, below a folder."""
    file = folder / block.path
    if block.kind == "new":
        assert not file.exists(), f"{block.path} is there already"
        file.write_text(block.text, encoding="utf-8")
        return
    before, after = ("".join(line[1:] for line in block.text.splitlines(True) if line[0] in signs) for signs in (" -", " +"))
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{block.path} does not have this place once:\n{before}"
    file.write_text(text.replace(before, after), encoding="utf-8")
