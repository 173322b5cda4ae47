"""A lesson as a worksheet: each step with its words, its picture and room for the answer, and all answers at the end."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from convstudio.experiment import Evaluation, Experiment, evaluate
from convstudio.lessons import model
from convstudio.lessons.check import solution
from convstudio.lessons.hidden import covered
from convstudio.lessons.model import Lesson, Paragraph, Picture, Stage, Step
from convstudio.lessons.questions import CellValue, Choice, PaintOutput, Question, ShapeOfOutput, SignMap
from convstudio.lessons.questions.kernel import BuildKernel
from convstudio.lessons.reading.matrices import row_by_row
from convstudio.lessons.reading.read import computed, runs_of
from convstudio.scene.build import build
from convstudio.scene.handout.pieces import (
    Piece,
    head,
    heading,
    picture,
    set_off,
    text,
    to_tick,
    to_write,
    together,
)
from convstudio.scene.handout.stages import Cells, printed_stage
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.layout.values import Drawing, Item, Measure, Photo, Rect, Slot, Words
from convstudio.scene.words.text_runs import Line, Meaning, Run, plain_text
from convstudio.words import tr

MEANINGS: dict[model.Style, Meaning] = {"strong": "strong", "emphasis": "emphasis"}
PHOTO, PHOTO_HIGH = 0.6, 170.0  # most of a picture: share of the width, and height in units
STAGE_LINES = 3  # to write on, for answers that are built on the stage


def lesson_sheet(lesson: Lesson, width: float, measure: Measure) -> Iterator[Piece]:
    """The pieces of all steps, followed by those of the answers."""
    yield from head(lesson.title, width, measure)
    if lesson.summary:
        yield from text((Run(lesson.summary, "muted"),), width, measure)
    asked = 0
    for at, step in enumerate(lesson.steps):
        asked += step.question is not None
        yield from together(_step(lesson, at, step, asked, width, measure))
    yield from _answers(lesson, width, measure)


def _step(lesson: Lesson, at: int, step: Step, number: int, width: float, measure: Measure) -> Iterator[Piece]:
    yield from heading(step.title, width, measure)
    yield from _words(step, width, measure)
    experiment = lesson.experiment(at)
    if step.stage:
        yield from _picture(step.stage, step.question, width, measure)
    if step.question and experiment:
        yield from _question(step.question, experiment, number, width, measure)


def line_of(runs: tuple[model.Run, ...]) -> Line:
    """The words of a lesson as a line of a drawing."""
    return tuple(Run(row_by_row(run.text), MEANINGS.get(run.style, "plain")) for run in runs)


def _words(step: Step, width: float, measure: Measure) -> Iterator[Piece]:
    for block in step.blocks:
        if isinstance(block, Picture):
            rect = Rect(0, 0, width * PHOTO, PHOTO_HIGH)
            yield Piece(Drawing(width, PHOTO_HIGH, (Photo(block.path, block.words, rect),)))
        elif block.kind == "code":
            yield set_off([(Run(line),) for line in block.text.rstrip("\n").split("\n")], width, measure)
        else:
            yield from _paragraph(block, width, measure)


def _paragraph(block: Paragraph, width: float, measure: Measure) -> Iterator[Piece]:
    line = line_of(block.runs)
    if block.kind == "heading":
        line = tuple(Run(run.text, "strong") for run in line)
    yield from text(line, width, measure, marker=block.marker, gap=3.0 if block.marker else 8.0)


# The stage


def _picture(stage: Stage, question: Question | None, width: float, measure: Measure) -> Iterator[Piece]:
    """The picture of a step's stage; what the question asks for is left open, and so is the size if it is asked for."""
    experiment = stage.experiment
    if not experiment.layers:
        return
    fills = isinstance(question, CellValue | PaintOutput | SignMap)
    hides = stage.hidden or isinstance(question, BuildKernel)
    layer = _layer(question, experiment) if fills else stage.select
    evaluation = evaluate(covered(experiment) if hides and not (fills or isinstance(question, BuildKernel)) else experiment)
    try:
        if len(experiment.layers) > 1 and not fills:
            yield picture(_network(evaluation, measure), width)
            return
        drawing = printed_stage(
            evaluation, layer, measure, width, channel=_channel(question), cells=None if hides else frozenset(),
            asked=_asked(question), open_kernel=isinstance(question, BuildKernel),
        )  # fmt: skip
    except ValueError:  # too large to be legible: the words must suffice
        return
    yield picture(drawing, width)


