"""The pieces of the loop, each in its place."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.scene.build import hidden_text
from convstudio.scene.layout.loop.arrows import pull_title, put_arrows, put_signs
from convstudio.scene.layout.loop.outline import THUMB, THUMB_GAP
from convstudio.scene.layout.loop.places import corner
from convstudio.scene.layout.loop.plan import Plan
from convstudio.scene.layout.loop.subject import GHOST, Block
from convstudio.scene.layout.loop.titles import title
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import (
    Arrow,
    Box,
    Drawing,
    Hit,
    Item,
    Legend,
    Matrix,
    Point,
    Rect,
    Slot,
    Thumbnail,
    Words,
    words,
)
from convstudio.scene.learn.moment import is_lit
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr

AROUND = 5.0  # pixels from a frame to the active matrices in it
APART = 0.7  # times its height: from the end of one title to the next
SMALL_GHOST = 4.0  # pixels of the target kernel that are seen behind each of several slices
UPPER = ("picture", "seen", "learned", "prediction", "target", "error")


def drawn(plan: Plan, room: Room) -> Drawing:
    """All pieces: frames and arrows, the matrices over them, and then words, fields and badges."""
    items = [*_blocks(plan, room), *put_signs(plan, room), *put_arrows(plan, room), *_around(plan, room)]
    below = [item for item in items if isinstance(item, Box)]
    lines = [item for item in items if isinstance(item, Arrow)]
    matrices = [item for item in items if isinstance(item, Matrix)]
    above = [item for item in items if not isinstance(item, Box | Arrow | Matrix)]
    return Drawing(room.width, room.height, (*below, *lines, *matrices, *above))


def name_of(plan: Plan, block: Block) -> str:
    """The name of a block among the places."""
    return "picture" if block is plan.loop.picture else "wanted" if block is plan.loop.wanted else block.kind


def cell_of(plan: Plan, block: Block) -> float:
    """The size of a block's cells."""
    if not block.card.matrix.has_weights:
        return plan.cells.maps
    return plan.cells.back if block.kind in ("gradient", "step") else plan.cells.kernel


def _blocks(plan: Plan, room: Room) -> Iterator[Item]:
    loop = plan.loop
    for block in loop.blocks.values():
        if block is loop.wanted and not loop.revealed:
            continue
        name = name_of(plan, block)
        yield from _matrices(block, plan.places.rects[name], cell_of(plan, block), room)
        if is_lit(loop.scene.moment, loop.index, block.card.matrix):
            yield Box(plan.places.cells[name].inset(-AROUND), "lit")
    if loop.wanted and not loop.revealed:
        yield from _ghosts(plan)


def _ghosts(plan: Plan) -> Iterator[Item]:
    """The target kernel behind the learned one: an edge of each slice is seen."""
    block, cell = plan.loop.blocks["learned"], plan.cells.kernel
    rect, frame = plan.places.rects["learned"], block.frame
    by = GHOST if frame.rows * frame.columns == 1 else SMALL_GHOST
    for row in range(frame.rows):
        for column in range(frame.columns):
            at = corner(rect, frame, cell, row, column)
            yield Box(Rect(at.x + by, at.y - by, frame.wide * cell, frame.high * cell), "ghost")


def _matrices(block: Block, rect: Rect, cell: float, room: Room) -> Iterator[Item]:
    frame, small = block.frame, room.measure.height("small")
    for row, panels in enumerate(block.grid):
        for column, panel in enumerate(panels):
            at = corner(rect, frame, cell, row, column)
            yield Matrix(panel, at.x, at.y, cell)
            if frame.caption:
                left, top = _outer(panel.margins, at, cell)
                width, _down = frame.pitch(cell)
                ruler = frame.ruler if row == column == 0 else 0.0
                yield words(panel.caption, Rect(left, top - ruler - frame.caption + 1, width, small), "small", muted=True)
    for column, name in enumerate(block.names):
        at = corner(rect, frame, cell, 0, column)
        yield words(name, Rect(at.x, at.y - small - 2, frame.pitch(cell)[0], small), "small", muted=True)
    if block.names and block.sides:
        top = corner(rect, frame, cell, 0, 0).y - small - 2
        yield words(tr("out"), Rect(rect.left, top, frame.side, small), "small", muted=True)
    for row, name in enumerate(block.sides):
        at = corner(rect, frame, cell, row, 0)
        yield words(name, Rect(rect.left, at.y + (frame.high * cell - small) / 2, frame.side, small), "small", muted=True)
    if frame.foot:
        bottom = frame.cells(cell, rect.left, rect.top).bottom + 1
        text = hidden_text(block.card)
        wide = room.measure.width((Run(text),), "small") + 1
        yield words(text, Rect(rect.left + frame.side, bottom, wide, small), "small", muted=True)
    if block.bias:
        at = frame.bias_corner(cell)
        yield Matrix(block.bias, rect.left + at.x, rect.top + at.y, cell)
        yield words(tr("bias"), Rect(rect.left + at.x, rect.top + at.y - small - 1, 60, small), "small", muted=True)


