"""The scales of all outputs of a strip: one for each, one for all, or one for neighbours with similar ranges."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from convstudio.experiment.evaluate import Evaluation
from convstudio.scene.cards.display import PLAIN, Display
from convstudio.scene.matrix import Scale, scale_to
from convstudio.scene.matrix.extent import largest_at, largest_magnitude
from convstudio.scene.matrix.rounding import dust

ALIKE = 4.0  # neighbours whose ranges differ by a smaller factor share one, so that equal numbers have the same colour


@lru_cache(maxsize=2)  # asked for again at every cell that the mouse passes; the second is what is compared
def strip_scales(evaluation: Evaluation, display: Display = PLAIN) -> tuple[Scale, ...]:
    """A symmetric scale for the output of each layer, as the display wants it; ±1 if there is no output, or it is all 0."""
    reaches = [_reach(evaluation, index) for index in range(len(evaluation.results))]
    if display.share != "each":
        reaches = _shared(reaches, ALIKE if display.share == "alike" else float("inf"))
    return tuple(scale_to(reach, display) for reach in reaches)


def _reach(evaluation: Evaluation, index: int) -> float:
    """How far the scale of an output has to reach; 0 if there is none, or it is all 0."""
    result = evaluation.results[index]
    if result.shown is None:
        return 0.0
    largest = largest_at(evaluation, index) if result.output is not None else largest_magnitude(result.shown)
    return scale_to(largest).high if largest > dust(evaluation, index) else 0.0


def _shared(reaches: Sequence[float], most: float) -> list[float]:
    """The shared reaches: neighbours, from the left, are grouped while the largest is less than `most` times the smallest."""
    groups: list[list[float]] = []
    for reach in reaches:
        together = [other for other in groups[-1] if other] + ([reach] if reach else []) if groups else []
        if not groups or (together and max(together) >= most * min(together)):
            groups.append([])
        groups[-1].append(reach)
    return [max(group) for group in groups for _ in group]
