"""What all commands have in common: a parser that says in one line what is wrong. Standard library only."""

from __future__ import annotations

import argparse
from typing import NoReturn

WRONG = 2  # the exit status where something cannot be done


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """End with a sentence."""
        self.exit(WRONG, f"{self.prog}: {message}\n")