def _outer(margins: tuple[int, int, int, int], at: Point, cell: float) -> tuple[float, float]:
    """The upper left corner of a matrix with its padding."""
    above, _below, left, _right = margins
    return at.x - left * cell, at.y - above * cell


# Titles, channels, fields


def _around(plan: Plan, room: Room) -> Iterator[Item]:
    """Titles, thumbnails, legends, and the places of fields and buttons."""
    loop, found = plan.loop, plan.places
    yield from _titles(plan, room)
    scale = loop.blocks["target"].card.scale
    yield Legend(scale, found.legend)
    yield Slot("pictures", found.pictures)
    yield Slot("kernel", found.kernel)
    yield Slot("nudge", found.nudge)
    if loop.wanted and loop.revealed:
        rect = found.rects["wanted"]
        small = room.measure.height("small")
        line: Line = (Run(tr("target"), "strong"), Run(f"  {loop.wanted.card.subtitle}", "muted"))
        if room.measure.width(line, "small") > _until(plan, rect):
            line = line[:1]
        yield Words(line, Rect(rect.left, rect.top - small - 1, room.measure.width(line, "small") + 1, small), "small")


def _until(plan: Plan, rect: Rect) -> float:
    """The width that words above the target kernel may have."""
    found = plan.places.rects
    beside = found["learned"] if found["learned"].left >= rect.right else found["prediction"]
    return beside.left - rect.left - 8


def _titles(plan: Plan, room: Room) -> Iterator[Item]:
    """A line of titles: for each block the longest title that fits before the next thing on the line."""
    loop, found, measure = plan.loop, plan.places, room.measure
    blocks = {("picture" if block is loop.picture else block.kind): block for block in loop.blocks.values()}
    shown = [(name, blocks[name]) for name in UPPER if name in blocks]
    lefts = [_left(block, found.rects[name]) for name, block in shown]
    badges = [sign.left + sign.width / 2 - 12 for sign in found.signs if sign.phase]
    line = found.head + 8
    for (name, block), left in zip(shown, lefts, strict=True):
        ends = [x for x in (*lefts, *badges) if x > left + 1]
        end = min(ends, default=room.width - 4) - measure.height("title") * APART
        thumbs = list(_thumbs(plan, block, found.rects[name], line))
        first = min((item.rect.left for item in thumbs if isinstance(item, Thumbnail)), default=end + 6)
        yield from thumbs
        yield _title(plan, room, block, Rect(left, line, min(end, first - 6) - left, 0))
    if "pull" in blocks:
        yield pull_title(plan, room)


def _title(plan: Plan, room: Room, block: Block, at: Rect) -> Words:
    line = title(plan.loop, block.kind, at.width, room.measure)
    return Words(line, Rect(at.left, at.top, room.measure.width(line, "title") + 1, room.measure.height("title")), "title")


def _left(block: Block, rect: Rect) -> float:
    """The left edge of a title, which begins above the cells."""
    return rect.left + block.frame.ruler


def _thumbs(plan: Plan, block: Block, rect: Rect, top: float) -> Iterator[Item]:
    """Thumbnails of all channels at the right end of the title's line, if one channel is shown large."""
    loop = plan.loop
    layer = -1 if block is loop.picture else loop.index - 1 if block.kind == "seen" else loop.until
    left = rect.right - len(block.channels) * (THUMB + THUMB_GAP) + THUMB_GAP
    for place, panel in enumerate(block.channels):
        place_ = Rect(left + place * (THUMB + THUMB_GAP), top, THUMB, THUMB)
        yield Thumbnail(panel, place_, chosen=panel is block.first)
        yield Hit(place_, layer, panel.panel.channel)
