"""The experiment of a step, from the TOML of its block: an example by name, or an input and layers in short form."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, gallery
from convstudio.lessons.model import Stage
from convstudio.lessons.reading.shorthand import depth, document, in_full
from convstudio.words import tr


class Setup(Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of an experiment block: an `example`, or an `input` or `picture` with `layers`, or the `same` as before."""

    same: bool = False
    example: str = ""
    picture: str = ""
    input: list[Any] | None = None
    low: float | None = None
    high: float | None = None
    layers: list[dict[str, Any]] | None = None
    training: dict[str, Any] | None = None
    workspace: str = ""
    title: str = ""
    hidden: bool = False
    select: int = 1
    pin: list[int] | None = None


def fields_of(text: str, line: int) -> dict[str, Any]:
    """The fields of a block of TOML that begins at a line of the file. Raises BlockProblem if it is not valid TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        said = str(problem)
        at = said.rpartition("(at line ")[2].partition(",")[0]
        words = said.partition(" (at ")[0]
        raise BlockProblem(line + (int(at) - 1 if at.isdecimal() else 0), words) from None


def line_of(text: str, sentence: str) -> int:
    """The line of a block, counted from 1, of the field with which a sentence begins, as in "layers[0].stride: …".

    0, which is the line before the block, if the field does not stand on a line of its own.
    """
    named = re.match(r"(?:(\w+)\[(\d+)\]\.)?(\w+)", sentence)
    if named is None:
        return 0
    wanted, name = (named[1] or "", int(named[2] or 0)), named[3]
    table, seen = ("", 0), Counter[str]()
    for at, line in enumerate(text.split("\n"), 1):
        head = re.match(r"\s*\[\[?(\w+)\]", line)
        if head:
            table = head[1], seen[head[1]]
            seen[head[1]] += 1
        elif table == wanted and re.match(rf"\s*{name}\s*=", line):
            return at
    return 0


class BlockProblem(ValueError):  # noqa: N818 — the sentence is for the author of the lesson
    """What is wrong with a block, and in which line of the file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def converted(fields: dict[str, Any], kind: Any) -> Any:
    """Convert fields to a value of a type. Raises ValueError with a sentence that names the field."""
    try:
        return msgspec.convert(fields, kind, strict=True)
    except msgspec.ValidationError as problem:
        words, _, place = str(problem).partition(" - at `$")
        where = place.rstrip("`").lstrip(".")
        raise ValueError(f"{where}: {words}" if where and where != "[...]" else words) from None


def stage_of(fields: dict[str, Any], before: Experiment | None = None) -> Stage:
    """The stage that an experiment block describes; `before` is the experiment of the steps before, for `same`.

    Raises ValueError with a sentence.
    """
    setup: Setup = converted(fields, Setup)
    experiment = _same(setup, before) if setup.same else _experiment_of(setup)
    if not 0 <= setup.select <= max(len(experiment.layers), 1):
        raise ValueError(tr("select: there is no layer {n}", n=setup.select))
    stage = Stage(experiment, setup.hidden, setup.select - 1, _pin(setup.pin))
    if stage.pin is not None:
        output = evaluate(experiment).results[stage.select].output if experiment.layers else None
        if output is None or not all(0 <= at < side for at, side in zip(stage.pin, output.shape, strict=True)):
            raise ValueError(tr("pin: the output has no cell {cell}", cell=setup.pin))
    return stage


def _same(setup: Setup, before: Experiment | None) -> Experiment:
    """The experiment of the steps before. Raises ValueError if there is none, or the block says more than it may."""
    if before is None:
        raise ValueError(tr("same: no step before has an experiment"))
    if replace(setup, hidden=False, select=1, pin=None) != Setup(same=True):
        raise ValueError(tr("same: beside it stand only hidden, select and pin"))
    return before


def _experiment_of(setup: Setup) -> Experiment:
    if bool(setup.example) + bool(setup.picture) + (setup.input is not None) != 1:
        raise ValueError(tr("one of example, picture and input is wanted"))
    if setup.example:
        try:
            base = gallery.example(setup.example)
        except KeyError:
            raise ValueError(tr("example: there is none called “{name}”", name=setup.example)) from None
        rest = document(base.input.tolist(), _rest(setup)) if setup.layers is not None or setup.training else base
        base = replace(base, layers=rest.layers if setup.layers is not None else base.layers)
        base = replace(base, training=rest.training if setup.training else base.training)
        base = replace(base, notes="")  # its notes would give away what the lesson asks
        return replace(base, title=setup.title or base.title, workspace=setup.workspace or base.workspace or "explore")
    made = document(_input(setup), _rest(setup), _range(setup))
    return replace(made, title=setup.title, workspace=setup.workspace or "explore")


def _rest(setup: Setup) -> dict[str, Any]:
    layers = [in_full(table) for table in setup.layers or []]
    return {"layers": layers, **({"training": setup.training} if setup.training else {})}


def _input(setup: Setup) -> Any:
    if setup.picture:
        found = [each for each in gallery.pictures() if each.name == setup.picture]
        if not found:
            raise ValueError(tr("picture: there is none called “{name}”", name=setup.picture))
        return found[0].values.tolist()
    return [setup.input] if depth(setup.input) == 2 else setup.input


def _range(setup: Setup) -> dict[str, float]:
    values = _input(setup)
    numbers = list(_numbers(values))
    low = min(0.0, *numbers) if setup.low is None else setup.low
    high = max(low + 1.0, *numbers) if setup.high is None else setup.high
    return {"low": low, "high": high}


def _numbers(values: Any) -> Iterable[float]:
    if isinstance(values, list):
        for each in values:
            yield from _numbers(each)
    elif isinstance(values, int | float):
        yield float(values)


def _pin(cell: list[int] | None) -> tuple[int, int, int] | None:
    if cell is None:
        return None
    if len(cell) not in (2, 3):
        raise ValueError(tr("pin: [row, column] or [channel, row, column] is wanted"))
    channel, row, column = (0, *cell)[-3:]
    return channel, row, column
