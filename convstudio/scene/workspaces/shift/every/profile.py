"""The largest difference for every shift along rows or columns, computed piece by piece."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import Array
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.workspaces.shift.part import Along, ShiftPart
from convstudio.scene.workspaces.shift.report import Report, reported

MOST_PRODUCTS = 1e10  # for all shifts together; beyond it, only the smallest shifts are computed
MOST_AT_ONCE = 64  # shifts in a piece


class Point(Struct, frozen=True):
    """The result of one shift: the `largest` difference anywhere, and the largest `inside`, away from the borders.

    `inside` is None if no cell is clear of the borders. `along`: the output was compared moved along, not as it was.
    """

    largest: float
    inside: float | None
    along: bool


NOTHING: Mapping[int, Point] = MappingProxyType({})


class Profile(Struct, frozen=True, eq=False):
    """The points known of the shifts −`most` … `most` along an axis; `stale` holds those known before the last change."""

    evaluation: Evaluation
    part: ShiftPart
    most: int
    points: Mapping[int, Point] = NOTHING
    stale: Mapping[int, Point] = NOTHING

    @property
    def missing(self) -> list[int]:
        """The shifts that are still to be computed, the smallest first."""
        nearest = sorted(range(-self.most, self.most + 1), key=abs)
        return [by for by in nearest if by not in self.points]

    @property
    def shown(self) -> Mapping[int, Point]:
        """The points to draw: those known, and stale ones for the others."""
        return {**{by: point for by, point in self.stale.items() if abs(by) <= self.most}, **self.points}

    def is_of(self, part: ShiftPart) -> bool:
        """Whether the profile is also that of other settings: they may differ in the shift along the profile's axis."""
        return _settings(self.part) == _settings(part)

    @property
    def size(self) -> int:
        """The largest possible shift along the axis."""
        return int(self.evaluation.experiment.input.shape[1 + SIDES[self.part.along]]) - 1


SIDES: dict[Along, int] = {"rows": 0, "columns": 1}


def profile_of(evaluation: Evaluation, part: ShiftPart, before: Profile | None) -> Profile:
    """The profile of a strip, with the points that `before` already has for the same settings."""
    if before and before.evaluation is evaluation and before.is_of(part):
        return replace(before, part=part)
    size = evaluation.experiment.input.shape[1 + SIDES[part.along]] - 1
    effort = max(sum(result.cost.products for result in evaluation.results), 1.0)
    most = min(size, max(int(MOST_PRODUCTS / effort / 2), 1))
    same = before and _settings(before.part)[:-1] == _settings(part)[:-1]
    return Profile(evaluation, part, most, stale=before.shown if before and same else NOTHING)


def advance(profile: Profile, products: float) -> Profile:
    """The profile with further points: as many as `products` allow, but at least one and at most `MOST_AT_ONCE`."""
    points, left = dict(profile.points), products
    effort = sum(result.cost.products for result in profile.evaluation.results)
    for by in profile.missing[:MOST_AT_ONCE]:
        points[by] = point_of(profile, by)
        left -= effort
        if left <= 0:
            break
    return replace(profile, points=MappingProxyType(points))


def point_of(profile: Profile, by: int) -> Point:
    """Compute one shift; the largest difference is NaN if the moved input has no output."""
    report = reported(profile.evaluation, _moved(profile.part, by), None)
    if report is None:
        return Point(np.nan, None, False)
    inside = _inside(report)
    return Point(
        _told(report.largest, report), None if inside is None else _told(largest_magnitude(inside), report), report.along
    )


def _inside(report: Report) -> Array | None:
    """The differences (C, rows, columns) that no border reaches; None if there are none."""
    if report.clear is None or not report.clear_count:
        return None
    return report.difference[np.ix_(np.arange(len(report.difference)), *map(np.flatnonzero, report.clear))]


def _told(value: float, report: Report) -> float:
    """The value, or 0 if rounding explains it."""
    return 0.0 if value <= report.tolerance else value


def _moved(part: ShiftPart, by: int) -> ShiftPart:
    return replace(part, columns=by) if part.along == "columns" else replace(part, rows=by)


def _settings(part: ShiftPart) -> tuple[object, ...]:
    """What a profile depends on: all settings but the shift along its own axis; the shift along the other axis is last."""
    return part.along, part.border, part.against, part.rows if part.along == "columns" else part.columns
