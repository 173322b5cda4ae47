"""The Shift lab as a value: the input and the moved input, what comes of both, and their difference."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convstudio.experiment import Evaluation
from convstudio.layers import Array
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.cards.display import Display
from convstudio.scene.matrix import MatrixScene, Scale, scale_to, signed_scale
from convstudio.scene.matrix.extent import largest_magnitude
from convstudio.scene.matrix.focus import INPUT, Focus, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id, marks_of
from convstudio.scene.state import State
from convstudio.scene.words.text_runs import Line
from convstudio.scene.workspaces.shift import words
from convstudio.scene.workspaces.shift.links import DIFFERENCE, MOVED_INPUT, MOVED_OUTPUT, OF_MOVED, shift_links
from convstudio.scene.workspaces.shift.part import NAME, ShiftPart, part
from convstudio.scene.workspaces.shift.report import Report, reported
from convstudio.words import tr

HELP = {
    INPUT: "The input as it is. Paint on it, or type over a cell.",
    MOVED_INPUT: "The input, moved: drag it, or move it by the arrow keys. It goes through the same layers.",
    MOVED_OUTPUT: "The output, moved by as many of its cells as the shift of the input is.",
    OF_MOVED: "What the layers make of the moved input.",
    DIFFERENCE: "What the layers make of the moved input, minus the output that it is compared with. Inside the outline no "
    "border takes part.",
}
OUTPUT_HELP = "What the layers make of the input."


class ShiftScene(Struct, frozen=True, eq=False):
    """All cards and what is said of them; `report` is None where there is nothing to compare, and `conclusion` says why."""

    part: ShiftPart
    evaluation: Evaluation
    focus: Focus
    cards: tuple[Card, ...]
    conclusion: tuple[Line, ...]
    report: Report | None
    selected: int  # the layer whose settings are shown
    spoken: str = ""

    @property
    def panels(self) -> Iterator[MatrixScene]:
        """All matrices that are shown."""
        return (matrix for card in self.cards for row in card.panels for matrix in row)

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(matrix for matrix in self.panels if matrix.panel == panel)

    def matrices(self, matrix: MatrixId) -> tuple[MatrixScene, ...]:
        """All channels of a matrix; none if it is not shown."""
        return next((card.panels[0] for card in self.cards if card.matrix == matrix), ())


def build(state: State) -> ShiftScene:
    """The screen of a state."""
    last = state.screens.get(NAME)
    before = last.report if isinstance(last, ShiftScene) else None
    own, evaluation = part(state), state.evaluation
    report = reported(evaluation, own, before) if evaluation.pending is None else None
    spot = state.focus.spot
    if report is None:
        return ShiftScene(
            own, evaluation, state.focus, _inputs(evaluation, None), (words.obstacle(evaluation),), None, state.selected
        )
    marks = shift_links(evaluation, report.moved, own.by, report.out_by, spot)
    cards = (*_inputs(evaluation, report, marks), *_outputs(report, marks, state.display))
    told = words.spoken(report, spot) if spot and marks else ""
    return ShiftScene(own, evaluation, state.focus, cards, words.conclusion(report), report, state.selected, told)


def output_matrix(evaluation: Evaluation) -> MatrixId:
    """The output of the last layer."""
    return map_id(len(evaluation.results) - 1)


def _inputs(evaluation: Evaluation, report: Report | None, marks: tuple[Mark, ...] = ()) -> tuple[Card, ...]:
    experiment = evaluation.experiment
    scale = Scale("grey", experiment.low, experiment.high)
    names = experiment.channel_names
    made = [_card(INPUT, tr("Input"), "X", experiment.input, scale, marks, editable=True, names=names)]
    if report:
        moved = report.moved.experiment.input
        made.append(_card(MOVED_INPUT, tr("Moved input"), "S X", moved, scale, marks, names=names))
    return tuple(made)


def _outputs(report: Report, marks: tuple[Mark, ...], display: Display) -> tuple[Card, ...]:
    """The output, what it is compared with if that is moved, what comes of the moved input, and the difference."""
    scale = scale_to(max(largest_magnitude(report.output), largest_magnitude(report.of_moved)), display)
    output = output_matrix(report.evaluation)
    made = [_card(output, tr("Output"), "L X", report.output, scale, marks, dust=report.tolerance)]
    if report.along:
        made.append(_card(MOVED_OUTPUT, tr("Moved output"), "S L X", report.compared, scale, marks, dust=report.tolerance))
    made.append(_card(OF_MOVED, tr("Output of the moved input"), "L S X", report.of_moved, scale, marks, dust=report.tolerance))
    own = signed_scale(report.difference, display, dust=report.tolerance)
    symbol = "L S X − S L X" if report.along else "L S X − L X"
    lit = marks or _outlined(report)
    made.append(_card(DIFFERENCE, tr("Difference"), symbol, report.difference, own, lit, dust=report.tolerance))
    return tuple(made)


def _outlined(report: Report) -> tuple[Mark, ...]:
    """The cells of the difference that no border reaches, while nothing else is lit there."""
    if report.clear is None or report.same == report.cells or not report.clear_count:
        return ()
    rows, columns = (tuple(i for i, clear in enumerate(mask.tolist()) if clear) for mask in report.clear)
    return tuple(Mark(PanelId(DIFFERENCE, channel), "window", rows, columns) for channel in range(len(report.difference)))


def _card(
    matrix: MatrixId,
    title: str,
    symbol: str,
    values: Array,
    scale: Scale,
    marks: tuple[Mark, ...],
    *,
    editable: bool = False,
    names: tuple[str, ...] = (),
    dust: float = 0.0,
) -> Card:
    """A card with a panel for each channel."""
    panels = tuple(
        MatrixScene(
            PanelId(matrix, channel), title if len(values) == 1 else tr("{name}, channel {c}", name=title, c=channel),
            values[channel], values, scale, marks=marks_of(marks, PanelId(matrix, channel)), editable=editable,
            caption=names[channel] if names else str(channel) if len(values) > 1 else "", symbol=symbol,
            help=tr(HELP.get(matrix, OUTPUT_HELP)), dust=dust,
        )
        for channel in range(len(values))
    )  # fmt: skip
    return Card(matrix, title, shape_text(values.shape), (panels,), scale)


def standing(panels: tuple[MatrixScene, ...], channel: int) -> MatrixScene | None:
    """The channel that stands large: the one that was chosen, else the first."""
    return next((panel for panel in panels if panel.panel.channel == channel), panels[0] if panels else None)
