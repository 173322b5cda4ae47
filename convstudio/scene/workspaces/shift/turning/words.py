"""Sentences about a turn: whether the output turned along, and whether it does for every picture."""

from __future__ import annotations

from convstudio.engine.turning import Turn
from convstudio.layers import KernelLayer
from convstudio.scene.cards.card import shape_text
from convstudio.scene.matrix.focus import INPUT, Spot
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import about
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED
from convstudio.scene.workspaces.shift.turning.report import TurnReport
from convstudio.scene.workspaces.shift.words import spoken_difference, spoken_value
from convstudio.words import Text, count, tr, translated

DONE: dict[Turn, Text] = {
    "quarter": "quarter turn right",
    "half": "half turn",
    "three_quarters": "quarter turn left",
    "left_right": "mirrored left–right",
    "top_bottom": "mirrored top–bottom",
    "diagonal": "mirrored at the diagonal",
    "other_diagonal": "mirrored at the other diagonal",
}
ALIKE: dict[Turn, Text] = {
    "quarter": "after a quarter turn",
    "half": "after half a turn",
    "three_quarters": "after a quarter turn",
    "left_right": "mirrored left–right",
    "top_bottom": "mirrored top–bottom",
    "diagonal": "mirrored at the diagonal",
    "other_diagonal": "mirrored at the other diagonal",
}
MOST_NAMED = 2  # layers that are named


def done(how: Turn) -> str:
    """What a turn does to the picture, in words."""
    return translated(DONE[how])


def conclusion(report: TurnReport) -> tuple[Line, ...]:
    """Whether both ways give the same output, and why; then what holds for every convolution."""
    return _verdict(report), (Run(_rule(report), "muted"),)


def _verdict(report: TurnReport) -> Line:
    why = _why(report)
    if report.difference is None:
        of_turned, compared = shape_text(report.of_turned.shape), shape_text(report.compared.shape)
        said = tr("the output of the turned input is {a}, the turned output {b}.", a=of_turned, b=compared)
        return Run(tr("Not even the sizes agree:"), "strong"), Run(f" {said} {why}")
    if report.same == report.difference.size:
        equal = tr("Exactly equal.") if report.largest == 0 else tr("Equal but for rounding.")
        if not report.obstructions:
            return Run(equal, "strong"), Run(" " + tr("So it is for every picture: {why}", why=_symmetric(report)))
        return Run(equal, "strong"), Run(" " + tr("But that is this picture’s doing: {why}", why=why))
    found = tr("The largest difference is {n}: the layers are not equivariant to this.", n=about(report.largest))
    return Run(tr("Not equal."), "strong"), Run(f" {found} {why}")


def _why(report: TurnReport) -> str:
    """Which layers prevent equivariance, and why."""
    alike = translated(ALIKE[report.how])
    kernels = [layer_name(report.evaluation, index) for index, reason in report.obstructions if reason == "kernel"]
    windows = [layer_name(report.evaluation, index) for index, reason in report.obstructions if reason == "windows"]
    said = []
    if kernels:
        said.append(
            count(
                len(kernels),
                "The kernel of {names} looks different {alike}.", "The kernels of {names} look different {alike}.",
                names=_named(kernels), alike=alike,
            )
        )  # fmt: skip
    if windows:
        said.append(tr("The windows of {names} lie elsewhere {alike}.", names=_named(windows), alike=alike))
    return " ".join(said)


def _symmetric(report: TurnReport) -> str:
    layers = [result.layer for result in report.evaluation.results if result.layer.enabled]
    if any(isinstance(layer, KernelLayer) for layer in layers):
        return tr("every kernel looks the same {alike}.", alike=translated(ALIKE[report.how]))
    return tr("no layer here has a kernel that could look another way.")


def _rule(report: TurnReport) -> str:
    if any(isinstance(result.layer, KernelLayer) for result in report.evaluation.results):
        return tr(
            "T: {done}. A convolution follows every shift, but a turn only if its kernel looks the same turned. "
            "Turn the kernel as well, and the output turns.", done=done(report.how),
        )  # fmt: skip
    return tr("T: {done}. A maximum or a mean of a square window does not mind how it is turned.", done=done(report.how))


def _named(names: list[str]) -> str:
    if len(names) > MOST_NAMED:
        return count(len(names), "{n} layer", "{n} layers")
    return tr(" and ").join(names)


def spoken(report: TurnReport, spot: Spot) -> str:
    """What the status bar says about the cell in focus."""
    if spot.matrix in (INPUT, MOVED_INPUT):
        evaluation = report.evaluation if spot.matrix == INPUT else report.turned
        return spoken_value(spot, evaluation.experiment.input)
    if report.difference is not None and spot.matrix in (MOVED_OUTPUT, OF_MOVED, DIFFERENCE):
        return spoken_difference(spot, report.of_turned, report.compared, report.difference, report.tolerance)
    shown = {MOVED_OUTPUT: report.compared, OF_MOVED: report.of_turned}.get(spot.matrix, report.output)
    return spoken_value(spot, shown, report.tolerance)
