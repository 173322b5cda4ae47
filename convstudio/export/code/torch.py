"""An experiment as a program in PyTorch: a Sequential of the lines that the studio copies, including the weights."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.experiment import Evaluation
from convstudio.export.code.modules import Modules, calls, lines_of, modules_of, unsayable, unturned, weighted, with_weights
from convstudio.export.code.source import array, heading, name_of, needs_bytes, stopped
from convstudio.export.pytorch import pytorch
from convstudio.layers import AvgPool2d, Conv2d, ConvTranspose2d, KernelLayer, Layer, Shape
from convstudio.words import tr

WITH_WEIGHTS = ("nn.Conv2d(", "nn.ConvTranspose2d(")
MEAN_POOL = '''
class MeanPool(nn.Module):
    """The mean of each window over the cells that count: padding that nn.AvgPool2d does not have."""

    def __init__(self, window, stride, sides, overhang, counts_padding, outputs):
        super().__init__()
        self.window, self.stride, self.sides, self.overhang = window, stride, sides, overhang
        self.counts_padding, self.outputs = counts_padding, outputs

    def forward(self, x):
        counted = nn.functional.pad(torch.ones_like(x), self.sides, value=float(self.counts_padding))
        counted, x = (nn.functional.pad(each, self.overhang) for each in (counted, nn.functional.pad(x, self.sides)))
        total, share = (nn.functional.avg_pool2d(each, self.window, self.stride) for each in (x, counted))
        return (total / share)[:, :, :self.outputs[0], :self.outputs[1]]
'''


def torch_program(evaluation: Evaluation) -> str:
    """The whole program. Run, it prints the shape of every map and the last one; imported, it has `model` and `x`."""
    experiment = evaluation.experiment
    made = modules_of(evaluation, _modules)
    imports = [
        *(["import base64", ""] if needs_bytes(experiment) else []),
        "import numpy as np", "import torch", "from torch import nn",
    ]  # fmt: skip
    own = [*MEAN_POOL.strip("\n").split("\n"), "", ""] if calls(made, "MeanPool(") else []
    parts = [
        *heading(experiment, tr("Needs PyTorch and NumPy. Run it: it prints every shape, and the last map.")), "",
        *imports, "", "", *own,
        f"# {tr('One picture: batch, channels, rows, columns')}",
        f"x = torch.tensor({array(experiment.input, len('x = torch.tensor('))})[None]", "",
        "model = nn.Sequential(", *(f"    {line}" for line in lines_of(evaluation, made)), ").double()", "",
        *_weights(evaluation, made), *stopped(evaluation, len(made)),
        "", 'if __name__ == "__main__":', "    y = x",
        "    with torch.no_grad():", "        for module in model:", "            y = module(y)",
        "            print(module, tuple(y.shape))", "    print(y[0])",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def _modules(layer: Layer, shape: Shape) -> Modules:
    code = pytorch(unturned(layer), shape)
    if code.equal:
        return with_weights(code.calls, code.remarks, WITH_WEIGHTS)
    if isinstance(layer, AvgPool2d):
        return Modules((_mean_pool(layer, shape),))
    return unsayable(code.remarks)


def _mean_pool(layer: AvgPool2d, shape: Shape) -> str:
    rows, columns = layer.sliding_axes(shape)
    sides = (columns.before, columns.after, rows.before, rows.after)
    overhang = (0, columns.overhang, 0, rows.overhang)
    outputs = (rows.count, columns.count)
    return f"MeanPool({layer.kernel_size}, {layer.stride}, {sides}, {overhang}, {layer.count_include_pad}, {outputs})"


def _weights(evaluation: Evaluation, made: list[Modules]) -> Iterator[str]:
    """Lines that set the weights. The first two axes of a transposed convolution's kernel are swapped in PyTorch."""
    lines: list[str] = []
    for index, layer, place, _call in weighted(evaluation, made):
        lines += [f"# {name_of(evaluation, index)}", *_weights_of(layer, f"model[{place}]")]
    if lines:
        yield from (
            "with torch.no_grad():",
            *(f"    {line}" if line else "" for text in lines for line in text.split("\n")),
            "",
        )


def _weights_of(layer: KernelLayer, module: str) -> list[str]:
    start = "kernel = torch.tensor("
    lines = [f"{start}{array(layer.kernel, len(start))})"]
    if isinstance(layer, Conv2d) and layer.flip:
        lines.append(f"kernel = kernel.flip(2, 3)  # {tr('turned by 180°: convolution as mathematics has it')}")
    if isinstance(layer, ConvTranspose2d):
        outs, depth, high, wide = layer.kernel.shape
        own = f"kernel.reshape({layer.groups}, {outs // layer.groups}, {depth}, {high}, {wide}).swapaxes(1, 2)"
        lines.append(f"kernel = {own}.reshape({layer.groups * depth}, {outs // layer.groups}, {high}, {wide})")
    bias = f"{module}.bias.copy_(torch.tensor("
    return [*lines, f"{module}.weight.copy_(kernel)", f"{bias}{array(layer.bias, len(bias))}))"]
