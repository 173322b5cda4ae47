"""Whatever is done to a lesson's file, it is read or refused with a sentence; nothing else comes out."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convstudio.lessons.model import LessonProblem
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in
from tests.lessons.writing import HEAD, STAGE, experiment_block

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(built_in().glob("*.md"))]
PIECES = ["[", "]", "{= ", "}", "```\n", "\n# ", "= ", '"', "0", "-1", "99999999999", "1e400", "nan", "[]", "[[]]", "\x00", "*"]


def read_or_refused(path: Path) -> None:
    try:
        read(path)
    except LessonProblem as problem:
        refusal = problem
    else:
        return
    assert 1 <= refusal.line <= path.read_text(encoding="utf-8").count("\n") + 1
    assert refusal.reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.sampled_from(TEXTS), st.data())
def test_a_damaged_lesson_is_read_or_refused(tmp_path: Path, text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(["", *PIECES])) + text[end:]
    path = tmp_path / "damaged.md"
    path.write_text(text, encoding="utf-8")
    read_or_refused(path)


NO_LAYERS = experiment_block("input = [[1, 2]]")
NUMBERS = [
    "kind = 'kernel'\nask = '?'\nsolution = [[1]]",
    "kind = 'kernel'\nask = '?'\nsolution = [[]]",
    "kind = 'kernel'\nask = '?'\nsolution = []",
    "kind = 'controls'\nask = '?'\ngoals = []\nsolution = []",
    "kind = 'controls'\nask = '?'\ngoals = [{test = '1/0 == 1', otherwise = '?'}]\nsolution = []",
    "kind = 'cell'\nask = '?'\ncell = []",
    "kind = 'cell'\nask = '?'\ncell = [-1, 0]",
    "kind = 'cell'\nask = '?'\ncell = [0, 0]\nlayer = 9",
    "kind = 'shape'\nask = '?'\nlayer = -9",
    "kind = 'number'\nask = '?'",
    "kind = 'number'\nask = '?'\nvalue = '10 ** 99999'",
    "kind = 'number'\nask = '?'\nvalue = '9999999999999999 * 1e308 * 1e308'",
    "kind = 'number'\nask = '?'\nvalue = '(' ",
    "kind = 'number'\nask = '?'\nvalue = 'loss(99999999)'",
    "kind = 'number'\nask = '?'\nvalue = 'size(X)'",
    "kind = 'number'\nask = '?'\nquantity = 'loss'",
    "kind = 'number'\nask = '?'\nquantity = 'gradient'\nweight = 99",
    "kind = 'number'\nask = '?'\nquantity = 'weights'\nlayer = 3",
    "kind = 'signs'\nask = '?'\nchannel = 7",
    "kind = 'output'\nask = '?'\nchannel = -7",
    "kind = 'choice'\nask = '{= Y[9] }'\noptions = []",
]


@pytest.mark.parametrize("question", NUMBERS)
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, question: str) -> None:
    path = tmp_path / "odd.md"
    for stage in (NO_LAYERS, experiment_block("example = 'max-pooling'")):
        path.write_text(f"{HEAD}# A\n{stage}\n```question\n{question}\n```\n", encoding="utf-8")
        with pytest.raises(LessonProblem):
            read(path)
    path.write_text(f"{HEAD}# A\n{STAGE}\n```question\n{question}\n```\n", encoding="utf-8")
    read_or_refused(path)
