"""Finds resources/ in a wheel, an editable install and a bare checkout."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def root() -> Traversable:
    """The folder that holds examples/, icons/, kernels/ and pictures/.

    A wheel carries it inside the package as `_resources`; in a checkout, and so in an editable install, it lies beside it.
    """
    inside = files("convstudio") / "_resources"
    return inside if inside.is_dir() else Path(__file__).parents[1] / "resources"


def text(*path: str) -> str:
    """The UTF-8 text of one resource file, at a path of names under resources/. Raises FileNotFoundError."""
    return root().joinpath(*path).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """The names of the files in a resource folder that end in `suffix`, sorted."""
    return sorted(entry.name for entry in root().joinpath(folder).iterdir() if entry.name.endswith(suffix))
