"""The loop of Learn: everything wholly on it, nothing over anything else, one cell size for what belongs together."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import pytest

from convstudio.experiment import gallery
from convstudio.experiment.learning import learn
from convstudio.scene.layout import Arrow, Badge, Box, Drawing, Hit, Legend, Matrix, Rect, Slot, Thumbnail, Words
from convstudio.scene.layout.loop import best_plan, loop
from convstudio.scene.layout.stage.plan import READABLE_CELL, Room
from convstudio.scene.layout.values import Style
from convstudio.scene.learn.build import LearnScene, build
from convstudio.scene.learn.moment import ERROR, FORWARD, GRADIENT, NEW, PHASES, STEP, WHOLE, Moment
from convstudio.scene.matrix.focus import Focus, PanelId, Spot
from convstudio.scene.words.text_runs import Line, plain_text

# The width of the loop, and the height that it may have, in windows of 1280×720, 1920×1080 and 1024×600.
ROOMS = {"1280": (982, 335), "1920": (1620, 560), "1024": (726, 250)}
MAPS = ("map", "picture", "seen", "prediction", "target", "error", "pull")
# What has more cells than there is room for with numbers: 28×28; three channels; in a small window much.
CROWDED = {
    "1280": {"small-network", "depthwise"},
    "1920": {"small-network"},
    "1024": {
        "small-network", "depthwise", "border", "dilation", "padding-height-and-width",
        "padding-even-kernel", "reads", "padding", "locality", "translation", "learning-through-layers", "stride",
        "transposed-convolution", "global-average",
    },
}  # fmt: skip


class Typewriter:
    """Every letter is equally wide: a layout needs no fonts."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale

    def width(self, line: Line, style: Style) -> float:
        return 6.6 * self.height(style) / 16 * len(plain_text(line))

    def height(self, style: Style) -> float:
        return {"small": 14.0, "title": 18.0}.get(style, 16.0) * self.scale


@cache
def scene(name: str, phase: int = WHOLE, spot: Spot | None = None) -> LearnScene:
    return build(learn(gallery.example(name)), Focus(spot), Moment(0, phase))


NAMES = [example.name for example in gallery.examples() if not scene(example.name).obstacle]


@cache
def drawn(name: str, size: str, phase: int = WHOLE, scale: float = 1.0, *, revealed: bool = False) -> Drawing:
    return loop(scene(name, phase), {}, room(name, size, scale, revealed=revealed), revealed=revealed)


def room(name: str, size: str, scale: float = 1.0, *, revealed: bool = False) -> Room:
    """As much as there is in a window; more where not even the least cells fit, for then the page scrolls."""
    width, height = ROOMS[size]
    plan = best_plan(scene(name), {}, Room(width, height, Typewriter(scale)), revealed=revealed)
    return Room(max(width, plan.width), max(height, plan.height), Typewriter(scale))


def kinds(drawing: Drawing) -> dict[str, set[float]]:
    """The cell sizes of each kind of matrix."""
    found: dict[str, set[float]] = {}
    for item in drawing.matrices:
        found.setdefault(item.panel.matrix.kind, set()).add(item.cell)
    return found


def test_most_examples_can_be_learned() -> None:
    assert len(NAMES) > 25
    assert "learning-through-layers" in NAMES


