"""The command line: open the studio, or show the main job without a window."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from convstudio import __version__, preflight

MISSING_LIBRARY = 3


def main(arguments: list[str] | None = None) -> int:
    """Run the program. 0: done, 2: bad arguments, 3: a system library is missing."""
    options = _parser().parse_args(arguments)
    offscreen = options.demo is not None or not preflight.has_display()
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    problem = preflight.problem("offscreen" if offscreen else None)
    if problem:
        print(problem, file=sys.stderr)
        return MISSING_LIBRARY
    if offscreen:
        return _demonstrate(options.demo)
    from convstudio.studio.program import run

    return run(options.file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio", description="Understand convolutional networks by doing: paint pixels, edit kernels."
    )
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file (.convstudio) to open")
    parser.add_argument(
        "--demo", nargs="?", type=Path, const=Path("shots"), metavar="FOLDER",
        help="without a display: drive the opening example and leave screenshots and a file in FOLDER (shots)",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"ConvStudio {__version__}")
    return parser


def _demonstrate(folder: Path | None) -> int:
    if folder is None:
        print("No display was found, so the opening example is driven without a window.")
    from convstudio.studio.demo import demonstrate

    for line in demonstrate(folder or Path("shots")):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
