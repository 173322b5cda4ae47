"""An experiment as a program in Keras 3: a Sequential of the lines that the studio copies, including the weights."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.export.code.modules import Modules, calls, lines_of, modules_of, unsayable, unturned, weighted, with_weights
from convstudio.export.code.source import array, heading, name_of, needs_bytes, stopped
from convstudio.export.keras import keras
from convstudio.layers import Activation, AvgPool2d, Conv2d, ConvTranspose2d, KernelLayer, Layer, MaxPool2d, Shape
from convstudio.words import tr

BORDER = '''
class Border(layers.Layer):
    """Rows and columns around a map that are copies of its own: Keras pads with zeros only."""

    def __init__(self, rows, columns):
        super().__init__()
        self.rows, self.columns = rows, columns  # which row, and which column, stands at each place

    def call(self, x):
        return keras.ops.take(keras.ops.take(x, self.rows, axis=1), self.columns, axis=2)
'''
EVERY = '''
class Every(layers.Layer):
    """Every so many rows and columns: Keras refuses strides together with dilation_rate."""

    def __init__(self, down, across):
        super().__init__()
        self.down, self.across = down, across

    def call(self, x):
        return x[:, ::self.down, ::self.across]
'''
POOL = '''
class Pool(layers.Layer):
    """The largest cell or the mean of each window, with padding, rounding and dilation that Keras's own pooling lacks."""

    def __init__(self, kind, window, stride, dilation, sides, counts_padding, outputs):
        super().__init__()
        self.kind, self.window, self.stride, self.dilation = kind, window, stride, dilation
        self.sides, self.counts_padding, self.outputs = sides, counts_padding, outputs

    def taps(self, x):
        """What each place of the window reads, for all outputs at once."""
        (rows, columns), (down, across) = self.outputs, self.stride
        starts = [(i * self.dilation[0], j * self.dilation[1]) for i in range(self.window[0]) for j in range(self.window[1])]
        return [x[:, top::down, left::across][:, :rows, :columns] for top, left in starts]

    def call(self, x):
        own, overhang = self.sides
        if self.kind == "max":
            padded = keras.ops.pad(x, own, constant_values=float("-inf"))
            taps = self.taps(keras.ops.pad(padded, overhang, constant_values=float("-inf")))
            return keras.ops.max(keras.ops.stack(taps), axis=0)
        counted = keras.ops.pad(keras.ops.ones_like(x), own, constant_values=float(self.counts_padding))
        total = sum(self.taps(keras.ops.pad(keras.ops.pad(x, own), overhang)))
        return total / sum(self.taps(keras.ops.pad(counted, overhang)))
