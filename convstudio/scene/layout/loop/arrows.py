"""The operators of the forward pass, the arrows of the way back, and the phases of a step on them."""

from __future__ import annotations

from collections.abc import Iterator

from convstudio.scene.layout.loop.back import LANE
from convstudio.scene.layout.loop.plan import Plan
from convstudio.scene.layout.loop.titles import back_words, step_words, title
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Arrow, Badge, Box, Item, Point, Rect, Style, Words, words
from convstudio.scene.learn.moment import GRADIENT, NEW, STEP
from convstudio.scene.words.text_runs import Run
from convstudio.words import tr

CLEAR = 5.0  # pixels between an arrow and the block where it starts or ends


def put_signs(plan: Plan, room: Room) -> Iterator[Item]:
    """⋆, =, − between the blocks, the layers that a prediction passes through, and the phases 1 and 2 above them."""
    found, phase = plan.places, plan.loop.scene.moment.phase
    for sign in found.signs:
        style: Style = "star" if sign.text == "⋆" else "sign"
        yield Words((Run(sign.text),), Rect(sign.left, sign.middle - 18, sign.width, 36), style, "centre")
        if sign.phase:
            yield _badge(
                room, sign.phase, Point(sign.left + sign.width / 2, found.head + 8 + room.measure.height("title") / 2), phase
            )
    for names, rects in ((plan.loop.before, found.before), (plan.loop.behind, found.behind)):
        for name, rect in zip(names, rects, strict=True):
            yield Box(rect, "chip")
            yield words(name, rect, "small", "centre")


def put_arrows(plan: Plan, room: Room) -> Iterator[Item]:
    """The way back: from E to the gradient, to the step, and up into K; and from X, which the gradient depends on too."""
    yield from _to_gradient(plan, room)
    yield _from_source(plan)
    yield from _to_step(plan, room)
    yield from _to_kernel(plan, room)


def _lane(plan: Plan) -> float:
    """The horizontal position of the line that leads down from the matrices that the kernel slides over."""
    rects = plan.places.rects
    return rects["seen" if "seen" in rects else "picture"].right + LANE


def _from_source(plan: Plan) -> Arrow:
    found = plan.places
    source, gradient = found.cells["seen" if "seen" in found.rects else "picture"], found.cells["gradient"]
    lane, bottom = _lane(plan), min(source.bottom, found.lane) - plan.cells.maps / 2
    way = (
        Point(source.right + CLEAR, bottom), Point(lane, bottom), Point(lane, found.lane),
        Point(gradient.centre.x, found.lane), Point(gradient.centre.x, found.rects["gradient"].bottom + 3),
    )  # fmt: skip
    return Arrow(way, plan.loop.scene.moment.phase == GRADIENT, dashed=True)


def _to_step(plan: Plan, room: Room) -> Iterator[Item]:
    found, phase = plan.places, plan.loop.scene.moment.phase
    start, end = found.rects["gradient"].left, found.cells["step"].right
    middle = (start + end) / 2
    yield Arrow((Point(start - CLEAR, found.line), Point(end + CLEAR, found.line)), phase == STEP)
    yield words(step_words(plan.loop), _step_words(plan, room), "small")
    yield _badge(room, STEP, Point(middle, found.line), phase)


def _step_words(plan: Plan, room: Room) -> Rect:
    """The rectangle of the words about the step."""
    found = plan.places
    return _above(room, step_words(plan.loop), (found.rects["gradient"].left + found.cells["step"].right) / 2, found.line)


def _to_kernel(plan: Plan, room: Room) -> Iterator[Item]:
    found, phase = plan.places, plan.loop.scene.moment.phase
    start, end = found.rects["step"].top, found.rects["learned"].bottom
    badge = _badge(room, NEW, Point(found.rise, (start + end) / 2), phase)
    yield Arrow((Point(found.rise, start - CLEAR), Point(found.rise, end + CLEAR)), phase == NEW)
    yield badge
    yield from _new(plan, room, badge.rect, _lane(plan))


