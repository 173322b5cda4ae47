"""The arguments of the commands. Only the standard library is imported until a value has to be checked."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from convstudio.commandline import Parser
from convstudio.words import Text, tr, translated

PAGE, REST = ".html", "rest"
FIGURES, FILMS, CODES = (".svg", ".png", ".pdf"), (".gif", ".webp", ".png"), ("numpy", "torch", "keras", "latex")
SHEETS, PAPERS = (".pdf",), ("a4", "letter")
THEMES, WHATS = ("light", "dark", "print"), ("stage", "rail", "matrix", "kernel")


def parser(program: str = "convstudio") -> Parser:
    """All commands, each with a description and an example."""
    found = Parser(prog=program, description=tr("Work with experiment files without a window."))
    for name, (what, example, add_arguments) in COMMANDS.items():
        add_arguments(found.add_command(name, translated(what), example))
    return found


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help=tr("an experiment file (.convstudio)"))
    _most(command)


def _most(command: argparse.ArgumentParser) -> None:
    command.add_argument("--max-file-size", type=file_size, metavar="SIZE", help=tr("the largest file that is read (4M)"))


def _place(command: argparse.ArgumentParser) -> None:
    command.add_argument("--layer", type=_whole, metavar="N", help=tr("the layer, counted from 1; 0 is the input (1)"))
    command.add_argument("--step", type=_whole, metavar="N", help=tr("the output cell that is computed, counted from 1"))


def _render(command: argparse.ArgumentParser) -> None:
    _file(command)
    _output(command, _figure, (*FIGURES, PAGE))
    _subject(command)
    _place(command)
    command.add_argument("--product", type=_whole, metavar="N", help=tr("with --step: after so many products of that cell"))
    _looks(command, scale=2.0)


def _animate(command: argparse.ArgumentParser) -> None:
    _file(command)
    _output(command, _film, FILMS, tr("; without an ending: the folder for numbered PNGs"))
    _subject(command)
    command.add_argument("--layer", type=_whole, metavar="N", help=tr("the layer that is played, counted from 1 (1)"))
    command.add_argument("--from", type=_whole, default=1, dest="first", metavar="N", help=tr("the first output cell (1)"))
    command.add_argument("--until", type=_whole, dest="last", metavar="N", help=tr("the last output cell (all)"))
    command.add_argument("--products", action="store_true", help=tr("one product at a time, not one cell"))
    command.add_argument("--speed", type=_speed, default=2.0, metavar="X", help=tr("frames in a second (2)"))
    _looks(command, scale=1.0)


def _output(command: argparse.ArgumentParser, kind: Callable[[str], Path], endings: tuple[str, ...], more: str = "") -> None:
    told = tr("the file to write; its ending says as what: {endings}", endings=", ".join(endings)) + more
    command.add_argument("-o", "--output", type=kind, required=True, metavar="FILE", help=told)


def _subject(command: argparse.ArgumentParser) -> None:
    what = tr("the layer as a sentence (stage), the network (rail), a matrix, a kernel")
    command.add_argument("--what", choices=WHATS, default="stage", help=what)
    command.add_argument("--channel", type=_whole, default=0, metavar="N", help=tr("the channel that stands large (0)"))
    command.add_argument("--slice", type=_whole, default=0, metavar="N", help=tr("of a kernel: the channel that it reads (0)"))
    command.add_argument("--words", action="store_true", help=tr("with the arithmetic of the cell and the size formula below"))
    command.add_argument("--hide", action="store_true", help=tr("hide what is not computed yet"))


def _looks(command: argparse.ArgumentParser, scale: float) -> None:
    command.add_argument("--theme", choices=THEMES, default="light", help=tr("the colours (light)"))
    command.add_argument("--size", type=_size, default=(1200, 560), metavar="WxH", help=tr("room in pixels (1200x560)"))
    told = tr("pixels of a picture for one of the room ({scale})", scale=f"{scale:g}")
    command.add_argument("--scale", type=_scale, default=scale, metavar="X", help=told)


def _info(command: argparse.ArgumentParser) -> None:
    _file(command)
    command.add_argument("--code", action="store_true", help=tr("FILE is Python with a network in it: read, never run"))
    told = tr("with --code: channels, rows and columns of the input, such as 3x224x224 (the code’s, or one that fits)")
    command.add_argument("--input", type=_shape, metavar="CxHxW", help=told)
    command.add_argument("--json", action="store_true", help=tr("for programs to read"))


def _check(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", type=Path, nargs="+", metavar="FILE", help=tr("experiment files"))
    _most(command)


def _code(command: argparse.ArgumentParser) -> None:
    _file(command)
    command.add_argument("--to", choices=CODES, required=True, help=tr("the language"))
    command.add_argument("-o", "--output", type=Path, metavar="PROGRAM", help=tr("the file to write (standard output)"))
    _place(command)


def _handout(command: argparse.ArgumentParser) -> None:
    told = tr("an experiment file (.convstudio), a lesson (.md), or the name of a built-in lesson")
    command.add_argument("file", type=Path, metavar="FILE", help=told)
    _most(command)
    _output(command, _sheet, SHEETS)
    command.add_argument("--paper", choices=PAPERS, default="a4", help=tr("the size of the pages (a4)"))
    command.add_argument("--layer", type=_whole, metavar="N", help=tr("of an experiment: the layer, counted from 1 (1)"))
    command.add_argument("--channel", type=_whole, metavar="N", help=tr("its output channel (0)"))
    told = tr('the cells of its output that are left open: "rest" (all but the first), "all", or "0,1 2,3" (rest)')
    command.add_argument("--blank", type=_cells, metavar="CELLS", help=told)
    command.add_argument("--lines", type=_whole, metavar="N", help=tr("cells with a line for their arithmetic (4)"))
    command.add_argument("--notes", action="store_true", help=tr("with the notes of the experiment"))
    command.add_argument("--no-answers", action="store_true", help=tr("without the pages with the answers"))


def _thumbnail(command: argparse.ArgumentParser) -> None:
    _file(command)
    told = tr("the PNG to write, whatever its name ends in")  # file managers ask for names without an ending
    command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=told)
    command.add_argument("--size", type=_side, default=256, metavar="N", help=tr("pixels of its longer side (256)"))


def _cells(text: str) -> tuple[tuple[int, int], ...] | str:
    if text in (REST, "all"):
        return REST if text == REST else ()
    found = [re.fullmatch(r"([0-9]{1,4}),([0-9]{1,4})", part) for part in text.split()]
    if not found or not all(found):
        raise argparse.ArgumentTypeError(tr("{given} is neither rest nor all, nor cells such as 0,1 2,3", given=repr(text)))
    return tuple((int(each[1]), int(each[2])) for each in found if each)


def file_size(text: str) -> int:
    """The bytes that "64M" or "500K" stands for. Raises ArgumentTypeError for anything else, or too large a size."""
    from convstudio.experiment.limits import LARGEST_FILE, MEGABYTE  # brings the engine, which is seldom needed this early

    found = re.fullmatch(r"([0-9]{1,9})([KM]?)B?", text.upper())
    size = int(found[1]) * {"": 1, "K": 1024, "M": MEGABYTE}[found[2]] if found else 0
    if not 0 < size <= LARGEST_FILE:
        raise argparse.ArgumentTypeError(tr("{given} is no size up to 64M; write 500K or 64M", given=repr(text)))
    return size


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(tr("{given} is no whole number from 0 up", given=repr(text)))
    return int(text)


def _figure(text: str) -> Path:
    return _ending(text, (*FIGURES, PAGE))


def _film(text: str) -> Path:
    return _ending(text, FILMS) if Path(text).suffix else Path(text)


def _sheet(text: str) -> Path:
    return _ending(text, SHEETS)


def _ending(text: str, endings: tuple[str, ...]) -> Path:
    path = Path(text)
    if path.suffix.lower() not in endings:
        raise argparse.ArgumentTypeError(tr("{given} ends in none of {endings}", given=repr(text), endings=", ".join(endings)))
    return path


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{2,5})[x×]([0-9]{2,5})", text)
    if not found or not all(100 <= int(side) <= 10000 for side in found.groups()):
        raise argparse.ArgumentTypeError(
            tr("{given} is no size such as 1200x560, from 100 to 10000 each way", given=repr(text))
        )
    return int(found[1]), int(found[2])


def _shape(text: str) -> tuple[int, int, int]:
    from convstudio.experiment.limits import LARGEST_SIDE, MOST_INPUT_CELLS, MOST_INPUT_CHANNELS  # brings the engine

    found = re.fullmatch(r"([0-9]{1,4})[x×]([0-9]{1,4})[x×]([0-9]{1,4})", text)
    c, h, w = (int(side) for side in found.groups()) if found else (0, 0, 0)
    fits = c <= MOST_INPUT_CHANNELS and max(h, w) <= LARGEST_SIDE and c * h * w <= MOST_INPUT_CELLS
    if not fits or not c * h * w:
        raise argparse.ArgumentTypeError(tr("{given} is no input such as 3x224x224, or too large a one", given=repr(text)))
    return c, h, w


def _side(text: str) -> int:
    if not re.fullmatch(r"[0-9]{2,4}", text) or not 16 <= int(text) <= 2048:
        raise argparse.ArgumentTypeError(tr("{given} is no number of pixels from 16 to 2048", given=repr(text)))
    return int(text)


def _scale(text: str) -> float:
    return _number(text, 0.1, 20)


def _speed(text: str) -> float:
    return _number(text, 0.1, 50)


def _number(text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(tr("{given} is no number from {low} to {high}", given=repr(text), low=low, high=high))
    return number


# What each command does, an example, and its arguments.
COMMANDS: dict[str, tuple[Text, str, Callable[[argparse.ArgumentParser], None]]] = {
    "render": ("draw a figure: SVG, PNG or PDF; or a page that answers: HTML",
               "edges.convstudio -o figure.svg --step 5 --words", _render),
    "info": ("shapes, cost and receptive field of each layer", "edges.convstudio --json", _info),
    "check": ("say of each file whether it can be read and all its layers work", "edges.convstudio corners.convstudio", _check),
    "animate": ("let the window walk over the input: GIF, WebP, animated PNG or numbered PNGs",
                "edges.convstudio -o walk.gif --hide", _animate),
    "code": ("write the experiment as a program, or its arithmetic as LaTeX", "edges.convstudio --to torch -o edges.py", _code),
    "handout": ("a worksheet to print, with its answers: PDF", "edges.convstudio -o sheet.pdf --blank all", _handout),
    "thumbnail": ("a small picture, for a folder of files: PNG", "edges.convstudio -o edges.png --size 128", _thumbnail),
}  # fmt: skip
