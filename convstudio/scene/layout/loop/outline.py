"""All that takes room in the loop, regardless of values: places are computed once and reused until the outline changes."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.layout.loop.frames import Frame
from convstudio.scene.layout.loop.subject import Loop
from convstudio.scene.layout.loop.titles import back_words, shortest, step_words
from convstudio.scene.layout.values import Measure, Style
from convstudio.scene.words.text_runs import Run
from convstudio.words import tr

ICON, MENU, AROUND = 28.0, 40.0, 26.0  # pixels of a button with an icon, of one with a menu, and around a button's words
CHIP = 22.0  # pixels around the name of a layer
THUMB, THUMB_GAP = 22.0, 4.0


class Metrics(Struct, frozen=True):
    """Heights and widths that follow from the type, in pixels."""

    title: float
    small: float
    badge: float
    button: float
    chip: float
    pictures: float  # height of the picture's tools
    kernel: float  # height of the kernel's tools, below them
    nudge: float

    @property
    def head(self) -> float:
        """The height of everything above the matrices."""
        return 10 + max(self.title, self.badge, THUMB) + 8


class Outline(Struct, frozen=True):
    """The frames of all blocks, the widths of layers' names, and those of the words on the way back."""

    metrics: Metrics
    picture: Frame
    seen: Frame | None
    learned: Frame
    wanted: Frame | None
    prediction: Frame
    target: Frame
    error: Frame
    pull: Frame | None
    gradient: Frame
    step: Frame
    before: tuple[float, ...]
    behind: tuple[float, ...]
    back_words: float
    step_words: float
    new_words: float
    beside: bool = False  # the target kernel is left of K, not above it


def outline(loop: Loop, measure: Measure) -> Outline:
    """The outline of a loop, with texts measured in the type of the room."""
    blocks, metrics = loop.blocks, _metrics(measure, len(loop.scene.learnt.experiment.training.pictures) + 1)

    def frame(kind: str) -> Frame:
        block = next(block for name, block in blocks.items() if name == kind)
        small = len(block.channels) * (THUMB + THUMB_GAP) + 10 if block.channels else 0.0
        least = measure.width(shortest(loop, block.kind), "title") + small
        extra = block.frame.ruler  # titles begin where the cells do
        return replace(block.frame, least=max(least + extra, block.frame.least))

    pictures = frame(loop.picture.kind)
    pictures = replace(pictures, least=max(pictures.least, metrics.pictures, metrics.kernel))
    wanted = loop.wanted.frame if loop.wanted and loop.revealed else None
    wanted = replace(wanted, least=max(wanted.least, wide(tr("target"), "small", measure))) if wanted else None
    return Outline(
        metrics, pictures, frame("seen") if "seen" in blocks else None, frame("learned"), wanted, frame("prediction"),
        frame("target"), frame("error"), frame("pull") if "pull" in blocks else None, blocks["gradient"].frame,
        blocks["step"].frame, tuple(wide(name, "small", measure) for name in loop.before),
        tuple(wide(name, "small", measure) for name in loop.behind), wide(back_words(loop)[-1], "small", measure),
        wide(step_words(loop), "small", measure), wide(tr("K + step"), "small", measure),
    )  # fmt: skip


def wide(text: str, style: Style, measure: Measure) -> float:
    """The width of plain text, in pixels."""
    return measure.width((Run(text),), style)


def _metrics(measure: Measure, pictures: int) -> Metrics:
    small, plain = measure.height("small"), measure.height("plain")
    button = plain + 10
    number = wide(tr("{i} of {n}", i=pictures, n=pictures), "plain", measure)
    words = wide(tr("Use K"), "plain", measure) + wide(tr("Target"), "plain", measure)
    return Metrics(
        measure.height("title"), small, max(20.0, small + 6), button, small + 10,
        4 * ICON + number + 20, words + AROUND + 2 * ICON + MENU,
        wide(tr("Nudge"), "plain", measure) + AROUND,
    )  # fmt: skip
