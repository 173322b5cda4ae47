"""Explore's screen, built by one pure function from the evaluation and the focus."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from convstudio.experiment import Evaluation, Result
from convstudio.layers import Array, KernelLayer, Layer
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.cards.compare import compare_card, compared_value
from convstudio.scene.cards.display import PLAIN, Display
from convstudio.scene.cards.folding import NONE, Folded
from convstudio.scene.cards.kernel_card import kernel_card, locked
from convstudio.scene.cards.matrix_product import matrix_product, output_cell, product_card
from convstudio.scene.cards.paging import FIRST, Pages, page, shown
from convstudio.scene.cards.products import (
    Products,
    ProductWords,
    at_work,
    product_id,
    product_marks,
    product_panels,
    product_spoken,
    product_words,
    products_of,
)
from convstudio.scene.cards.remedies import mending
from convstudio.scene.guide import FREE, Guide, asked_line, guide_marks
from convstudio.scene.matrix import MatrixScene, Scale, Surround
from convstudio.scene.matrix.extent import extent
from convstudio.scene.matrix.focus import INPUT, NOWHERE, Focus, MatrixId, PanelId, Spot
from convstudio.scene.matrix.hiding import NOTHING_HIDDEN, Hidden, hidden_cells, is_hidden, not_reached, veiled
from convstudio.scene.matrix.links import Mark, links, map_id, marks_of, next_layer
from convstudio.scene.matrix.matrix_links import matrix_marks
from convstudio.scene.matrix.readers import met
from convstudio.scene.matrix.receptive_field import reach_line
from convstudio.scene.matrix.rounding import dust, settled
from convstudio.scene.matrix.strip_scales import strip_scales
from convstudio.scene.matrix.surround import surround_of, with_padding
from convstudio.scene.playing.playhead import Playhead, spot_of
from convstudio.scene.playing.substeps import is_inside_cell, running_line, step_marks
from convstudio.scene.words.arithmetic import arithmetic
from convstudio.scene.words.formula import size_formula
from convstudio.scene.words.formula_marks import meaning
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import short
from convstudio.scene.words.spoken import spoken
from convstudio.scene.words.text_runs import FormulaTerm, Line, Run
from convstudio.words import between, count, tr


class Scene(Struct, frozen=True, eq=False):
    """Explore's screen: all cards in the order of the layers, and the words below them."""

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
    products: tuple[MatrixScene, ...] = ()  # on the stage, those of the cell in focus, or at the playhead, channel by channel
    product_words: ProductWords | None = None

    def card(self, matrix: MatrixId) -> Card:
        """The card of a matrix. Raises StopIteration if there is none."""
        return next(card for card in self.cards if card.matrix == matrix)

    @property
    def panels(self) -> Iterator[MatrixScene]:
        """All matrices that are shown: those of the cards, and the products, which only the stage shows."""
        shown = set[PanelId]()
        for matrix in (*(m for card in self.cards for row in card.panels for m in row), *self.products):
            if matrix.panel not in shown:
                shown.add(matrix.panel)
                yield matrix

    def panel(self, panel: PanelId) -> MatrixScene:
        """One panel. Raises StopIteration if it is not shown."""
        return next(matrix for matrix in self.panels if matrix.panel == panel)


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
    pages: Pages = FIRST,
    staged: bool = False,
    guide: Guide = FREE,
    blank: Hidden = NOTHING_HIDDEN,
) -> Scene:
    """The screen for an evaluation, a focus, the selected layer (−1: the input), the playhead, and a letter of the formula.

    Layers in `folded` are badges: a name and a shape. `pages` says which channels are shown where there are many. On the stage
    (`staged`) the products of a single channel are shown too, and the cell of the playhead is lit while nothing is pointed at.
    `guide` is what a lesson frames and locks; `blank` are cells that a handout leaves open.
    """
    if staged:
        folded, focus = NONE, _lit(evaluation, focus, playhead)
    hidden = {**hidden_cells(evaluation, playhead, hide_unreached), **blank}
    step = playhead if is_inside_cell(evaluation, playhead, focus) else None
    marks = step_marks(evaluation, step, links(evaluation, focus)) if step else links(evaluation, focus)
    spot = focus.spot if marks else None
    unreached = spot is not None and is_hidden(hidden, spot)
    marks = tuple(mark for mark in marks if mark.role != "winner") if unreached else marks
    seen = focus if spot or (focus.spot and focus.spot.matrix.kind in ("product", "factor")) else NOWHERE
    multiplied = max(selected, 0) if staged else selected
    products = products_of(evaluation, multiplied, focus, playhead, unreached, alone=staged)
    summed = products if products and products.several else None  # shown below the kernels of the board
    matrix = None if hide_unreached else matrix_product(evaluation, selected, focus, pages)
    linked, beside = marks, (*product_marks(products, seen), *at_work(products, step), *matrix_marks(matrix, seen))
    marks = (*marks, *meaning(evaluation, term), *beside, *guide_marks(evaluation, guide))
    cards = [_input_card(evaluation, marks, pages, editable=guide.allows("input"))]
    for index, scale in enumerate(strip_scales(evaluation, display)):
        if index in folded:
            cards.append(_badge(evaluation, index, scale))
            continue
        cards += _kernel(evaluation, index, marks, display, summed, pages, guide)
        cards.append(veiled(_map_card(evaluation, index, marks, scale, pages, telling=index not in hidden), hidden))
        if matrix and matrix.layer == index:
            cards.append(product_card(evaluation, matrix, marks, display, focus))
    if kept:
        cards.append(compare_card(kept, evaluation, selected, display))
    weights = met(evaluation, spot, linked) if spot else ()
    told = spoken(evaluation, spot, linked, unreached, weights) if spot else _beside(cards, focus, products)
    words = _words(evaluation, step, spot or output_cell(matrix, focus), unreached, marks, weights)
    return Scene(
        evaluation,
        focus,
        selected,
        tuple(cards),
        marks,
        words if words or told else asked_line(evaluation, guide) or problem_line(evaluation),
        size_formula(evaluation, spot.matrix.layer if spot and spot.matrix.layer >= 0 else max(selected, 0)),
        told,
        playhead,
        hide_unreached,
        product_panels(products, range(len(products.channels)), marks) if products and staged else (),
        product_words(products, tuple(range(len(products.channels)))) if products and staged else None,
    )


