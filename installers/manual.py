"""The manual page, made from the parsers of the command line: what they do not know, it does not say.

`python -m installers.manual` writes it anew; a test holds the one that is there against this.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from convstudio import __version__
from convstudio.__main__ import parser as of_program
from convstudio.cli.arguments import parser as of_commands
from convstudio.lessons.command import parser as of_lessons

PAGE = Path(__file__).parent.parent / "resources" / "desktop" / "convstudio.1"
DESCRIPTION = (
    "ConvStudio is a laboratory for convolutional networks: paint pixels, edit kernels, turn stride, padding and pooling, and "
    "watch every number follow.",
    "Without a command it opens its window, on FILE or on its opening example. A command needs neither a window nor a display.",
)
STATUS = {
    "0": "All was done.",
    "1": "A file cannot be read or written.",
    "2": "Something cannot be done; one sentence on standard error says why.",
    "3": "A system library is missing; the sentence names it.",
    "128+n": "Signal n ended the window. What was not saved is in a file of its own, and the next start says where.",
}
FILES = {
    "~/.local/share/ConvStudio/recovery/": "Unsaved work of runs that were ended from outside.",
    "~/.local/share/ConvStudio/lessons/": "Lessons of your own.",
    "~/.local/share/ConvStudio/convstudio.log": "Errors that were not foreseen.",
}
VARIABLES = {
    "DISPLAY, WAYLAND_DISPLAY": "Where the window opens. Without either nothing is opened, and what was asked for is drawn "
    "into a folder shots.",
    "XDG_DATA_HOME": "Stands for ~/.local/share.",
}


def page() -> str:
    """The page in the language of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield f'.TH CONVSTUDIO 1 "" "ConvStudio {__version__}" "User Commands"'
    yield from (".SH NAME", r"convstudio \- understand convolutional networks by doing", ".SH SYNOPSIS")
    program, commands, lessons = of_program(), dict(commands_of(of_commands())), dict(commands_of(of_lessons()))
    yield _usage(program)
    for each in (*commands.values(), *lessons.values()):
        yield ".br"
        yield _usage(each)
    yield ".SH DESCRIPTION"
    yield from "\n.PP\n".join(map(_text, DESCRIPTION)).splitlines()
    yield ".SH OPTIONS"
    yield from _arguments(program)
    yield ".SH COMMANDS"
    for name, each in (commands | {f"lesson {name}": each for name, each in lessons.items()}).items():
        yield f".SS {_text(name)}"
        yield _text(each.description or "")
        yield from _arguments(each)
        yield from (".PP", _text(_sentence(each.epilog or "")))
    for heading, entries in (("EXIT STATUS", STATUS), ("FILES", FILES), ("ENVIRONMENT", VARIABLES)):
        yield f".SH {heading}"
        for term, meaning in entries.items():
            yield from _entry(_bold(term), meaning)


def commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The commands of a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def _usage(parser: argparse.ArgumentParser) -> str:
    shown = re.sub(r"\s+", " ", parser.format_usage()).removeprefix("usage: ").strip()
    return _bold(parser.prog) + _text(shown.removeprefix(parser.prog))


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        if action.help and not isinstance(action, argparse._HelpAction):
            yield from _entry(_named(action), _sentence(action.help % {"default": action.default}))


def _named(action: argparse.Action) -> str:
    value = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest)
    if not action.option_strings:
        return rf"\fI{_text(value)}\fR"
    behind = "" if action.nargs == 0 else f" [{value}]" if action.nargs == "?" else f" {value}"
    return ", ".join(map(_bold, action.option_strings)) + (rf" \fI{_text(behind.strip())}\fR" if behind else "")


def _entry(term: str, told: str) -> Iterator[str]:
    yield from (".TP", term, _text(told))


def _bold(text: str) -> str:
    return rf"\fB{_text(text)}\fR"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _text(text: str) -> str:
    """Text that is no request and whose signs stay what they are."""
    safe = text.replace("\\", r"\e").replace("-", r"\-").replace("~", r"\(ti").replace("'", r"\(aq")
    return re.sub(r"^\.", r"\&.", safe)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
