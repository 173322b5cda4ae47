"""A pasted transposed convolution: its settings, and what a layer after it cuts off."""

from __future__ import annotations

from typing import Any

from convstudio.engine.geometry import NO_SIDES, Sides
from convstudio.export.pads import keras_sides, pair, torch_sides
from convstudio.export.parts import Part
from convstudio.layers.parameters import IntPair
from convstudio.words import tr


def is_crop(part: Part) -> bool:
    """Whether a call cuts cells off: Keras's Cropping2D, or PyTorch's ZeroPad2d with numbers below 0."""
    if part.signature.role == "crop":
        return True
    value = part.settings.get("padding")
    numbers = value if isinstance(value, tuple) else (value,)
    return part.name == "ZeroPad2d" and any(isinstance(n, int) and n < 0 for n in numbers)


def transposed_settings(part: Part, crops: list[Part]) -> dict[str, Any]:
    """kernel_size, stride, dilation, output_padding and padding, under their names here.

    Raises ValueError with a sentence for anything that the dialect refuses, or that is not possible here.
    """
    given = part.settings
    keras = part.signature.dialect == "keras"
    size = pair("kernel_size", given["kernel_size"])
    stride = pair("stride", given.get("strides" if keras else "stride", 1))
    dilation = pair("dilation", given.get("dilation_rate" if keras else "dilation", 1))
    if keras and max(stride) > 1 and max(dilation) > 1:
        raise ValueError(tr("Keras refuses strides together with dilation_rate: one of them is 1."))
    spans = ((size[0] - 1) * dilation[0] + 1, (size[1] - 1) * dilation[1] + 1)
    cut, added = _keras_size(part, spans, stride) if keras else _torch_size(part)
    behind = _cut_behind(crops)
    if behind != NO_SIDES:
        if cut != NO_SIDES:
            raise ValueError(tr("The line cuts off twice; write all of it into one place."))
        cut = behind
    return {"stride": stride, "dilation": dilation, "output_padding": added, "kernel_size": size,
            "padding": "valid" if cut == NO_SIDES else cut}  # fmt: skip


def _torch_size(part: Part) -> tuple[Sides, IntPair]:
    rows, columns = pair("padding", part.settings.get("padding", 0))
    if min(rows, columns) < 0:
        raise part.refused("padding", tr("it is 0 or more"))
    return ((rows, rows), (columns, columns)), pair("output_padding", part.settings.get("output_padding", 0))


def _keras_size(part: Part, spans: IntPair, stride: IntPair) -> tuple[Sides, IntPair]:
    """Keras's "same" makes size · stride; without output_padding "valid" makes at least that."""
    word, given = part.settings.get("padding", "valid"), part.settings.get("output_padding")
    if word not in ("valid", "same"):
        raise part.refused("padding", tr('Keras takes "valid" or "same"'))
    if word == "same" and given is not None:
        raise part.refused("output_padding", tr('with padding="same" the size is settled here; write numbers'))
    added = tuple(max(step - span, 0) for step, span in zip(stride, spans, strict=True))
    over = [max(span - step, 0) if word == "same" else 0 for step, span in zip(stride, spans, strict=True)]
    cut = tuple((total // 2, total - total // 2) for total in over)
    return (cut[0], cut[1]), pair("output_padding", given) if given is not None else (added[0], added[1])


def _cut_behind(crops: list[Part]) -> Sides:
    if not crops:
        return NO_SIDES
    if len(crops) > 1:
        raise ValueError(tr("The line cuts off twice; write all of it into one place."))
    part = crops[0]
    if part.signature.dialect == "keras":
        return keras_sides(part.settings["cropping"])
    (top, bottom), (left, right) = torch_sides(part.settings["padding"])
    if max(top, bottom, left, right) > 0:
        raise part.refused("padding", tr("behind a transposed convolution it can only cut off, with numbers up to 0"))
    return (-top, -bottom), (-left, -right)
