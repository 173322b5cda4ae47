"""The largest difference for every shift along the rows or the columns, computed piece by piece."""

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

MOST_PRODUCTS = 1e10  # that all shifts together may take; else only the nearest ones are computed
MOST_AT_ONCE = 64  # shifts of a piece


class Point(Struct, frozen=True):
    """A shift: the largest difference anywhere, and where no border takes part (None where no cell is clear of the borders).

    `along`: whether the output has such a shift; else it is compared as it was.
    """

    largest: float
    inside: float | None
    along: bool


NOTHING: Mapping[int, Point] = MappingProxyType({})


class Profile(Struct, frozen=True, eq=False):
    """What is known of the shifts −`most` … `most` along an axis; `stale` is what was known before something changed."""

    evaluation: Evaluation
    part: ShiftPart
    most: int
    points: Mapping[int, Point] = NOTHING
    stale: Mapping[int, Point] = NOTHING

    @property
    def missing(self) -> list[int]:
        """The shifts that are still to be computed, the nearest first."""
        nearest = sorted(range(-self.most, self.most + 1), key=abs)
        return [by for by in nearest if by not in self.points]

    @property
    def shown(self) -> Mapping[int, Point]:
        """What can be drawn."""
        return {**{by: point for by, point in self.stale.items() if abs(by) <= self.most}, **self.points}

    def is_of(self, part: ShiftPart) -> bool:
        """Whether it is a profile for other settings as well: the shift along its own axis does not count."""
        return _settings(self.part) == _settings(part)

    @property
    def size(self) -> int:
        """The largest shift that there is along the axis."""
        return int(self.evaluation.experiment.input.shape[1 + SIDES[self.part.along]]) - 1


SIDES: dict[Along, int] = {"rows": 0, "columns": 1}


def profile_of(evaluation: Evaluation, part: ShiftPart, before: Profile | None) -> Profile:
    """The profile of a strip; what is known already is taken over."""
    if before and before.evaluation is evaluation and before.is_of(part):
        return replace(before, part=part)
    size = evaluation.experiment.input.shape[1 + SIDES[part.along]] - 1
    effort = max(sum(result.cost.products for result in evaluation.results), 1.0)
    most = min(size, max(int(MOST_PRODUCTS / effort / 2), 1))
    same = before and _settings(before.part)[:-1] == _settings(part)[:-1]
    return Profile(evaluation, part, most, stale=before.shown if before and same else NOTHING)


def advance(profile: Profile, products: float) -> Profile:
    """The profile with the next shifts, as many as some products are enough for, but one at least."""
    points, left = dict(profile.points), products
    effort = sum(result.cost.products for result in profile.evaluation.results)
    for by in profile.missing[:MOST_AT_ONCE]:
        points[by] = point_of(profile, by)
        left -= effort
        if left <= 0:
            break
    return replace(profile, points=MappingProxyType(points))


def point_of(profile: Profile, by: int) -> Point:
    """One shift. Where the moved input has no result its differences are no numbers."""
    report = reported(profile.evaluation, _moved(profile.part, by), None)
    if report is None:
        return Point(np.nan, None, False)
    inside = _inside(report)
    return Point(
        _told(report.largest, report), None if inside is None else _told(largest_magnitude(inside), report), report.along
    )


def _inside(report: Report) -> Array | None:
    """The differences that no border reaches."""
    if report.clear is None or not report.clear_count:
        return None
    return report.difference[np.ix_(np.arange(len(report.difference)), *map(np.flatnonzero, report.clear))]


def _told(value: float, report: Report) -> float:
    """0 for what is nothing but rounding."""
    return 0.0 if value <= report.tolerance else value


def _moved(part: ShiftPart, by: int) -> ShiftPart:
    return replace(part, columns=by) if part.along == "columns" else replace(part, rows=by)


def _settings(part: ShiftPart) -> tuple[object, ...]:
    """What a profile is of: not the shift along its own axis. The one along the other axis comes last."""
    return part.along, part.border, part.against, part.rows if part.along == "columns" else part.columns
