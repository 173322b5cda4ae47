"""Values and gradients agree with torch.nn.functional, whose answers make_golden_torch.py has written down."""

import json
from pathlib import Path

import numpy as np
import pytest

from convstudio import engine

CASES = json.loads(Path(__file__).with_name("golden_torch.json").read_text(encoding="utf-8"))["cases"]


def close(found, wanted):
    assert found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['call']}-{case['options']}")
def test_torch_agrees(case):
    arrays = {name: np.array(value) for name, value in case["arrays"].items()}
    forward, backward = getattr(engine, case["call"]), getattr(engine, f"{case['call']}_backward")
    options = dict(case["options"])
    if "kernel" in arrays:
        close(forward(arrays["x"], arrays["kernel"], arrays["bias"], **options), arrays["output"])
        grads = backward(arrays["x"], arrays["kernel"], arrays["grad_output"], **options)
        for name, grad in zip(("x", "kernel", "bias"), grads, strict=True):
            close(grad, arrays[f"grad_{name}"])
    else:
        close(forward(arrays["x"], **options), arrays["output"])
        close(backward(arrays["x"], arrays["grad_output"], **options), arrays["grad_x"])