def _lit(evaluation: Evaluation, focus: Focus, playhead: Playhead | None) -> Focus:
    """The focus on the stage: the playhead's cell unless another cell is in focus."""
    return Focus(spot_of(evaluation, playhead)) if focus.spot is None and playhead else focus


def _beside(cards: list[Card], focus: Focus, products: Products | None) -> str:
    """The words for a cell that belongs to no map or kernel: a product, or a difference."""
    spot = focus.spot
    if spot and products and spot.matrix == product_id(products.layer):
        return product_spoken(products, spot)
    found = next((card for card in cards if spot and card.matrix == spot.matrix), None)
    if spot is None or found is None or spot.matrix.kind not in ("compare", "factor"):
        return ""
    return compared_value(found, spot.panel, spot.row, spot.column)


def _words(
    evaluation: Evaluation, step: Playhead | None, spot: Spot | None, unreached: bool, marks: tuple[Mark, ...], weights: Line
) -> Line:
    """The arithmetic of the cell in focus: complete, up to the playhead, or withheld while the cell is hidden.

    Of an input cell it is told which `weights` meet it.
    """
    if step:
        return running_line(evaluation, step)
    if unreached:
        return not_reached()
    if spot is None or spot.matrix.kind != "map":
        return ()
    return arithmetic(evaluation, spot) if spot.matrix.layer >= 0 else reach_line(evaluation, spot, marks, weights)


def _input_card(evaluation: Evaluation, marks: tuple[Mark, ...], pages: Pages, *, editable: bool) -> Card:
    experiment = evaluation.experiment
    scale = Scale("grey", experiment.low, experiment.high)
    subtitle = tr(
        "{shape} · black {low}, white {high}",
        shape=shape_text(experiment.input.shape), low=short(experiment.low), high=short(experiment.high),
    )  # fmt: skip
    channels = len(experiment.input)
    part = shown(pages, -1, channels)
    panels = _channel_panels(evaluation, -1, part, experiment.input, scale, marks, tr("Input X"), editable=editable)
    turners = page(("map", -1), "channels", part, channels)
    return Card(INPUT, tr("Input X"), subtitle, (panels,), scale, hidden_channels=channels - len(panels), pages=turners)


def _kernel(
    evaluation: Evaluation,
    index: int,
    marks: tuple[Mark, ...],
    display: Display,
    summed: Products | None,
    pages: Pages,
    guide: Guide,
) -> Iterator[Card]:
    """The card of a layer's weights, if it has any."""
    layer = evaluation.results[index].layer
    if isinstance(layer, KernelLayer):
        card = kernel_card(evaluation, index, layer, marks, display, summed, pages)
        yield card if guide.allows("kernel") else locked(card)


def _badge(evaluation: Evaluation, index: int, scale: Scale) -> Card:
    """A collapsed layer: its name and shape, and the scale that colours its values in later layers."""
    result = evaluation.results[index]
    shown = result.shown
    parts = [shape_text(shown.shape)] if shown is not None else []
    if not result.layer.enabled:
        parts.append(tr("switched off"))
    title, (problem, remedy) = _title(evaluation, index), _problem(result, _is_pending(evaluation, index))
    return Card(map_id(index), title, " · ".join(parts), (), scale, problem, remedy,
                dimmed=result.output is None, collapsed=True)  # fmt: skip


def _title(evaluation: Evaluation, index: int) -> str:
    layer, name = evaluation.results[index].layer, layer_name(evaluation, index)
    return name if layer.name else f"{name} {layer.detail}".strip()


