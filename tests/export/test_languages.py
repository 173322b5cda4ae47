"""Every language that an experiment is written in: whatever stands there, a whole text comes out, and always the same."""

import ast

import pytest
from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate, gallery
from convstudio.export.code import LANGUAGES, code_in
from convstudio.layers import KINDS, MaxPool2d
from convstudio.scene.playing import playhead
from tests.export.texts import EVIL_TEXTS
from tests.layers.settings import cases

OPENING = gallery.opening_example()
STAGES = {
    "no layers": replace(OPENING, layers=()),
    "a problem": replace(OPENING, layers=(MaxPool2d(kernel_size=(31, 31)),)),
    **{example.name: gallery.example(example.name) for example in gallery.examples()},
    **{kind.kind: Experiment(input=x, layers=(layer,)) for kind in KINDS for layer, x in cases(kind, 3, 1, whole=True)},
}


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
@pytest.mark.parametrize("stage", STAGES)
def test_it_writes_whatever_stands_there(language, stage):
    evaluation = evaluate(STAGES[stage])
    last = len(evaluation.results) - 1
    text = code_in(language.name, evaluation, max(last, 0), playhead.start(evaluation, last))
    assert text.endswith("\n")
    assert text == code_in(language.name, evaluation, max(last, 0), playhead.start(evaluation, last))
    if language.suffix == ".py":
        ast.parse(text)


@pytest.mark.parametrize("text", EVIL_TEXTS)
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_what_a_person_wrote_ends_no_line_and_turns_no_letters(language, text):
    """That nothing of it becomes code is tested dialect by dialect: test_programs, test_numpy_program, test_latex."""
    named = replace(OPENING.layers[0], name=text)
    written = code_in(language.name, evaluate(replace(OPENING, title=text, notes=text, layers=(named,))))
    assert [sign for sign in written if not sign.isprintable() and sign != "\n"] == []


def test_names_and_endings_tell_languages_apart():
    assert len({language.name for language in LANGUAGES}) == len(LANGUAGES)
    assert all(language.suffix.startswith(".") for language in LANGUAGES)
    with pytest.raises(KeyError):
        code_in("cobol", evaluate(OPENING))
