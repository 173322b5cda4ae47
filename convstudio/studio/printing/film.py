"""A film of what the window shows: its walk over the input, or the epochs of a training. Imported when one is first made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from math import ceil

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.painting.animation import FILMS, Frame, Told, check_size, film, frames_drawn
from convstudio.painting.figure import Figure, bytes_of, picture
from convstudio.painting.palette import Look
from convstudio.scene.layout.figures import stage_of
from convstudio.scene.layout.length import MOST_FRAMES
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed_alike
from convstudio.scene.learn.moment import Moment
from convstudio.scene.playing.playhead import at, plays, windows
from convstudio.scene.state import LEARN, State
from convstudio.scene.workspaces.learn import part, standing
from convstudio.studio.document.session import Session
from convstudio.words import Text, tr

NUMBERED = "numbered"
FORMS: tuple[tuple[str, Text], ...] = (("gif", "GIF"), ("webp", "WebP"), ("png", "Animated PNG"), (NUMBERED, "Numbered PNGs"))
USUAL_FRAMES = 100  # of a long training, unless more are asked for
FigureOf = Callable[[State], Figure]


class Wanted(Struct, frozen=True):
    """What is filmed: every so many-th step or epoch from one to another, at so many frames a second, so large."""

    first: int
    last: int
    every: int = 1
    speed: int = 2
    scale: str = "1"
    form: str = "gif"

    @property
    def places(self) -> tuple[int, ...]:
        """The steps or epochs that have a frame; the last one always has."""
        found = tuple(range(self.first, self.last + 1, self.every))
        return found if not found or found[-1] == self.last else (*found, self.last)


class Span(Struct, frozen=True):
    """What there is to film: steps of a layer, counted from 1, or epochs, counted from 0."""

    first: int
    last: int
    of: str


def span_of(state: State) -> Span | None:
    """What there is to film in a workspace; None if nothing is."""
    if state.workspace == LEARN:
        scene = state.learning
        line = scene.learnt.line if scene else None
        return Span(0, line.last, tr("epochs")) if line and line.last else None
    if not plays(state.evaluation, state.selected):
        return None
    return Span(1, windows(state.evaluation, state.selected), tr("steps"))


def usual(span: Span) -> Wanted:
    """All of it, without more frames than one waits for."""
    return Wanted(span.first, span.last, ceil((span.last - span.first + 1) / USUAL_FRAMES), 2 if span.first else 8)


def problem_of(wanted: Wanted, width: float, height: float) -> str:
    """Why this cannot be filmed, if a frame takes so many pixels of the screen; "" if it can."""
    if wanted.last < wanted.first:
        return tr("The last one comes before the first.")
    frames = len(wanted.places)
    if frames > MOST_FRAMES:
        return tr("{n} frames are too many; at most {most}.", n=frames, most=MOST_FRAMES)
    scale = float(wanted.scale)
    try:
        check_size(frames, width * scale, height * scale)
    except ValueError as problem:
        return str(problem)
    return ""


class Set(Struct, frozen=True, eq=False):
    """Where a film is made: the session that is led through it, what is drawn of it, in what room and colours."""

    session: Session
    figure_of: FigureOf
    room: Room
    look: Look


def filmed(made: Set, wanted: Wanted, told: Told) -> list[Frame]:
    """The frames, all of one size. The session is led through them, and stands afterwards where it stood.

    Raises ValueError with a sentence for too many pixels, and what `told` raises.
    """
    before = made.session.state
    try:
        if before.workspace == LEARN:
            return _of_training(made, wanted, told)
        return _of_walk(made, wanted, told)
    finally:
        made.session.become(partial(_as_before, before))


def written(frames: Sequence[Frame], wanted: Wanted, told: Told) -> bytes:
    """The bytes of a film in one file."""
    form = next(form for form in FILMS if form == wanted.form)
    return film(frames, form, milliseconds=round(1000 / wanted.speed), told=told)


def numbered(frames: Sequence[Frame], told: Told) -> Iterator[tuple[str, bytes]]:
    """The names and the bytes of pictures."""
    for number, frame in enumerate(frames, 1):
        yield f"{number:04}.png", bytes_of(frame())
        told(number, len(frames))


def _of_walk(made: Set, wanted: Wanted, told: Told) -> list[Frame]:
    drawings = []
    for done, step in enumerate(wanted.places, 1):
        state = made.session.state
        made.session.play(at(state.evaluation, state.selected, step - 1))
        drawings.append(stage_of(made.session.state, made.room))
        told(done, len(wanted.places))
    return frames_drawn(trimmed_alike(drawings), made.look, float(wanted.scale))


def _of_training(made: Set, wanted: Wanted, told: Told) -> list[Frame]:
    """The curves are widgets' and the room below the loop differs, so each frame is drawn as it comes, and kept packed."""
    kept = []
    width = height = 1
    for done, epoch in enumerate(wanted.places, 1):
        made.session.become(standing(Moment(epoch)))
        shown = made.figure_of(made.session.state)
        image = picture(shown.drawing, made.look, float(wanted.scale), shown.also)
        width, height = max(width, image.width()), max(height, image.height())
        check_size(len(wanted.places), width, height)
        kept.append(bytes_of(image))
        told(done, len(wanted.places))
    return [partial(_unpacked, packed, width, height, made.look) for packed in kept]


def _unpacked(packed: bytes, width: int, height: int, look: Look) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(look.card))
    with QPainter(image) as painter:
        painter.drawImage(0, 0, QImage.fromData(packed))
    return image


def _as_before(before: State, state: State) -> State:
    """What a film changes is where one looks, and nothing else."""
    back = replace(state, focus=before.focus, playhead=before.playhead, pages=before.pages, selected=before.selected)
    return standing(part(before).moment)(back)
