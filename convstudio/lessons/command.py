"""`convstudio lesson check FILE …` tells whether lessons can be read, `lesson answers FOLDER` prints a class's answers."""

from __future__ import annotations

import argparse
from pathlib import Path

from convstudio.commandline import WRONG, Parser, complain, say
from convstudio.lessons.classroom.records import AnswerProblem
from convstudio.lessons.classroom.table import class_table
from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.reading.read import read
from convstudio.words import count, tr


def run(arguments: list[str]) -> int:
    """Run the arguments after “lesson”. Return the exit status: 0, or 2 if something cannot be read (see standard error)."""
    options = parser().parse_args(arguments)
    return int(options.do(options))


def parser() -> Parser:
    """The parser of the commands after “lesson”."""
    found = Parser(prog="convstudio lesson", description=tr("Work with lessons."))
    check = found.add_command("check", tr("read lessons, and say file, line and reason of what is wrong"), "mine.md")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("a lesson or a challenge (.md)"))
    check.set_defaults(do=lambda options: max(map(_check, options.files)))
    told = tr("saved answers of a class as a table, with tabs between its cells")
    answers = found.add_command("answers", told, "class-7b > table.tsv")
    answers.add_argument("folder", type=Path, metavar="FOLDER", help=tr("where the files of the learners lie (.jsonl)"))
    answers.set_defaults(do=_answers)
    return found


def _answers(options: argparse.Namespace) -> int:
    try:
        table = class_table(options.folder)
    except AnswerProblem as problem:
        complain(str(problem))
        return WRONG
    if not table.learners and not table.problems:
        complain(tr("{folder}: there are no files of answers (.jsonl) in it.", folder=options.folder))
        return WRONG
    say(table.tsv())
    for sentence in table.problems:
        complain(sentence)
    return WRONG if table.problems else 0


def _check(path: Path) -> int:
    try:
        say(f"{path}: {_described(read(path))}\n")
    except LessonProblem as problem:
        complain(f"{path}:{problem.line}: {problem.reason}" if problem.line else f"{path}: {problem.reason}")
        return WRONG
    return 0


def _described(lesson: Lesson) -> str:
    steps = count(len(lesson.steps), "{n} step", "{n} steps")
    questions = count(sum(step.question is not None for step in lesson.steps), "{n} question", "{n} questions")
    return tr("“{title}”, {steps}, {questions}", title=lesson.title, steps=steps, questions=questions)
