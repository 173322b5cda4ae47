"""Converting an experiment to JSON values and back.

Nothing here is about a particular kind of layer: kinds, their settings and bounds are declared in `convstudio.layers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod
from types import MappingProxyType

from convstudio.experiment import limits
from convstudio.experiment.arrays import Shape, array_of, array_value
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.jsontext import OnOneLine
from convstudio.experiment.files.records import (
    Record,
    Text,
    Word,
    check_setting,
    names_without_default,
    record,
    refused,
    settings_of,
    values_of_settings,
)
from convstudio.experiment.files.training_codec import training_of, training_values
from convstudio.experiment.files.versions import FORMAT, MIN_READER, VERSION, Fields, opened
from convstudio.experiment.model import Experiment
from convstudio.layers import KINDS, KernelLayer, Layer
from convstudio.layers.parameters import Decimal, Parameter, Switch
from convstudio.words import count, tr

# The parts of a document beside its layers, declared like the settings of a layer, so that the same reader serves all.
TEXTS = (
    Text("title", "Title", "", longest=limits.LONGEST_TITLE),
    Text("notes", "Notes", "", longest=limits.LONGEST_NOTES, lines=True),
)
RANGE = (
    Decimal("low", "Black", "", low=-limits.LARGEST_VALUE, high=limits.LARGEST_VALUE),
    Decimal("high", "White", "", low=-limits.LARGEST_VALUE, high=limits.LARGEST_VALUE),
)
CHANNEL_NAME = Text("names", "Names", "", longest=limits.LONGEST_CHANNEL_NAME)
EVERY_LAYER = (
    Text("name", "Name", "", longest=limits.LONGEST_TITLE),
    Switch("enabled", "Enabled", ""),
)
WORKSPACE = Word("workspace", "Workspace", "")  # any word: only the window knows which workspaces there are
SECTIONS = ("title", "notes", "workspace", "input", "layers", "training")


def experiment_of(document: object) -> Experiment:
    """The experiment that the values of a file stand for. Raises FileProblem."""
    fields, newer = opened(document)
    Record(fields, "", strict=not newer).check_names(SECTIONS)
    unread = {name: value for name, value in fields.items() if name not in SECTIONS or (newer and _is_unknown(name, value))}
    top = Record({name: value for name, value in fields.items() if name not in unread}, "", strict=not newer)
    return Experiment(
        **settings_of(top, (*TEXTS, WORKSPACE)),
        **_input_of(top),
        layers=_layers_of(top.fields.get("layers", []), top.strict),
        training=training_of(top.fields.get("training", {}), top.strict),
        extra=MappingProxyType({**newer, **unread}),
    )


def _is_unknown(name: str, value: object) -> bool:
    """Whether the field names the workspace in a way that only a newer program understands."""
    return name == WORKSPACE.name and WORKSPACE.check(value) is not None


def values_of(experiment: Experiment) -> Fields:
    """The values that stand for an experiment in a file. Raises FileProblem if one of them may be in no file."""
    extra = dict(experiment.extra)
    version, min_reader = extra.pop("version", VERSION), extra.pop("min_reader", MIN_READER)
    return {
        "format": FORMAT,
        "version": version,
        "min_reader": min_reader,
        **values_of_settings(experiment, TEXTS, ""),
        **(values_of_settings(experiment, (WORKSPACE,), "") if experiment.workspace else {}),
        "input": {
            **values_of_settings(experiment, RANGE, "input"),
            **_names_value(experiment.channel_names),
            "channels": array_value(experiment.input, "input.channels"),
        },
        "layers": [_layer_values(layer, f"layers[{index}]") for index, layer in enumerate(experiment.layers)],
        "training": training_values(experiment.training),
        **{name: OnOneLine(value) if isinstance(value, list | dict) else value for name, value in extra.items()},
    }


def _input_of(top: Record) -> Fields:
    source = record(top.required("input"), "input", top.strict)
    source.check_names((*_names(RANGE), "names", "channels"))
    bounds = settings_of(source, RANGE)
    if not bounds.get("low", 0.0) < bounds.get("high", 1.0):
        raise refused(source.at("high"), bounds.get("high", 1.0), tr("white must be larger than black"))
    channels = array_of(source.required("channels"), source.at("channels"), 3, _input_wanted)
    return {"input": channels, "channel_names": _channel_names(source, len(channels)), **bounds}


def _channel_names(source: Record, channels: int) -> tuple[str, ...]:
    """The names of the channels: none, or a text for each channel."""
    names = source.fields.get("names", [])
    if not isinstance(names, list) or len(names) not in (0, channels):
        raise refused(
            source.at("names"), names, count(channels, "a list with a name", "a list with a name for each of {n} channels")
        )
    for channel, name in enumerate(names):
        check_setting(name, CHANNEL_NAME, f"{source.at('names')}[{channel}]")
    return tuple(names) if any(names) else ()


def _names_value(names: tuple[str, ...]) -> Fields:
    """The names as a field of a file; none if no channel has one."""
    for channel, name in enumerate(names):
        check_setting(name, CHANNEL_NAME, f"input.names[{channel}]")
    return {"names": list(names)} if any(names) else {}


def _layers_of(value: object, strict: bool) -> tuple[Layer, ...]:
    if not isinstance(value, list):
        raise refused("layers", value, tr("a list of layers"))
    if len(value) > limits.MOST_LAYERS:
        raise FileProblem(tr("layers: {n} are too many; at most {most}.", n=len(value), most=limits.MOST_LAYERS))
    return tuple(_layer_of(record(item, f"layers[{index}]", strict)) for index, item in enumerate(value))


def _layer_of(source: Record) -> Layer:
    kind = _kind_of(source)
    parameters = (*EVERY_LAYER, *_stored(kind))
    source.check_names(("kind", *_names(parameters)))
    for name in names_without_default(kind):
        source.required(name)
    layer = kind(**settings_of(source, parameters))
    _check_layer(layer, source)
    return layer


def _kind_of(source: Record) -> type[Layer]:
    word = source.required("kind")
    kind = next((kind for kind in KINDS if kind.kind == word), None)
    if kind is None:
        raise refused(source.at("kind"), word, tr("one of {words}", words=", ".join(kind.kind for kind in KINDS)))
    return kind


def _check_layer(layer: Layer, source: Record) -> None:
    """Check what concerns the layer as a whole: settings that follow from others, and arrays that belong together."""
    for parameter in layer.parameters:
        if not parameter.stored:
            check_setting(getattr(layer, parameter.name), parameter, source.at(parameter.name))
    if isinstance(layer, KernelLayer) and len(layer.bias) != len(layer.kernel):
        wanted = count(
            len(layer.kernel), "one number, for its output channel", "one number for each of the {n} output channels"
        )
        raise refused(source.at("bias"), layer.bias.tolist(), wanted)


def _layer_values(layer: Layer, place: str) -> Fields:
    return {"kind": layer.kind, **values_of_settings(layer, (*EVERY_LAYER, *_stored(type(layer))), place)}


def _stored(kind: type[Layer]) -> tuple[Parameter, ...]:
    return tuple(parameter for parameter in kind.parameters if parameter.stored)


def _names(parameters: Iterable[Parameter]) -> tuple[str, ...]:
    return tuple(parameter.name for parameter in parameters)


def _input_wanted(shape: Shape) -> str | None:
    channels, *sides = shape
    good = all(1 <= side <= limits.LARGEST_SIDE for side in sides) and 1 <= channels <= limits.MOST_INPUT_CHANNELS
    if good and prod(shape) <= limits.MOST_INPUT_CELLS:
        return None
    return tr(
        "1 to {channels} channels with 1 to {side} rows and columns, {cells} cells in all",
        channels=limits.MOST_INPUT_CHANNELS, side=limits.LARGEST_SIDE, cells=limits.MOST_INPUT_CELLS,
    )  # fmt: skip
