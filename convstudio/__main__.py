"""The command line: open the studio, or show the main job, or a file, without a window."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from convstudio import __version__, preflight

CANNOT_OPEN = 1
MISSING_LIBRARY = 3
INTERRUPTED = 130
SHOTS = Path("shots")


def main(arguments: list[str] | None = None) -> int:
    """Run the program, and say its exit status.

    0: done, 1: a file cannot be read or written, 2: bad arguments, 3: a system library is missing, 128 + n: ended by signal n
    (130: Ctrl+C in the terminal), with what was not saved in a file of its own.
    """
    try:
        return _run(_parser().parse_args(arguments))
    except KeyboardInterrupt:  # at the start, or without a window: the studio takes it as a signal
        return INTERRUPTED


def _run(options: argparse.Namespace) -> int:
    offscreen = options.demo is not None or not preflight.has_display()
    if offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    problem = preflight.problem("offscreen" if offscreen else None)
    if problem:
        print(problem, file=sys.stderr)
        return MISSING_LIBRARY
    if offscreen:
        return _demonstrate(options.file, options.demo)
    gc.disable()  # until the window stands: what is made at the start stays, and looking for garbage in it takes time
    from convstudio.studio.program import run

    return run(options.file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio", description="Understand convolutional networks by doing: paint pixels, edit kernels."
    )
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file (.convstudio) to open")
    parser.add_argument(
        "--demo", nargs="?", type=Path, const=SHOTS, metavar="FOLDER",
        help="without a display: drive the opening example, or draw FILE, and leave screenshots in FOLDER (shots)",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"ConvStudio {__version__}")
    return parser


def _demonstrate(file: Path | None, folder: Path | None) -> int:
    if folder is None:
        done = f"{file} is drawn" if file else "the opening example is driven"
        print(f"No display was found, so {done} without a window.")
    from convstudio.studio.demo import demonstrate, draw

    try:
        for line in draw(file, folder or SHOTS) if file else demonstrate(folder or SHOTS):
            print(line)
    except OSError as problem:
        print(f"{problem.filename}: {problem.strerror}", file=sys.stderr)
        return CANNOT_OPEN
    except ValueError as problem:
        print(f"{file}: {problem}", file=sys.stderr)
        return CANNOT_OPEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