def _network(evaluation: Evaluation, measure: Measure) -> Drawing:
    """All layers in a row, without the words that only make sense on the screen."""
    drawn = rail(build(evaluation, selected=0, staged=True), {}, measure, pictures=True)
    items = (_printed(item) for item in drawn.items if not isinstance(item, Slot))
    return trimmed(Drawing(drawn.width, drawn.height, tuple(item for item in items if item)))


def _printed(item: Item) -> Item | None:
    if not isinstance(item, Words):
        return item
    said = plain_text(item.line)
    if said == tr("on the stage"):
        return None
    return replace(item, line=(Run("?", "muted"),)) if said in (tr("hidden"), tr("waits")) else item


def _layer(question: Question | None, experiment: Experiment) -> int:
    count = len(experiment.layers)
    return count - 1 if question is None or question.index < 0 else min(question.index, count - 1)


def _channel(question: Question | None) -> int:
    if isinstance(question, CellValue):
        return question.place[0]
    return question.channel if isinstance(question, PaintOutput | SignMap) else 0


def _asked(question: Question | None) -> Cells:
    return frozenset({question.place[1:]}) if isinstance(question, CellValue) else frozenset()


# Questions and answers


def _question(question: Question, experiment: Experiment, number: int, width: float, measure: Measure) -> Iterator[Piece]:
    line = (Run(tr("Question {n}. ", n=number), "strong"), *line_of(runs_of(computed(question.ask, experiment))))
    yield from text(line, width, measure, gap=12.0)
    yield from _room(question, experiment, width, measure)


def _room(question: Question, experiment: Experiment, width: float, measure: Measure) -> Iterator[Piece]:
    """Room for the answer, to suit the type of question."""
    match question:
        case Choice():
            options = [line_of(runs_of(computed(option.text, experiment))) for option in question.options]
            yield from to_tick(options, width, measure)
        case CellValue():
            name = ", ".join(map(str, question.cell))
            symbol = "Y" if len(experiment.layers) == 1 else tr("Value")
            yield to_write((Run(f"{symbol}[{name}] ="),), width, measure)
        case ShapeOfOutput():
            yield to_write((Run(tr("Size:")),), width, measure, share=0.5)
        case PaintOutput():
            yield from text((Run(tr("Write the numbers into the empty cells."), "muted"),), width, measure)
        case SignMap():
            yield from text((Run(tr("Write +, 0 or − into the empty cells."), "muted"),), width, measure)
        case BuildKernel():
            yield from text((Run(tr("Write the weights into the empty cells of K."), "muted"),), width, measure)
        case _:
            lines = STAGE_LINES if question.field == "stage" else 1
            yield to_write((Run(tr("Answer:")),), width, measure, lines=lines)


def _answers(lesson: Lesson, width: float, measure: Measure) -> Iterator[Piece]:
    title, *rest = heading(tr("Answers: {title}", title=lesson.title), width, measure)
    yield Piece(title.drawing, title.gap, holds=True, breaks=True)
    yield from rest
    asked = 0
    for at, step in enumerate(lesson.steps):
        experiment = lesson.experiment(at)
        if step.question is None or experiment is None:
            continue
        asked += 1
        yield from together(_answer(step, step.question, experiment, asked, width, measure))


def _answer(
    step: Step, question: Question, experiment: Experiment, number: int, width: float, measure: Measure
) -> Iterator[Piece]:
    """The solution in words; if cells were to be filled in, also the stage with all its numbers."""
    name = (Run(tr("Question {n}. ", n=number), "strong"),)
    told = [line_of(runs_of(part)) for part in solution(question, experiment).split("\n") if part.strip()]
    fills = isinstance(question, PaintOutput | SignMap | BuildKernel)
    if fills and isinstance(question, PaintOutput | SignMap):
        told = [line_of(runs_of(computed(question.explain, experiment)))] if question.explain else []
    first, *others = told or [()]
    yield from text((*name, *first), width, measure, gap=12.0)
    for line in others:
        yield from text(line, width, measure, gap=3.0)
    if fills and step.stage:
        layer = _layer(question, experiment)
        try:
            drawing = printed_stage(evaluate(question.solved(experiment)), layer, measure, width, channel=_channel(question))
        except ValueError:
            return
        yield picture(drawing, width)
