"""Reads a lesson from its Markdown file. Errors in the file are reported with their line; nothing in it is run.

Title and order are between two lines of `+++`; each heading of the first level begins a step; a block of ```experiment,
```stage, ```question or ```goal is TOML; all else is text. Raw HTML is treated as plain text, links are reduced to their
words, and pictures come from the lesson's own folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment
from convstudio.lessons.goals import AnyGoal, Goal
from convstudio.lessons.model import Block, Kind, Lesson, LessonProblem, Paragraph, Picture, Run, Stage, Step, Style
from convstudio.lessons.questions import AnyQuestion, Question
from convstudio.lessons.reading.blocks import BlockProblem, converted, fields_of, line_of, stage_of
from convstudio.lessons.reading.expressions import COMPUTED, filled
from convstudio.lessons.reading.guides import guide_of
from convstudio.reasons import reason_of
from convstudio.scene.guide import FREE, Guide
from convstudio.words import tr

LARGEST_FILE = 512 * 1024  # bytes
LARGEST_PICTURE = 4 * 1024 * 1024
MOST_STEPS = 60
PICTURES = (".png", ".jpg", ".jpeg")
FENCE = "+++"
BLOCKS = ("experiment", "question", "goal", "stage")  # the words after ``` for blocks that are not text
STYLES: dict[str, Style] = {"strong_open": "strong", "em_open": "emphasis"}


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """The head of a lesson, before the first step."""

    title: str
    order: float = 1000.0
    summary: str = ""


class Draft(Struct):
    """A step while it is read: its parts, with lines of the file."""

    title: str
    line: int
    tokens: list[Token]
    stage: Stage | None = None
    question: Question | None = None
    rules: dict[str, Any] | None = None
    rules_line: int = 0


def read(path: Path) -> Lesson:
    """Read the lesson in a file. Raises LessonProblem with file, line and reason."""
    text = _content(path)
    try:
        head, rest, offset = _head(text)
        drafts = _drafts(rest, offset)
        steps = tuple(_steps(drafts, path))
    except BlockProblem as problem:
        raise LessonProblem(path, problem.line, str(problem)) from None
    return Lesson(path.stem, head.title, head.summary, head.order, steps, path)


def computed(text: str, experiment: Experiment | None) -> str:
    """Fill the computed numbers into a text. Raises ValueError with a sentence, also if there is no experiment for them."""
    if experiment is None and COMPUTED.search(text):
        raise ValueError(tr("no experiment stands before this step, so nothing can be computed"))
    return filled(text, experiment) if experiment is not None else text


def runs_of(text: str) -> tuple[Run, ...]:
    """The words of a question, a hint or an answer in their styles, without pictures."""
    tokens = _parser().parseInline(text)
    return tuple(_runs(tokens[0].children or []))


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise LessonProblem(path, 0, tr("it cannot be read: {reason}", reason=reason_of(error))) from None
    if len(content) > LARGEST_FILE:
        raise LessonProblem(path, 0, tr("a lesson has at most {n} KB", n=LARGEST_FILE // 1024))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LessonProblem(path, line, tr("this is no UTF-8 text")) from None


def _head(text: str) -> tuple[Head, str, int]:
    """The head, the text after it, and how many lines the head takes. Raises BlockProblem."""
    lines = text.split("\n")
    ends = [at for at, line in enumerate(lines) if line.strip() == FENCE]
    if len(ends) < 2 or ends[0] != 0:
        raise BlockProblem(1, tr('a lesson begins with a line of +++, title = "…", and another line of +++'))
    try:
        head = converted(fields_of("\n".join(lines[1 : ends[1]]), 2), Head)
    except BlockProblem:
        raise
    except ValueError as problem:
        raise BlockProblem(2, str(problem)) from None
    return head, "\n".join(lines[ends[1] + 1 :]), ends[1] + 1


def _drafts(text: str, offset: int) -> list[Draft]:
    found: list[Draft] = []
    tokens = _parser().parse(text)
    title_next = False
    for token in tokens:
        if token.map:
            token.map = [line + offset + 1 for line in token.map]
        if token.type == "heading_open" and token.tag == "h1":
            title_next = True
            continue
        if title_next:
            title_next = token.type != "heading_close"
            if token.type == "inline":
                found.append(Draft(token.content, token.map[0] if token.map else 0, []))
            continue
        if not found:
            raise BlockProblem(_line(token, offset), tr("a step begins with a heading: # Its title"))
        if token.type == "fence" and token.info.strip() in BLOCKS:
            _keep_block(found, token)
        else:
            found[-1].tokens.append(token)
    if not 1 <= len(found) <= MOST_STEPS:
        raise BlockProblem(offset + 1, tr("a lesson has 1 to {n} steps, each with a heading: # Its title", n=MOST_STEPS))
    return found


def _parser() -> MarkdownIt:
    """A parser for CommonMark without HTML, which keeps a computed number as one token: a `*` in it is not emphasis."""
    parser = MarkdownIt("commonmark", {"html": False}).disable(["html_block", "html_inline"])
    parser.inline.ruler.before("escape", "computed", _computed_rule)
    return parser


def _computed_rule(state: StateInline, silent: bool) -> bool:
    found = COMPUTED.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        state.push("text", "", 0).content = found[0]
    state.pos = found.end()
    return True


def _keep_block(drafts: Sequence[Draft], token: Token) -> None:
    assert token.map
    draft = drafts[-1]
    line, name = token.map[0] + 1, token.info.strip()
    there = {"experiment": draft.stage, "question": draft.question, "goal": draft.question, "stage": draft.rules}
    if there[name] is not None:
        raise BlockProblem(token.map[0], tr("a step has one {name} at most", name=name))
    fields = fields_of(token.content, line)
    try:
        if name == "experiment":
            stages = [each.stage.experiment for each in drafts if each.stage]
            draft.stage = stage_of(fields, stages[-1] if stages else None)
        elif name == "stage":
            draft.rules, draft.rules_line = fields, token.map[0]
        else:
            draft.question = converted(fields, AnyGoal if name == "goal" else AnyQuestion)
    except BlockProblem:
        raise
    except ValueError as problem:
        raise BlockProblem(token.map[0] + line_of(token.content, str(problem)), f"{name}: {problem}") from None


def _steps(drafts: Sequence[Draft], path: Path) -> Iterator[Step]:
    experiment: Experiment | None = None
    for draft in drafts:
        experiment = draft.stage.experiment if draft.stage else experiment
        blocks = tuple(_blocks(draft.tokens, path, experiment))
        if draft.question:
            _check_question(draft, experiment)
        if draft.stage and draft.stage.hidden and not draft.question:
            raise BlockProblem(draft.line, tr("hidden: only a question can show again what is hidden"))
        try:
            title = computed(draft.title, experiment)
        except ValueError as problem:
            raise BlockProblem(draft.line, str(problem)) from None
        yield Step(title, blocks, draft.stage, draft.question, draft.line, _guide(draft, experiment))


def _guide(draft: Draft, experiment: Experiment | None) -> Guide:
    if draft.rules is None:
        return FREE
    try:
        return guide_of(draft.rules, experiment)
    except ValueError as problem:
        raise BlockProblem(draft.rules_line, f"stage: {problem}") from None


def _check_question(draft: Draft, experiment: Experiment | None) -> None:
    question = draft.question
    assert question
    if experiment is None:
        raise BlockProblem(draft.line, tr("question: there is no experiment that it could be about"))
    try:
        wrong = question.problem(experiment)
        for text in question.texts:
            computed(text, experiment)
    except (ValueError, IndexError) as problem:
        wrong = str(problem)
    if wrong:
        raise BlockProblem(draft.line, f"{'goal' if isinstance(question, Goal) else 'question'}: {wrong}")


def _blocks(tokens: Sequence[Token], path: Path, experiment: Experiment | None) -> Iterator[Block]:
    lists: list[int] = []  # the number of the next item for each open list; 0 for a list without numbers
    kind: Kind = "paragraph"
    marker = ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append(0)
            case "ordered_list_open":
                lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                marker = f"{lists[-1]}." if lists[-1] else "•"
                lists[-1] += 1 if lists[-1] else 0
            case "heading_open":
                kind = "heading"
            case "blockquote_open":
                kind = "quote"
            case "heading_close" | "blockquote_close":
                kind = "paragraph"
            case "inline":
                line = token.map[0] if token.map else 0
                place: Kind = "item" if lists else kind
                yield from _inline(token, path, experiment, line, place, marker)
                marker = ""
            case "fence" | "code_block":
                yield Paragraph((Run(_filled(token.content.rstrip("\n"), experiment, _line(token, 0)), "code"),), "code")


def _inline(token: Token, path: Path, experiment: Experiment | None, line: int, kind: Kind, marker: str) -> Iterator[Block]:
    children = token.children or []
    pictures = [_picture(child, path, line) for child in children if child.type == "image"]
    runs = [replace(run, text=_filled(run.text, experiment, line)) for run in _runs(children)]
    if any(run.text.strip() for run in runs):
        yield Paragraph(tuple(runs), kind, marker)
    yield from pictures


def _runs(children: Sequence[Token]) -> Iterator[Run]:
    """The words of inline tokens, in their styles."""
    styles: list[Style] = ["plain"]
    for child in children:
        match child.type:
            case "text" | "code_inline":
                yield Run(child.content, "code" if child.type == "code_inline" else styles[-1])
            case "softbreak" | "hardbreak":
                yield Run(" " if child.type == "softbreak" else "\n", styles[-1])
            case "strong_open" | "em_open":
                styles.append(STYLES[child.type])
            case "strong_close" | "em_close":
                styles.pop()


def _filled(text: str, experiment: Experiment | None, line: int) -> str:
    try:
        return computed(text, experiment)
    except ValueError as problem:
        raise BlockProblem(line, str(problem)) from None


def _picture(token: Token, path: Path, line: int) -> Picture:
    name = str(token.attrGet("src") or "")
    words = token.content
    if "/" in name or "\\" in name or ":" in name or PurePosixPath(name).suffix.lower() not in PICTURES:
        raise BlockProblem(line, tr("picture “{name}”: a .png or .jpg beside the lesson is wanted, by its name", name=name))
    file = path.parent / name
    if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST_PICTURE:
        raise BlockProblem(line, tr("picture “{name}”: there is no such file of up to 4 MB beside the lesson", name=name))
    if not words.strip():
        raise BlockProblem(line, tr("picture “{name}”: say what it shows: ![words]({name})", name=name))
    return Picture(file, words)


def _line(token: Token, offset: int) -> int:
    return token.map[0] if token.map else offset + 1
