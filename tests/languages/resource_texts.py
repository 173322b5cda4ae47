"""Collects the texts that lie in resources/: of kernels, pictures, examples, help, and what lists say of lessons."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.languages.texts import ROOT, Found

RESOURCES = ROOT / "resources"
LESSON = "Lesson: "  # names a lesson by its title, which is a text already


def in_resources() -> list[Found]:
    """All texts of the resources, folder by folder."""
    return [*_kernels(), *_pictures(), *_examples(), *_help(), *_lessons("lessons"), *_lessons("challenges")]


def _found(path: Path, *texts: str) -> Iterator[Found]:
    yield from (Found(path.relative_to(ROOT).as_posix(), 0, text) for text in texts if text)


def _kernels() -> Iterator[Found]:
    path = RESOURCES / "kernels" / "kernels.json"
    for entry in json.loads(path.read_text(encoding="utf-8")):
        yield from _found(path, entry["title"], entry["group"], entry["look_for"])


def _pictures() -> Iterator[Found]:
    for path in sorted((RESOURCES / "pictures").glob("*.txt")):
        head = dict(line.split(": ", 1) for line in path.read_text(encoding="utf-8").partition("\n\n")[0].splitlines())
        yield from _found(path, head["title"], head["source"], *filter(None, head.get("names", "").split(", ")))


def _examples() -> Iterator[Found]:
    for path in sorted((RESOURCES / "examples").glob("*.convstudio")):
        made = json.loads(path.read_text(encoding="utf-8"))
        notes = [paragraph for paragraph in made["notes"].split("\n\n") if not paragraph.startswith(LESSON)]
        names = [layer.get("name", "") for layer in made["layers"]]
        yield from _found(path, made["title"], *notes, *names, *made["input"].get("names", ()))


def _help() -> Iterator[Found]:
    for path in sorted((RESOURCES / "help").glob("*.md")):
        yield from _found(path, *path.read_text(encoding="utf-8").strip().split("\n\n"))


def _lessons(folder: str) -> Iterator[Found]:
    for path in sorted((RESOURCES / folder).glob("*.md")):
        head = path.read_text(encoding="utf-8").split("+++")[1]
        yield from _found(path, *re.findall(r'^(?:title|summary) = "(.*)"', head, re.MULTILINE))
