"""The command line: open the studio, or show the main job, or a file, without a window."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from pathlib import Path

from convstudio import __version__, languages, preflight
from convstudio.words import ENGLISH, Text, tr, translated

COMMANDS: dict[str, Text] = {
    "render": "draw a figure: SVG, PNG or PDF; or a page that answers: HTML",
    "animate": "let the window walk over the input: GIF, WebP, animated PNG or numbered PNGs",
    "info": "shapes, cost and receptive field of each layer",
    "check": "say of each file whether it can be read and all its layers work",
    "code": "write the experiment as NumPy, PyTorch, Keras or LaTeX",
    "handout": "a worksheet of an experiment or a lesson, with its answers, to print",
    "thumbnail": "a small picture, for a folder of files: PNG",
}  # that need no window; `convstudio.cli` does them
LESSONS: dict[str, Text] = {"lesson": "check lessons, and say what is wrong with them"}
CANNOT_OPEN = 1
MISSING_LIBRARY = 3
INTERRUPTED = 130
SHOTS = Path("shots")


def main(arguments: list[str] | None = None) -> int:
    """Run the program, and say its exit status.

    0: done, 1: a file cannot be read or written, 2: bad arguments, 3: a system library is missing, 128 + n: ended by signal n
    (130: Ctrl+C in the terminal), with what was not saved in a file of its own. A command ends with 0 or 2.
    """
    given = sys.argv[1:] if arguments is None else arguments
    languages.use(languages.of_environment(os.environ) or ENGLISH)
    from convstudio.commandline import ended  # not above: the window is told of what is imported there

    return ended(lambda: _done(given))


def _done(given: list[str]) -> int:
    if given[:1] == ["lesson"]:
        from convstudio.lessons.command import run as run_lessons  # only now: the window needs none of it at its start

        return run_lessons(given[1:])
    try:
        if given and given[0] in COMMANDS:
            from convstudio.cli.commands import run  # only now: the window needs none of it

            return run(given)
        if len(given) > 1 and given[0].isidentifier() and not Path(given[0]).exists():
            known = ", ".join([*COMMANDS, *LESSONS])
            parser().error(tr("“{word}” is neither a file nor a command; commands are {known}", word=given[0], known=known))
        return _run(parser().parse_args(given))
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


def parser() -> argparse.ArgumentParser:
    """What the program itself understands; its commands have parsers of their own."""
    from convstudio.commandline import Parser  # only now: a command needs none of this

    described = "\n".join(f"  {name:9} {translated(what)}" for name, what in (COMMANDS | LESSONS).items())
    found = Parser(
        prog="convstudio", description=tr("Understand convolutional networks by doing: paint pixels, edit kernels."),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=tr("without a window (convstudio COMMAND --help says more):") + f"\n{described}",
    )  # fmt: skip
    found.add_argument("file", nargs="?", type=Path, metavar="FILE", help=tr("an experiment file (.convstudio) to open"))
    found.add_argument(
        "--demo", nargs="?", type=Path, const=SHOTS, metavar="FOLDER",
        help=tr("without a display: drive the opening example, or draw FILE, and leave screenshots in FOLDER (shots)"),
    )  # fmt: skip
    found.add_argument(
        "--max-file-size", type=_size, metavar="SIZE",
        help=tr("the largest file that is opened without a question, 64M at the most (4M)"),
    )  # fmt: skip
    told = tr("show program's version number and exit")
    found.add_argument("--version", action="version", version=f"ConvStudio {__version__}", help=told)
    return found


def _size(text: str) -> int:
    """Bytes, from "64M" or "500K". Raises ArgumentTypeError for what is no size, or too large a one."""
    from convstudio.cli.arguments import file_size  # only now: few starts say it

    return file_size(text)


def _demonstrate(file: Path | None, folder: Path | None, most: int | None) -> int:
    from convstudio.commandline import complain, say
    from convstudio.experiment.fileadvice import size_asked_for
    from convstudio.reasons import reason_of

    if folder is None:
        drawn = tr("No display was found, so {file} is drawn without a window.", file=file)
        driven = tr("No display was found, so the opening example is driven without a window.")
        say(f"{drawn if file else driven}\n")
    from convstudio.studio.demo import demonstrate, draw

    try:
        for line in draw(file, folder or SHOTS, most) if file else demonstrate(folder or SHOTS):
            say(f"{line}\n")
    except BrokenPipeError:
        raise
    except OSError as problem:
        complain(f"{problem.filename}: {reason_of(problem)}")
        return CANNOT_OPEN
    except ValueError as problem:
        complain(f"{file}: {problem}{size_asked_for(problem)}")
        return CANNOT_OPEN
    return 0


if __name__ == "__main__":
    sys.exit(main())
