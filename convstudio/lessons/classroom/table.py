"""A folder of answers as a table: a row for each learner, that is, for each file; a column for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from convstudio.lessons.classroom.records import SUFFIX, Answer, AnswerProblem, read_answers
from convstudio.reasons import reason_of
from convstudio.words import count, tr

MOST_FILES = 500
RIGHT, NOTHING = "✓", ""


class Column(Struct, frozen=True):
    """A question: its lesson, its step (counted from 1), and its words."""

    lesson: str
    step: int
    question: str

    @property
    def title(self) -> str:
        """The head of the column: "02-by-hand · 1"."""
        return f"{self.lesson} · {self.step}"


class Cell(Struct, frozen=True):
    """A learner's answers to a question: in a few words, whether one is right, and `told` answer by answer."""

    words: str = NOTHING
    right: bool = False
    told: str = ""


class ClassTable(Struct, frozen=True):
    """The names of the learners' files, the questions, the cells (a row for each learner), the totals of the columns, and
    sentences about files that cannot be read.
    """

    learners: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[str, ...]
    problems: tuple[str, ...] = ()

    def tsv(self) -> str:
        """The table as tab-separated text, for a spreadsheet."""
        head = [tr("Learner"), *(column.title for column in self.columns)]
        body = ([name, *(cell.words for cell in row)] for name, row in zip(self.learners, self.rows, strict=True))
        lines = [head, *body, [tr("Class"), *self.totals]]
        return "".join("\t".join(_plain(cell) for cell in line) + "\n" for line in lines)


def class_table(folder: Path) -> ClassTable:
    """The table of the answers in a folder. Raises AnswerProblem if the folder cannot be read."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)
    except OSError as error:
        raise AnswerProblem(tr("“{name}” cannot be read: {reason}", name=folder, reason=reason_of(error))) from None
    found: dict[str, tuple[Answer, ...]] = {}
    problems = [] if len(paths) <= MOST_FILES else [tr("There are more than {n}: the rest is left out.", n=MOST_FILES)]
    for path in paths[:MOST_FILES]:
        try:
            found[path.stem] = read_answers(path)
        except AnswerProblem as problem:
            problems.append(f"{path.name}: {problem}")
    return table_of(found, problems)


def table_of(answers: dict[str, tuple[Answer, ...]], problems: Iterable[str] = ()) -> ClassTable:
    """The table of answers by the names of the learners."""
    asked = {(each.lesson, each.step): each.question for given in answers.values() for each in given}
    columns = tuple(Column(lesson, step, question) for (lesson, step), question in sorted(asked.items()))
    rows = tuple(tuple(_cell(_to(given, column)) for column in columns) for given in answers.values())
    totals = tuple(_total([_to(given, column) for given in answers.values()]) for column in columns)
    return ClassTable(tuple(answers), columns, rows, totals, tuple(problems))


def misconception_words(name: str) -> str:
    """The name of a misconception as the table writes it: "kernel flipped"."""
    return name.replace("_", " ")


def _to(answers: tuple[Answer, ...], column: Column) -> list[Answer]:
    return [answer for answer in answers if (answer.lesson, answer.step) == (column.lesson, column.step)]


def _cell(answers: list[Answer]) -> Cell:
    """The cell of some answers: "✓" if the first is right, "✓ 3 · kernel flipped" if the third, "✗ · stride ignored" if none.

    Stars of a challenge follow the sign.
    """
    if not answers:
        return Cell()
    right = any(answer.right for answer in answers)
    first = next((place for place, answer in enumerate(answers) if answer.right), len(answers))
    wrong = [_named(answer) for answer in answers[:first]]
    head = RIGHT if right and not first else f"{RIGHT} {first + 1}" if right else "✗"
    stars = max(answer.stars for answer in answers)
    parts = [head, *(["★" * stars] if stars else []), *(["·", wrong[-1]] if wrong and wrong[-1] else [])]
    return Cell(" ".join(parts), right, "\n".join(f"{answer.time}  {_told(answer)}" for answer in answers))


def _told(answer: Answer) -> str:
    return " ".join(filter(None, (RIGHT if answer.right else "✗", answer.answer, _named(answer))))


def _named(answer: Answer) -> str:
    """The misconceptions that a wrong answer shows, or the answer itself if none is known; "" for a right answer."""
    if answer.right:
        return ""
    return tr(" or ").join(map(misconception_words, answer.misconceptions)) or answer.answer


def _total(of_each: list[list[Answer]]) -> str:
    """How many learners have it right, and the most frequent misconception: "7 of 9 · kernel flipped × 3"."""
    asked = [answers for answers in of_each if answers]
    right = sum(any(answer.right for answer in answers) for answers in asked)
    shown = Counter(name for answers in asked for name in dict.fromkeys(n for answer in answers for n in answer.misconceptions))
    most = shown.most_common(1)
    worst = f" · {misconception_words(most[0][0])} × {most[0][1]}" if most else ""
    return tr("{right} of {all}", right=right, all=len(asked)) + worst


def _plain(text: str) -> str:
    """Text on one line, quoted if a spreadsheet would take it for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line[:1] in "=+-@" and line else line


def described(table: ClassTable) -> str:
    """How many learners and questions a table has, in words."""
    learners = count(len(table.learners), "{n} learner", "{n} learners")
    return tr(
        "{learners}, {questions}", learners=learners, questions=count(len(table.columns), "{n} question", "{n} questions")
    )
