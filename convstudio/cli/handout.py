"""Worksheets on the command line: an experiment, or a lesson, as pages to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from convstudio.cli.arguments import REST
from convstudio.cli.drawing import application
from convstudio.experiment import Evaluation
from convstudio.lessons.handout import lesson_sheet
from convstudio.lessons.model import Lesson
from convstudio.lessons.reading.read import read
from convstudio.lessons.shelf import built_in, read_in_language
from convstudio.painting.pages import pages_as_pdf
from convstudio.painting.typeface import Typeset
from convstudio.scene.handout import PAPERS, LayerError, Piece, Task, paged, without_answers, worksheet
from convstudio.words import between, tr

LESSON = ".md"
FOR_EXPERIMENTS = ("layer", "channel", "blank", "lines", "notes")


def lesson_in(path: Path) -> Lesson | None:
    """The lesson in a file, or the built-in one of that name; None for an experiment's file.

    Raises LessonProblem, and ValueError with the names of the lessons for a name that is neither theirs nor a file's.
    """
    own = built_in() / f"{path.name}{LESSON}"
    if path.suffix.lower() == LESSON:
        return read(path)
    if len(path.parts) > 1 or path.suffix or path.exists():
        return None
    if not own.exists():
        names = ", ".join(sorted(each.stem for each in built_in().glob(f"*{LESSON}")))
        raise ValueError(tr("There is no such file, and no lesson of this name; lessons are {names}.", names=names))
    return read_in_language(own)


def lesson_handout(lesson: Lesson, options: argparse.Namespace) -> bytes:
    """The PDF of a lesson. Raises ValueError with a sentence for options that only an experiment has."""
    given = [f"--{name}" for name in FOR_EXPERIMENTS if getattr(options, name) not in (None, False)]
    if given:
        raise ValueError(tr("A lesson says itself what it asks: it takes no {options}.", options=", ".join(given)))
    app = application()
    content = _printed(list(lesson_sheet(lesson, PAPERS[options.paper].room[0], Typeset())), lesson.title, options)
    assert app
    return content


def experiment_handout(evaluation: Evaluation, options: argparse.Namespace) -> bytes:
    """The PDF of an experiment. Raises ValueError with a sentence if the task is not possible."""
    app = application()
    lines = Task().lines if options.lines is None else options.lines
    blank = None if options.blank == REST else options.blank
    task = Task((options.layer or 1) - 1, options.channel or 0, blank, lines, options.notes)
    try:
        pieces = list(worksheet(evaluation, task, PAPERS[options.paper].room[0], Typeset()))
    except LayerError as problem:
        raise ValueError(between().join(filter(None, (str(problem), _other_layers(evaluation))))) from problem
    content = _printed(pieces, evaluation.experiment.title or tr("Worksheet"), options)
    assert app
    return content


def _other_layers(evaluation: Evaluation) -> str:
    n = len(evaluation.results)
    return tr("--layer takes another one, from 1 to {last}.", last=n) if n > 1 else ""


def _printed(pieces: list[Piece], title: str, options: argparse.Namespace) -> bytes:
    wanted = without_answers(pieces) if options.no_answers else pieces
    return pages_as_pdf(paged(wanted, PAPERS[options.paper], title, Typeset()), title)
