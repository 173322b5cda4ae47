"""What challenges are called, without reading them: a menu that lists them must not wait for that."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

FENCE, GOAL = "+++\n", "\n```goal"
LARGEST = 512 * 1024  # bytes of a file that is looked into


class Heading(Struct, frozen=True):
    """A challenge’s name, its title, and what it is about."""

    name: str
    title: str
    summary: str
    order: float


def challenge_headings(folders: Iterable[Path]) -> tuple[Heading, ...]:
    """The challenges of some folders, those of the first folder first, in their order; files that are none are left out."""
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
    """Raises OSError or ValueError where a file has no head."""
    text = path.read_text(encoding="utf-8-sig")
    if GOAL not in text:
        return None
    head = tomllib.loads(text.removeprefix(FENCE).partition(FENCE)[0])
    return Heading(path.stem, str(head["title"]) if "title" in head else path.stem, str(head.get("summary", "")), _number(head))


def _number(head: dict[str, object]) -> float:
    order = head.get("order")
    return float(order) if isinstance(order, int | float) else 1000.0
