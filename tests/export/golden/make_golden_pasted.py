"""Writes golden_pasted.json: whether PyTorch and Keras themselves take each line of `pasted`, and what comes out of it.

All weights are 1 and all biases 3. Run with both installed, as `make_golden_lines` is:
`KERAS_BACKEND=jax JAX_ENABLE_X64=1 python -m tests.export.golden.make_golden_pasted`.
"""

import json
from pathlib import Path

import keras
import numpy as np
import torch
from keras import layers
from torch import nn

from tests.export.pasted import SHAPE, lines

keras.backend.set_floatx("float64")
X = np.random.default_rng(3).integers(-5, 6, SHAPE).astype(float)


def in_pytorch(line):
    values = torch.tensor(X)[None]
    for module in eval(f"[{line}]", {"nn": nn}):
        for name, parameter in module.double().named_parameters():
            nn.init.constant_(parameter, 3.0 if name == "bias" else 1.0)
        with torch.no_grad():
            values = module(values)
    return values[0].numpy()


def in_keras(line):
    values = keras.ops.convert_to_tensor(np.moveaxis(X, 0, -1)[None].copy())
    for layer in eval(f"[{line}]", {"layers": layers}):
        layer.build(values.shape)
        layer.set_weights([np.full(w.shape, 3.0 if w.ndim == 1 else 1.0) for w in layer.get_weights()])
        values = layer(values)
    return np.moveaxis(keras.ops.convert_to_numpy(values)[0], -1, 0)


def answer(line):
    try:
        return (in_pytorch if "nn." in line else in_keras)(line).round(9).tolist()
    except (ValueError, TypeError, RuntimeError, AttributeError, IndexError):
        return None


def main():
    golden = {line: answer(line) for line in lines()}
    text = json.dumps(golden, ensure_ascii=False).replace('], "', '],\n"').replace('null, "', 'null,\n"')
    Path(__file__).with_name("golden_pasted.json").write_text(text + "\n")
    print(f"{sum(output is not None for output in golden.values())} of {len(golden)} lines are taken")


if __name__ == "__main__":
    main()
