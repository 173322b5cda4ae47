"""Finds resources/ in a wheel, an editable install and a bare checkout."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent  # importlib.resources would serve zipped packages too, which Qt is not, and costs 8 ms


@cache
def root() -> Path:
    """The folder that holds examples/, icons/, kernels/ and pictures/.

    A wheel carries it inside the package as `_resources`; in a checkout, and so in an editable install, it lies beside it.
    """
    inside = HERE / "_resources"
    return inside if inside.is_dir() else HERE.parent / "resources"


def text(*path: str) -> str:
    """The UTF-8 text of one resource file, at a path of names under resources/. Raises FileNotFoundError."""
    return root().joinpath(*path).read_text(encoding="utf-8")


def names(folder: str, suffix: str) -> list[str]:
    """The names of the files in a resource folder that end in `suffix`, sorted."""
    return sorted(entry.name for entry in root().joinpath(folder).iterdir() if entry.name.endswith(suffix))
