"""Nothing goes online: whoever opens a socket, in the tests or in a program that they start, is stopped and reported.

Python tells of each socket before it is made, each name that is looked up, each connection (`sys.addaudithook`). What Qt might
open itself, which Python does not hear of, is seen among the open files of the process. No socket is needed: pytest-xdist talks
to its workers through pipes, and Qt's offscreen platform to nobody. The computer's own name may be asked for; it stands in a
file.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

HARMLESS = {"socket.gethostname"}
OPEN_FILES = "/proc/self/fd"

seen: list[str] = []  # what was tried


class NetworkUsedError(RuntimeError):
    """Something wanted to use the network."""


def _listen(event: str, given: tuple[object, ...]) -> None:
    if event.startswith("socket.") and event not in HARMLESS:
        told = f"{event}{given[1:]}"
        seen.append(told)
        raise NetworkUsedError(told)


def forbid() -> None:
    """Let no socket be opened in this process from now on."""
    sys.addaudithook(_listen)


def open_sockets() -> set[str]:
    """The sockets of this process, whoever opened them; empty where the system does not show them."""
    found = set()
    with suppress(OSError):
        for name in os.listdir(OPEN_FILES):
            with suppress(OSError):  # the listing itself
                found.add(os.readlink(f"{OPEN_FILES}/{name}"))
    return {name for name in found if name.startswith("socket:")}
