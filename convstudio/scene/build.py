"""What is on the screen: built by one pure function from the evaluation and the focus."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from convstudio.engine.geometry import Axis, Indices, PaddingMode
from convstudio.experiment import Evaluation, Result, shape_of
from convstudio.layers import Array, Conv2d, Layer
from convstudio.scene.arithmetic import arithmetic
from convstudio.scene.card import Card, shape_text
from convstudio.scene.compare import COMPARE, compare_card, compared_value
from convstudio.scene.display import PLAIN, Display
from convstudio.scene.extent import extent
from convstudio.scene.focus import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.formula import size_formula
from convstudio.scene.hiding import hidden_cells, is_hidden, not_reached, veiled
from convstudio.scene.links import Mark, links, map_id, next_layer
from convstudio.scene.matrix import MatrixScene, Scale, Surround, signed_scale
from convstudio.scene.meaning import meaning
from convstudio.scene.mending import mending
from convstudio.scene.numbers import short
from convstudio.scene.playhead import Playhead
from convstudio.scene.runs import FormulaTerm, Line, Run
from convstudio.scene.spoken import spoken
from convstudio.scene.substeps import is_inside_cell, running_line, step_marks
from convstudio.words import count, tr

MOST_PANELS = 8  # channels of one map side by side
MOST_KERNEL_PANELS = 16
LARGEST_SURROUND = 64 * 64  # cells of a map up to which its padding is shown value by value


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """All cards in the order of the strip, and the words below them."""

    evaluation: Evaluation
    focus: Focus
    selected: int
    cards: tuple[Card, ...]
    marks: tuple[Mark, ...]
    arithmetic: Line
    formula: tuple[Line, ...]
    spoken: str
    playhead: Playhead | None = None
    hide_unreached: bool = False

    def card(self, matrix: MatrixId) -> Card:
        """The card of a matrix. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix == matrix)

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(m for card in self.cards for row in card.panels for m in row if m.panel == panel)


def build(
    evaluation: Evaluation,
    focus: Focus = NOWHERE,
    selected: int = 0,
    playhead: Playhead | None = None,
    hide_unreached: bool = False,
    term: FormulaTerm | None = None,
    display: Display = PLAIN,
    kept: Evaluation | None = None,
) -> Scene:
    """The screen for an evaluation, a focus, the selected layer (−1: the input), the playhead, and a letter of the formula."""
    hidden = hidden_cells(evaluation, playhead, hide_unreached)
    step = playhead if is_inside_cell(evaluation, playhead, focus) else None
    marks = step_marks(evaluation, step, links(evaluation, focus)) if step else links(evaluation, focus)
    spot = focus.spot if marks else None
    unreached = spot is not None and is_hidden(hidden, spot)
    if unreached:
        marks = tuple(mark for mark in marks if mark.role != "winner")
    marks = (*marks, *meaning(evaluation, term))
    cards = [_input_card(evaluation, marks)]
    for index, result in enumerate(evaluation.results):
        if isinstance(result.layer, Conv2d):
            cards.append(_kernel_card(evaluation, index, result.layer, marks, display))
        cards.append(veiled(_map_card(evaluation, index, result, marks, display, telling=index not in hidden), hidden))
    if kept:
        cards.append(compare_card(kept, evaluation, selected, display))
    return Scene(
        evaluation,
        focus,
        selected,
        tuple(cards),
        marks,
        running_line(evaluation, step) if step else not_reached() if unreached else _arithmetic(evaluation, spot),
        size_formula(evaluation, spot.matrix.layer if spot and spot.matrix.layer >= 0 else max(selected, 0)),
        spoken(evaluation, spot, marks, unreached) if spot else _compared(cards, focus),
        playhead,
        hide_unreached,
    )


def _compared(cards: list[Card], focus: Focus) -> str:
    spot = focus.spot
    if spot is None or spot.matrix != COMPARE or cards[-1].matrix != COMPARE:
        return ""
    return compared_value(cards[-1], spot.panel, spot.row, spot.column)


def _arithmetic(evaluation: Evaluation, spot: Spot | None) -> Line:
    return arithmetic(evaluation, spot) if spot and spot.matrix.kind == "map" and spot.matrix.layer >= 0 else ()


