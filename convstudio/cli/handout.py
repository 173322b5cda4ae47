"""Worksheets on the command line: an experiment, or a lesson, as pages to print."""

from __future__ import annotations

import argparse
from pathlib import Path

from convstudio.cli.drawing import application
from convstudio.experiment import Evaluation
from convstudio.lessons.handout import lesson_sheet
from convstudio.lessons.model import Lesson
from convstudio.lessons.read import read
from convstudio.lessons.shelf import built_in
from convstudio.painting.pages import pages_as_pdf
from convstudio.painting.typeface import Typeset
from convstudio.scene.handout import PAPERS, Task, paged, worksheet
from convstudio.words import tr

LESSON = ".md"


def lesson_in(path: Path) -> Lesson | None:
    """The lesson in a file, or the built-in one of that name; None for an experiment's file. Raises LessonProblem."""
    own = built_in() / f"{path.name}{LESSON}"
    if path.suffix.lower() == LESSON:
        return read(path)
    return read(own) if len(path.parts) == 1 and not path.exists() and own.exists() else None


def lesson_handout(lesson: Lesson, paper: str) -> bytes:
    """The PDF of a lesson."""
    app = application()
    size, measure = PAPERS[paper], Typeset()
    content = pages_as_pdf(paged(list(lesson_sheet(lesson, size.room[0], measure)), size, lesson.title, measure), lesson.title)
    assert app
    return content


def experiment_handout(evaluation: Evaluation, options: argparse.Namespace) -> bytes:
    """The PDF of an experiment. Raises ValueError with a sentence for what cannot be asked."""
    app = application()
    size, measure, title = PAPERS[options.paper], Typeset(), evaluation.experiment.title or tr("Worksheet")
    task = Task((options.layer or 1) - 1, options.channel, options.blank, options.lines, options.notes)
    content = pages_as_pdf(paged(list(worksheet(evaluation, task, size.room[0], measure)), size, title, measure), title)
    assert app
    return content
