"""Times convolution: this engine, torch.nn.functional.conv2d and scipy.signal.correlate2d, side by side in one process.

Runs alternate, so that whatever else the machine does hits all alike. Prints medians in milliseconds, and the fastest run in
brackets; the ratios are of medians, above 1 where the engine is faster.
"""

import argparse
import time
from statistics import median

import numpy as np

from convstudio.engine import conv2d

SIDES = (8, 16, 28, 64, 128, 256, 512, 1024, 2048)
CASES = [(1, 1, side, k) for side in SIDES for k in (3, 5)] + [
    (3, 8, 64, 3),
    (3, 16, 224, 3),
    (64, 64, 56, 3),
    (3, 64, 224, 3),
    (64, 64, 112, 3),
]


def rivals(x, kernel):
    """What to call, by name; None where it is missing or has no such thing."""
    calls = {"ours": lambda: conv2d(x, kernel), "torch": torch_call(x, kernel), "scipy": None}
    if len(x) == len(kernel) == 1:
        calls["scipy"] = scipy_call(x[0], kernel[0, 0])
    return calls


def torch_call(x, kernel):
    try:
        import torch
    except ImportError:
        return None
    image, weights = torch.tensor(x)[None], torch.tensor(kernel)
    return lambda: torch.nn.functional.conv2d(image, weights)


def scipy_call(x, kernel):
    try:
        from scipy.signal import correlate2d
    except ImportError:
        return None
    return lambda: correlate2d(x, kernel, "valid")


def timed(calls, seconds):
    """Milliseconds of every run of every call, taken in turns."""
    present = {name: call for name, call in calls.items() if call}
    runs = {name: [] for name in present}
    for call in present.values():
        call()
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(runs["ours"]) < 5:
        for name, call in present.items():
            start = time.perf_counter()
            call()
            runs[name].append(1000 * (time.perf_counter() - start))
    return runs


def line(case, kind, runs):
    channels, outputs, side, k = case
    text = f"{channels:3} → {outputs:3}  {side:4}²  {k}×{k}  {np.dtype(kind).name}"
    for name in ("ours", "torch", "scipy"):
        text += f"  {median(runs[name]):9.4f} [{min(runs[name]):9.4f}]" if name in runs else " " * 23
    ratios = (f"{median(runs[n]) / median(runs['ours']):6.2f}" if n in runs else " " * 6 for n in ("torch", "scipy"))
    return text + "  " + " ".join(ratios)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.6, help="for each case")
    seconds = parser.parse_args().seconds
    if torch_call(np.ones((1, 1, 1)), np.ones((1, 1, 1, 1))) is None:
        print("torch is not installed: its columns stay empty")
    if scipy_call(np.ones((1, 1)), np.ones((1, 1))) is None:
        print("scipy is not installed: its columns stay empty")
    print(f"{'channels  size kernel type':31}{'ours [best] ms':>24}{'torch':>16}{'scipy':>23}      torch/ours scipy/ours")
    rng = np.random.default_rng(0)
    for kind in (np.float32, np.float64):
        for case in CASES:
            channels, outputs, side, k = case
            x = rng.normal(size=(channels, side, side)).astype(kind)
            kernel = rng.normal(size=(outputs, channels, k, k)).astype(kind)
            print(line(case, kind, timed(rivals(x, kernel), seconds)), flush=True)


if __name__ == "__main__":
    main()