def _to_gradient(plan: Plan, room: Room) -> Iterator[Item]:
    """The arrows from the error to the gradient; if layers follow the kernel, by way of the slope at the sums."""
    found, phase = plan.places, plan.loop.scene.moment.phase
    error, gradient, pull = found.cells["error"], found.cells["gradient"], found.cells.get("pull")
    line, right, lit = found.line, gradient.right, phase == GRADIENT
    if pull:
        x = min(max(error.centre.x, pull.left + 8), pull.right - 8)
        yield Arrow((Point(x, error.bottom + CLEAR), Point(x, pull.top - CLEAR)), lit)
        yield Arrow((Point(pull.left - CLEAR, line), Point(right + CLEAR, line)), lit)
        end = min(pull.left, _until_title(plan, room))
        yield from _through(plan, room, x, error.bottom + 3)
    elif error.centre.x < right + 24:
        x = max(error.centre.x, gradient.left + 8)
        yield Arrow((Point(error.centre.x, error.bottom + CLEAR), Point(x, found.rects["gradient"].top - CLEAR)), lit)
        end = right + 24
    else:
        x = error.centre.x
        yield Arrow((Point(x, error.bottom + CLEAR), Point(x, line), Point(right + CLEAR, line)), lit)
        end = x
    room_for = end - right - 20
    measure = room.measure
    said = next((t for t in back_words(plan.loop) if measure.width((Run(t),), "small") <= room_for), back_words(plan.loop)[-1])
    middle = right + 14 + max(measure.width((Run(said),), "small") / 2, 14)
    yield from _said(room, said, middle, line)
    yield _badge(room, GRADIENT, Point(middle, line), phase)


def pull_title(plan: Plan, room: Room) -> Words:
    """The title of the slope at the sums, right of the arrow that comes down to it, or left if there is no room."""
    found, measure = plan.places, room.measure
    arrow, high = found.rects["error"].centre.x, measure.height("title")
    line = title(plan.loop, "pull", room.width - 12 - arrow, measure)
    wide = measure.width(line, "title") + 1
    left = arrow + 8 if arrow + 8 + wide <= room.width - 4 else arrow - 8 - wide
    return Words(line, Rect(left, found.rects["pull"].top - high - 5, wide, high), "title")


def _until_title(plan: Plan, room: Room) -> float:
    """How far to the right words above the way back may reach without touching the title of the slope."""
    named, said = pull_title(plan, room).rect, _above(room, "", 0.0, plan.places.line)
    return named.left - 4 if named.bottom > said.top else room.width


def _new(plan: Plan, room: Room, badge: Rect, lane: float) -> Iterator[Item]:
    """The words about the arrow up to the kernel, beside its badge if there is room."""
    text, measure = tr("K + step"), room.measure
    beside = (plan.places.rects["prediction"], *plan.places.behind, _step_words(plan, room))
    wide, small = measure.width((Run(text),), "small") + 1, measure.height("small")
    top = badge.centre.y - small / 2
    for left in (badge.right + 5, badge.left - 5 - wide):
        free = all(left + wide < rect.left - 4 or top > rect.bottom + 2 for rect in beside)
        if free and left > lane + 4:
            yield words(text, Rect(left, top, wide, small), "small", muted=True)
            return


def _through(plan: Plan, room: Room, right: float, top: float) -> Iterator[Item]:
    """The layers that the slope comes back through, beside its arrow, in as many words as there is room for."""
    names, measure = ", ".join(reversed(plan.loop.behind)), room.measure
    left = plan.places.legend.right + 8
    for text in (tr("back through {names}", names=names), names):
        wide = measure.width((Run(text),), "small") + 1
        if names and left + wide <= right - 8:
            yield words(text, Rect(right - 8 - wide, top, wide, measure.height("small")), "small", muted=True)
            return


def _said(room: Room, text: str, middle: float, line: float) -> Iterator[Item]:
    """Words above an arrow and its badge."""
    yield words(text, _above(room, text, middle, line), "small")


def _above(room: Room, text: str, middle: float, line: float) -> Rect:
    wide, small = room.measure.width((Run(text),), "small"), room.measure.height("small")
    return Rect(middle - wide / 2, line - badge_size(room) / 2 - small - 1, wide + 1, small)


def _badge(room: Room, phase: int, at: Point, now: int) -> Badge:
    size = badge_size(room)
    return Badge(phase, Rect(at.x - size / 2, at.y - size / 2, size, size), phase == now)


def badge_size(room: Room) -> float:
    """The diameter of a badge."""
    return max(20.0, room.measure.height("small") + 6)
