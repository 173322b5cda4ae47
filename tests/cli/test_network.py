"""`convstudio info --code FILE.py`: a network in Python, without a window, and without running it."""

import json

import pytest

from convstudio.__main__ import main
from convstudio.experiment import files, gallery
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
    assert lines[1].endswith("The input, 1 × 28 × 28, is assumed; --input CxHxW takes another.")
    assert [line.split()[:3] for line in lines[3:7]] == [
        ["1", "Convolution", "1"], ["2", "Max", "pool"], ["3", "Convolution", "2"], ["4", "Max", "pool"],
    ]  # fmt: skip
    assert "16 × 4 × 4" in lines[6]
    assert "16 × 16" in lines[6]
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


NO_SIZE = "net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2){more})"


def test_a_size_that_the_code_does_not_say_is_called_assumed(file, capsys):
    path = str(file(NO_SIZE.format(more="")))
    assert main(["info", "--code", path]) == 0
    assert "The input, 1 × 28 × 28, is assumed; --input CxHxW takes another." in capsys.readouterr().out.splitlines()[1]
    assert main(["info", "--code", path, "--input", "1x40x30"]) == 0
    given = capsys.readouterr().out
    assert "assumed" not in given
    assert "from 1 × 40 × 30" in given
    assert main(["info", "--code", "--json", path]) == 0
    assert json.loads(capsys.readouterr().out)["input_assumed"] is True
    assert main(["info", "--code", "--json", path, "--input", "1x40x30"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert (known["input"], known["input_assumed"]) == ([1, 40, 30], False)
    assert main(["info", "--code", "--json", str(file(codes.KERAS_ADD))]) == 0
    assert json.loads(capsys.readouterr().out)["input_assumed"] is False


def test_an_input_that_does_not_fit_or_is_none_is_told(file, tmp_path, capsys):
    path = str(file(NO_SIZE.format(more="")))
    assert main(["info", "--code", path, "--input", "3x40x30"]) == 2
    assert "its kernel reads 1 channel, but the input has 3" in capsys.readouterr().err
    for given in ("40x30", "0x4x4", "1x2000x4"):
        with pytest.raises(SystemExit):
            main(["info", "--code", path, "--input", given])
        assert "is no input such as 3x224x224" in capsys.readouterr().err
    assert main(["info", path, "--input", "1x40x30"]) == 2
    assert "--input is for --code" in capsys.readouterr().err


def test_a_layer_that_is_not_possible_is_an_error_and_one_of_another_kind_is_not(file, capsys):
    path = file(NO_SIZE.format(more=", nn.Conv2d(2, 8, 3, stride=0), nn.Flatten()"))
    assert main(["info", "--code", str(path)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"{path}: line 1: Stride: 0 × 0 is not possible")
    assert "Stride" not in said.out, "said once"
    assert main(["info", "--code", "--json", str(path)]) == 2
    assert "Stride: 0 × 0" in json.loads(capsys.readouterr().out)["problem"]
    for other in (", nn.LSTM(3, 4)", ", nn.Flatten()"):
        assert main(["info", "--code", str(file(NO_SIZE.format(more=other)))]) == 0
        assert "The layers end before it." in capsys.readouterr().out


def test_code_and_experiments_that_are_taken_for_each_other_are_told(file, tmp_path, capsys):
    assert main(["info", str(file(NO_SIZE.format(more="")))]) == 2
    assert capsys.readouterr().err.endswith("A network in Python is read with --code.\n")
    path = tmp_path / "x.convstudio"
    files.write(gallery.example("edge-detection"), path)
    assert main(["info", "--code", str(path)]) == 2
    assert capsys.readouterr().err.endswith("An experiment is read without --code.\n")
