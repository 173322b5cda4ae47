"""What programs in PyTorch and Keras share: each layer as some calls, as far as the dialect can express it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation, shape_of
from convstudio.export.code.source import told
from convstudio.layers import Conv2d, KernelLayer, Layer, Shape
from convstudio.words import tr


class Modules(Struct, frozen=True):
    """The calls of a layer, the remarks above them, and which of them has the weights."""

    calls: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    weighted: int | None = None
    is_end: bool = False  # whether the dialect cannot express the layer


def switched_off() -> Modules:
    """A layer that passes its input on."""
    return Modules((), (tr("switched off: passed on unchanged"),))


def unsayable(remarks: tuple[str, ...]) -> Modules:
    """A layer that the dialect cannot express: all that follows is left out too."""
    return Modules((), (*remarks, tr("the model ends here")), is_end=True)


def with_weights(calls: tuple[str, ...], remarks: tuple[str, ...], names: tuple[str, ...]) -> Modules:
    """Calls of which one, known by its name, has the weights."""
    return Modules(calls, remarks, next((place for place, call in enumerate(calls) if call.startswith(names)), None))


def modules_of(evaluation: Evaluation, said: Callable[[Layer, Shape], Modules]) -> list[Modules]:
    """The layers as far as they have outputs, and the dialect can express them."""
    found: list[Modules] = []
    for index, result in enumerate(evaluation.results):
        before = evaluation.input_of(index)
        if before is None or result.output is None or (found and found[-1].is_end):
            break
        found.append(said(result.layer, shape_of(before)) if result.layer.enabled else switched_off())
    return found


def lines_of(evaluation: Evaluation, made: list[Modules]) -> Iterator[str]:
    """The calls, with a comment above those of each layer."""
    for index, part in enumerate(made):
        yield from told(evaluation, index, *part.remarks)
        yield from (f"{call}," for call in part.calls)


def weighted(evaluation: Evaluation, made: list[Modules]) -> Iterator[tuple[int, KernelLayer, int, str]]:
    """The layers that have weights in the program: the index, the layer, the place of its call among all, and the call."""
    place = 0
    for index, part in enumerate(made):
        layer = evaluation.results[index].layer
        if part.weighted is not None and isinstance(layer, KernelLayer):
            yield index, layer, place + part.weighted, part.calls[part.weighted]
        place += len(part.calls)


def unturned(layer: Layer) -> Layer:
    """The layer without a flipped kernel, which no dialect has: the program flips the weights instead."""
    return replace(layer, flip=False) if isinstance(layer, Conv2d) else layer


def calls(made: list[Modules], name: str) -> bool:
    """Whether something with a name is called."""
    return any(call.startswith(name) for part in made for call in part.calls)
