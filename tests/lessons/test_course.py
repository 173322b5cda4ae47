"""The built-in course: played to its end, its numbers computed, its questions answered rightly and wrongly."""

import re

import numpy as np
import pytest

from convstudio.lessons.check import check, solution
from convstudio.lessons.generate import another
from convstudio.lessons.questions import Choice, PaintOutput, SignMap
from convstudio.lessons.reading.expressions import COMPUTED, value
from convstudio.lessons.reading.read import computed
from convstudio.lessons.shelf import built_in, challenges, lessons
from convstudio.scene.words.numbers import exact

COURSE, PROBLEMS = lessons([built_in()])
NAMES = [lesson.name for lesson in COURSE]
STEPS = [(lesson, at) for lesson in COURSE for at, step in enumerate(lesson.steps) if step.question]
IDS = [f"{lesson.name}-{at + 1}" for lesson, at in STEPS]
# Numbers of two digits or more that stand in the text as they are: rates and bounds that a question sets, not results.
SET = {"0.01", "0.1", "10", "16", "20", "30"}


def typed(question, answer):
    """An answer as a person gives it: typed, chosen, or painted cell by cell."""
    if isinstance(question, SignMap):
        return [["−0+"[int(cell) + 1] for cell in row] for row in answer]
    if isinstance(question, PaintOutput):
        return [[exact(float(cell)) for cell in row] for row in answer]
    if question.field == "line":
        return exact(answer) if isinstance(answer, float) else question.written(answer)
    return answer


def test_every_lesson_is_read_in_its_order():
    assert PROBLEMS == ()
    assert [lesson.order for lesson in COURSE] == list(range(1, len(COURSE) + 1))
    assert [name[3:] for name in NAMES] == [
        "local-and-shared", "by-hand", "output-size", "edges", "a-layer", "learning", "learning-rate",
        "what-cannot-be-learned", "padding", "stride", "channels-in", "channels-out", "one-by-one", "pooling", "translation",
        "receptive-field", "size-for-channels", "cost",
    ]  # fmt: skip


@pytest.mark.parametrize("lesson", COURSE, ids=NAMES)
def test_a_lesson_asks_first_and_ends_with_a_design(lesson):
    assert lesson.summary
    assert 3 <= len(lesson.steps) <= 9
    questions = [step.question for step in lesson.steps if step.question]
    assert len(questions) >= len(lesson.steps) - 1
    assert lesson.steps[-1].question.field == "stage"


@pytest.mark.parametrize(("lesson", "at"), STEPS, ids=IDS)
def test_a_question_is_answered_rightly(lesson, at):
    question, experiment = lesson.steps[at].question, lesson.experiment(at)
    verdict = check(question, experiment, typed(question, question.answer(experiment)))
    assert verdict.right
    assert verdict.words.startswith("Right.")
    assert solution(question, experiment)
    assert question.hint
    assert question.explain


@pytest.mark.parametrize(("lesson", "at"), STEPS, ids=IDS)
def test_every_misconception_is_known_and_none_is_right(lesson, at):
    question, experiment = lesson.steps[at].question, lesson.experiment(at)
    if isinstance(question, Choice):
        for place, option in enumerate(question.options):
            assert check(question, experiment, place).right == option.right
            because = computed(option.because, experiment)
            assert option.right or because in check(question, experiment, place).words
        return
    if question.field == "stage":
        return
    right, case = question.answer(experiment), question.case(experiment) if question.beliefs() else None
    for belief in question.beliefs():
        believed = belief.believed(case)
        wrong = None if believed is None else question.reckoned(believed)
        if wrong is None or question.same(wrong, right) or (isinstance(wrong, np.ndarray) and wrong.shape != right.shape):
            continue  # nothing to be seen of it here
        verdict = check(question, experiment, typed(question, wrong))
        assert not verdict.right
        assert belief.sentence in verdict.words


@pytest.mark.parametrize(("lesson", "at"), [each for each in STEPS if getattr(each[0].steps[each[1]].question, "mistakes", ())])
def test_every_mistake_of_a_lesson_is_answered_with_its_own_words(lesson, at):
    question, experiment = lesson.steps[at].question, lesson.experiment(at)
    told = [check(question, experiment, exact(float(value(mistake.gives, experiment)))) for mistake in question.mistakes]
    assert not any(verdict.right for verdict in told)
    for mistake, verdict in zip(question.mistakes, told, strict=True):
        assert computed(mistake.because, experiment) in verdict.words


@pytest.mark.parametrize(("lesson", "at"), STEPS, ids=IDS)
def test_the_start_of_a_design_is_not_its_end(lesson, at):
    question, experiment = lesson.steps[at].question, lesson.experiment(at)
    if question.field == "stage":
        verdict = check(question, experiment, experiment)
        assert not verdict.right
        assert verdict.words


