"""Writes golden_lines.json: the lines, and what PyTorch and Keras themselves make of them, so that no test needs either.

Run with both installed (Keras on JAX: on PyTorch its mean counts the padding of "same"):
`KERAS_BACKEND=jax JAX_ENABLE_X64=1 python -m tests.export.golden.make_golden_lines`.
"""

import json
from pathlib import Path

import keras
import numpy as np
import torch
from keras import layers
from torch import nn

from convstudio.export.keras import keras as keras_line
from convstudio.export.pytorch import pytorch as pytorch_line
from convstudio.layers import Conv2d
from convstudio.layers.conv_transpose2d import by_output
from tests.export.cases import all_cases

keras.backend.set_floatx("float64")
NAMES = {"nn": nn, "layers": layers, "keras": keras}


def in_pytorch(layer, x, code):
    modules = [eval(call, NAMES) for call in code.calls]
    for module in modules:
        if isinstance(module, nn.Conv2d):
            module.weight = nn.Parameter(torch.tensor(layer.kernel.copy()))
        if isinstance(module, nn.ConvTranspose2d):
            module.weight = nn.Parameter(torch.tensor(by_output(layer.kernel, layer.groups)))
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            module.bias = nn.Parameter(torch.tensor(layer.bias.copy()))
    with torch.no_grad():
        return nn.Sequential(*modules)(torch.tensor(x.copy())[None])[0].numpy()


def in_keras(layer, x, code):
    values = keras.ops.convert_to_tensor(np.moveaxis(x, 0, -1)[None].copy())
    for call in code.calls:
        made = eval(call, NAMES)
        made.build(values.shape)
        if made.weights:
            made.set_weights([keras_kernel(made, layer), layer.bias])
        values = made(values)
    return np.moveaxis(keras.ops.convert_to_numpy(values)[0], -1, 0)


def keras_kernel(made, layer):
    """(k_h, k_w, C_in/groups, C_out); depthwise (k_h, k_w, C_in, multiplier)."""
    kernel = layer.kernel.transpose(2, 3, 1, 0)
    if isinstance(made, layers.Conv2DTranspose):
        return layer.kernel.transpose(2, 3, 0, 1)
    if isinstance(made, layers.DepthwiseConv2D):
        return kernel.reshape(*kernel.shape[:2], layer.groups, -1)
    return kernel


def answer(run, layer, x, code):
    if not code.equal:
        return {"text": code.text, "equal": False}
    output = run(layer, x, code)
    return {"text": code.text, "equal": True, "output": output.round(9).tolist()}


def main():
    golden = {}
    for name, layer, x in all_cases():
        golden[name] = {
            "pytorch": answer(in_pytorch, layer, x, pytorch_line(layer, x.shape)),
            "keras": answer(in_keras, layer, x, keras_line(layer, x.shape)),
        }
        for dialect, found in golden[name].items():
            if found["equal"] and not same(found["output"], layer.forward(x)):
                print(
                    name, dialect, isinstance(layer, Conv2d), found["text"], np.shape(found["output"]), layer.forward(x).shape
                )
    Path(__file__).with_name("golden_lines.json").write_text(json.dumps(golden, indent=0, ensure_ascii=False) + "\n")


def same(found, expected):
    return np.shape(found) == expected.shape and np.allclose(found, expected, rtol=0, atol=1e-6)


if __name__ == "__main__":
    main()
