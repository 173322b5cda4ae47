"""How long a film may be, and what would make it short enough."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, takewhile
from math import floor, sqrt

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.scene.playing.playhead import phases, placed
from convstudio.words import tr

MOST_FRAMES = 600  # in a film: five minutes at two a second
SPARE = 0.98  # of the room that is advised: what lies between the ends of a film may be a little larger than they are
SMALLEST_SCALE = 0.1


class Most(Struct, frozen=True):
    """How many frames a film may have; and, where their size allows no more, that size in pixels and its scale."""

    frames: int = MOST_FRAMES
    width: int = 0
    height: int = 0
    scale: float = 0.0


ANY_SIZE = Most()


def most_of(width: float, height: float, scale: float, pixels: float) -> Most:
    """How many frames of a size, in pixels at a scale, have at most so many `pixels` together."""
    fitting = int(pixels // (width * height))
    return ANY_SIZE if fitting >= MOST_FRAMES else Most(fitting, round(width), round(height), scale)


def check_length(evaluation: Evaluation, layer: int, steps: range, products: bool, most: Most) -> None:
    """Raise ValueError if the steps of a layer, counted from 0, make too many frames; it says what is true when it is done."""
    totals = _totals(evaluation, layer, steps, products)
    if len(totals) == len(steps) and totals[-1] <= most.frames:
        return
    middle = steps[len(steps) // 2]  # at the edge a cell may have fewer products
    frames = tr("about {n}", n=_frames(evaluation, layer, middle) * len(steps)) if products else len(steps)
    would_do = _advice(evaluation, layer, steps, products, most)
    if most.width:
        raise ValueError(
            tr("The film would have {n} frames of {w} × {h} pixels, and at most {most} of that size are possible: {would_do}.",
               n=frames, w=most.width, h=most.height, most=most.frames, would_do=would_do)
        )  # fmt: skip
    raise ValueError(
        tr("The film would have {n} frames, and at most {most} are possible: {would_do}.",
           n=frames, most=most.frames, would_do=would_do)
    )  # fmt: skip


def _advice(evaluation: Evaluation, layer: int, steps: range, products: bool, most: Most) -> str:
    totals = _totals(evaluation, layer, steps, products)
    roomy = max(floor(most.frames * SPARE), 1) if most.width else most.frames
    fitting = bisect_right(totals, roomy)
    if not fitting and products:
        return tr("leave out --products") + (f" (--until {steps.start + roomy})" if roomy < len(steps) else "")
    options = [tr("--until {last} would do", last=steps.start + fitting)] if fitting else []
    if most.width and totals:
        scale = floor(100 * most.scale * sqrt(SPARE * most.frames / totals[-1])) / 100
        if scale >= SMALLEST_SCALE:
            until = f" --until {steps.start + len(totals)}" if len(totals) < len(steps) else ""
            options.append(f"--scale {scale:g}{until}")
    return tr("{one}, or {other}", one=options[0], other=options[1]) if len(options) > 1 else options[0]


def _totals(evaluation: Evaluation, layer: int, steps: range, products: bool) -> list[int]:
    """The frames up to and with each step, as far as they are no more than a film may have."""
    each = (_frames(evaluation, layer, step) if products else 1 for step in steps)
    return list(takewhile(lambda total: total <= MOST_FRAMES, accumulate(each)))


def _frames(evaluation: Evaluation, layer: int, step: int) -> int:
    return phases(evaluation, placed(evaluation, layer, step))
