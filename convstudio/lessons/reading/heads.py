"""The headings of challenges, without reading them in full, so that a menu can list them at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

FENCE, GOAL = "+++\n", "\n```goal"
LARGEST = 512 * 1024  # bytes; larger files are ignored


class Heading(Struct, frozen=True):
    """A challenge's name, its title, what it is about, and its place among the others."""

    name: str
    title: str
    summary: str
    order: float


def challenge_headings(folders: Iterable[Path]) -> tuple[Heading, ...]:
    """The headings of the challenges in some folders: folder by folder, each in order; other files are left out."""
    return tuple(heading for folder in folders for heading in sorted(_of(folder), key=lambda each: (each.order, each.title)))


def _of(folder: Path) -> Iterator[Heading]:
    for path in folder.glob("*.md") if folder.is_dir() else ():
        try:
            status = path.stat()
            found = _heading(path, status.st_mtime_ns, status.st_size) if status.st_size <= LARGEST else None
        except (OSError, ValueError):
            continue
        if found:
            yield found


@lru_cache(maxsize=200)
def _heading(path: Path, _written: int, _size: int) -> Heading | None:
    """The heading of a file; None if it has no goal. Raises OSError or ValueError if its head cannot be read."""
    text = path.read_text(encoding="utf-8-sig")
    if GOAL not in text:
        return None
    head = tomllib.loads(text.removeprefix(FENCE).partition(FENCE)[0])
    return Heading(path.stem, str(head["title"]) if "title" in head else path.stem, str(head.get("summary", "")), _number(head))


def _number(head: dict[str, object]) -> float:
    order = head.get("order")
    return float(order) if isinstance(order, int | float) else 1000.0
