"""What the loop shows: the matrices at a moment of training, with as many channels as there is room for."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.activations import ACTIVATIONS
from convstudio.experiment.learning.training_setup import trained_layer, until_layer
from convstudio.layers import KernelLayer
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
from convstudio.words import tr

Arrangement = tuple[int, int]  # how many channels stand side by side: of what comes in, and of what goes out
PICTURE_KINDS: tuple[Kind, ...] = ("map", "picture", "seen")
OUTPUTS: tuple[Kind, ...] = ("prediction", "target", "error", "pull")
NAME_GAP = 6.0


class Block(Struct, frozen=True):
    """The matrices of one kind in their rows and columns; `channels` are all of a map where one stands large."""

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
    """All blocks, what the prediction goes through before and behind the kernel, and where the timeline stands."""

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
        """The matrices of the picture that is learned from."""
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
    scene: LearnScene, large: Large, measure: Measure, arrangement: Arrangement | None, *, revealed: bool = False
) -> Loop:
    """What stands on the loop, its channels so many side by side; None: one of them large, the others small."""
    experiment = scene.learnt.experiment
    index = trained_layer(experiment) or 0
    until = until_layer(experiment, index)
    blocks: dict[Kind, Block] = {}
    for card in scene.cards:
        kind = card.matrix.kind
        if card.matrix.has_weights:
            blocks[kind] = _weights(card, measure)
        elif arrangement is None:
            chosen = large.get(-1 if kind in ("map", "picture") else index - 1 if kind == "seen" else until, 0)
            blocks[kind] = _alone(card, chosen, measure)
        else:
            blocks[kind] = _map(card, arrangement[0 if kind in PICTURE_KINDS else 1], measure)
    layers = experiment.layers
    learned = layers[index]
    own = learned.activation if isinstance(learned, KernelLayer) else "none"
    functions = tuple(known.title for known in ACTIVATIONS if known.name == own and own != "none")
    plain = is_plain(scene.shown) if scene.shown else "pull" not in blocks
    return Loop(
        scene, blocks, _names(layers[:index]), (*map(tr, functions), *_names(layers[index + 1 : until + 1])), index, until,
        plain, revealed,
    )  # fmt: skip


def channels_of(scene: LearnScene) -> tuple[int, int]:
    """How many channels come in at most, and how many go out."""
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
            found.append(f"{tr(str(getattr(layer, 'label', '')))} {detail}".strip())
    return tuple(found)


def _map(card: Card, across: int, measure: Measure) -> Block:
    """Channels side by side, so many in a row; one ruler stands around all."""
    panels = [panel if place == 0 else _without_ruler(panel) for place, panel in enumerate(card.panels[0])]
    across = min(across, len(panels))
    grid = tuple(tuple(panels[start : start + across]) for start in range(0, len(panels), across))
    caption = measure.height("small") + 2 if len(panels) > 1 else 0.0
    least = max((_wide(panel.caption, measure) for panel in panels), default=0.0) if caption else 0.0
    return Block(
        card.matrix.kind, card, grid, _frame(panels[0], grid, caption=caption, least_column=least, foot=_foot(card, measure))
    )


def _alone(card: Card, chosen: int, measure: Measure) -> Block:
    """One channel large, all of them small above it."""
    panels = card.panels[0]
    large = next((panel for panel in panels if panel.panel.channel == chosen), panels[0])
    grid = ((large,),)
    return Block(
        card.matrix.kind, card, grid, _frame(large, grid, foot=_foot(card, measure)), channels=panels if len(panels) > 1 else ()
    )


def _weights(card: Card, measure: Measure) -> Block:
    """Slices: a row for each channel in, a column for each output; the bias below."""
    bias = next((row[0] for row in card.panels if row[0].panel.slice == BIAS), None)
    outs = [row for row in card.panels if row[0].panel.slice != BIAS]
    grid = tuple(zip(*outs, strict=True))
    crossed = len(grid) > 1  # then a corner says what the numbers above the columns are
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
