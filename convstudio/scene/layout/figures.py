"""The figures that can be drawn without a window: the stage of a layer, the network, a matrix."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer
from convstudio.scene.build import Scene, build
from convstudio.scene.cards.paging import FIRST, Pages, following, turned
from convstudio.scene.large import large_channels
from convstudio.scene.layout.alone import alone
from convstudio.scene.layout.length import ANY_SIZE, Most, check_length
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed_alike
from convstudio.scene.layout.values import Drawing, Measure
from convstudio.scene.layout.wrap import with_lines
from convstudio.scene.matrix.focus import NOWHERE, Focus, MatrixId, PanelId
from convstudio.scene.playing.playhead import Playhead, at, at_phase, counted, phases, plays, spot_of, terms_of, windows
from convstudio.scene.state import State
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import count, tr

What = Literal["stage", "rail", "matrix", "kernel"]
WHATS: tuple[What, ...] = ("stage", "rail", "matrix", "kernel")


class Motif(Struct, frozen=True):
    """The subject of a figure: the layer (−1: the input), the channel shown large, and the cell that is played."""

    what: What = "stage"
    layer: int = 0
    channel: int = 0
    slice: int = 0  # for a kernel: the channel that it reads
    playhead: Playhead | None = None
    hide_unreached: bool = False
    words: bool = False  # whether the arithmetic of the cell and the size formula are written below


def drawing_of(evaluation: Evaluation, motif: Motif, room: Room) -> Drawing:
    """The drawing of a motif, trimmed. Raises ValueError with a sentence for a layer or a channel that does not exist."""
    return frames_of(evaluation, motif, [motif.playhead], room)[0]


def frames_of(evaluation: Evaluation, motif: Motif, playheads: Iterable[Playhead | None], room: Room) -> list[Drawing]:
    """A drawing for each position of the playhead, all of one size. Raises ValueError like `drawing_of`."""
    scenes = [_scene(evaluation, replace(motif, playhead=playhead)) for playhead in playheads]
    drawings = trimmed_alike([_drawn(scene, motif, room) for scene in scenes])
    if not motif.words:
        return drawings
    return with_lines(drawings, [_lines(scene, motif) for scene in scenes], room.measure)


def _lines(scene: Scene, motif: Motif) -> tuple[Line, ...]:
    """The arithmetic and the size formula; of a layer that is switched off, which has neither, that it is."""
    said = scene.arithmetic
    if not said and scene.evaluation.is_off(motif.layer):
        said = (Run(tr("switched off: passed on unchanged")),)
    return said, *scene.formula


def walk(
    evaluation: Evaluation, layer: int, first: int, last: int | None, *, products: bool = False, most: Most = ANY_SIZE
) -> list[Playhead]:
    """The playhead at the steps from `first` to `last` of a layer, counted from 1 (None: the last), or at each product.

    Raises ValueError with a sentence if there are no such steps, or too many for a film.
    """
    ends(evaluation, layer, first, last)
    steps = range(first - 1, windows(evaluation, layer) if last is None else last)
    check_length(evaluation, layer, steps, products, most)
    found: list[Playhead] = []
    for step in steps:
        done = at(evaluation, layer, step)
        found += [replace(done, phase=phase) for phase in range(done.phase)] if products else []
        found.append(done)
    return found


def ends(evaluation: Evaluation, layer: int, first: int, last: int | None) -> tuple[Playhead, Playhead]:
    """The first and the last playhead of a walk. Raises ValueError with a sentence if there are no such steps."""
    start = playhead_at(evaluation, layer, first)
    last = windows(evaluation, layer) if last is None else last
    end = playhead_at(evaluation, layer, last)
    if last < first:
        raise ValueError(tr("Step {last} comes before step {first}.", first=first, last=last))
    return start, end


def _scene(evaluation: Evaluation, motif: Motif) -> Scene:
    _check(evaluation, motif)
    playhead, layer = motif.playhead, motif.layer
    focus = Focus(pin=spot_of(evaluation, playhead)) if playhead else NOWHERE  # playing focuses the cell
    pages = following(_pages(motif), evaluation, focus, playhead)
    return build(evaluation, focus, layer, playhead, motif.hide_unreached, pages=pages, staged=True)


def _drawn(scene: Scene, motif: Motif, room: Room) -> Drawing:
    layer = motif.layer
    large = large_channels({layer: motif.channel}, scene.evaluation, scene.focus, scene.playhead)
    match motif.what:
        case "stage":
            return stage(scene, max(layer, 0), large, room)
        case "rail":
            return rail(scene, large, room.measure, pictures=True)
        case "matrix" | "kernel":
            kind: Literal["map", "kernel"] = "map" if motif.what == "matrix" else "kernel"
            panel = PanelId(MatrixId(kind, layer), motif.channel, motif.slice if kind == "kernel" else 0)
            return alone(scene.panel(panel), room)


def stage_of(state: State, room: Room) -> Drawing:
    """The drawing of the selected layer as the stage shows it, with the cell in focus."""
    return stage(_scene_of(state), max(state.selected, 0), state.large, room)


def network_of(state: State, measure: Measure) -> Drawing:
    """The drawing of all layers of a state in a row."""
    return rail(_scene_of(state), state.large, measure, pictures=True)


def _scene_of(state: State) -> Scene:
    """The scene of Explore, as for its stage."""
    return build(state.evaluation, state.focus, state.selected, state.playhead, state.hide_unreached, display=state.display,
                 kept=state.kept, pages=state.pages, staged=True)  # fmt: skip


def playhead_at(evaluation: Evaluation, layer: int, step: int, product: int | None = None) -> Playhead:
    """The playhead at a step of a layer, counted from 1, after `product` products (None: with the step complete).

    Raises ValueError with a sentence that says how many steps there are.
    """
    if not plays(evaluation, checked_layer(evaluation, layer)):
        if evaluation.is_off(layer):
            raise ValueError(
                tr(
                    "{layer} is switched off and computes nothing: there is no output to walk over.",
                    layer=_named(evaluation, layer),
                )
            )
        raise ValueError(tr("{layer} has no output to walk over.", layer=_named(evaluation, layer)))
    steps = windows(evaluation, layer)
    if not 1 <= step <= steps:
        has = count(steps, "{layer} has {n} step", "{layer} has {n} steps", layer=_named(evaluation, layer))
        raise ValueError(tr("{has}; step {step} is none of them.", has=has, step=step))
    playhead = at(evaluation, layer, step - 1)
    if product is None:
        return playhead
    if product > phases(evaluation, playhead) - 1:  # behind its products come their sum and what follows it
        products = counted(terms_of(evaluation, playhead))
        has = count(products, "Step {step} has {n} product", "Step {step} has {n} products", step=step)
        raise ValueError(tr("{has}; product {product} is none of them.", has=has, product=product))
    return at_phase(evaluation, playhead, product)


def checked_layer(evaluation: Evaluation, layer: int) -> int:
    """A valid index of a layer (−1: the input). Raises ValueError with a sentence if there is no such layer."""
    if -1 <= layer < len(evaluation.results):
        return layer
    if not evaluation.results:
        raise ValueError(tr("The experiment has no layers."))
    has = count(len(evaluation.results), "The experiment has {n} layer", "The experiment has {n} layers")
    raise ValueError(tr("{has}; layer {layer} is none of them.", has=has, layer=layer + 1))


def _check(evaluation: Evaluation, motif: Motif) -> None:
    layer = checked_layer(evaluation, motif.layer)
    if motif.what == "kernel":
        kind = evaluation.results[layer].layer if layer >= 0 else None
        if not isinstance(kind, KernelLayer):
            raise ValueError(tr("{layer} has no kernel.", layer=_named(evaluation, layer)))
        outs, slices = kind.kernel.shape[:2]
        _check_one(motif.channel, outs, tr("output channel"))
        _check_one(motif.slice, slices, tr("slice"))
    elif motif.what == "matrix" or motif.channel:
        shape = evaluation.shape(layer)
        if shape is None:
            raise ValueError(tr("{layer} has no output.", layer=_named(evaluation, layer)))
        _check_one(motif.channel, shape[0], tr("channel"))


def _check_one(number: int, of: int, word: str) -> None:
    if of == 1 and number:
        raise ValueError(tr("There is no {word} {n}: the only one is 0.", word=word, n=number))
    if not 0 <= number < of:
        raise ValueError(tr("There is no {word} {n}: they count from 0 to {last}.", word=word, n=number, last=of - 1))


def _named(evaluation: Evaluation, layer: int) -> str:
    return tr("The input") if layer < 0 else f"{layer + 1} · {layer_name(evaluation, layer)}"


def _pages(motif: Motif) -> Pages:
    """The pages that show the channel."""
    if motif.what == "kernel":
        pages = turned(FIRST, ("map", motif.layer - 1), motif.slice)
        return turned(pages, ("rows", motif.layer), motif.channel)
    return turned(FIRST, ("map", motif.layer), motif.channel)