def layer_name(evaluation: Evaluation, index: int) -> str:
    """ "Convolution 2": a layer's own name, or its kind's, numbered where that comes more than once."""
    layers = [result.layer for result in evaluation.results]
    if layers[index].name:
        return layers[index].name
    alike = [i for i, other in enumerate(layers) if other.label == layers[index].label]
    return layers[index].label if len(alike) == 1 else f"{layers[index].label} {alike.index(index) + 1}"


def _input_card(evaluation: Evaluation, marks: tuple[Mark, ...]) -> Card:
    experiment = evaluation.experiment
    scale = Scale("grey", experiment.low, experiment.high)
    subtitle = tr(
        "{shape} · black {low}, white {high}",
        shape=shape_text(experiment.input.shape), low=short(experiment.low), high=short(experiment.high),
    )  # fmt: skip
    panels = _channel_panels(evaluation, -1, experiment.input, scale, marks, tr("Input X"), editable=True)
    return Card(INPUT, tr("Input X"), subtitle, (panels,), scale, hidden_channels=len(experiment.input) - len(panels))


def _map_card(
    evaluation: Evaluation, index: int, result: Result, marks: tuple[Mark, ...], display: Display, *, telling: bool
) -> Card:
    """The card of a layer's output; `telling` its range, unless some of it is to stay hidden."""
    values, name = result.shown, layer_name(evaluation, index)
    title = name if result.layer.name else f"{name} {result.layer.detail}".strip()
    problem = tr("Not possible: {was}.", was=result.problem.was) if result.problem else ""
    remedy = result.problem.remedy if result.problem else ""
    mend = mending(result.problem)
    if result.output is None and not result.problem:
        problem = tr("Waits for the layer before.")
    if values is None:
        return Card(map_id(index), title, "", (), Scale("signed", -1, 1), problem, remedy, dimmed=True, mend=mend)
    scale = signed_scale(values, display, result.change)
    panels = _channel_panels(evaluation, index, values, scale, marks, name)
    return Card(
        map_id(index),
        title,
        _map_subtitle(result, values, telling),
        (panels,),
        scale,
        problem,
        remedy,
        dimmed=result.output is None,
        hidden_channels=len(values) - len(panels),
        mend=mend,
    )


def _map_subtitle(result: Result, values: Array, telling: bool) -> str:
    layer = result.layer
    parts = [shape_text(values.shape)]
    if not layer.enabled:
        parts.append(tr("switched off"))
    if telling:
        parts.append(
            tr("{low} … {high}", low=short(extent(values, result.change)[0]), high=short(extent(values, result.change)[1]))
        )
    return " · ".join(parts)


def _channel_panels(
    evaluation: Evaluation,
    index: int,
    values: Array,
    scale: Scale,
    marks: tuple[Mark, ...],
    name: str,
    *,
    editable: bool = False,
) -> tuple[MatrixScene, ...]:
    matrix = map_id(index)
    change = evaluation.change if index < 0 else evaluation.results[index].change
    captions = _captions(evaluation, index, len(values))
    dimmed = index >= 0 and evaluation.results[index].output is None
    return tuple(
        MatrixScene(
            PanelId(matrix, channel),
            f"{name}, {captions[channel]}" if captions[channel] else name,
            values[channel],
            values,
            scale,
            change,
            _marks_of(marks, PanelId(matrix, channel)),
            None if dimmed else _surround(evaluation, index, values, channel),
            dimmed,
            editable,
            captions[channel],
        )
        for channel in range(min(len(values), MOST_PANELS))
    )


def _captions(evaluation: Evaluation, index: int, channels: int) -> list[str]:
    """What stands above each channel of a map: its number, or in the input its name."""
    shown = range(min(channels, MOST_PANELS))
    numbers = ["" if channels == 1 else tr("channel {c}", c=channel) for channel in shown]
    return numbers if index >= 0 else [evaluation.experiment.channel_name(c) or numbers[c] for c in shown]


