"""Writes golden_programs.json: what PyTorch and Keras themselves compute when a program is run, so that no test needs either.

Run with both installed: `KERAS_BACKEND=jax JAX_ENABLE_X64=1 python -m tests.export.golden.make_golden_programs`.
"""

import json
from pathlib import Path

import keras
import numpy as np
import torch

from tests.export.programs import WRITERS, all_experiments, is_cut, mark


def in_torch(names):
    with torch.no_grad():
        return names["model"](names["x"])[0].numpy()


def in_keras(names):
    return keras.ops.convert_to_numpy(names["model"](names["x"]))[0].transpose(2, 0, 1)


RUNS = {"torch": in_torch, "keras": in_keras}


def main():
    golden = {}
    for name, evaluation in all_experiments():
        golden[name] = {}
        for dialect, write in WRITERS.items():
            program = write(evaluation)
            golden[name][dialect] = found = {"program": mark(program)}
            if is_cut(program):
                print(name, dialect, "is cut")
                continue
            names = {"__name__": "exported"}
            exec(compile(program, "exported.py", "exec"), names)
            output = RUNS[dialect](names)
            found["output"] = np.asarray(output, dtype=float).round(10).tolist()
            expected = evaluation.results[-1].output
            if output.shape != expected.shape or not np.allclose(output, expected, rtol=0, atol=1e-7):
                print(name, dialect, "differs", output.shape, expected.shape)
    Path(__file__).with_name("golden_programs.json").write_text(json.dumps(golden, indent=0) + "\n")


if __name__ == "__main__":
    main()
