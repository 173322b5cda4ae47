"""Lines as somebody might paste them, right and wrong ones: seeded random calls of both dialects, for an input of `SHAPE`."""

from __future__ import annotations

import random
from collections.abc import Iterator

SHAPE = (2, 9, 8)
OF_EACH = 120


def lines() -> Iterator[str]:
    """All lines, PyTorch's and Keras's in turn."""
    rng = random.Random(12)
    for _ in range(OF_EACH):
        yield _pytorch(rng)
        yield _keras(rng)


def _pytorch(rng: random.Random) -> str:
    kind = rng.choice(("conv", "conv", "max", "avg"))
    if kind == "conv":
        padding = rng.choice((_pair(rng, 0, 2), _pair(rng, -1, 2), "'same'", "'valid'", "'SAME'", "2*1"))
        settings = [
            *_some(rng, "stride", _pair(rng, 0, 3)), *_some(rng, "padding", padding), *_some(rng, "dilation", _pair(rng, 1, 2)),
            *_some(rng, "groups", rng.choice("12")), *_some(rng, "bias", rng.choice(("True", "False", "0", "None", "1"))),
            *_some(rng, "padding_mode", rng.choice(("'zeros'", "'reflect'", "'replicate'", "'circular'"))),
            *_some(rng, "kernel_size", "3", 0.05),
        ]  # fmt: skip
        line = _call("nn.Conv2d", "2", rng.choice("24"), _pair(rng, 1, 3), *settings)
    else:
        padding = rng.choice((_pair(rng, 0, 2), _pair(rng, -1, 1), "'same'"))
        settings = [*_some(rng, "stride", _pair(rng, 1, 3)), *_some(rng, "padding", padding, 0.6), *_switch(rng, "ceil_mode")]
        own = _some(rng, "dilation", _pair(rng, 1, 2)) if kind == "max" else _switch(rng, "count_include_pad")
        line = _call("nn.MaxPool2d" if kind == "max" else "nn.AvgPool2d", _pair(rng, 1, 4), *settings, *own)
    return f"{_torch_pad(rng)}, {line}" if rng.random() < 0.4 else line


def _torch_pad(rng: random.Random) -> str:
    size = rng.choice(("1", "2", "0", "-1", "(0, 1, 0, 1)", "(1, 0, 2, 1)"))
    name = rng.choice(("ZeroPad2d", "ConstantPad2d", "ConstantPad2d", "ReflectionPad2d", "ReplicationPad2d", "CircularPad2d"))
    value = [rng.choice(("0", "0.0", "float('-inf')", "1"))] if name == "ConstantPad2d" and rng.random() < 0.9 else []
    return _call(f"nn.{name}", size, *value)


def _keras(rng: random.Random) -> str:
    kind = rng.choice(("Conv2D", "Conv2D", "DepthwiseConv2D", "MaxPooling2D", "AveragePooling2D"))
    shared = [
        *_some(rng, "strides", rng.choice("123") if kind == "DepthwiseConv2D" else _pair(rng, 1, 3)),
        *_some(rng, "padding", rng.choice(("'same'", "'valid'", "'SAME'", "1", "'full'")), 0.6),
    ]
    bias = _some(rng, "use_bias", rng.choice(("True", "False", "0", "None")))
    if kind == "Conv2D":
        groups, dilated = _some(rng, "groups", rng.choice("12")), _some(rng, "dilation_rate", _pair(rng, 1, 2))
        function = _some(rng, "activation", rng.choice(("'relu'", "None")))
        line = _call("layers.Conv2D", rng.choice("24"), _pair(rng, 1, 3), *shared, *dilated, *groups, *bias, *function)
    elif kind == "DepthwiseConv2D":
        more = _some(rng, "depth_multiplier", rng.choice("12"))
        line = _call("layers.DepthwiseConv2D", _pair(rng, 1, 3), *shared, *more, *bias)
    else:
        line = _call(f"layers.{kind}", _pair(rng, 1, 4), *shared)
    pad = _call("layers.ZeroPadding2D", rng.choice(("1", "2", "0", "-1", "(1, 2)", "((1, 0), (0, 2))")))
    return f"{pad}, {line}" if rng.random() < 0.3 else line


def _call(name: str, *arguments: str) -> str:
    return f"{name}({', '.join(arguments)})"


def _pair(rng: random.Random, low: int, high: int) -> str:
    one, other = rng.randint(low, high), rng.randint(low, high)
    return str(one) if rng.random() < 0.6 else f"({one}, {other})"


def _some(rng: random.Random, name: str, value: str, share: float = 0.4) -> list[str]:
    return [f"{name}={value}"] if rng.random() < share else []


def _switch(rng: random.Random, name: str) -> list[str]:
    return _some(rng, name, rng.choice(("True", "False")))
