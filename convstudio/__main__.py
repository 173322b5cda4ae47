"""The command line: open the studio, or show the main job, or a file, without a window."""

from __future__ import annotations

import argparse
import gc
import os
import re
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
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["lesson"]:
        from convstudio.lessons.command import run  # only now: the window needs none of it at its start

        return run(given[1:])
    try:
        return _run(_parser().parse_args(given))
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
        return _demonstrate(options.file, options.demo, options.max_file_size)
    gc.disable()  # until the window stands: what is made at the start stays, and looking for garbage in it takes time
    from convstudio.studio.program import run

    return run(options.file, options.max_file_size)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="convstudio",
        description="Understand convolutional networks by doing: paint pixels, edit kernels.",
        epilog="without a window: convstudio lesson check FILE … reads lessons, and says what is wrong with them",
    )
    parser.add_argument("file", nargs="?", type=Path, help="an experiment file (.convstudio) to open")
    parser.add_argument(
        "--demo", nargs="?", type=Path, const=SHOTS, metavar="FOLDER",
        help="without a display: drive the opening example, or draw FILE, and leave screenshots in FOLDER (shots)",
    )  # fmt: skip
    parser.add_argument(
        "--max-file-size", type=_size, metavar="SIZE",
        help="the largest file that is opened without a question, 64M at the most (4M)",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"ConvStudio {__version__}")
    return parser


def _size(text: str) -> int:
    """Bytes, from "64M" or "500K". Raises ArgumentTypeError for what is no size, or too large a one."""
    from convstudio.experiment.limits import LARGEST_FILE, MEGABYTE  # brings the engine, which most starts need later

    found = re.fullmatch(r"([0-9]{1,9})([KM]?)B?", text.upper())
    size = int(found[1]) * {"": 1, "K": 1024, "M": MEGABYTE}[found[2]] if found else 0
    if not 0 < size <= LARGEST_FILE:
        raise argparse.ArgumentTypeError(f"{text!r} is no size up to 64M; write 500K or 64M")
    return size


def _demonstrate(file: Path | None, folder: Path | None, most: int | None) -> int:
    if folder is None:
        done = f"{file} is drawn" if file else "the opening example is driven"
        print(f"No display was found, so {done} without a window.")
    from convstudio.studio.demo import demonstrate, draw

    try:
        for line in draw(file, folder or SHOTS, most) if file else demonstrate(folder or SHOTS):
            print(line)
    except OSError as problem:
        print(f"{problem.filename}: {problem.strerror}", file=sys.stderr)
        return CANNOT_OPEN
    except ValueError as problem:
        print(f"{file}: {problem}{_hint(problem)}", file=sys.stderr)
        return CANNOT_OPEN
    return 0


def _hint(problem: ValueError) -> str:
    from convstudio.experiment.files import LargeFile
    from convstudio.experiment.limits import LARGEST_FILE

    may_be_asked_for = isinstance(problem, LargeFile) and problem.size <= LARGEST_FILE
    return " With --max-file-size 64M it is read." if may_be_asked_for else ""


if __name__ == "__main__":
    sys.exit(main())
