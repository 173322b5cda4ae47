"""Lessons are read from Markdown, and whatever is wrong is said with file and line."""

import numpy as np
import pytest

from convstudio.lessons.model import LessonProblem, Paragraph, Picture
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import lessons
from tests.lessons.writing import HEAD, STAGE, experiment_block, step, write


def test_a_lesson_has_its_title_its_order_and_its_steps(tmp_path):
    lesson = read(write(tmp_path, step(title="One"), step(title="Two", stage="")))
    assert (lesson.name, lesson.title, lesson.order, lesson.summary) == ("lesson", "A lesson", 3, "For a test.")
    assert [each.title for each in lesson.steps] == ["One", "Two"]
    assert lesson.steps[1].stage is None
    assert lesson.experiment(1) is lesson.experiment(0)
    assert np.array_equal(lesson.experiment(0).layers[0].kernel, [[[[0, 1], [2, 3]]]])


def test_numbers_in_the_text_are_the_engines(tmp_path):
    text = "*Y* is {= Y}, {= size(Y)}, its corner **{= Y[0, 0]}**, `{= sum(X) / 8 | 2}`, {= rows(X)*2*2 - 1}."
    lesson = read(write(tmp_path, step(text=text)))
    assert lesson.steps[0].text == "Y is [[19, 25], [37, 43]], 2 × 2, its corner 19, 4.50, 11."
    styles = {run.text: run.style for run in lesson.steps[0].blocks[0].runs}
    assert (styles["Y"], styles["19"], styles["4.50"]) == ("emphasis", "strong", "code")


def test_lists_code_and_quotes_are_blocks(tmp_path):
    text = "- one\n- two\n\n1. first\n2. second\n\n> said\n\n## Below\n\n    code  here\n"
    blocks = read(write(tmp_path, step(text=text, stage=""))).steps[0].blocks
    assert [(b.kind, b.marker, b.text) for b in blocks] == [
        ("item", "•", "one"), ("item", "•", "two"), ("item", "1.", "first"), ("item", "2.", "second"),
        ("quote", "", "said"), ("heading", "", "Below"), ("code", "", "code  here"),
    ]  # fmt: skip


def test_html_is_text_and_links_are_their_words(tmp_path):
    text = '<img src="http://x/y.png"> and <b>bold</b> and [words](http://example.com)\n\n<script>alert(1)</script>'
    blocks = read(write(tmp_path, step(text=text, stage=""))).steps[0].blocks
    assert all(isinstance(block, Paragraph) for block in blocks)
    assert blocks[0].text == '<img src="http://x/y.png"> and <b>bold</b> and words'
    assert blocks[1].text == "<script>alert(1)</script>"


def test_a_picture_lies_beside_its_lesson(tmp_path):
    (tmp_path / "edge.png").write_bytes(b"\x89PNG")
    blocks = read(write(tmp_path, step(text="![an edge](edge.png)", stage=""))).steps[0].blocks
    assert blocks == (Picture(tmp_path / "edge.png", "an edge"),)


@pytest.mark.parametrize("name", ["http://x/y.png", "../edge.png", "/etc/edge.png", "missing.png", "a\\edge.png", "link.png"])
def test_no_other_picture_is_taken(tmp_path, name):
    (tmp_path / "here").mkdir()
    (tmp_path / "edge.png").write_bytes(b"\x89PNG")
    (tmp_path / "here" / "link.png").symlink_to(tmp_path / "edge.png")
    with pytest.raises(LessonProblem, match="picture"):
        read(write(tmp_path / "here", step(text=f"![words](<{name}>)", stage="")))


AT = HEAD.count("\n") + 1  # the first line behind the head


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# No head", 1, "begins with a line of"),
        ("+++\ntitle = 3\n+++\n# A\n", 2, "title"),
        ("+++\ntitle = \"A\"\ntitel = 2\n+++\n# A\n", 2, "titel"),
        ("+++\ntitle = \"A\"\norder = = 2\n+++\n# A\n", 3, "Invalid value"),
        (HEAD + "words before a step", AT, "a step begins with a heading"),
        (HEAD, AT, "a lesson has 1 to"),
        (HEAD + "# A\n\n{= Y[0]}\n", AT + 2, "no experiment"),
        (HEAD + "# A\n\nwords\n{= Q}\n" + STAGE, AT + 2, "is no name here"),
        (HEAD + "# A\n\n{= __import__(1)}\n" + STAGE, AT + 2, "is not understood"),
        (HEAD + "# A\n\n{= Y[9, 9]}\n" + STAGE, AT + 2, "has no value"),
        (HEAD + "# A\n" + experiment_block("input = [[1, 2]]\n[[layers]]\nkind = 'conv3d'"), AT + 5, "conv3d"),
        (HEAD + "# A\n" + experiment_block("input = [[1, 2]]\nlow ="), AT + 4, "Invalid value"),
        (HEAD + "# A\n" + experiment_block("example = 'no-such'"), AT + 3, "no-such"),
        (HEAD + "# A\n" + experiment_block("same = true"), AT + 3, "no step before"),
        (HEAD + step() + "\n# B\n" + experiment_block("same = true\ntitle = 'T'"), AT + 15, "beside it"),
        (HEAD + "# A\n" + experiment_block("inputs = [[1]]"), AT + 2, "inputs"),
        (HEAD + "# A\n" + experiment_block("example = 'stride'\ninput = [[1]]"), AT + 2, "one of example"),
        (HEAD + "# A\n" + experiment_block("example = 'stride'\npin = [99, 0]"), AT + 4, "pin"),
        (HEAD + "# A\n" + experiment_block("example = 'stride'\nhidden = true"), AT, "hidden"),
        (HEAD + "# A\n" + STAGE + STAGE, AT + 9, "one experiment at most"),
        (HEAD + step("kind = 'cell'\nask = 'Y?'\ncell = [9, 9]"), AT + 1, "no cell"),
        (HEAD + step("kind = 'cell'\nask = 'Y?'"), AT + 12, "cell"),
        (HEAD + step("kind = 'riddle'\nask = 'Y?'"), AT + 13, "riddle"),
        (HEAD + step("kind = 'choice'\nask = 'Y?'\noptions = [{text = 'a'}]"), AT + 1, "one of them with right"),
        (HEAD + step("kind = 'number'\nask = 'Y?'\nvalue = 'Y'"), AT + 1, "no single number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(tmp_path, text, line, reason):
    path = tmp_path / "wrong.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonProblem) as problem:
        read(path)
    assert (problem.value.line, problem.value.path) == (line, path)
    assert reason in problem.value.reason
    assert str(problem.value).startswith(f"wrong.md, line {line}: ")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00" * 100, b"", b"+++\n" * 50])
def test_no_file_breaks_the_reader(tmp_path, content):
    path = tmp_path / "odd.md"
    path.write_bytes(content)
    with pytest.raises(LessonProblem):
        read(path)


def test_a_broken_lesson_leaves_the_others(tmp_path):
    write(tmp_path, name="good.md")
    (tmp_path / "bad.md").write_text("nothing")
    (tmp_path / "folder.md").mkdir()
    found, problems = lessons([tmp_path, tmp_path / "missing"])
    assert [lesson.name for lesson in found] == ["good"]
    assert sorted(problem.path.name for problem in problems) == ["bad.md", "folder.md"]


def test_lessons_stand_in_their_order(tmp_path):
    for name, order in (("a", 2), ("b", 1)):
        write(tmp_path, head=f'+++\ntitle = "{name}"\norder = {order}\n+++\n', name=f"{name}.md")
    assert [lesson.name for lesson in lessons([tmp_path])[0]] == ["b", "a"]
