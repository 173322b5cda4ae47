"""What the built program is made of, and under which licences: one text, put beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, requires
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
QT = "Qt and PySide6 are under LGPL-3.0; they lie as libraries of their own in _internal/PySide6, and may be exchanged there."


def text() -> str:
    """The licence of ConvStudio, then those of Python and of each package in the built folder."""
    parts = [("ConvStudio", (ROOT / "LICENSE").read_text(encoding="utf-8")), (f"Python {sys.version.split()[0]}", _of_python())]
    parts += [(f"{each.name} {each.version}", _of(each)) for each in packages()]
    return "\n".join(f"{name}\n{'=' * len(name)}\n\n{licence.strip()}\n\n" for name, licence in [*parts, ("Qt", QT)])


def packages() -> list[Distribution]:
    """The packages that ConvStudio needs, and those that these need, by their names."""
    needed = [line for line in _pyproject() if line]
    found: dict[str, Distribution] = {}
    while needed:
        asked = Requirement(needed.pop())
        if asked.name.lower() not in found and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
            found[asked.name.lower()] = distribution(asked.name)
            needed += requires(asked.name) or []
    return sorted(found.values(), key=lambda each: each.name.lower())


def _pyproject() -> list[str]:
    import tomllib

    with (ROOT / "pyproject.toml").open("rb") as file:
        return list(tomllib.load(file)["project"]["dependencies"])


def _of(package: Distribution) -> str:
    told = package.metadata.json
    said = str(told.get("license_expression") or told.get("license") or "")
    return "\n\n".join([said, *_texts(package)]) if len(said) < 200 else said


def _texts(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if ".dist-info" in str(file) and file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "AUTHORS")):
            yield file.read_text(encoding="utf-8").strip()


def _of_python() -> str:
    places = (
        Path(sys.base_prefix) / "lib" / f"python3.{sys.version_info.minor}" / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
    )
    known = next((place for place in places if place.exists()), None)
    return known.read_text(encoding="utf-8") if known else "PSF-2.0"
