"""The settings of the selected layer, in Learn those of the training, as commands: to type a value, or to set it at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.descent.optimisers import rule
from convstudio.experiment.edits import refusal, setting_text
from convstudio.experiment.edits.channel_edits import OUTPUTS
from convstudio.experiment.training import RUN, TASK, Training
from convstudio.layers import KernelLayer, Layer
from convstudio.layers.parameters import PADDING_TITLES, Choice, Decimal, PaddingSides, Pair, Parameter, Switch, Weights, Whole
from convstudio.scene.state import State
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import parse, short
from convstudio.studio.commands.command import Command
from convstudio.words import in_sentence, tr, translated

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio

BETWEEN = re.compile(r"(?<=\d)\s*[x×*]\s*(?=\d)")  # "3x3" and "3 × 3" are two numbers
FILLING = {"set", "to", "×", "x"}  # words of a sentence around a setting and its value
ELSEWHERE = {"layer", "until"}  # of the training: their fields list the layers by name


class Setting(Struct, frozen=True):
    """A parameter, its present value, and what it belongs to."""

    parameter: Parameter
    value: Any
    owner: str

    @property
    def title(self) -> str:
        """What it is called."""
        return translated(self.parameter.title)


def settings(state: State) -> tuple[Setting, ...]:
    """All settings that the panel at the right has fields for now."""
    if state.learning:
        return tuple(_of_training(state.experiment.training))
    if state.selected < 0:
        return ()
    layer, owner = state.experiment.layers[state.selected], layer_name(state.evaluation, state.selected)
    return tuple(Setting(parameter, _value(layer, parameter), owner) for parameter in _of_layer(layer))


def setting_commands(state: State) -> tuple[Command, ...]:
    """Commands that put the cursor into the field of each setting, and that choose each word of a choice."""
    return tuple(command for setting in settings(state) for command in (_asking(setting), *_choosing(setting)))


def typed_commands(state: State, query: str) -> tuple[Command, ...]:
    """Commands for a query that names a setting and ends with numbers: "stride 2", "kernel 3x3", "rate 0.1"."""
    words = BETWEEN.sub(" ", query.casefold().replace(",", ".").replace(":", " ").replace("=", " ")).split()
    numbers = list(takewhile(lambda number: number is not None, map(_number, reversed(words))))[::-1]
    named = [word for word in words[: len(words) - len(numbers)] if word not in FILLING]
    if not numbers or not named:
        return ()
    found = [setting for setting in settings(state) if _is_named(setting, named)]
    made = [(setting, _from_numbers(setting.parameter, [n for n in numbers if n is not None])) for setting in found]
    return tuple(
        replace(_setting_to(setting, value), name=f"set_{setting.parameter.name}")  # used last, it is asked for again
        for setting, value in made
        if value is not None
    )


def _of_layer(layer: Layer) -> Iterator[Parameter]:
    if isinstance(layer, KernelLayer):
        yield OUTPUTS
    for parameter in layer.parameters:
        if not isinstance(parameter, Weights) and layer.applies(parameter.name):
            yield parameter


def _value(layer: Layer, parameter: Parameter) -> Any:
    return len(layer.kernel) if parameter is OUTPUTS and isinstance(layer, KernelLayer) else getattr(layer, parameter.name)


def _of_training(training: Training) -> Iterator[Setting]:
    run, owner = training.run, tr("Training")
    hidden = {"momentum", "decay"} - set(rule(run.optimiser).settings)
    hidden |= set() if training.noise > 0 else {"noise_seed"}
    hidden |= set() if run.start == "random" else {"seed"}
    for parameters, holder in ((TASK, training), (RUN, run)):
        for parameter in parameters:
            if parameter.name not in hidden | ELSEWHERE:
                yield Setting(parameter, getattr(holder, parameter.name), owner)


def _asking(setting: Setting) -> Command:
    words = tr("Set {setting}, now {value}…", setting=in_sentence(setting.title), value=_text(setting.parameter, setting.value))
    return Command(
        name=f"set_{setting.parameter.name}",
        help=setting.parameter.help,
        named=lambda: words,
        run=lambda studio: studio.ask_setting(setting.parameter.name),
        obstacle=partial(_lock, setting),
    )


def _choosing(setting: Setting) -> Iterator[Command]:
    match setting.parameter:
        case Choice(options=options):
            values: tuple[Any, ...] = tuple(word for word, _title in options)
        case Switch():
            values = (not setting.value,)
        case PaddingSides(names=names):
            values = names
        case _:
            values = ()
    for value in values:
        yield _setting_to(setting, value)


def _setting_to(setting: Setting, value: Any) -> Command:
    parameter = setting.parameter
    words = tr("{setting}: {value}", setting=setting.title, value=_text(parameter, value))
    return Command(
        name=f"set_{parameter.name}_{value}",
        help=parameter.help,
        named=lambda: words,
        run=partial(_take, parameter.name, value),
        obstacle=lambda state: (
            _lock(setting, state) or refusal(parameter, value) or (tr("It is so already.") if value == setting.value else "")
        ),
    )


def _lock(setting: Setting, state: State) -> str:
    """Why a lesson keeps a setting locked; "" if it does not."""
    return state.guiding.lock("training" if state.learning else setting.parameter.name)


def _take(name: str, value: Any, studio: Studio) -> None:
    studio.settings_panel.take(name, value)


def _text(parameter: Parameter, value: Any) -> str:
    """A value as a person reads it: the title of a choice, "2 × 2", the one number of padding on all sides."""
    match parameter, value:
        case Choice(options=options), str():
            return translated(dict(options)[value])
        case PaddingSides(), str():
            return translated(PADDING_TITLES[value])
        case Decimal(), float():
            return short(value)
        case PaddingSides(), ((top, bottom), (left, right)) if top == bottom == left == right:
            return str(top)
    return setting_text(value)


def _number(word: str) -> float | None:
    try:
        return parse(word)
    except ValueError:
        return None


def _is_named(setting: Setting, words: list[str]) -> bool:
    """Whether each word begins one of the setting's title or name."""
    known = f"{setting.title} {setting.parameter.name.replace('_', ' ')}".casefold().split()
    return all(any(name.startswith(word) for name in known) for word in words)


def _from_numbers(parameter: Parameter, numbers: list[float]) -> Any:
    """The value that some numbers are for a parameter; None if they are none."""
    if isinstance(parameter, Decimal):
        return numbers[0] if len(numbers) == 1 else None
    whole = [int(number) if number.is_integer() else number for number in numbers]  # a half is refused with what would do
    match parameter, whole:
        case Whole(), [one]:
            return one
        case Pair(), [side]:
            return side, side
        case Pair(), [height, width]:
            return height, width
        case PaddingSides(), [side]:
            return (side, side), (side, side)
        case PaddingSides(), [rows, columns]:
            return (rows, rows), (columns, columns)
        case PaddingSides(), [top, bottom, left, right]:
            return (top, bottom), (left, right)
    return None
