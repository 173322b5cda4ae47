"""Each command as a function of its arguments that returns the exit status."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from threading import current_thread, main_thread

from convstudio import languages
from convstudio.cli.arguments import PAGE, parser
from convstudio.cli.information import as_json, as_text, printable, problem_of
from convstudio.commandline import WRONG, complain, say
from convstudio.experiment import Evaluation, evaluate, files
from convstudio.experiment.fileadvice import size_asked_for
from convstudio.experiment.limits import USUAL_FILE
from convstudio.reasons import reason_of
from convstudio.words import ENGLISH, language, tr

MISSING_LIBRARY = 3
ENDING = ("SIGTERM", "SIGHUP")  # Ctrl+C is an exception already
EXPERIMENT, PYTHON = ".convstudio", ".py"


def run(arguments: list[str]) -> int:
    """Run a command. 0: done, 2: it cannot be done, with a sentence on standard error, 3: a system library is missing."""
    options = parser().parse_args(arguments)
    given = getattr(options, "file", "convstudio")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        with ended_by_signals():
            return int(COMMANDS[options.command](options))
    except BrokenPipeError:  # the reader has seen enough
        raise
    except OSError as problem:
        return wrong(problem.filename or given, tr("The file cannot be read: {reason}.", reason=reason_of(problem)))
    except ValueError as problem:
        return wrong(given, f"{problem}{size_asked_for(problem)}")


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let signals end a command such that what it has begun to write is removed."""

    def end(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    numbers = [number for name in ENDING if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, end) for number in numbers if current_thread() is main_thread()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wrong(path: object, sentence: str) -> int:
    """Say on standard error why something cannot be done."""
    complain(f"{printable(str(path))}: {printable(sentence)}")
    return WRONG


def render(options: argparse.Namespace) -> int:
    """Draw a figure into a file."""
    if not _can_draw():
        return MISSING_LIBRARY
    evaluation = _opened(options.file, options.max_file_size)
    from convstudio.cli.drawing import paged, rendered

    made = paged if options.output.suffix.lower() == PAGE else rendered
    return _written(options.output, made(evaluation, options))


def animate(options: argparse.Namespace) -> int:
    """Draw a film into a file."""
    if not _can_draw():
        return MISSING_LIBRARY
    if options.output.suffix and find_spec("PIL") is None:
        return wrong(options.output, tr("Films need Pillow, which is missing here; pip install pillow brings it."))
    evaluation = _opened(options.file, options.max_file_size)
    from convstudio.cli.drawing import filmed, numbered

    if options.output.suffix:
        return _written(options.output, filmed(evaluation, options))
    return _written_into(options.output, numbered(evaluation, options))


def _can_draw() -> bool:
    """Prepare Qt for drawing without a display; False, with a sentence, if its libraries are missing."""
    from convstudio import preflight

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    missing = preflight.problem("offscreen")
    if missing:
        complain(missing)
        return False
    _speak_what_can_be_written()
    return True


def _speak_what_can_be_written() -> None:
    """Say words in English if no font has the letters of the language."""
    if language() == ENGLISH:  # most figures need not ask
        return
    from convstudio.cli.drawing import application
    from convstudio.painting.lettering import lacking_in_figures

    app = application()  # which knows the fonts
    unwritten = lacking_in_figures(language())
    if unwritten:
        complain(unwritten)
        languages.use(ENGLISH)
    assert app


def info(options: argparse.Namespace) -> int:
    """Print shapes, costs and receptive fields."""
    if options.code:
        return _info_of_code(options)
    if options.input:
        raise ValueError(tr("--input is for --code: an experiment has an input of its own."))
    try:
        evaluation = _opened(options.file, options.max_file_size)
    except ValueError as wrong_kind:
        if options.file.suffix.lower() != PYTHON or not options.file.is_file():
            raise
        raise ValueError(tr("{problem} A network in Python is read with --code.", problem=wrong_kind)) from None
    problem = problem_of(evaluation)
    say(as_json(evaluation, problem) if options.json else as_text(evaluation, problem))
    return 0


def _info_of_code(options: argparse.Namespace) -> int:
    """Print the same for a network in a Python file; it is an error if shapes do not fit or a layer is not possible."""
    from convstudio.cli.network import assumed_of, network_in, problem_in, said_of

    try:
        evaluation, offer = network_in(options.file, options.input)
    except ValueError as wrong_kind:
        if options.file.suffix.lower() != EXPERIMENT:
            raise
        raise ValueError(tr("{problem} An experiment is read without --code.", problem=wrong_kind)) from None
    assumed, problem = ("" if options.input else assumed_of(offer)), problem_in(offer)
    if options.json:
        say(as_json(evaluation, problem, bool(assumed)))
    else:
        say(as_text(evaluation, "", assumed))  # what does not fit is said in the words of the code, below
        say("".join(f"{printable(line)}\n" for line in said_of(offer)))
    return wrong(options.file, problem) if problem else 0


def check(options: argparse.Namespace) -> int:
    """Print for each file whether it can be read and all its layers work."""
    status = 0
    for path in options.files:
        try:
            sentence = problem_of(_opened(path, options.max_file_size))
        except ValueError as problem:
            sentence = f"{problem}{size_asked_for(problem)}"
        if sentence:
            status = wrong(path, sentence)
        else:
            say(f"{path}: {tr('fine')}\n")
    return status


def code(options: argparse.Namespace) -> int:
    """Write the experiment in a language."""
    from convstudio.export.code import code_in
    from convstudio.scene.layout.figures import checked_layer, playhead_at

    evaluation = _opened(options.file, options.max_file_size)
    layer = 0 if options.layer is None else checked_layer(evaluation, options.layer - 1)
    if layer < 0:
        raise ValueError(tr("The input has no arithmetic; layers count from 1."))
    playhead = playhead_at(evaluation, layer, options.step) if options.step is not None else None
    text = code_in(options.to, evaluation, layer, playhead)
    if options.output:
        return _written(options.output, text.encode("utf-8"))
    say(text)
    return 0


def handout(options: argparse.Namespace) -> int:
    """Write a worksheet of an experiment or a lesson."""
    if not _can_draw():
        return MISSING_LIBRARY
    from convstudio.cli.handout import experiment_handout, lesson_handout, lesson_in
    from convstudio.lessons.model import LessonProblem

    try:
        lesson = lesson_in(options.file)
    except LessonProblem as problem:
        reason = problem.reason
        return wrong(options.file, tr("line {n}: {words}", n=problem.line, words=reason) if problem.line else reason)
    if lesson:
        return _written(options.output, lesson_handout(lesson, options))
    if options.layer == 0:
        raise ValueError(tr("The input has no arithmetic; layers count from 1."))
    return _written(options.output, experiment_handout(_opened(options.file, options.max_file_size), options))


def thumbnail(options: argparse.Namespace) -> int:
    """Write a small picture for a file manager."""
    if not _can_draw():
        return MISSING_LIBRARY
    experiment = files.read(options.file, options.max_file_size or USUAL_FILE)
    from convstudio.cli.drawing import shrunk

    return _written(options.output, shrunk(experiment, options.size))


COMMANDS = {
    "render": render, "animate": animate, "info": info, "check": check, "code": code, "handout": handout,
    "thumbnail": thumbnail,
}  # fmt: skip


def _opened(path: Path, most: int | None) -> Evaluation:
    """The experiment in a file, evaluated. Raises FileProblem."""
    return evaluate(files.read(path, most or USUAL_FILE))


def _written(path: Path, content: bytes) -> int:
    """Write a file, completely or not at all."""
    try:
        files.write_bytes_atomically(path, content)
    except files.UnconfirmedSave as problem:  # it is written all the same
        complain(f"{path}: {problem}")
    except files.FileProblem as problem:
        return wrong(path, str(problem))
    return 0


def _written_into(folder: Path, pictures: Iterator[tuple[str, bytes]]) -> int:
    """Write files into a folder of their own, all or none."""
    try:
        files.write_all_into(folder, pictures)
    except files.FileProblem as problem:
        return wrong(folder, str(problem))
    return 0
