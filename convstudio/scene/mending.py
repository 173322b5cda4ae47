"""The one click that helps where a kernel does not fit."""

from __future__ import annotations

from convstudio.layers import Problem
from convstudio.words import tr

MEND_HELP = "Give the kernel as many slices as channels come in; slices that are missing are copies"


def mending(problem: Problem | None) -> str:
    """What a button beside a problem says; "" if no edit makes the kernel fit."""
    if problem is None or problem.parameter not in ("kernel", "groups"):
        return ""
    return tr("Make the kernel fit") if problem.parameter == "kernel" else tr("Choose fitting groups")
