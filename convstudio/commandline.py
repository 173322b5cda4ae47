"""What all commands have in common: a parser that says in one line what is wrong. Standard library only."""

from __future__ import annotations

import argparse
from functools import cached_property
from typing import NoReturn

from convstudio.words import tr

WRONG = 2  # the exit status where something cannot be done


class Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, and shows an example in the help of each command."""

    def add_command(self, name: str, told: str, example: str) -> Parser:
        """Add a command. `told` says what it does, in small letters; `example` is what may follow its name."""
        line = tr("for example: {command}", command=f"{self.prog} {name} {example}")
        return self._commands.add_parser(name, help=told, description=f"{told[0].upper()}{told[1:]}.", epilog=line)

    @cached_property
    def _commands(self) -> argparse._SubParsersAction[Parser]:
        return self.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def error(self, message: str) -> NoReturn:
        """End with a sentence."""
        self.exit(WRONG, f"{self.prog}: {message}\n")
