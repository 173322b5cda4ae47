"""What the stage says of a layer, as LaTeX: the numbers are those on the screen, and equations hold."""

import re
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.experiment.edits import strip_edits
from convstudio.export.code.latex import cell, escaped, latex_document, of_line, sizes
from convstudio.layers import KINDS, Conv2d, MaxPool2d
from convstudio.scene.playing.playhead import at, plays, spot_of, windows
from convstudio.scene.words.text_runs import Run
from tests.export.texts import EVIL_TEXTS, MARK
from tests.layers.settings import cases
from tests.scene.strips import evaluations


def check_form(text: str) -> None:
    """Brackets and environments are closed, and no sign of the screen is left in mathematics."""
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    opened = []
    for word, name in re.findall(r"\\(begin|end)\{([\w*]+)\}", bare):
        if word == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    depth = 0
    for sign in re.sub(r"\\[{}]", "", bare):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert bare.count(r"\left") == bare.count(r"\right")
    assert bare.isascii()


def sides(lines: list[str]) -> list[list[Fraction]]:
    """The sides of each equation that claims to be exact, worked out."""
    text = " ".join(lines[1:-2]).replace(r"\\", " ").replace("&", " ").replace(r"\quad", " ")
    text = re.sub(r"\\text\{ bias \}", "", text).replace(r"\cdot", "*").replace(r"\div", "/").replace(r"\text{max}", "max")
    if "\\" in text:
        return []
    found = text.split("=")[1:]  # without the name of the cell
    assert all(re.fullmatch(r"[\d\s.*/+(),max-]+", side) for side in found)
    known = {"Fraction": Fraction, "max": lambda *numbers: max(numbers)}
    return [[eval(re.sub(r"\d+(\.\d+)?", r"Fraction('\g<0>')", side), known) for side in found]]


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_every_layer_of_every_example(name):
    evaluation = evaluate(gallery.example(name))
    checked = 0
    for index in range(len(evaluation.results)):
        check_form(latex_document(evaluation, index))
        last = at(evaluation, index, windows(evaluation, index) - 1)
        for playhead in (at(evaluation, index, 0), last):
            for equation in sides(cell(evaluation, spot_of(evaluation, playhead))):
                assert len(set(equation)) == 1
                checked += 1
    assert checked or name not in ("cross-correlation", "channels-in", "max-pooling", "average-pooling", "stride")


@given(evaluations())
def test_any_strip_has_well_formed_lines(evaluation):
    for index in range(len(evaluation.results)):
        check_form(latex_document(evaluation, index))
        if plays(evaluation, index):
            for equation in sides(cell(evaluation, spot_of(evaluation, at(evaluation, index, 0)))):
                assert len(set(equation)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_lines(kind):
    for layer, x in cases(kind, 4, 10):
        check_form(latex_document(evaluate(Experiment(input=x, layers=(layer,)))))


def test_the_textbook_cell():
    evaluation = evaluate(gallery.example("cross-correlation"))
    assert cell(evaluation, spot_of(evaluation, at(evaluation, 0, 1))) == [
        r"\begin{align*}",
        r"  Y_{0, 1} &= 1 \cdot 0 + 2 \cdot 1 + 4 \cdot 2 + 5 \cdot 3 +\text{ bias }0 \\",
        r"  &= 25",
        r"\end{align*}",
        "",
    ]
    floor = r"\left\lfloor (n_{h} - k_{h} + p_{h}) / s_{h}\right\rfloor + 1"
    assert sizes(evaluation, 0)[1] == (rf"  \text{{height}} &= {floor} = \left\lfloor (3 - 2 + 0) / 1\right\rfloor + 1 = 2 \\")


def test_what_is_rounded_says_so():
    evaluation = evaluate(gallery.example("border"))
    lines = cell(evaluation, spot_of(evaluation, at(evaluation, 0, 0)))
    assert lines[-3] == r"  &\approx 0.0333\quad \text{ rounded}"
    assert r"\[ K \approx \begin{pmatrix}" in latex_document(evaluation)


def test_powers_of_ten_and_infinity():
    assert of_line((Run("1.5e−7 + ∞"),)) == r"1.5 \cdot 10^{-7} + \infty"


def test_the_playhead_chooses_the_cell():
    evaluation = evaluate(gallery.example("channels-out"))
    assert r"Y_{2, 1, 0} &= " in latex_document(evaluation, 0, at(evaluation, 0, 10))


def test_a_playhead_at_another_layer_leaves_the_first_cell():
    evaluation = evaluate(gallery.example("small-network"))
    assert "_{0, 0, 0} &= " in latex_document(evaluation, 1, at(evaluation, 0, 9))  # of a function of single cells, too


def test_a_large_map_is_told_by_its_sizes():
    x = frozen(np.zeros((1, 40, 50)))
    assert r"\[ X \in \mathbf{R}^{1 \times 40 \times 50} \]" in latex_document(
        evaluate(Experiment(input=x, layers=(MaxPool2d(),)))
    )


def test_without_layers_and_without_an_output():
    check_form(latex_document(evaluate(Experiment(input=frozen([[[1.0]]])))))
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 5, 5))), bias=frozen(np.zeros(1)))
    text = latex_document(evaluate(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(layer,))))
    check_form(text)
    assert "the window does not fit" in text


def test_a_layer_that_is_switched_off_says_so_before_its_output():
    example = gallery.opening_example()
    assert "switched off" not in latex_document(evaluate(example))
    text = latex_document(evaluate(strip_edits.switch_layer(example, 0, False).after))
    check_form(text)
    assert text.index(r"\[ K = ") < text.index(r"\[ \text{switched off: passed on unchanged} \]") < text.index(r"\[ Y = ")


@pytest.mark.parametrize("text", EVIL_TEXTS)
def test_what_a_person_wrote_is_never_a_command(text):
    plain = gallery.example("small-network")
    evil = replace(plain, title=text, notes=text, layers=(replace(plain.layers[0], name=text), *plain.layers[1:]))
    for index in range(len(plain.layers)):
        lines = latex_document(evaluate(evil), index).splitlines()
        assert [line for line in lines if MARK in line and not line.startswith("%")] == []
        "\n".join(lines).encode("utf-8")


def test_words_in_mathematics_are_escaped():
    assert escaped("a_b & 50% \\x {y}") == r"a\_b \& 50\% \textbackslash{}x \{y\}"