'''
OWN = (("Border(", BORDER), ("Every(", EVERY), ("Pool(", POOL))
WITH_WEIGHTS = ("layers.Conv2D(", "layers.DepthwiseConv2D(", "layers.Conv2DTranspose(")


def keras_program(evaluation: Evaluation) -> str:
    """The whole program. Run, it prints the shape of every map and the last one; imported, it has `model` and `x`."""
    experiment = evaluation.experiment
    made = modules_of(evaluation, _modules)
    channels, height, width = experiment.input.shape
    parts = [
        *heading(experiment, tr("Needs Keras 3 and NumPy. Run it: it prints every shape, and the last map.")), "",
        *(["import base64", ""] if needs_bytes(experiment) else []),
        "import keras", "import numpy as np", "from keras import layers", "",
        'keras.backend.set_floatx("float64")  # ' + tr("on JAX with JAX_ENABLE_X64=1"), "", "",
        *(line for name, text in OWN if calls(made, name) for line in (*text.strip("\n").split("\n"), "", "")),
        f"# {tr('One picture: batch, rows, columns, channels')}",
        f"x = {array(experiment.input, len('x = '))}", "x = x.transpose(1, 2, 0)[None]", "",
        "model = keras.Sequential([", f"    keras.Input(shape=({height}, {width}, {channels})),",
        *(f"    {line}" for line in lines_of(evaluation, made)), "])", "",
        *_weights(evaluation, made), *stopped(evaluation, len(made)),
        "", 'if __name__ == "__main__":', "    y = x", "    for layer in model.layers:", "        y = layer(y)",
        "        print(layer.name, tuple(y.shape))", "    print(keras.ops.convert_to_numpy(y)[0].transpose(2, 0, 1))",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _modules(layer: Layer, shape: Shape) -> Modules:
    code = keras(unturned(layer), shape)
    if code.equal:
        return with_weights(code.calls, code.remarks, WITH_WEIGHTS)
    match layer:
        case Conv2d():
            return with_weights(_convolution(layer, shape), (), WITH_WEIGHTS)
        case MaxPool2d() | AvgPool2d():
            return Modules((_pool(layer, shape),))
        case _:
            return unsayable(code.remarks)


def _convolution(layer: Conv2d, shape: Shape) -> tuple[str, ...]:
    """A border layer, then the line without padding and stride, then a layer that keeps every so many outputs."""
    bare = replace(layer, padding="valid", padding_mode="zeros", flip=False, stride=(1, 1), activation="none")
    rows, columns = axes = layer.sliding_axes(shape)
    places = [[axis.source(p, layer.padding_mode) for p in range(-axis.before, axis.size + axis.after)] for axis in axes]
    sides = (rows.before, rows.after), (columns.before, columns.after)
    border = f"Border({places[0]}, {places[1]})" if layer.padding_mode != "zeros" else f"layers.ZeroPadding2D({sides})"
    every = () if layer.stride == (1, 1) else (f"Every({layer.stride[0]}, {layer.stride[1]})",)
    function = Activation(activation=layer.activation, negative_slope=layer.negative_slope)
    applied = () if layer.activation == "none" else keras(function, None).calls
    return (border, *keras(bare, None).calls, *every, *applied)


def _pool(layer: MaxPool2d | AvgPool2d, shape: Shape) -> str:
    rows, columns = axes = layer.sliding_axes(shape)
    own = ((0, 0), (rows.before, rows.after), (columns.before, columns.after), (0, 0))
    overhang = ((0, 0), (0, rows.overhang), (0, columns.overhang), (0, 0))
    kind, outputs = "max" if isinstance(layer, MaxPool2d) else "mean", tuple(axis.count for axis in axes)
    sizes = f"{layer.kernel_size}, {layer.stride}, {layer.dilation}"
    return f'Pool("{kind}", {sizes}, ({own}, {overhang}), {layer.padding_counts}, {outputs})'


def _weights(evaluation: Evaluation, made: list[Modules]) -> Iterator[str]:
    for index, layer, place, call in weighted(evaluation, made):
        yield f"# {name_of(evaluation, index)}"
        yield from _weights_of(layer, call, f"model.layers[{place}]")
        yield ""


def _weights_of(layer: KernelLayer, call: str, module: str) -> list[str]:
    """Lines that set the weights. In Keras a kernel's rows and columns come first, then its input and its output channels."""
    lines = [f"kernel = {array(layer.kernel, len('kernel = '))}"]
    if isinstance(layer, Conv2d) and layer.flip:
        lines.append(f"kernel = kernel[:, :, ::-1, ::-1]  # {tr('turned by 180°: convolution as mathematics has it')}")
    order = "(2, 3, 0, 1)" if isinstance(layer, ConvTranspose2d) else "(2, 3, 1, 0)"
    lines.append(f"kernel = kernel.transpose{order}")
    if call.startswith("layers.DepthwiseConv2D("):
        high, wide = layer.window
        lines.append(f"kernel = kernel.reshape({high}, {wide}, {layer.groups}, {layer.kernel.shape[0] // layer.groups})")
    return [*lines, f"{module}.set_weights([kernel, {array(layer.bias, len(module) + len('.set_weights([kernel, '))}])"]
