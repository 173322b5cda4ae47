"""What is on the screen: built by one pure function from the evaluation and the focus."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from convstudio.experiment import Evaluation, Result
from convstudio.layers import Array, Conv2d, Layer
from convstudio.scene.arithmetic import arithmetic
from convstudio.scene.card import Card, shape_text
from convstudio.scene.compare import COMPARE, compare_card, compared_value
from convstudio.scene.display import PLAIN, Display
from convstudio.scene.extent import extent
from convstudio.scene.focus import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.folding import NONE, Folded
from convstudio.scene.formula import size_formula
from convstudio.scene.hiding import hidden_cells, is_hidden, not_reached, veiled
from convstudio.scene.links import Mark, links, map_id, next_layer
from convstudio.scene.matrix import MatrixScene, Scale, Surround, signed_scale
from convstudio.scene.meaning import meaning
from convstudio.scene.naming import layer_name
from convstudio.scene.numbers import short
from convstudio.scene.playhead import Playhead
from convstudio.scene.reach import reach_line
from convstudio.scene.runs import FormulaTerm, Line, Run
from convstudio.scene.spoken import spoken
from convstudio.scene.substeps import is_inside_cell, running_line, step_marks
from convstudio.scene.surround import surround_of
from convstudio.words import count, tr

MOST_PANELS = 8  # channels of one map side by side
MOST_KERNEL_PANELS = 16


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
    folded: Folded = NONE,
) -> Scene:
    """The screen for an evaluation, a focus, the selected layer (−1: the input), the playhead, and a letter of the formula.

    Layers in `folded` are badges: a name and a shape.
    """
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
        if index in folded:
            cards.append(_badge(evaluation, index, result))
            continue
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
        running_line(evaluation, step) if step else not_reached() if unreached else _arithmetic(evaluation, spot, marks),
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


def _arithmetic(evaluation: Evaluation, spot: Spot | None, marks: tuple[Mark, ...]) -> Line:
    if spot is None or spot.matrix.kind != "map":
        return ()
    return arithmetic(evaluation, spot) if spot.matrix.layer >= 0 else reach_line(evaluation, spot, marks)


def _input_card(evaluation: Evaluation, marks: tuple[Mark, ...]) -> Card:
    experiment = evaluation.experiment
    scale = Scale("grey", experiment.low, experiment.high)
    subtitle = tr(
        "{shape} · black {low}, white {high}",
        shape=shape_text(experiment.input.shape), low=short(experiment.low), high=short(experiment.high),
    )  # fmt: skip
    panels = _channel_panels(evaluation, -1, experiment.input, scale, marks, tr("Input X"), editable=True)
    return Card(INPUT, tr("Input X"), subtitle, (panels,), scale, hidden_channels=len(experiment.input) - len(panels))


def _badge(evaluation: Evaluation, index: int, result: Result) -> Card:
    """A layer as its name and its shape."""
    shown = result.shown
    parts = [shape_text(shown.shape)] if shown is not None else []
    if not result.layer.enabled:
        parts.append(tr("switched off"))
    title, (problem, remedy) = _title(evaluation, index), _problem(result, _is_pending(evaluation, index))
    return Card(map_id(index), title, " · ".join(parts), (), Scale("signed", -1, 1), problem, remedy,
                dimmed=result.output is None, collapsed=True)  # fmt: skip


def _title(evaluation: Evaluation, index: int) -> str:
    layer, name = evaluation.results[index].layer, layer_name(evaluation, index)
    return name if layer.name else f"{name} {layer.detail}".strip()


def _problem(result: Result, pending: bool) -> tuple[str, str]:
    """Why there is no output, and what would do."""
    if result.problem:
        return tr("Not possible: {was}.", was=result.problem.was), result.problem.remedy
    return (tr("Waits for the layer before."), "") if result.output is None and not pending else ("", "")


def _is_pending(evaluation: Evaluation, index: int) -> bool:
    """Whether a layer's output is still being computed."""
    return evaluation.pending is not None and index >= evaluation.pending


def _map_card(
    evaluation: Evaluation, index: int, result: Result, marks: tuple[Mark, ...], display: Display, *, telling: bool
) -> Card:
    """The card of a layer's output; `telling` its range, unless some of it is to stay hidden."""
    values, name = result.shown, layer_name(evaluation, index)
    title, (problem, remedy) = _title(evaluation, index), _problem(result, _is_pending(evaluation, index))
    if values is None:
        waits = tr("computing …") if _is_pending(evaluation, index) else ""
        return Card(map_id(index), title, waits, (), Scale("signed", -1, 1), problem, remedy, dimmed=True)
    scale = signed_scale(values, display, result.change)
    panels = _channel_panels(evaluation, index, values, scale, marks, name)
    return Card(
        map_id(index),
        title,
        _map_subtitle(result, values, telling) + (tr(" · computing …") if _is_pending(evaluation, index) else ""),
        (panels,),
        scale,
        problem,
        remedy,
        dimmed=result.output is None,
        hidden_channels=len(values) - len(panels),
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
    alone = len(values) == 1
    dimmed = index >= 0 and evaluation.results[index].output is None
    framed = not dimmed or _is_pending(evaluation, index)
    return tuple(
        MatrixScene(
            PanelId(matrix, channel),
            name if alone else tr("{name}, channel {c}", name=name, c=channel),
            values[channel],
            values,
            scale,
            change,
            _marks_of(marks, PanelId(matrix, channel)),
            _surround(evaluation, index, values, channel) if framed else None,
            dimmed,
            editable,
            "" if alone else tr("channel {c}", c=channel),
        )
        for channel in range(min(len(values), MOST_PANELS))
    )


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
    return _by_panel(marks).get(panel, ())


@lru_cache(maxsize=2)  # one scene asks for each of its panels
def _by_panel(marks: tuple[Mark, ...]) -> dict[PanelId, tuple[Mark, ...]]:
    found: dict[PanelId, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.panel, []).append(mark)
    return {panel: tuple(of) for panel, of in found.items()}


def _surround(evaluation: Evaluation, index: int, values: Array, channel: int) -> Surround | None:
    layer = next_layer(evaluation, index) or _misfit(evaluation, index)
    return surround_of(layer, values, channel) if layer else None


def _misfit(evaluation: Evaluation, index: int) -> Layer | None:
    """The next layer, if its window does not fit this map (the ruler shows why), or its output is still computed."""
    if index + 1 >= len(evaluation.results):
        return None
    result = evaluation.results[index + 1]
    if _is_pending(evaluation, index + 1):
        return result.layer if result.layer.enabled else None
    return result.layer if result.problem and result.problem.parameter == "kernel_size" else None


def problem_line(card: Card) -> Line:
    """What stands in the place of a picture that cannot be."""
    return (Run(card.problem, "warning"), Run(" " + card.remedy)) if card.problem else ()


def hidden_text(card: Card) -> str:
    """How many channels are not shown, in words; "" if all are."""
    return count(card.hidden_channels, "and {n} more", "and {n} more") if card.hidden_channels else ""
