"""Sentences about all shifts: for which of them both ways are equal."""

from __future__ import annotations

from convstudio.experiment.moving.following import total_strides
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.every.profile import SIDES, Point, Profile
from convstudio.scene.workspaces.shift.report import Report
from convstudio.scene.workspaces.shift.words import by_words
from convstudio.words import count, tr


def conclusion(report: Report, profile: Profile) -> tuple[Line, ...]:
    """A line about the present shift, and one about all shifts."""
    return _here(report), (Run(_of_all(profile), "muted"),)


def _here(report: Report) -> Line:
    by, largest = by_words(report.part.by), about(report.largest)
    said = Run(tr("Moved {by}: largest difference {n}.", by=by, n=largest), "strong")
    if not report.along:
        why = tr("Compared with the output as it was.")
        return said, Run(
            " " + (why if report.part.against == "still" else f"{tr('No shift of the output corresponds.')} {why}")
        )
    if report.largest <= report.tolerance:
        return said, Run(" " + tr("Both ways are equal."))
    if report.clear_count and report.same_clear == report.clear_count:
        return said, Run(" " + tr("It stands at the borders only; away from them both ways are equal."))
    return (said,)


def _of_all(profile: Profile) -> str:
    if profile.missing:
        known = len(profile.points)
        return tr("computing: {n} of {all} …", n=known, all=2 * profile.most + 1)
    points = [point for by, point in profile.points.items() if by]
    total = total_strides(profile.evaluation)[SIDES[profile.part.along]]
    along = sum(point.along for point in points)
    inside = [point.inside for point in points if point.along and point.inside is not None]
    said = _equal(inside.count(0.0), len(inside), along == len(points), total) if along else _none(points)
    if profile.most < profile.size:
        limit = count(profile.most, "{n} cell", "{n} cells")
        said += " " + tr("All of them would take too long: these are the shifts by up to {limit}.", limit=limit)
    return said


def _none(points: list[Point]) -> str:
    """The sentence for an axis along which no shift of the input is compared with a shift of the output."""
    if not points:
        return tr("There is nothing to move along this axis.")
    return tr("No shift is compared with a shift of the output: the bars say by how much the output changes.")


def _equal(held: int, told: int, every: bool, total: int) -> str:
    """For how many shifts both ways are equal away from the borders, among those that leave cells away from them."""
    if not told:
        return tr("After every shift the borders reach all outputs.")
    if held < told:
        return tr("Equal away from the borders: {n} of {told}.", told=told, n=held)
    if every:
        return tr("Every shift: equal away from the borders. The layers are equivariant.")
    if total == 2:
        return tr("Even shifts: equal away from the borders. Odd ones have no shift of the output: the total stride is 2.")
    return tr("Every {n}th shift: equal away from the borders. Others have no shift of the output: total stride {n}.", n=total)