def _problem(result: Result, pending: bool) -> tuple[str, str]:
    """Why there is no output, and what would help."""
    if result.problem:
        return result.problem.told, result.problem.remedy
    return (tr("Waits for the layer before."), "") if result.output is None and not pending else ("", "")


def _is_pending(evaluation: Evaluation, index: int) -> bool:
    """Whether a layer's output is still being computed."""
    return evaluation.pending is not None and index >= evaluation.pending


def _map_card(
    evaluation: Evaluation,
    index: int,
    marks: tuple[Mark, ...],
    scale: Scale,
    pages: Pages,
    *,
    telling: bool,
) -> Card:
    """The card of a layer's output. With `telling` it states its range, which is left out while part of the map is hidden."""
    result = evaluation.results[index]
    values, name = result.shown, layer_name(evaluation, index)
    title, (problem, remedy) = _title(evaluation, index), _problem(result, _is_pending(evaluation, index))
    mend = mending(evaluation, index)
    if values is None:
        waits = tr("computing …") if _is_pending(evaluation, index) else ""
        return Card(map_id(index), title, waits, (), scale, problem, remedy, dimmed=True, mend=mend)
    part = shown(pages, index, len(values))
    panels = _channel_panels(evaluation, index, part, values, scale, marks, name)
    return Card(
        map_id(index),
        title,
        _map_subtitle(result, values, dust(evaluation, index), telling)
        + (tr(" · computing …") if _is_pending(evaluation, index) else ""),
        (panels,),
        scale,
        problem,
        remedy,
        dimmed=result.output is None,
        hidden_channels=len(values) - len(panels),
        pages=page(("map", index), "channels", part, len(values)),
        mend=mend,
    )


def _map_subtitle(result: Result, values: Array, below: float, telling: bool) -> str:
    layer = result.layer
    parts = [shape_text(values.shape)]
    if not layer.enabled:
        parts.append(tr("switched off"))
    if telling:
        low, high = (short(settled(value, below)) for value in extent(values, result.change))
        parts.append(tr("{low} … {high}", low=low, high=high))
    return " · ".join(parts)


def _channel_panels(
    evaluation: Evaluation,
    index: int,
    part: range,
    values: Array,
    scale: Scale,
    marks: tuple[Mark, ...],
    name: str,
    *,
    editable: bool = False,
) -> tuple[MatrixScene, ...]:
    matrix = map_id(index)
    change = evaluation.change if index < 0 else evaluation.results[index].change
    captions = _captions(evaluation, index, part, len(values))
    dimmed = index >= 0 and evaluation.results[index].output is None
    around = _surround(evaluation, index, values) if not dimmed or _is_pending(evaluation, index) else None
    return tuple(
        MatrixScene(
            PanelId(matrix, channel),
            f"{name}, {captions[channel]}" if captions[channel] else name,
            values[channel],
            values,
            scale,
            change,
            marks_of(marks, PanelId(matrix, channel)),
            with_padding(around, values[channel]),
            dimmed,
            editable,
            captions[channel],
            dust=dust(evaluation, index),
        )
        for channel in part
    )


def _captions(evaluation: Evaluation, index: int, part: range, channels: int) -> dict[int, str]:
    """The caption of each channel of a map: its number, or for the input its name."""
    layer = evaluation.results[index].layer if index >= 0 else None
    convolved = isinstance(layer, KernelLayer) and layer.enabled
    words = tr("out {c}") if convolved else tr("channel {c}")
    numbers = {channel: "" if channels == 1 else words.format(c=channel) for channel in part}
    return numbers if index >= 0 else {c: evaluation.experiment.channel_name(c) or numbers[c] for c in part}


def _surround(evaluation: Evaluation, index: int, values: Array) -> Surround | None:
    layer = next_layer(evaluation, index) or _misfit(evaluation, index)
    return surround_of(layer, values, layer_name(evaluation, index + 1)) if layer else None


def _misfit(evaluation: Evaluation, index: int) -> Layer | None:
    """The next layer, if its window does not fit this map (the ruler shows why) or its output is still being computed."""
    if index + 1 >= len(evaluation.results):
        return None
    result = evaluation.results[index + 1]
    if _is_pending(evaluation, index + 1):
        return result.layer if result.layer.enabled else None
    return result.layer if result.problem and result.problem.parameter == "kernel_size" else None


def problem_line(evaluation: Evaluation) -> Line:
    """The line shown instead of the arithmetic while a layer cannot work: which layer, why, and what would help."""
    if evaluation.problem is None:
        return ()
    index, problem = evaluation.problem
    return Run(problem.told_of(layer_name(evaluation, index)), "warning"), Run(between() + problem.remedy)


def hidden_text(card: Card) -> str:
    """How many channels are not shown, in words; "" if all are, or can be reached by pages."""
    return count(card.hidden_channels, "and {n} more", "and {n} more") if card.hidden_channels and not card.pages else ""