@pytest.mark.parametrize("size", ROOMS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("revealed", [False, True])
def test_all_stands_on_the_loop_and_nothing_over_anything_else(name: str, size: str, revealed: bool) -> None:
    drawing = drawn(name, size, revealed=revealed)
    whole = Rect(0, 0, drawing.width, drawing.height)
    matrices = list(drawing.matrices)
    for item in matrices:
        assert whole.contains(item.whole), (item.panel, item.whole)
    for a, b in combinations(matrices, 2):
        assert not a.whole.touches(b.whole), (a.panel, b.panel)
    pieces = [item for item in drawing.items if isinstance(item, Words | Slot | Legend | Badge | Thumbnail)]
    for piece in pieces:
        assert whole.contains(piece.rect), piece
        for matrix in matrices:
            assert not matrix.outer.touches(piece.rect), (piece, matrix.panel)
    fields = [item for item in pieces if not isinstance(item, Words)]
    for one, other in combinations(fields, 2):
        assert not one.rect.touches(other.rect), (one, other)
    for arrow in (item for item in drawing.items if isinstance(item, Arrow)):
        assert whole.contains(arrow.rect), arrow
        for a, b in zip(arrow.points, arrow.points[1:], strict=False):
            assert not any(matrix.inner.inset(2).touches(_between(a, b)) for matrix in matrices), arrow


def _between(a: tuple[float, float], b: tuple[float, float]) -> Rect:
    left, top = min(a[0], b[0]), min(a[1], b[1])
    return Rect(left, top, max(abs(a[0] - b[0]), 1.0), max(abs(a[1] - b[1]), 1.0))


@pytest.mark.parametrize("revealed", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_scrolled(name: str, revealed: bool) -> None:
    for size in ROOMS:
        needed = room(name, size, revealed=revealed)
        assert (needed.width, needed.height) == ROOMS[size], size


@pytest.mark.parametrize("size", ROOMS)
@pytest.mark.parametrize("name", NAMES)
def test_words_do_not_stand_over_words(name: str, size: str) -> None:
    said = [item for item in drawn(name, size).items if isinstance(item, Words) and item.style in ("title", "small")]
    for one, other in combinations(said, 2):
        assert not one.rect.touches(other.rect), (plain_text(one.line), plain_text(other.line))


@pytest.mark.parametrize("size", ROOMS)
@pytest.mark.parametrize("name", NAMES)
def test_maps_have_one_cell_size_and_weights_that_or_a_larger_one(name: str, size: str) -> None:
    found = kinds(drawn(name, size))
    maps = set().union(*(sizes for kind, sizes in found.items() if kind in MAPS))
    assert len(maps) == 1
    cell = maps.pop()
    weights = found["learned"]
    assert len(weights) == 1
    assert found["gradient"] == found["step"]
    assert min(weights) >= cell
    assert min(found["step"]) >= min(weights)
    if cell < READABLE_CELL:
        assert name in CROWDED[size], cell
    else:
        assert name not in CROWDED[size], f"{cell}: say no longer that it is crowded"


@pytest.mark.parametrize("name", NAMES)
def test_row_0_of_all_maps_stands_on_one_line_with_a_larger_window_too(name: str) -> None:
    for size in ROOMS:
        tops = {round(m.top, 3) for m in drawn(name, size).matrices if m.panel.matrix.kind in MAPS and m.panel.channel == 0
                and m.panel.matrix.kind != "pull"}  # fmt: skip
        assert len(tops) == 1


@pytest.mark.parametrize("name", ["learning-a-kernel", "learning-through-layers", "three-to-four"])
@pytest.mark.parametrize("size", ["1280", "1920"])
def test_large_type_still_fits(name: str, size: str) -> None:
    drawing = drawn(name, size, scale=1.6)
    whole = Rect(0, 0, drawing.width, drawing.height)
    assert all(whole.contains(item.whole) for item in drawing.matrices)
    slots = [item for item in drawing.items if isinstance(item, Slot | Badge)]
    assert all(whole.contains(item.rect) for item in slots)
    assert not any(a.rect.touches(b.rect) for a, b in combinations(slots, 2))


# The loop


LIT = {
    WHOLE: set(),
    FORWARD: {"map", "learned", "prediction"},
    ERROR: {"prediction", "target", "error"},
    GRADIENT: {"map", "error", "pull", "gradient"},
    STEP: {"gradient", "step"},
    NEW: {"step", "learned"},
}


@pytest.mark.parametrize("phase", LIT)
def test_a_phase_lights_its_operands_its_arrows_and_its_badge(phase: int) -> None:
    drawing = drawn("learning-through-layers", "1280", phase)
    frames = [item.rect for item in drawing.items if isinstance(item, Box) and item.style == "lit"]
    lit = {m.panel.matrix.kind for m in drawing.matrices if any(frame.contains(m.inner) for frame in frames)}
    assert lit == LIT[phase]
    badges = {item.number: item.lit for item in drawing.items if isinstance(item, Badge)}
    assert set(badges) == set(PHASES)
    assert {number for number, on in badges.items() if on} == ({phase} if phase else set())
    arrows = [item for item in drawing.items if isinstance(item, Arrow) and item.lit]
    assert len(arrows) == {GRADIENT: 3, STEP: 1, NEW: 1}.get(phase, 0)


@pytest.mark.parametrize("name", NAMES)
def test_the_way_back_leads_from_the_error_into_the_kernel(name: str) -> None:
    drawing = drawn(name, "1280")
    blocks = {kind: _around([m for m in drawing.matrices if m.panel.matrix.kind == kind]) for kind in kinds(drawing)}
    arrows = [item for item in drawing.items if isinstance(item, Arrow)]
    ends = [(_nearest(arrow.points[0], blocks), _nearest(arrow.points[-1], blocks)) for arrow in arrows]
    back = [("error", "pull"), ("pull", "gradient")] if "pull" in blocks else [("error", "gradient")]
    read = "seen" if "seen" in blocks else "map"
    assert sorted(set(ends)) == sorted([*back, (read, "gradient"), ("gradient", "step"), ("step", "learned")])
    assert blocks["step"].top >= blocks["learned"].bottom


def _around(matrices: list[Matrix]) -> Rect:
    rects = [matrix.outer for matrix in matrices]
    left, top = min(r.left for r in rects), min(r.top for r in rects)
    return Rect(left, top, max(r.right for r in rects) - left, max(r.bottom for r in rects) - top)


def _nearest(at: tuple[float, float], blocks: dict[str, Rect]) -> str:
    def away(rect: Rect) -> float:
        across, down = max(rect.left - at[0], at[0] - rect.right, 0), max(rect.top - at[1], at[1] - rect.bottom, 0)
        return across + down

    return min(blocks, key=lambda kind: away(blocks[kind]))


def test_layers_in_between_stand_between_the_kernel_and_the_prediction() -> None:
    drawing = drawn("learning-through-layers", "1280")
    chips = [item.rect for item in drawing.items if isinstance(item, Box) and item.style == "chip"]
    said = [plain_text(item.line) for item in drawing.items if isinstance(item, Words)]
    learned, prediction = (
        next(m for m in drawing.matrices if m.panel.matrix.kind == kind) for kind in ("learned", "prediction")
    )
    assert len(chips) == 2
    assert all(learned.inner.right < chip.left and chip.right < prediction.inner.left for chip in chips)
    assert {"ReLU", "Max pool 2 × 2"} <= set(said)
    assert "∂L/∂Z" in " ".join(said)


# The target kernel


def test_the_target_kernel_is_a_ghost_until_it_is_revealed() -> None:
    hidden, shown = (drawn("learning-a-kernel", "1280", revealed=revealed) for revealed in (False, True))
    assert "kernel" not in kinds(hidden)
    assert any(isinstance(item, Box) and item.style == "ghost" for item in hidden.items)
    assert "kernel" in kinds(shown)
    assert not any(isinstance(item, Box) and item.style == "ghost" for item in shown.items)
    assert kinds(shown)["kernel"] == kinds(shown)["learned"]
    kept = [kind for kind in kinds(hidden) if kind in MAPS]
    assert [hidden.matrix(PanelId(m.panel.matrix)) for m in hidden.matrices if m.panel.matrix.kind in kept] == [
        shown.matrix(PanelId(m.panel.matrix)) for m in hidden.matrices if m.panel.matrix.kind in kept
    ]  # revealing it moves nothing where it has room


# Many channels


def test_of_channels_that_have_no_room_one_stands_large_and_all_small() -> None:
    name, size = "small-network", "1280"
    drawing = drawn(name, size)
    thumbnails = [item for item in drawing.items if isinstance(item, Thumbnail)]
    assert len([m for m in drawing.matrices if m.panel.matrix.kind == "prediction"]) == 1
    assert sum(item.scene.panel.matrix.kind == "prediction" for item in thumbnails) == 2
    hit = next(item for item in drawing.items if isinstance(item, Hit) and item.channel == 1)
    width, height = ROOMS[size]
    other = loop(scene(name), {hit.layer: 1}, Room(width, height, Typewriter()))
    assert [m.panel.channel for m in other.matrices if m.panel.matrix.kind in ("prediction", "target", "error")] == [1, 1, 1]


def test_where_all_slices_are_too_many_the_one_between_the_large_channels_stands_there() -> None:
    name, least = "three-to-four", Room(726, 200, Typewriter())
    for chosen, channels in (({}, (0, 0)), ({-1: 2, 0: 3}, (3, 2))):
        drawing = loop(scene(name), chosen, least)
        for kind in ("learned", "gradient", "step"):
            slices = [(m.panel.channel, m.panel.slice) for m in drawing.matrices if m.panel.matrix.kind == kind]
            assert slices == [channels]
        assert {m.panel.channel for m in drawing.matrices if m.panel.matrix.kind == "prediction"} == {channels[0]}
        assert "out {} · in {}".format(*channels) in [
            plain_text(item.line) for item in drawing.items if isinstance(item, Words)
        ]
        offered = {(item.layer, item.channel) for item in drawing.items if isinstance(item, Hit)}
        assert offered == {(-1, 0), (-1, 1), (-1, 2), (0, 0), (0, 1), (0, 2), (0, 3)}


def test_a_slice_of_a_group_reads_the_channel_of_its_group() -> None:
    drawing = loop(scene("depthwise"), {0: 2}, Room(726, 200, Typewriter()))
    assert [m.panel.channel for m in drawing.matrices if m.panel.matrix.kind == "map"] == [2]
    assert [(m.panel.channel, m.panel.slice) for m in drawing.matrices if m.panel.matrix.kind == "learned"] == [(2, 0)]
    assert not [item for item in drawing.items if isinstance(item, Hit) and item.layer == -1]  # it is the only one


def test_where_nothing_is_computed_yet_nothing_is_drawn() -> None:
    assert (
        loop(LearnScene(learn(gallery.example("learning-a-kernel")), Focus(), Moment()), {}, Room(900, 300, Typewriter())).items
        == ()
    )
