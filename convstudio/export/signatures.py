"""The calls that can be read: the name of each in its dialect, and the order of its arguments."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Dialect = Literal["pytorch", "keras"]
Role = Literal[
    "conv2d", "conv_transpose2d", "max_pool2d", "avg_pool2d", "global_avg_pool2d", "activation", "pad", "crop"
]  # fmt: skip


class Signature(Struct, frozen=True):
    """A layer of a dialect: `takes` are the arguments that set something here, in order; `needs` have no default.

    `fixed` are others that are accepted with these values only; any further argument is left out, with a remark.
    """

    dialect: Dialect
    role: Role
    takes: tuple[str, ...]
    word: str = ""  # an activation, or the mode of a padding
    needs: tuple[str, ...] = ()
    fixed: tuple[tuple[str, object], ...] = ()


CONV = ("kernel_size", "stride", "padding", "dilation", "groups", "bias", "padding_mode")
PAD = ("padding",)
KERAS_CONV = ("kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups", "activation", "use_bias")
KERAS_DEPTH = (
    "kernel_size",
    "strides",
    "padding",
    "depth_multiplier",
    "data_format",
    "dilation_rate",
    "activation",
    "use_bias",
)
KERAS_POOL = ("pool_size", "strides", "padding", "data_format")
LAST = (("data_format", "channels_last"),)
PLAIN_RELU = (("max_value", None), ("threshold", 0.0))

PYTORCH: dict[str, Signature] = {
    "Conv2d": Signature("pytorch", "conv2d", ("in_channels", "out_channels", *CONV), needs=("in_channels", "out_channels")),
    "LazyConv2d": Signature("pytorch", "conv2d", ("out_channels", *CONV), needs=("out_channels",)),
    "ConvTranspose2d": Signature(
        "pytorch", "conv_transpose2d",
        ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups", "bias", "dilation",
         "padding_mode"),
        fixed=(("padding_mode", "zeros"),), needs=("in_channels", "out_channels", "kernel_size"),
    ),
    "AdaptiveAvgPool2d": Signature("pytorch", "global_avg_pool2d", ("output_size",), needs=("output_size",)),
    "MaxPool2d": Signature(
        "pytorch", "max_pool2d", ("kernel_size", "stride", "padding", "dilation", "return_indices", "ceil_mode"),
        fixed=(("return_indices", False),),
    ),
    "AvgPool2d": Signature(
        "pytorch", "avg_pool2d",
        ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad", "divisor_override"),
        fixed=(("divisor_override", None),),
    ),
    "ReLU": Signature("pytorch", "activation", ("inplace",), "relu"),
    "LeakyReLU": Signature("pytorch", "activation", ("negative_slope", "inplace"), "leaky_relu"),
    "Sigmoid": Signature("pytorch", "activation", (), "sigmoid"),
    "Tanh": Signature("pytorch", "activation", (), "tanh"),
    "GELU": Signature("pytorch", "activation", ("approximate",), "gelu", fixed=(("approximate", "none"),)),
    "Softplus": Signature(
        "pytorch", "activation", ("beta", "threshold"), "softplus", fixed=(("beta", 1.0), ("threshold", 20.0))
    ),
    "ZeroPad2d": Signature("pytorch", "pad", PAD, "zeros", needs=PAD),
    "ConstantPad2d": Signature("pytorch", "pad", ("padding", "value"), "zeros", needs=("padding", "value")),
    "ReflectionPad2d": Signature("pytorch", "pad", PAD, "reflect", needs=PAD),
    "ReplicationPad2d": Signature("pytorch", "pad", PAD, "replicate", needs=PAD),
    "CircularPad2d": Signature("pytorch", "pad", PAD, "circular", needs=PAD),
}  # fmt: skip

KERAS: dict[str, Signature] = {
    "Conv2D": Signature("keras", "conv2d", ("filters", *KERAS_CONV), needs=("filters",), fixed=LAST),
    "DepthwiseConv2D": Signature("keras", "conv2d", KERAS_DEPTH, fixed=LAST),
    "Conv2DTranspose": Signature(
        "keras",
        "conv_transpose2d",
        (
            "filters",
            "kernel_size",
            "strides",
            "padding",
            "output_padding",
            "data_format",
            "dilation_rate",
            "activation",
            "use_bias",
        ),
        fixed=LAST,
        needs=("filters", "kernel_size"),
    ),
    "Cropping2D": Signature("keras", "crop", ("cropping", "data_format"), fixed=LAST, needs=("cropping",)),
    "GlobalAveragePooling2D": Signature("keras", "global_avg_pool2d", ("data_format", "keepdims"), fixed=LAST),
    "MaxPooling2D": Signature("keras", "max_pool2d", KERAS_POOL, fixed=LAST),
    "MaxPool2D": Signature("keras", "max_pool2d", KERAS_POOL, fixed=LAST),
    "AveragePooling2D": Signature("keras", "avg_pool2d", KERAS_POOL, fixed=LAST),
    "AvgPool2D": Signature("keras", "avg_pool2d", KERAS_POOL, fixed=LAST),
    "ReLU": Signature("keras", "activation", ("max_value", "negative_slope", "threshold"), "relu", fixed=PLAIN_RELU),
    "LeakyReLU": Signature("keras", "activation", ("negative_slope",), "leaky_relu"),
    "Activation": Signature("keras", "activation", ("activation",), needs=("activation",)),
    "ZeroPadding2D": Signature("keras", "pad", ("padding", "data_format"), "zeros", fixed=LAST),
}


class Function(Struct, frozen=True):
    """A layer of PyTorch written as a function of a map: the module that does the same, and the arguments after the map."""

    of: str
    takes: tuple[str, ...]


def _as_module(name: str) -> Function:
    return Function(name, PYTORCH[name].takes)


FUNCTIONS: dict[str, Function] = {
    "conv2d": Function("Conv2d", ("weight", "bias", "stride", "padding", "dilation", "groups")),
    "conv_transpose2d": Function(
        "ConvTranspose2d", ("weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
    ),
    "max_pool2d": Function("MaxPool2d", ("kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")),
    "avg_pool2d": _as_module("AvgPool2d"),
    "adaptive_avg_pool2d": _as_module("AdaptiveAvgPool2d"),
    "relu": _as_module("ReLU"),
    "relu_": _as_module("ReLU"),
    "leaky_relu": _as_module("LeakyReLU"),
    "sigmoid": _as_module("Sigmoid"),
    "tanh": _as_module("Tanh"),
    "gelu": _as_module("GELU"),
    "softplus": _as_module("Softplus"),
}
PAD_MODES = {"constant": "ConstantPad2d", "reflect": "ReflectionPad2d", "replicate": "ReplicationPad2d",
             "circular": "CircularPad2d"}  # fmt: skip
OUT_FIRST = {"conv2d"}  # the first axis of their weights has the output channels; in others, the input channels

DIALECTS: dict[Dialect, dict[str, Signature]] = {"pytorch": PYTORCH, "keras": KERAS}
SILENT = {"inplace", "device", "dtype", "name", "trainable", "input_shape", "batch_input_shape"}  # change no number


def signature(prefix: str, name: str, others: set[str]) -> Signature | None:
    """The layer of a name; if both dialects have the name, the prefix decides, else the other calls."""
    keras_like = "keras" in prefix or "layers" in prefix
    if "nn" in prefix.split("."):
        first: Dialect = "pytorch"
    else:
        first = "keras" if keras_like or others & (KERAS.keys() - PYTORCH.keys()) else "pytorch"
    second: Dialect = "keras" if first == "pytorch" else "pytorch"
    return DIALECTS[first].get(name) or DIALECTS[second].get(name)
