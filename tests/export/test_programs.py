"""Programs in PyTorch and Keras: what these compute themselves (golden_programs.json), and that words never become code."""

import ast
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from convstudio.experiment import evaluate, gallery
from tests.export.programs import WRITERS, all_experiments, is_cut, mark
from tests.export.texts import EVIL_TEXTS, structure, unsafe_tokens

GOLDEN = json.loads((Path(__file__).parent / "golden" / "golden_programs.json").read_text())
EXPERIMENTS = dict(all_experiments())
TOLERANCE = 1e-9
OF_KERAS = 1e-6  # tanh and GELU in the library below it, and means in 32 bits, whatever it is given


def test_every_experiment_is_golden():
    assert GOLDEN.keys() == EXPERIMENTS.keys()


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_library_itself_computes_the_numbers_on_the_screen(name, dialect):
    evaluation, golden = EXPERIMENTS[name], GOLDEN[name][dialect]
    program = WRITERS[dialect](evaluation)
    assert mark(program) == golden["program"], "the program is another one: run make_golden_programs.py"
    assert is_cut(program) is ("output" not in golden)
    if "output" in golden:
        atol = OF_KERAS if dialect == "keras" else TOLERANCE
        np.testing.assert_allclose(golden["output"], evaluation.results[-1].output, rtol=0, atol=atol)


def test_only_few_layers_cannot_be_said():
    cut = {dialect: [name for name in EXPERIMENTS if is_cut(WRITERS[dialect](EXPERIMENTS[name]))] for dialect in WRITERS}
    assert cut["torch"] == []
    assert all(name.startswith("conv_transpose2d") for name in cut["keras"])


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed; its results are committed")
def test_pytorch_runs_every_example():
    import torch

    for example in gallery.examples():
        names = {"__name__": "exported"}
        exec(compile(WRITERS["torch"](EXPERIMENTS[example.name]), "exported.py", "exec"), names)
        with torch.no_grad():
            found = names["model"](names["x"])[0].numpy()
        np.testing.assert_allclose(found, EXPERIMENTS[example.name].results[-1].output, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("dialect", WRITERS)
@pytest.mark.parametrize("text", EVIL_TEXTS)
def test_what_a_person_wrote_is_never_code(text, dialect):
    plain = replace(gallery.example("small-network"), title="t", notes="n")
    evil = replace(plain, title=text, notes=text, layers=(replace(plain.layers[0], name=text), *plain.layers[1:]))
    program = WRITERS[dialect](evaluate(evil))
    assert structure(program) == structure(WRITERS[dialect](evaluate(plain)))
    assert unsafe_tokens(program) == []


@pytest.mark.parametrize("dialect", WRITERS)
def test_weights_are_put_into_the_layers_that_have_them(dialect):
    program = WRITERS[dialect](EXPERIMENTS["small-network"])
    tree = ast.parse(program)
    assert "model" in {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert program.count("bias.copy_(" if dialect == "torch" else ".set_weights([kernel, ") == 2
