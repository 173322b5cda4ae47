"""Writes golden_training.json: what torch.optim and torch.nn.functional make of 50 epochs, so that no test needs torch."""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

EPOCHS, RATE, MOMENTUM, DECAY = 50, 0.004, 0.9, 0.99
KEPT = (0, 1, 2, 10, 50)
LOSSES = {
    "squares": functional.mse_loss,
    "absolute": functional.l1_loss,
    "huber": functional.huber_loss,
}
OPTIMISERS = {
    "sgd": lambda weights: torch.optim.SGD(weights, RATE),
    "momentum": lambda weights: torch.optim.SGD(weights, RATE, momentum=MOMENTUM),
    "nesterov": lambda weights: torch.optim.SGD(weights, RATE, momentum=MOMENTUM, nesterov=True),
    "rmsprop": lambda weights: torch.optim.RMSprop(weights, RATE, alpha=DECAY),
    "adam": lambda weights: torch.optim.Adam(weights, RATE),
}
SETUPS = {
    "one channel": {"pictures": [(1, 6, 8)], "kernel": (1, 1, 1, 2), "options": {}, "behind": [], "bias": False},
    "channels, stride, padding, bias, two pictures": {
        "pictures": [(2, 6, 7), (2, 5, 8)], "kernel": (3, 2, 2, 3), "options": {"stride": (2, 1), "padding": 1},
        "behind": [], "bias": True,
    },
    "groups and dilation": {
        "pictures": [(4, 6, 7)], "kernel": (4, 2, 2, 2), "options": {"groups": 2, "dilation": (1, 2)}, "behind": [],
        "bias": False,
    },
    "convolution, ReLU, max pool": {
        "pictures": [(1, 7, 7)], "kernel": (2, 1, 3, 3), "options": {"padding": 1}, "behind": ["relu", "max_pool2d"],
        "bias": True,
    },
}  # fmt: skip


def forward(x, kernel, bias, setup):
    y = functional.conv2d(x[None], kernel, bias, **setup["options"])[0]
    for layer in setup["behind"]:
        y = functional.relu(y) if layer == "relu" else functional.max_pool2d(y[None], 2)[0]
    return y


def run(setup, pictures, targets, start, loss, optimiser):
    kernel, bias = (torch.tensor(values.copy(), requires_grad=True) for values in start)
    weights = [kernel, bias] if setup["bias"] else [kernel]
    reduction, kind = loss.split("_")
    step, losses = OPTIMISERS[optimiser](weights), []
    wanted = torch.cat([torch.tensor(y).ravel() for y in targets])
    for epoch in range(EPOCHS + 1):
        predicted = torch.cat([forward(torch.tensor(x), kernel, bias, setup).ravel() for x in pictures])
        value = LOSSES[kind](predicted, wanted, reduction=reduction)
        losses.append(value.item())
        if epoch < EPOCHS:
            step.zero_grad()
            value.backward()
            step.step()
    return {
        "loss": loss,
        "optimiser": optimiser,
        "losses": [losses[epoch] for epoch in KEPT],
        "kernel": kernel.tolist(),
        "bias": bias.tolist(),
    }


def cases():
    rng = np.random.default_rng(5)
    for name, setup in SETUPS.items():
        pictures = [np.round(rng.normal(0, 0.6, shape), 4) for shape in setup["pictures"]]
        start = np.round(rng.normal(0, 1, setup["kernel"]), 4), np.round(rng.normal(0, 1, setup["kernel"][0]), 4)
        with torch.no_grad():
            shapes = [forward(torch.tensor(x), *map(torch.tensor, start), setup).shape for x in pictures]
        targets = [np.round(rng.normal(0, 0.8, tuple(shape)), 4) for shape in shapes]
        runs = [
            run(setup, pictures, targets, start, f"{reduction}_{kind}", optimiser)
            for reduction in ("sum", "mean")
            for kind in LOSSES
            for optimiser in OPTIMISERS
        ]
        yield {
            "name": name, "options": setup["options"], "behind": setup["behind"], "learn_bias": setup["bias"],
            "pictures": [x.tolist() for x in pictures], "targets": [y.tolist() for y in targets],
            "kernel": start[0].tolist(), "bias": start[1].tolist(), "runs": runs,
        }  # fmt: skip


if __name__ == "__main__":
    settings = {"epochs": list(KEPT), "rate": RATE, "momentum": MOMENTUM, "decay": DECAY}
    found = {"torch": torch.__version__.split("+")[0], **settings, "cases": list(cases())}
    Path(__file__).with_name("golden_training.json").write_text(json.dumps(found) + "\n", encoding="utf-8")
