"""Answers as lines of a file, and a folder of them as a table."""

import json

import pytest
from msgspec.structs import replace

from convstudio.__main__ import main
from convstudio.lessons.check import check
from convstudio.lessons.classroom.records import Answer, AnswerProblem, answer_of, lines_of, read_answers, whole_lines
from convstudio.lessons.classroom.table import class_table, table_of
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in

BY_HAND = read(built_in() / "02-by-hand.md")


def given(at, answer, tries=1):
    """The record of an answer to a step of the lesson."""
    experiment = BY_HAND.experiment(at)
    return answer_of(BY_HAND, at, experiment, answer, check(BY_HAND.steps[at].question, experiment, answer), tries)


def test_an_answer_says_when_what_was_answered_and_what_was_believed(tmp_path):
    record = given(0, "37")
    path = tmp_path / "anna.jsonl"
    path.write_bytes(lines_of([record, given(0, "25", 2)]))
    first, second = path.read_text(encoding="utf-8").splitlines()
    assert json.loads(first) == {
        "lesson": "02-by-hand", "step": 1, "question": "What is *Y*[0, 1]?", "answer": "37", "right": False, "try": 1,
        "misconceptions": ["rows_columns_swapped"], "stars": 0, "time": record.time,
    }  # fmt: skip
    assert json.loads(second)["misconceptions"] == []
    assert read_answers(path)[0] == record


def test_every_kind_of_answer_can_be_kept():
    assert given(1, [["1", "2"], ["3", "4"]]).answer == "1  2; 3  4"
    assert given(2, [["0"] * 3] * 3).answer == "0  0  0; 0  0  0; 0  0  0"
    assert given(3, 1).answer == "1 2 / 1 2"
    assert given(3, 1).misconceptions == ("A half turn makes it 2 1 / 2 1.",)
    assert given(4, BY_HAND.experiment(4)).answer == "0 0 / 0 0"


def answer(step=1, right=False, **more):
    return Answer(lesson="02-by-hand", step=step, question="?", answer="37", right=right, time="t", **more)


def test_the_table_names_mistakes_and_counts_tries():
    flipped = ("kernel_flipped",)
    table = table_of({
        "anna": (answer(right=True), answer(2, misconceptions=flipped)),
        "ben": (answer(misconceptions=flipped), answer(), answer(right=True), answer(misconceptions=flipped)),
        "cem": (answer(), answer(misconceptions=("stride_ignored", "padding_once"))),
    })  # fmt: skip
    assert [column.title for column in table.columns] == ["02-by-hand · 1", "02-by-hand · 2"]
    assert [[cell.words for cell in row] for row in table.rows] == [
        ["✓", "✗ · kernel flipped"], ["✓ 3 · 37", ""], ["✗ · stride ignored or padding once", ""]
    ]  # fmt: skip
    assert table.totals == ("2 of 3 · kernel flipped × 1", "0 of 1 · kernel flipped × 1")
    assert table.tsv().splitlines() == [
        "Learner\t02-by-hand · 1\t02-by-hand · 2",
        "anna\t✓\t✗ · kernel flipped",
        "ben\t✓ 3 · 37\t",
        "cem\t✗ · stride ignored or padding once\t",
        "Class\t2 of 3 · kernel flipped × 1\t0 of 1 · kernel flipped × 1",
    ]
    assert table.rows[1][0].told.splitlines()[0] == "t  ✗ 37 kernel flipped"


def test_stars_are_shown():
    table = table_of({"anna": (answer(right=True, stars=1), answer(right=True, stars=3))})
    assert table.rows[0][0].words == "✓ ★★★"


def test_no_cell_is_a_formula_or_a_second_line():
    table = table_of({"=HYPERLINK(1)": (replace(answer(), answer="a\tb\nc"),)})
    assert table.tsv().splitlines()[1] == "'=HYPERLINK(1)\t✗ · a b c"


BROKEN = [
    (b"not json\n", "line 1"),
    (lines_of([answer()]) + b'{"lesson": 3}\n', "line 2"),
    (b"\xff\xfe\n", "line 1"),
    (b"[" * 5000 + b"\n", "line 1"),
    (b"\n" * 30_000, "too large"),
]


@pytest.mark.parametrize(("content", "reason"), BROKEN)
def test_a_broken_file_is_named_with_its_reason_and_leaves_the_others(tmp_path, content, reason):
    (tmp_path / "anna.jsonl").write_bytes(lines_of([answer(right=True)]))
    (tmp_path / "broken.jsonl").write_bytes(content)
    (tmp_path / "notes.txt").write_text("no answers")
    table = class_table(tmp_path)
    assert table.learners == ("anna",)
    assert len(table.problems) == 1
    assert table.problems[0].startswith("broken.jsonl: ")
    assert reason in table.problems[0]


def test_a_folder_that_is_none_is_refused(tmp_path):
    (tmp_path / "folder.jsonl").mkdir()
    assert "folder.jsonl" in class_table(tmp_path).problems[0]
    with pytest.raises(AnswerProblem, match="missing"):
        class_table(tmp_path / "missing")


def test_a_line_that_was_cut_short_costs_no_other():
    content = lines_of([answer()])
    assert whole_lines(content + content[:20] + b"\n" + content) == content * 2


def test_the_command_prints_the_table(tmp_path, capsys):
    (tmp_path / "anna.jsonl").write_bytes(lines_of([answer(right=True)]))
    assert main(["lesson", "answers", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "Learner\t02-by-hand · 1\nanna\t✓\nClass\t1 of 1\n"
    (tmp_path / "ben.jsonl").write_text("{", encoding="utf-8")
    assert main(["lesson", "answers", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert "anna\t✓" in told.out
    assert told.err.startswith("ben.jsonl: line 1")
    assert main(["lesson", "answers", str(tmp_path / "missing")]) == 2
