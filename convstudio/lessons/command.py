"""`convstudio lesson check FILE …` tells whether lessons can be read, `lesson answers FOLDER` prints a class's answers."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from convstudio.lessons.classroom.records import AnswerProblem
from convstudio.lessons.classroom.table import class_table
from convstudio.lessons.model import Lesson, LessonProblem
from convstudio.lessons.reading.read import read
from convstudio.words import count, tr

WRONG = 2  # the exit status if something cannot be read


def run(arguments: list[str]) -> int:
    """Run the arguments after “lesson”. Return the exit status: 0, or 2 if something cannot be read (see standard error)."""
    options = _parser().parse_args(arguments)
    return int(options.do(options))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="convstudio lesson", description=tr("Work with lessons."))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help=tr("read lessons, and say file, line and reason of what is wrong"))
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help=tr("a lesson or a challenge (.md)"))
    check.set_defaults(do=lambda options: max(map(_check, options.files)))
    answers = commands.add_parser("answers", help=tr("saved answers of a class as a table, with tabs between its cells"))
    answers.add_argument("folder", type=Path, metavar="FOLDER", help=tr("where the files of the learners lie (.jsonl)"))
    answers.set_defaults(do=_answers)
    return parser


def _answers(options: argparse.Namespace) -> int:
    try:
        table = class_table(options.folder)
    except AnswerProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return WRONG
    sys.stdout.write(table.tsv())
    sys.stderr.write("".join(f"{problem}\n" for problem in table.problems))
    return WRONG if table.problems else 0


def _check(path: Path) -> int:
    try:
        sys.stdout.write(f"{path}: {_described(read(path))}\n")
    except LessonProblem as problem:
        sys.stderr.write(f"{path}:{problem.line}: {problem.reason}\n")
        return WRONG
    return 0


def _described(lesson: Lesson) -> str:
    steps = count(len(lesson.steps), "{n} step", "{n} steps")
    questions = count(sum(step.question is not None for step in lesson.steps), "{n} question", "{n} questions")
    return tr("“{title}”, {steps}, {questions}", title=lesson.title, steps=steps, questions=questions)
