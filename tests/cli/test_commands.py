"""The command line, without a window or a display."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage

from convstudio import __version__, commandline, languages
from convstudio.__main__ import COMMANDS, main
from convstudio.cli import arguments
from convstudio.cli.commands import COMMANDS as DONE
from convstudio.cli.information import as_text, problem_of
from convstudio.experiment import Experiment, evaluate, files, frozen, gallery
from convstudio.experiment.edits import strip_edits
from convstudio.export.code import LANGUAGES
from convstudio.layers import Conv2d
from convstudio.painting.figure import FORMATS
from convstudio.painting.palette import LOOKS
from convstudio.scene.layout.figures import WHATS, playhead_at
from convstudio.words import translated

ROOT = Path(__file__).parents[2]
HIDDEN = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


@pytest.fixture
def network(tmp_path):
    path = tmp_path / "network.convstudio"
    files.write(gallery.example("small-network"), path)
    return path


@pytest.fixture
def speaking():
    """What lets the program speak a language for a test."""
    yield languages.use
    languages.use("en")


@pytest.fixture
def broken(tmp_path):
    """An experiment whose second layer cannot work."""
    kernel = Conv2d(kernel=frozen(np.ones((1, 1, 9, 9))), bias=frozen(np.zeros(1)))
    path = tmp_path / "broken.convstudio"
    files.write(replace(gallery.example("edge-detection"), layers=(*gallery.opening_example().layers[:1], kernel)), path)
    return path


def by_itself(folder, *given):
    """The program in a process of its own, where there is no display."""
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "convstudio", *map(str, given)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=60)


def one_sentence(said, path=""):
    assert said.count("\n") == 1
    assert said.startswith(str(path))
    assert "Traceback" not in said


def test_what_is_offered_is_what_is_done():
    assert COMMANDS.keys() == DONE.keys()
    assert tuple(language.name for language in LANGUAGES) == arguments.CODES
    assert set(arguments.FIGURES) == {f".{form}" for form in FORMATS}
    assert set(arguments.THEMES) == set(LOOKS)
    assert arguments.WHATS == WHATS


def test_a_start_of_the_window_imports_nothing_of_it():
    code = "import sys, convstudio.__main__; print(sorted(name for name in sys.modules if name.startswith('convstudio')))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert eval(done.stdout) == [
        "convstudio",
        "convstudio.__main__",
        "convstudio.languages",
        "convstudio.preflight",
        "convstudio.resources",
        "convstudio.words",
    ]


def test_no_command_has_widgets(network, tmp_path):
    code = (
        "import sys; from convstudio.__main__ import main; "
        f"status = main(['render', {str(network)!r}, '-o', {str(tmp_path / 'x.svg')!r}]); "
        "assert 'PySide6.QtGui' in sys.modules; assert 'PySide6.QtWidgets' not in sys.modules; sys.exit(status)"
    )
    environment = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert (tmp_path / "x.svg").read_bytes().startswith(b"<?xml")


def test_a_shell_sees_status_and_sentence(network, tmp_path):
    assert by_itself(tmp_path, "--version").stdout == f"ConvStudio {__version__}\n"
    told = by_itself(tmp_path, "--help").stdout
    assert all(f"  {name} " in told for name in COMMANDS)
    done = by_itself(tmp_path, "info", network.name)
    assert (done.returncode, done.stderr) == (0, "")
    missing = by_itself(tmp_path, "render", "none.convstudio", "-o", "x.png")
    assert (missing.returncode, missing.stdout) == (2, "")
    one_sentence(missing.stderr, "none.convstudio: The file cannot be read")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: convstudio {command}" in capsys.readouterr().out


@pytest.mark.parametrize("given", [
    ["render"],
    ["render", "a.convstudio"],
    ["render", "a.convstudio", "-o", "a.gif"],
    ["render", "a.convstudio", "-o", "a.svg", "--theme", "pink"],
    ["render", "a.convstudio", "-o", "a.svg", "--size", "1x1"],
    ["render", "a.convstudio", "-o", "a.svg", "--scale", "nan"],
    ["render", "a.convstudio", "-o", "a.svg", "--step", "-1"],
    ["code", "a.convstudio", "--to", "cobol"],
    ["code", "a.convstudio", "--to", "numpy", "--layer", "one"],
    ["check"],
    ["info", "a.convstudio", "--max-file-size", "65M"],
])  # fmt: skip
def test_wrong_arguments_are_told_in_one_line(given, capsys):
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    one_sentence(capsys.readouterr().err, f"convstudio {given[0]}: ")


@pytest.mark.parametrize(("given", "sentence"), [
    (["render", "-o", "{folder}/x.png", "--layer", "9"], "The experiment has 4 layers; layer 9 is none of them."),
    (["render", "-o", "{folder}/x.png", "--layer", "9", "--step", "1"], "The experiment has 4 layers; layer 9"),
    (["render", "-o", "{folder}/x.png", "--layer", "0", "--step", "1"], "The input has no output to walk over."),
    (["render", "-o", "{folder}/x.png", "--layer", "4", "--step", "197"], "4 · Join has 196 steps; step 197 is none of them."),
    (["render", "-o", "{folder}/x.png", "--step", "0"], "step 0 is none of them."),
    (["render", "-o", "{folder}/x.png", "--channel", "2"], "There is no channel 2: they count from 0 to 1."),
    (["render", "-o", "{folder}/x.png", "--what", "kernel", "--layer", "2"], "2 · ReLU has no kernel."),
    (["render", "-o", "{folder}/x.png", "--what", "kernel", "--slice", "1"], "There is no slice 1"),
    (["render", "-o", "{folder}/x.png", "--size", "9000x9000", "--scale", "20"], "choose a smaller scale"),
    (["code", "--to", "latex", "--layer", "9"], "The experiment has 4 layers; layer 9"),
])  # fmt: skip
def test_what_is_not_there_is_told_in_one_sentence(given, sentence, network, tmp_path, capsys, qapp):
    command, *rest = (word.format(folder=tmp_path) for word in given)
    assert main([command, str(network), *rest]) == 2
    said = capsys.readouterr().err
    one_sentence(said, f"{network}: ")
    assert sentence in said
    assert not (tmp_path / "x.png").exists()


@pytest.mark.parametrize(("given", "sentence"), [
    (["render", "-o", "{folder}/x.png", "--layer", "2", "--step", "1"], "2 · ReLU is switched off and computes nothing"),
    (["animate", "-o", "{folder}/x.gif", "--layer", "2"], "2 · ReLU is switched off and computes nothing: there is no output"),
    (["handout", "-o", "{folder}/x.pdf", "--layer", "2"], "is switched off: it passes its input on, so there is nothing"),
    (["handout", "-o", "{folder}/x.pdf", "--layer", "2"], "--layer takes another one, from 1 to 4."),
])  # fmt: skip
def test_of_a_layer_that_is_switched_off_nothing_is_asked_or_walked(given, sentence, network, tmp_path, capsys, qapp):
    files.write(strip_edits.switch_layer(gallery.example("small-network"), 1, False).after, network)
    command, *rest = (word.format(folder=tmp_path) for word in given)
    assert main([command, str(network), *rest]) == 2
    said = capsys.readouterr().err
    one_sentence(said, f"{network}: ")
    assert sentence in said
    assert not list(tmp_path.glob("x.*"))


@pytest.mark.parametrize("suffix", arguments.FIGURES)
@pytest.mark.parametrize("what", WHATS)
def test_every_figure_in_every_format(what, suffix, network, tmp_path, qapp):
    path = tmp_path / f"figure{suffix.upper()}"
    assert main(["render", str(network), "-o", str(path), "--what", what, "--layer", "4", "--theme", "print"]) == 0
    starts = {".svg": b"<?xml", ".png": b"\x89PNG", ".pdf": b"%PDF-"}
    assert path.read_bytes().startswith(starts[suffix])


def drawn(network, folder, *options):
    path = folder / "drawn.png"
    assert main(["render", str(network), "-o", str(path), "--scale", "1", *options]) == 0
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_steps_walk_the_playhead(network, tmp_path, qapp):
    plain, first, second = (
        drawn(network, tmp_path, "--layer", "4", *step) for step in ([], ["--step", "60"], ["--step", "61"])
    )
    assert not np.array_equal(first, second)
    assert first.shape == second.shape
    hidden = drawn(network, tmp_path, "--layer", "4", "--step", "60", "--hide")
    assert not np.array_equal(first, hidden)
    inside = drawn(network, tmp_path, "--layer", "4", "--step", "60", "--product", "2")
    assert not np.array_equal(first, inside)
    assert plain.shape[0] <= first.shape[0]


def test_the_words_of_a_step(network, tmp_path, qapp):
    path = tmp_path / "words.svg"
    assert main(["render", str(network), "-o", str(path), "--layer", "4", "--step", "60", "--product", "2", "--words"]) == 0
    assert "running sum" in path.read_text(encoding="utf-8")


def test_the_last_step_is_the_last_cell():
    evaluation = evaluate(gallery.example("cross-correlation"))
    assert [playhead_at(evaluation, 0, step).window for step in (1, 4)] == [0, 3]
    with pytest.raises(ValueError, match="has 4 steps; step 5"):
        playhead_at(evaluation, 0, 5)


def test_info_is_a_table(network, capsys):
    assert main(["info", str(network)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "A small network"
    assert re.fullmatch(r"4  Join +1 × 14 × 14 +18 +1 +3 528 +8 × 8  2 × 2", lines[5])
    assert re.fullmatch(r" +Total +from 1 × 28 × 28 +36 +3 +17 640 +8 × 8  2 × 2", lines[6])


def test_info_for_programs(network, broken, capsys):
    assert main(["info", "--json", str(network)]) == 0
    known = json.loads(capsys.readouterr().out)
    assert (known["title"], known["input"], known["weights"], known["biases"]) == ("A small network", [1, 28, 28], 36, 3)
    assert [layer["output"] for layer in known["layers"]][-1] == [1, 14, 14]
    assert known["layers"][3]["receptive_field"] == [8, 8]
    assert known["problem"] is None
    assert main(["info", "--json", str(broken)]) == 0
    known = json.loads(capsys.readouterr().out)
    assert known["layers"][1]["output"] is None
    assert "Not possible" in known["layers"][1]["problem"]


def test_check_tells_the_good_from_the_bad(network, broken, tmp_path, capsys):
    assert main(["check", str(network)]) == 0
    assert capsys.readouterr() == (f"{network}: fine\n", "")
    cut = tmp_path / "cut.convstudio"
    cut.write_text("{")
    assert main(["check", str(broken), str(network), str(cut), str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.out == f"{network}: fine\n"
    bad, torn, folder = said.err.splitlines()
    assert bad.startswith(f"{broken}: Convolution 2 is not possible: ")
    assert torn.startswith(f"{cut}: The file breaks off")
    assert folder.startswith(f"{tmp_path}: The file cannot be read")


@pytest.mark.parametrize("language", arguments.CODES)
def test_code_to_standard_output_and_to_a_file(language, network, tmp_path, capsys):
    assert main(["code", str(network), "--to", language]) == 0
    text = capsys.readouterr().out
    assert "A small network" in text
    assert main(["code", str(network), "--to", language, "-o", str(tmp_path / "code")]) == 0
    assert (tmp_path / "code").read_text(encoding="utf-8") == text


def test_an_exported_program_runs_by_itself(network, tmp_path):
    assert main(["code", str(network), "--to", "numpy", "-o", str(tmp_path / "program.py")]) == 0
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Join (1, 14, 14)" in done.stdout


def test_latex_of_a_step(network, capsys):
    assert main(["code", str(network), "--to", "latex", "--layer", "4", "--step", "16"]) == 0
    assert "Y_{4}[" not in (text := capsys.readouterr().out)
    assert "_{1, 1} &= " in text


def test_a_large_file_is_read_where_that_is_asked_for(tmp_path, capsys):
    path = tmp_path / "large.convstudio"
    files.write(Experiment(input=frozen(np.zeros((1, 700, 700)))), path)
    assert main(["info", str(path)]) == 2
    assert capsys.readouterr().err.endswith("With --max-file-size 64M it is read.\n")
    assert main(["info", str(path), "--max-file-size", "64M"]) == 0


def test_what_cannot_be_written_is_told_and_what_was_there_stays(network, tmp_path, capsys, qapp):
    (tmp_path / "folder.svg").mkdir()
    assert main(["render", str(network), "-o", str(tmp_path / "folder.svg")]) == 2
    one_sentence(capsys.readouterr().err, tmp_path / "folder.svg")
    assert main(["code", str(network), "--to", "numpy", "-o", str(tmp_path / "none" / "x.py")]) == 2
    one_sentence(capsys.readouterr().err, tmp_path / "none" / "x.py")


def test_a_terminal_obeys_nothing_that_a_file_says():
    evaluation = evaluate(Experiment(input=frozen([[[1.0]]]), title="a\x1b[2Jb\x07\nc\u202ed"))
    out = as_text(evaluation, problem_of(evaluation))
    assert out.startswith("a [2Jb  c d\n")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_wide_letters_take_two_columns(language, speaking):
    """The table, each letter written as the columns that a terminal gives it."""
    speaking(language)
    experiment = gallery.example("edge-detection")
    layers = tuple(replace(experiment.layers[0], name=name) for name in ("边缘 e\u0301", "edges", "ﾊﾟ"))
    lines = as_text(evaluate(replace(experiment, title="", layers=layers)), "").splitlines()
    drawn = [line.translate({0x301: None} | dict.fromkeys(range(0x4E00, 0x9FFF), "__")) for line in lines]
    assert len({len(line) for line in drawn}) == 1, lines


def test_without_layers(tmp_path, capsys, qapp):
    path = tmp_path / "bare.convstudio"
    files.write(Experiment(input=frozen([[[1.0, 2.0]]])), path)
    for what in ("stage", "rail", "matrix"):
        assert main(["render", str(path), "-o", str(tmp_path / "x.svg"), "--what", what]) == 0
    for language in arguments.CODES:
        assert main(["code", str(path), "--to", language]) == 0
    assert main(["info", str(path)]) == 0
    assert main(["check", str(path)]) == 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_layer_that_cannot_work_is_drawn_with_its_reason(broken, tmp_path, capsys, qapp):
    assert main(["render", str(broken), "-o", str(tmp_path / "x.svg"), "--layer", "2"]) == 0
    assert ">Not possible: window 9 × 9," in (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert main(["render", str(broken), "-o", str(tmp_path / "y.svg"), "--what", "matrix", "--layer", "2"]) == 2
    one_sentence(capsys.readouterr().err, broken)


# Worksheets


def test_a_worksheet_of_an_experiment(tmp_path):
    output = tmp_path / "sheet.pdf"
    experiment = tmp_path / "own.convstudio"
    files.write(gallery.example("padding"), experiment)
    done = by_itself(tmp_path, "handout", experiment, "-o", output, "--blank", "0,1 1,1", "--paper", "letter", "--notes")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert output.read_bytes().startswith(b"%PDF-")
    assert b"612" in output.read_bytes()


@pytest.mark.parametrize("name", ["02-by-hand", "own.md"])
def test_a_worksheet_of_a_lesson_in_a_file_or_built_in(tmp_path, name, monkeypatch, qapp):
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "own.md"
    own.write_bytes((ROOT / "resources" / "lessons" / "03-output-size.md").read_bytes())
    assert main(["handout", name, "-o", "sheet.pdf"]) == 0
    assert (tmp_path / "sheet.pdf").read_bytes().count(b"/Type /Page\n") >= 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--layer", "9"], "This layer has no output that could be asked for. --layer takes another one, from 1 to 4."),
        (["--layer", "0"], "The input has no arithmetic; layers count from 1."),
        (["--channel", "7"], "There is no output channel 7: they count from 0 to 1."),
        (["--blank", "40,40"], "The output has no cell 40, 40"),
        ([], "The matrices of this layer are too large for a sheet of paper"),
        ([], "Make the input smaller, or choose another layer. --layer takes another one, from 1 to 4."),
    ],
)
def test_what_cannot_be_asked_on_paper_is_one_sentence(network, tmp_path, capsys, qapp, given, told):
    assert main(["handout", str(network), "-o", str(tmp_path / "x.pdf"), *given]) == 2
    said = capsys.readouterr().err
    one_sentence(said, network)
    assert told in said
    assert not (tmp_path / "x.pdf").exists()


def test_a_broken_lesson_is_told_with_its_line(tmp_path, capsys, qapp):
    path = tmp_path / "own.md"
    path.write_text("no head", encoding="utf-8")
    assert main(["handout", str(path), "-o", str(tmp_path / "x.pdf")]) == 2
    one_sentence(capsys.readouterr().err, path)


@pytest.mark.parametrize("cells", ["some", "1", "1,2,3", "-1,0"])
def test_cells_that_are_none_are_told(network, capsys, cells):
    with pytest.raises(SystemExit):
        main(["handout", str(network), "-o", "x.pdf", f"--blank={cells}"])
    assert "is neither rest nor all, nor cells such as 0,1 2,3" in capsys.readouterr().err


# A page for a browser


def test_a_page_of_all_layers_or_of_one(network, tmp_path, qapp):
    page = tmp_path / "page.html"
    assert main(["render", str(network), "-o", str(page), "--theme", "dark"]) == 0
    whole = page.read_text(encoding="utf-8")
    assert whole.count("<section") == 4
    assert LOOKS["dark"].board in whole
    assert main(["render", str(network), "-o", str(page), "--layer", "3"]) == 0
    assert page.read_text(encoding="utf-8").count("<section") == 1


@pytest.mark.parametrize("given", [["--what", "rail"], ["--step", "2"]])
def test_a_page_takes_neither_another_subject_nor_a_step(network, tmp_path, capsys, qapp, given):
    assert main(["render", str(network), "-o", str(tmp_path / "page.html"), *given]) == 2
    one_sentence(capsys.readouterr().err, network)


# The words of argparse


@pytest.mark.parametrize(("given", "told"), [
    (["info", "--help"], ("Aufruf: convstudio info [-h]", "\nArgumente:\n", "\nOptionen:\n", "diese Hilfe zeigen und enden")),
    (["--help"], ("Aufruf: convstudio [-h]", "die Version des Programms zeigen und enden")),
    (["info"], ("convstudio info: diese Argumente fehlen: FILE\n",)),
    (["check"], ("convstudio check: diese Argumente fehlen: FILE\n",)),
    (["--frob"], ("convstudio: unbekannte Argumente: --frob\n",)),
    (["info", "a", "--max-file-size"], ("convstudio info: Argument --max-file-size: ein Wert fehlt\n",)),
    (["info", "a", "--json=1"], ("Argument --json: nimmt keinen Wert, bekam aber '1'\n",)),
    (["render", "a", "-o", "a.svg", "--s", "1"], ("mehrdeutige Option: --s passt auf --slice, --step",)),
    (["code", "a", "--to", "cobol"], ("Argument --to: 'cobol' steht nicht zur Wahl", "'numpy'")),
    (["thumbnail", "a", "-o", "b", "--size", "x"], ("Argument --size: 'x' ist keine Anzahl von Pixeln von 16 bis 2048\n",)),
    (["lesson"], ("convstudio lesson: diese Argumente fehlen: COMMAND\n",)),
])  # fmt: skip
def test_what_argparse_says_is_in_the_language_of_the_program(given, told, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    try:
        with pytest.raises(SystemExit):
            main(given)
    finally:
        languages.use("en")
    said = "".join(capsys.readouterr())
    assert all(part in said for part in told), said


def test_what_argparse_fills_in_stays_in_every_language():
    filled = re.compile(r"%(?:\(\w+\))?[rs]")
    for language in languages.NAMES:
        languages.use(language)
        for text in (*commandline.SAID, *(form for forms in commandline.COUNTED for form in forms)):
            assert sorted(filled.findall(translated(text))) == sorted(filled.findall(text)), (language, text)
    languages.use("en")


def test_a_mistyped_command_is_named(capsys):
    with pytest.raises(SystemExit) as end:
        main(["rendr", "edges.convstudio"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("convstudio: “rendr” is neither a file nor a command; commands are render, ")
    assert said.count("\n") == 1
