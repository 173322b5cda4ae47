"""`convstudio info --code FILE.py`: a network in Python, without a window, and without running it."""

import json

import pytest

from convstudio.__main__ import main
from tests.export.network import codes


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "net.py"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_shapes_costs_and_receptive_fields(file, capsys):
    assert main(["info", "--code", str(file(codes.LENET))]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "net.py"
    assert [line.split()[:3] for line in lines[2:6]] == [
        ["1", "Convolution", "1"], ["2", "Max", "pool"], ["3", "Convolution", "2"], ["4", "Max", "pool"],
    ]  # fmt: skip
    assert "16 × 4 × 4" in lines[5]
    assert "16 × 16" in lines[5]
    assert lines[-1] == "line 17: view gives the numbers another shape. The layers end before it."


def test_for_programs(file, capsys):
    assert main(["info", "--code", "--json", str(file(codes.KERAS_ADD))]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["input"] == [3, 32, 32]
    assert [layer["output"] for layer in known["layers"]] == [[8, 32, 32], [8, 16, 16], [8, 16, 16], [16, 16, 16]]


def test_shapes_that_do_not_fit_are_wrong_and_say_what_would_do(file, capsys):
    path = file(codes.LENET.replace("nn.Conv2d(6, 16", "nn.Conv2d(8, 16"))
    assert main(["info", "--code", str(path)]) == 2
    said = capsys.readouterr()
    assert said.err == f"{path}: Layer 3, line 10: its kernel reads 8 channels, but layer 1 makes 6.\n"
    assert "what would do: Take 6 input channels, as layer 1 makes 6" in said.out
    assert "Give the kernel 6 slices" not in said.out, "the same, in words that do not speak of the code"
    assert main(["info", "--code", "--json", str(path)]) == 2
    assert (
        json.loads(capsys.readouterr().out)["problem"] == "Layer 3, line 10: its kernel reads 8 channels, but layer 1 makes 6."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("x = 1", "There is no layer in this code"), ("nn.Sequential(", "Line 1 is not Python"), (b"\xff\x00", "This is no text"),
     ("nn.Linear(3, 4)", "Linear connects every number"), ("#" * 300_000, "The code is too long"), ("", "There is no layer")],
)  # fmt: skip
def test_what_is_no_network_is_one_sentence(file, capsys, text, sentence):
    path = file(text)
    assert main(["info", "--code", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{path}: {sentence}")
    assert said.count("\n") == 1


def test_nothing_is_run(file, tmp_path):
    made = tmp_path / "made"
    assert main(["info", "--code", str(file(f"open({str(made)!r}, 'w')\nnn.Conv2d(1, 2, 3)"))]) == 0
    assert not made.exists()
