"""Writes golden_torch.json: what torch.nn.functional answers, values and gradients, so that no test needs torch."""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

CONVOLUTIONS = [  # x, kernel, options
    ((1, 5, 6), (1, 1, 3, 3), {}),
    ((2, 5, 6), (3, 2, 2, 3), {"stride": (2, 1), "padding": (1, 2)}),
    ((2, 7, 6), (2, 2, 3, 2), {"dilation": (2, 3), "padding": 1}),
    ((4, 5, 5), (4, 1, 3, 3), {"groups": 4, "padding": 1, "stride": 2}),
    ((4, 5, 4), (6, 2, 2, 2), {"groups": 2}),
    ((1, 5, 6), (2, 1, 3, 4), {"padding": "same"}),
    ((1, 5, 6), (1, 1, 3, 3), {"padding": "valid"}),
    ((6, 4, 4), (6, 6, 3, 3), {"padding": 1}),
    ((2, 5, 6), (2, 2, 3, 3), {"padding": (2, 1), "padding_mode": "reflect"}),
    ((2, 5, 6), (2, 2, 3, 3), {"padding": (2, 3), "padding_mode": "replicate"}),
    ((2, 5, 6), (2, 2, 3, 3), {"padding": (3, 1), "padding_mode": "circular", "stride": 2}),
]
POOLINGS = [  # kind, x, options
    ("max", (2, 6, 7), {"kernel_size": 2}),
    ("max", (2, 6, 7), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (1, 0)}),
    ("max", (1, 7, 8), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
    ("max", (1, 8, 9), {"kernel_size": 2, "stride": 1, "dilation": (3, 2)}),
    ("max", (1, 5, 5), {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True}),
    ("max", (1, 2, 7), {"kernel_size": 3, "stride": 2, "ceil_mode": True}),
    ("avg", (2, 6, 7), {"kernel_size": 2}),
    ("avg", (2, 6, 7), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (1, 0)}),
    ("avg", (1, 7, 8), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True}),
    ("avg", (1, 7, 8), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "count_include_pad": False}),
    ("avg", (1, 6, 6), {"kernel_size": 4, "stride": 3, "padding": 2, "ceil_mode": True}),
    ("avg", (1, 5, 6), {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False}),
]
TRANSPOSED = [  # x, kernel, options
    ((1, 3, 4), (1, 1, 2, 2), {}),
    ((2, 3, 4), (2, 3, 3, 2), {"stride": (2, 3), "padding": (1, 0), "output_padding": (1, 2)}),
    ((4, 3, 3), (4, 2, 3, 3), {"groups": 2, "stride": 2, "padding": 1}),
    ((2, 3, 3), (2, 1, 3, 2), {"dilation": (2, 3), "output_padding": (1, 0)}),
    ((1, 2, 2), (1, 1, 5, 5), {"stride": 3, "padding": 3}),
]


def leaf(rng, shape, ties=False):
    values = rng.integers(0, 4, shape) if ties else rng.integers(-999, 1000, shape) / 256
    return torch.tensor(values.astype(np.float64), requires_grad=True)


def convolution(rng, x_shape, kernel_shape, options):
    x, kernel, bias = leaf(rng, x_shape), leaf(rng, kernel_shape), leaf(rng, kernel_shape[:1])
    given, padded = dict(options), x[None]
    mode = given.pop("padding_mode", "zeros")
    if mode != "zeros":
        high, wide = given.pop("padding")
        padded = functional.pad(padded, (wide, wide, high, high), mode=mode)
    out = functional.conv2d(padded, kernel, bias, **given)[0]
    return finished(rng, out, {"x": x, "kernel": kernel, "bias": bias}) | {"call": "conv2d", "options": options}


def transposed(rng, x_shape, kernel_shape, options):
    x, kernel = leaf(rng, x_shape), leaf(rng, kernel_shape)
    bias = leaf(rng, (kernel_shape[1] * options.get("groups", 1),))
    out = functional.conv_transpose2d(x[None], kernel, bias, **options)[0]
    return finished(rng, out, {"x": x, "kernel": kernel, "bias": bias}) | {"call": "conv_transpose2d", "options": options}


def pooling(rng, kind, shape, options):
    x = leaf(rng, shape, ties=True)
    out = getattr(functional, f"{kind}_pool2d")(x[None], **options)[0]
    return finished(rng, out, {"x": x}) | {"call": f"{kind}_pool2d", "options": options}


def finished(rng, out, leaves):
    grad = leaf(rng, tuple(out.shape))
    out.backward(grad)
    arrays = leaves | {"output": out, "grad_output": grad} | {f"grad_{name}": t.grad for name, t in leaves.items()}
    return {"arrays": {name: t.tolist() for name, t in arrays.items()}}


def main():
    rng = np.random.default_rng(2024)
    golden = [convolution(rng, *c) for c in CONVOLUTIONS] + [pooling(rng, *p) for p in POOLINGS]
    golden += [transposed(rng, *c) for c in TRANSPOSED]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in golden)
    path = Path(__file__).with_name("golden_torch.json")
    path.write_text(f'{{"torch":"{torch.__version__}","cases":[\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
