"""What all commands have in common: a parser that says in one line what is wrong. Standard library only."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Any, NoReturn

from convstudio.reasons import reason_of
from convstudio.words import Forms, Text, count_of, tr, translated

WRONG = 2  # the exit status where something cannot be done

# What argparse itself says, of which a Python may lack some. What stands behind a % is filled in, and stays as it is.
SAID: tuple[Text, ...] = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "show program's version number and exit",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "unrecognized arguments: %s",
    "not allowed with argument %s",
    "ignored explicit argument %r",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    "ambiguous option: %(option)s could match %(matches)s",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "invalid choice: %(value)r, maybe you meant %(suggestion)r? (choose from %(choices)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
)
COUNTED: tuple[Forms, ...] = (("expected %s argument", "expected %s arguments"),)


class OutputProblem(Exception):  # noqa: N818 — no OSError, which would blame a file
    """Why standard output cannot be written."""


def say(text: str) -> None:
    """Write to standard output at once. Raises OutputProblem, and BrokenPipeError if its reader has seen enough."""
    if sys.stdout is None:  # closed by the shell: >&-
        raise OutputProblem(tr("it is closed"))
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as problem:
        raise OutputProblem(reason_of(problem)) from problem


def complain(text: str) -> None:
    """Write a line to standard error, if there is one."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"{text}\n")


def ended(do: Callable[[], int]) -> int:
    """The exit status of a command; 2, with a sentence, if standard output cannot be written."""
    try:
        return do()
    except BrokenPipeError:
        _leave_output()
        return 0
    except OutputProblem as problem:
        complain(tr("standard output cannot be written: {reason}", reason=problem))
        _leave_output()
        return WRONG


def _leave_output() -> None:
    """Drop what is not written yet: Python would try again at its end, and complain in its own words."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say_in_our_words() -> None:
    """Have argparse look its words up in the catalogues of the program: it asks gettext by these two names."""
    vars(argparse).update(_=translated, ngettext=lambda one, many, number: count_of(number, (one, many)))


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, all in the language of the program, and shows an example in the help of each command."""

    def __init__(self, *given: Any, **named: Any) -> None:
        _say_in_our_words()
        super().__init__(*given, **named)

    def add_command(self, name: str, told: str, example: str) -> Parser:
        """Add a command. `told` says what it does, in small letters; `example` is what may follow its name."""
        line = tr("for example: {command}", command=f"{self.prog} {name} {example}")
        sentence = tr("{sentence}.", sentence=f"{told[0].upper()}{told[1:]}")
        return self._commands.add_parser(name, help=told, description=sentence, epilog=line)

    @cached_property
    def _commands(self) -> argparse._SubParsersAction[Parser]:
        return self.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def _print_message(self, message: str, file: Any = None) -> None:
        """Write help or a version so that an output that is full or closed is told."""
        if file is not None and file is sys.stderr:
            complain(message.removesuffix("\n"))
        elif message:
            say(message)

    def error(self, message: str) -> NoReturn:
        """End with a sentence."""
        complain(f"{self.prog}: {message}")
        self.exit(WRONG)
