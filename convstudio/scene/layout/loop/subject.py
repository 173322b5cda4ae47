"""What the loop shows: the matrices of a moment of training, with as many channels as there is room for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.activations import ACTIVATIONS
from convstudio.experiment.learning.training_setup import trained_layer, until_layer
from convstudio.layers import KernelLayer, Layer
from convstudio.scene.build import hidden_text
from convstudio.scene.cards.card import Card
from convstudio.scene.large import Large
from convstudio.scene.layout.loop.frames import Frame
from convstudio.scene.layout.values import RULER, Measure
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.cards import is_plain
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import BIAS, Kind
from convstudio.scene.words.text_runs import Run
from convstudio.words import tr, translated

Arrangement = tuple[int, int]  # how many channels are side by side: of the inputs, and of the outputs
Alone = Literal["slices", "slice"]  # with one channel large: all slices of the kernel, or only its own
PICTURE_KINDS: tuple[Kind, ...] = ("map", "picture", "seen")
OUTPUTS: tuple[Kind, ...] = ("prediction", "target", "error", "pull")
NAME_GAP = 6.0
GHOST = 7.0  # pixels of the target kernel that are seen behind the learned one


class Slice(Struct, frozen=True):
    """The slice of a kernel between an output and one of the channels that it reads."""

    out: int
    part: int
    read: range


class Block(Struct, frozen=True):
    """The matrices of one kind in rows and columns; `channels` are all channels of a map of which one is shown large."""

    kind: Kind
    card: Card
    grid: tuple[tuple[MatrixScene, ...], ...]
    frame: Frame
    bias: MatrixScene | None = None
    names: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    channels: tuple[MatrixScene, ...] = ()

    @property
    def first(self) -> MatrixScene:
        """The matrix at the upper left."""
        return self.grid[0][0]


class Loop(Struct, frozen=True):
    """All blocks, the layers that a prediction passes before and after the kernel, and the position of the timeline."""

    scene: LearnScene
    blocks: dict[Kind, Block]
    before: tuple[str, ...]
    behind: tuple[str, ...]
    index: int
    until: int
    plain: bool  # whether the slope at the sums is twice the error
    revealed: bool

    @property
    def picture(self) -> Block:
        """The matrices of the training picture."""
        return next(block for kind, block in self.blocks.items() if kind in ("map", "picture"))

    @property
    def source(self) -> Block:
        """The matrices that the kernel slides over."""
        return self.blocks.get("seen", self.picture)

    @property
    def wanted(self) -> Block | None:
        """The kernel that makes the target, if one does."""
        return self.blocks.get("kernel") or self.blocks.get("target_kernel")


def subject(
    scene: LearnScene, large: Large, measure: Measure, arrangement: Arrangement | Alone, *, revealed: bool = False
) -> Loop:
    """The contents of the loop: its channels arranged side by side; or one of them large and the others small, with all slices
    of the kernel or only the one between them.
    """
    experiment = scene.learnt.experiment
    index = trained_layer(experiment) or 0
    until = until_layer(experiment, index)
    layers = experiment.layers
    learned = layers[index]
    slice_ = _chosen_slice(learned, large, index, until) if arrangement == "slice" else None
    blocks: dict[Kind, Block] = {}
    for card in scene.cards:
        kind = card.matrix.kind
        layer = -1 if kind in ("map", "picture") else index - 1 if kind == "seen" else until
        if card.matrix.has_weights:
            blocks[kind] = _slice(card, slice_, measure) if slice_ else _weights(card, measure)
        elif slice_:
            read = slice_.read if layer == index - 1 else None
            offered = kind in PICTURE_KINDS or kind == "prediction"  # target and error follow the choice made there
            blocks[kind] = _alone(
                card, slice_.read[slice_.part] if read else large.get(layer, 0), measure, read, offered=offered
            )
        elif isinstance(arrangement, str):
            blocks[kind] = _alone(card, large.get(layer, 0), measure)
        else:
            blocks[kind] = _map(card, arrangement[0 if kind in PICTURE_KINDS else 1], measure)
    own = learned.activation if isinstance(learned, KernelLayer) else "none"
    functions = tuple(known.title for known in ACTIVATIONS if known.name == own and own != "none")
    plain = is_plain(scene.shown) if scene.shown else "pull" not in blocks
    return Loop(
        scene, blocks, _names(layers[:index]), (*map(translated, functions), *_names(layers[index + 1 : until + 1])), index,
        until, plain, revealed,
    )  # fmt: skip


def channels_of(scene: LearnScene) -> tuple[int, int]:
    """The largest number of input channels, and the number of output channels."""
    count = {card.matrix.kind: len(card.panels[0]) for card in scene.cards if card.panels}
    return (
        max((n for kind, n in count.items() if kind in PICTURE_KINDS), default=1),
        max((n for kind, n in count.items() if kind in OUTPUTS), default=1),
    )


def _names(layers: Iterable[object]) -> tuple[str, ...]:
    """The names of the layers that a prediction passes: "Max pool 2 × 2"."""
    found = []
    for layer in layers:
        if getattr(layer, "enabled", False):
            detail = str(getattr(layer, "detail", "")).removeprefix("· ")
            found.append(f"{getattr(layer, 'label', '')} {detail}".strip())
    return tuple(found)


def _map(card: Card, across: int, measure: Measure) -> Block:
    """Channels side by side, `across` of them in a row, with one ruler around all."""
    panels = [panel if place == 0 else _without_ruler(panel) for place, panel in enumerate(card.panels[0])]
    across = min(across, len(panels))
    grid = tuple(tuple(panels[start : start + across]) for start in range(0, len(panels), across))
    caption = measure.height("small") + 2 if len(panels) > 1 else 0.0
    least = max((_wide(panel.caption, measure) for panel in panels), default=0.0) if caption else 0.0
    return Block(
        card.matrix.kind, card, grid, _frame(panels[0], grid, caption=caption, least_column=least, foot=_foot(card, measure))
    )


def _alone(card: Card, chosen: int, measure: Measure, read: range | None = None, *, offered: bool = True) -> Block:
    """One channel large; if `offered`, with thumbnails of all channels above it, or of those that are read."""
    panels = card.panels[0]
    large = next((panel for panel in panels if panel.panel.channel == chosen), panels[0])
    grid = ((large,),)
    small = tuple(panel for panel in panels if read is None or panel.panel.channel in read) if offered else ()
    return Block(
        card.matrix.kind, card, grid, _frame(large, grid, foot=_foot(card, measure)), channels=small if len(small) > 1 else ()
    )


def _chosen_slice(learned: Layer, large: Large, index: int, until: int) -> Slice | None:
    """The slice between the channels that are shown large; None if the layer has no kernel."""
    if not isinstance(learned, KernelLayer):
        return None
    outs, depth = learned.kernel.shape[:2]
    out = min(large.get(until, 0), outs - 1)
    read = learned.in_channels_read(out, depth * learned.groups)
    chosen = large.get(index - 1, 0)
    return Slice(out, read.index(chosen) if chosen in read else 0, read)


def _slice(card: Card, chosen: Slice, measure: Measure) -> Block:
    """One slice with the bias below. K says which slice it is, and all other blocks show the same one."""
    shown = [panel for row in card.panels for panel in row if panel.panel.slice != BIAS]
    places = (chosen.out, chosen.part), (chosen.out, 0), (0, 0)
    found = next(panel for at in places for panel in shown if (panel.panel.channel, panel.panel.slice) == at)
    bias = next((row[0] for row in card.panels if row[0].panel.slice == BIAS), None)
    grid = ((found,),)
    named = card.matrix.kind == "learned"
    caption, least = (measure.height("small") + 2 + GHOST, _wide(found.caption, measure)) if named else (0.0, 0.0)
    frame = _frame(found, grid, caption=caption, least_column=least, bias=bias.shape[1] if bias else 0)
    return Block(card.matrix.kind, card, grid, frame, bias)


def _weights(card: Card, measure: Measure) -> Block:
    """Slices: a row for each channel in, a column for each output; the bias below."""
    bias = next((row[0] for row in card.panels if row[0].panel.slice == BIAS), None)
    outs = [row for row in card.panels if row[0].panel.slice != BIAS]
    grid = tuple(zip(*outs, strict=True))
    crossed = len(grid) > 1  # then the corner says what the numbers above the columns mean
    name = "{o}" if crossed else tr("out {o}")
    names = tuple(name.format(o=row[0].panel.channel) for row in outs) if len(outs) > 1 else ()
    sides = tuple(tr("in {s}", s=panel.panel.slice) for panel in outs[0]) if crossed else ()
    frame = _frame(
        outs[0][0], grid,
        head=measure.height("small") + 3 if names else 0.0,
        side=max((_wide(side, measure) for side in sides), default=-NAME_GAP) + NAME_GAP,
        least_column=max((_wide(name, measure) for name in names), default=0.0),
        bias=bias.shape[1] if bias else 0,
        foot=_foot(card, measure),
    )  # fmt: skip
    return Block(card.matrix.kind, card, grid, frame, bias, names, sides)


def _foot(card: Card, measure: Measure) -> float:
    """The height of the line about what is not shown."""
    return measure.height("small") + 2 if hidden_text(card) else 0.0


def _frame(first: MatrixScene, grid: tuple[tuple[MatrixScene, ...], ...], **around: float) -> Frame:
    ruler = RULER if first.surround and first.ruled else 0.0
    return Frame(len(grid), len(grid[0]), *first.shape, first.margins, ruler, **around)  # type: ignore[arg-type]


def _without_ruler(panel: MatrixScene) -> MatrixScene:
    return replace(panel, ruled=False) if panel.surround else panel


def _wide(text: str, measure: Measure) -> float:
    return measure.width((Run(text),), "small")
