"""What does not fit in a pasted network, in plain words, and what would help. Each repair is tried before it is offered."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from math import gcd, prod

from msgspec import Struct

from convstudio.experiment import limits
from convstudio.export.line import literal
from convstudio.export.network.inputs import SIDES
from convstudio.export.network.reading import Reading, read_network
from convstudio.export.network.source import Source
from convstudio.export.network.strangers import TAKES_ROW
from convstudio.export.network.strip import Row, Strip, strip_of
from convstudio.layers import KernelLayer, Shape
from convstudio.layers.parameters import IntPair
from convstudio.words import count, tr

MOST = 4  # repairs that are offered
MOST_PADDING = 4
# Settings by their names here and in the dialects; the arguments of a call tell which name applies.
NAMES = {"kernel_size": ("kernel_size", "pool_size"), "padding": ("padding",), "stride": ("stride", "strides"),
         "dilation": ("dilation", "dilation_rate"), "in_channels": ("in_channels",), "groups": ("groups",),
         "out_channels": ("out_channels", "filters"), "padding_mode": ("padding_mode",)}  # fmt: skip


class Repair(Struct, frozen=True):
    """A change of the code, or of the input, with which the layer works. `text` and `shape` are the results."""

    title: str
    text: str
    shape: Shape


def reason(strip: Strip) -> str:
    """Plain words that say which layer is the first that does not fit, and why; "" if all do."""
    row, why = strip.stuck, why_stuck(strip)
    if row is None or not why:
        return ""
    if row.layer is None:
        return tr("Line {line}: {why}", line=row.step.line, why=why)
    return tr("Layer {n}, line {line}: {why}", n=(row.number or 0) + 1, line=row.step.line, why=why)


def why_stuck(strip: Strip) -> str:
    """The reason alone, for places that show the layer anyway."""
    row = strip.stuck
    if row is None or row.problem is None:
        return ""
    arriving = row.shape_in or strip.input
    if row.layer is None:
        takes = row.problem.was.partition(" ")[0]
        return tr("{name} takes {n} numbers, but {shape} = {m} arrive.", name=row.step.call.name, n=takes,
                  shape=_text(arriving), m=prod(arriving))  # fmt: skip
    if row.problem.parameter == "kernel" and isinstance(row.layer, KernelLayer):
        reads = count(
            row.layer.kernel.shape[1] * row.layer.groups, "its kernel reads {n} channel", "its kernel reads {n} channels"
        )
        return tr("{reads}, but {maker}.", reads=reads, maker=_maker(strip, row, arriving[0]))
    if row.problem.parameter == "kernel_size":
        return tr("its window does not fit into what arrives, {shape}: {was}.", shape=_text(arriving), was=row.problem.was)
    return tr("{was}. {remedy}", was=row.problem.was, remedy=row.problem.remedy)


def repairs(reading: Reading, strip: Strip) -> tuple[Repair, ...]:
    """Changes that make the first layer work that does not fit, or is refused. Each was tried."""
    row = strip.stuck or strip.end
    if row is None or (row.problem is None and row.part is None):
        return ()
    found: dict[str, Repair] = {}
    for family, title, text, shape in _candidates(reading, strip, row):
        if text is not None and family not in found and len(found) < MOST and _helps(text, shape, strip, row):
            found[family] = Repair(title, text, shape)
    return tuple(found.values())


Candidate = tuple[str, str, str | None, Shape]  # a family, of which only one is offered; the title, the code, the input


def _candidates(reading: Reading, strip: Strip, row: Row) -> Iterator[Candidate]:
    """Everything that might help, the most likely first."""
    arriving, source, given = row.shape_in or strip.input, reading.source, strip.input
    match row.problem.parameter if row.problem else "":
        case "":
            yield from _of_refused(source, row, given)
            return
        case "kernel":
            yield from _of_channels(source, strip, row, arriving[0])
        case "kernel_size":
            yield from _of_window(source, strip, row, arriving)
        case "padding_mode":
            yield "mode", tr("Pad with zeros"), with_setting(source, row, "padding_mode", "zeros"), given
        case name if name in TAKES_ROW.values():
            title = tr("Let {name} take {n} numbers", name=row.step.call.name, n=prod(arriving))
            yield "row", title, with_argument(source, row.step.node, (name,), name, prod(arriving)), given
    yield from _of_input(reading, given)


def _of_refused(source: Source, row: Row, given: Shape) -> Iterator[Candidate]:
    """What might replace settings that are not possible together."""
    assert row.part is not None
    settings = row.part.settings
    if settings.get("groups", 1) != 1:
        pairs = [settings.get(name) for name in ("in_channels", "out_channels", "filters") if name in settings]
        common = gcd(*(number for number in pairs if isinstance(number, int)))
        for groups in dict.fromkeys((common, 1)):
            yield "groups", count(groups, "{n} group", "{n} groups"), with_setting(source, row, "groups", groups), given
    size = settings.get("kernel_size", settings.get("pool_size"))
    sides = [side for side in (size if isinstance(size, tuple) else (size,)) if isinstance(side, int)]
    for cells in dict.fromkeys((min(max(sides, default=0), limits.LARGEST_KERNEL) // 2, 0)):
        yield "padding", tr("Padding {n}", n=cells), with_setting(source, row, "padding", cells), given


def _of_channels(source: Source, strip: Strip, row: Row, channels: int) -> Iterator[Candidate]:
    assert isinstance(row.layer, KernelLayer)
    wanted = row.layer.kernel.shape[1] * row.layer.groups
    maker = _maker_of(strip, row)
    take = count(channels, "Take {n} input channel, as {maker}", "Take {n} input channels, as {maker}",
                 maker=_maker(strip, row, channels))  # fmt: skip
    yield "take", take, with_setting(source, row, "in_channels", channels), strip.input
    if maker is not None:
        number = (maker.number or 0) + 1
        title = count(wanted, "Let layer {k} make {n} channel", "Let layer {k} make {n} channels", k=number)
        yield "make", title, with_setting(source, maker, "out_channels", wanted), strip.input
    elif wanted <= limits.MOST_INPUT_CHANNELS:
        title = count(wanted, "An input of {n} channel", "An input of {n} channels")
        yield "make", title, source.text, (wanted, *strip.input[1:])


def _of_window(source: Source, strip: Strip, row: Row, arriving: Shape) -> Iterator[Candidate]:
    assert row.layer is not None
    given = strip.input
    for cells in range(1, MOST_PADDING + 1):
        yield "padding", tr("Padding {n}", n=cells), with_setting(source, row, "padding", cells), given
    yield "padding", tr("Padding “same”"), with_setting(source, row, "padding", "same"), given
    if row.layer.dilation != (1, 1):
        yield "dilation", tr("No dilation"), with_setting(source, row, "dilation", 1), given
    side = min(*arriving[1:], *row.layer.window)
    fewest = 1 if isinstance(row.layer, KernelLayer) else 2  # a pooling of single cells does nothing
    for fitting in (each for each in dict.fromkeys((side - 1 + side % 2, side)) if each >= fewest):
        title = tr("A window of {h} × {w}", h=fitting, w=fitting)
        yield "window", title, with_setting(source, row, "kernel_size", (fitting, fitting)), given
    strided = [each for each in strip.rows if each.layer and each is not row and max(each.layer.stride) > 1]
    for each in reversed([each for each in strided if (each.number or 0) < (row.number or 0)]):
        title = tr("Stride 1 in layer {k}", k=(each.number or 0) + 1)
        yield "stride", title, with_setting(source, each, "stride", 1), given


def _of_input(reading: Reading, given: Shape) -> Iterator[Candidate]:
    """Inputs of other sizes, up to the first with which everything fits."""
    for side in SIDES:
        shape = (given[0], side, side)
        if shape != given and strip_of(reading, shape).stuck is None:
            yield "input", tr("An input of {h} × {w}", h=side, w=side), reading.source.text, shape
            return


def _helps(text: str, shape: Shape, strip: Strip, row: Row) -> bool:
    """Whether the row that did not fit does after a change, or at least its channels do, and all is still read that was."""
    try:
        after = strip_of(read_network(text), shape)
    except ValueError:
        return False
    if len(after.layers) < len(strip.layers):
        return False
    place, stops = strip.rows.index(row), [each for each in (after.stuck, after.end) if each is not None]
    if row.problem is None:
        return all(after.rows.index(each) > place for each in stops)
    if after.stuck is None or after.rows.index(after.stuck) > place:
        return True
    now = after.stuck.problem.parameter if after.stuck.problem else ""
    return after.rows.index(after.stuck) == place and (row.problem.parameter, now) == ("kernel", "kernel_size")


def with_setting(source: Source, row: Row, setting: str, value: object) -> str | None:
    """The code with another value of a setting of a layer; None if the call has no such argument."""
    takes = row.part.signature.takes if row.part else ()
    name = next((name for name in NAMES[setting] if name in takes), None)
    if name is None or row.part is None or row.step.call.name != row.part.name:
        return None
    return with_argument(source, row.step.node, takes, name, value)


def with_argument(source: Source, node: ast.Call | None, takes: tuple[str, ...], name: str, value: object) -> str | None:
    """The code with another value of an argument of a call; None if the argument is not written as one."""
    if node is None or any(isinstance(each, ast.Starred) for each in node.args):
        return None
    place = takes.index(name) if name in takes else len(node.args)
    named = next((word.value for word in node.keywords if word.arg == name), None)
    old = named or (node.args[place] if place < len(node.args) else None)
    if old is not None:
        return _with(source, (old.lineno, old.col_offset), (old.end_lineno, old.end_col_offset), literal(value))
    last = max((*node.args, *(word.value for word in node.keywords)), key=_end, default=None)
    if last is None:
        end = (node.end_lineno or 1, (node.end_col_offset or 1) - 1)
        return _with(source, end, end, f"{name}={literal(value)}")
    return _with(source, _end(last), _end(last), f", {name}={literal(value)}")


def _end(node: ast.expr) -> IntPair:
    return node.end_lineno or 1, node.end_col_offset or 0


def _with(source: Source, start: IntPair, end: tuple[int | None, int | None], put: str) -> str:
    """The text with a part replaced, from one place (line, byte) to another."""
    lines = source.text.split("\n")
    first, last = start[0] - 1 - source.above, (end[0] or 1) - 1 - source.above
    before = lines[first].encode()[: start[1]].decode()
    behind = lines[last].encode()[end[1] or 0 :].decode()
    return "\n".join((*lines[:first], f"{before}{put}{behind}", *lines[last + 1 :]))


def _maker_of(strip: Strip, row: Row) -> Row | None:
    """The layer that made the channels that arrive: the last one before with a kernel; None if they come from the input."""
    before = strip.rows[: strip.rows.index(row)]
    return next((each for each in reversed(before) if isinstance(each.layer, KernelLayer)), None)


def _maker(strip: Strip, row: Row, channels: int) -> str:
    """ "layer 1 makes 16", "the input has 1"."""
    maker = _maker_of(strip, row)
    if maker is None:
        return tr("the input has {n}", n=channels)
    return tr("layer {k} makes {n}", k=(maker.number or 0) + 1, n=channels)


def _text(shape: Shape) -> str:
    return " × ".join(map(str, shape))