def _kernel_card(evaluation: Evaluation, index: int, layer: Conv2d, marks: tuple[Mark, ...], display: Display) -> Card:
    outs, slices = layer.kernel.shape[:2]
    scale = signed_scale(layer.kernel, replace(display, limit=None))
    shown_slices = min(slices, MOST_PANELS)
    shown_outs = max(1, min(outs, MOST_KERNEL_PANELS // shown_slices))
    panels = tuple(
        tuple(_kernel_panel(layer, PanelId(MatrixId("kernel", index), o, s), scale, marks) for s in range(shown_slices))
        for o in range(shown_outs)
    )
    alone = outs * slices == 1
    many = tr("{i} → {o} channels", i=slices * layer.groups, o=outs)
    subtitle = " · ".join((tr("1 → 1 channel") if alone else many, shape_text(layer.window)))
    number = "" if sum(isinstance(r.layer, Conv2d) for r in evaluation.results) == 1 else f" {_conv_number(evaluation, index)}"
    hidden = outs * slices - shown_outs * shown_slices
    return Card(MatrixId("kernel", index), tr("Kernel K") + number, subtitle, panels, scale, hidden_channels=hidden)


def _conv_number(evaluation: Evaluation, index: int) -> int:
    return sum(isinstance(result.layer, Conv2d) for result in evaluation.results[: index + 1])


def _kernel_panel(layer: Conv2d, panel: PanelId, scale: Scale, marks: tuple[Mark, ...]) -> MatrixScene:
    outs, slices = layer.kernel.shape[:2]
    name = tr("Kernel K") if outs * slices == 1 else tr("Kernel for output {o}, channel {s}", o=panel.channel, s=panel.slice)
    values = layer.kernel[panel.channel, panel.slice]
    caption = "" if outs * slices == 1 else tr("out {o} · in {s}", o=panel.channel, s=panel.slice)
    return MatrixScene(panel, name, values, layer.kernel, scale, marks=_marks_of(marks, panel), editable=True, caption=caption)


def _marks_of(marks: tuple[Mark, ...], panel: PanelId) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.panel == panel)


def _surround(evaluation: Evaluation, index: int, values: Array, channel: int) -> Surround | None:
    layer = next_layer(evaluation, index) or _misfit(evaluation, index)
    if layer is None or (layer.window == (1, 1) and layer.stride == (1, 1) and layer.padding == "valid"):
        return None
    rows, columns = layer.axes(shape_of(values))
    mode = layer.padding_mode
    padded = None
    has_padding = any((rows.before, rows.after, columns.before, columns.after))
    if has_padding and layer.padding_counts and values[0].size <= LARGEST_SURROUND:
        padded = _padded(layer, values[channel], mode)
    can_pad = any(parameter.name == "padding" for parameter in layer.parameters)
    unread = (rows.unread(mode), columns.unread(mode)) if rows.count and columns.count else ((), ())
    return Surround(rows, columns, padded, *unread, can_pad, copies=mode != "zeros")


def _misfit(evaluation: Evaluation, index: int) -> Layer | None:
    """The next layer, if its window does not fit this map: the ruler shows why."""
    if index + 1 >= len(evaluation.results):
        return None
    result = evaluation.results[index + 1]
    return result.layer if result.problem and result.problem.parameter == "kernel_size" else None


def _padded(layer: Layer, values: Array, mode: PaddingMode) -> Array:
    rows, columns = (_sources(axis, mode) for axis in layer.axes((1, *values.shape)))
    own_zero = (rows[:, None] < 0) | (columns < 0)
    padded: Array = np.where(own_zero, 0.0, values[np.maximum(rows, 0)[:, None], np.maximum(columns, 0)])
    return padded


def _sources(axis: Axis, mode: PaddingMode) -> Indices:
    found = (axis.source(position, mode) for position in range(-axis.before, axis.size + axis.after))
    return np.array([-1 if source is None else source for source in found], dtype=np.intp)


def problem_line(card: Card) -> Line:
    """What stands in the place of a picture that cannot be."""
    return (Run(card.problem, "warning"), Run(" " + card.remedy)) if card.problem else ()


def hidden_text(card: Card) -> str:
    """How many channels are not shown, in words; "" if all are."""
    return count(card.hidden_channels, "and {n} more", "and {n} more") if card.hidden_channels else ""