@pytest.mark.parametrize(("lesson", "at"), [each for each in STEPS if each[0].steps[each[1]].question.another])
def test_another_one_is_made_where_it_is_offered(lesson, at):
    question = lesson.steps[at].question
    for seed in range(3):
        made = another(question, lesson.experiment(at), seed)
        assert check(question, made, typed(question, question.answer(made))).right
        assert lesson.steps[at].stage.hidden, "its answer would stand on the stage"


@pytest.mark.parametrize("lesson", COURSE, ids=NAMES)
def test_numbers_of_the_text_are_computed(lesson):
    body = lesson.path.read_text(encoding="utf-8").split("+++", 2)[2]
    text = re.sub(r"```experiment.*?```", "", body, flags=re.DOTALL)
    text = re.sub(r"^(solution|training|value|goals|within|cell|  \{(gives|test) = .*?,) ?=?.*$", "", text, flags=re.MULTILINE)
    literal = set(re.findall(r"(?<![\w.])\d+\.\d+|(?<![\w.])\d{2,}", COMPUTED.sub("", text)))
    assert literal <= SET


NUMBER = r"−?\d+(?:\.\d+)?"
TERM = rf"\(*{NUMBER}²?\)*"
EQUATION = re.compile(rf"(?<![\w.\]²)])(?<![+·/×−] )({TERM}(?: ?[+·/×−] ?{TERM})+) = ({NUMBER})(?!\d|\.\d| ?[+·/×−(])")


def reckoned(text):
    """What a sum in a text comes to: read by hand, not by the lessons' own expressions."""
    plain = text.replace("−", "-").replace("·", "*").replace("×", "*").replace("²", "**2").replace(" ", "")
    assert re.fullmatch(r"[-+*/().\d]+", plain), plain
    return eval(plain, {"__builtins__": {}})


@pytest.mark.parametrize("lesson", [*COURSE, *lessons([challenges()])[0]], ids=lambda lesson: lesson.name)
def test_every_sum_that_is_written_out_is_right(lesson):
    for at, step in enumerate(lesson.steps):
        texts = [step.text]
        if step.question:
            texts += [computed(text, lesson.experiment(at)) for text in step.question.texts]
        for text in texts:
            for left, right in EQUATION.findall(text):
                if left.count("(") == left.count(")"):
                    assert reckoned(left) == pytest.approx(reckoned(right), abs=0.005), (step.title, left, right)


def test_sums_are_found_and_reckoned():
    found = EQUATION.findall("Then 3 + 2 · 2 = 7, 0·0 + 1·1 + 3·2 + 4·3 = 19 and 8 − 2 + 1 = 8; 0² + 4² = 16.")
    assert [(reckoned(left), right) for left, right in found] == [(7, "7"), (19, "19"), (7, "8"), (16, "16")]


def spoken(name):
    """All words of a lesson, with its questions' explanations."""
    lesson = COURSE[NAMES.index(name)]
    parts = [step.text for step in lesson.steps]
    parts += [computed(step.question.ask, lesson.experiment(at)) for at, step in enumerate(lesson.steps) if step.question]
    parts += [solution(step.question, lesson.experiment(at)) for at, step in enumerate(lesson.steps) if step.question]
    return "\n".join(parts)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("01-local-and-shared", ["2016", "3 numbers do the work"]),
        ("02-by-hand", ["0·0 + 1·1 + 3·2 + 4·3 = 19", "19 25 / 37 43"]),
        ("03-output-size", ["8 − 2 + 1 = 7", "6 − 1 + 1 = 6", "4 × 8"]),
        ("05-a-layer", ["39"]),
        ("07-learning-rate", ["60", "12", "−0.8", "0.64", "−1.04", "0.0333"]),
        ("09-padding", ["1 window reads the corner; 9", "[[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]"]),
        ("10-stride", ["3 × 3", "2 × 2"]),
        ("11-channels-in", ["19 + 37 = 56", "[[56, 72], [104, 120]]"]),
        ("12-channels-out", ["[[76, 100], [148, 172]]", "[[96, 128], [192, 224]]", "3 × 2 × 2 × 2"]),
        ("14-pooling", ["[[4, 5], [7, 8]]", "[[2, 3], [5, 6]]", "[[4]]"]),
        ("16-receptive-field", ["3 + 2 = 5", "3 + 2 · 2 = 7"]),
        ("18-cost", ["= 900", "14400"]),
        ("06-learning", ["18.18", "4.828, 1.538, 0.556, 0.215, 0.086", "[1.0266, −0.9515]"]),
    ],
)  # fmt: skip
def test_the_textbooks_numbers_stand_in_the_lessons(name, words):
    text = spoken(name)
    assert [each for each in words if each not in text] == []
