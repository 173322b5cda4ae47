"""The layout of the bars: blocks for weights, multiplications and memory, each with one bar per kind of layer, to scale."""

from __future__ import annotations

from msgspec import Struct

from convstudio.scene.large import Large
from convstudio.scene.layout import Bar, Drawing, Item, Rect, Words
from convstudio.scene.layout.stage.plan import EDGE, Room
from convstudio.scene.layout.values import Colour
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.cost.build import CostScene
from convstudio.scene.workspaces.shift.cost.counts import total
from convstudio.scene.workspaces.shift.cost.words import KINDS, QUANTITIES, amount, formulas, length, times, written
from convstudio.words import tr, translated

COLOURS: tuple[Colour, ...] = ("accent", "reader", "lit")
HEAD, LEAST_ROW, MOST_ROW = 26.0, 17.0, 64.0  # heights in pixels: of a block's title; of a row with its bar, least and most
GAP, AIR, BEHIND = 14.0, 10.0, 6.0  # pixels between columns; between blocks; before a formula
LEAST_BAR, THICK = 5.0, 0.62  # length of the shortest bar in pixels; thickness of a bar as a share of its row
SHARE = 0.38  # least share of the width for the bars


def drawing(scene: CostScene, _large: Large, room: Room) -> Drawing:
    """Lay out all items of the view in a room."""
    if not scene.layers:
        line: Line = (Run(tr("no weights"), "muted"),)
        return Drawing(
            room.width, room.height, (Words(line, Rect(0, room.height / 2 - 10, room.width, 20), "title", "centre"),)
        )
    title = _title(scene)
    high = room.measure.height("title") + 12
    items: list[Item] = [Words(title, Rect(EDGE, 10, room.width - 2 * EDGE, room.measure.height("title")), "title")]
    blocks = 3 if (room.height - high - 10 - 3 * (HEAD + AIR)) / 9 >= LEAST_ROW else 2  # memory is 4 times the weights
    row = min((room.height - high - 10 - blocks * (HEAD + AIR)) / (3 * blocks), MOST_ROW)
    columns, top = _columns(scene, room), high + 8
    for quantity in range(blocks):
        items += _block(scene, quantity, top, row, columns, room)
        top += HEAD + 3 * row + AIR
    return Drawing(room.width, room.height, tuple(items))


class Columns(Struct, frozen=True):
    """The columns: the width of the names, the place of the bars, the width of the numbers; and the formulas of each block."""

    names: float
    bars: Rect
    numbers: float
    formulas: tuple[tuple[str, ...], ...]


def _columns(scene: CostScene, room: Room) -> Columns:
    measure, wide = room.measure, room.width - 2 * EDGE
    amounts = [[amount(cost, quantity) for cost in total(scene.layers)] for quantity in range(3)]
    numbers = max(
        measure.width((Run(written(n, quantity), "strong"),), "plain") for quantity, row in enumerate(amounts) for n in row
    )
    names = max(measure.width((Run(translated(kind)),), "plain") for kind in KINDS) + GAP
    space = wide * (1 - SHARE) - names - numbers - GAP - BEHIND
    said = tuple(_fitting(scene, quantity, space, room) for quantity in range(3))
    formula = max(measure.width((Run("= " + text),), "small") for texts in said for text in texts)
    bars = wide - names - numbers - GAP - (formula + BEHIND if any(map(any, said)) else 0.0)
    return Columns(names, Rect(EDGE + names, 0, bars, 0), numbers, said)


def unit_of(amounts: list[int], width: float) -> float:
    """Pixels per unit: such that all bars fit, but the shortest remains visible; then longer ones are drawn broken."""
    return max(width / max(amounts), LEAST_BAR / min(amounts))


def _title(scene: CostScene) -> Line:
    if scene.part.scope == "all" and len(scene.layers) > 1:
        name = tr("All layers with weights")
    else:
        name = scene.layers[0].name
    on = "3 × 224 × 224" if scene.part.size == "large" else " × ".join(map(str, scene.evaluation.experiment.input.shape))
    return Run(name, "strong"), Run("  " + tr("for an input of {shape}", shape=on), "muted")


def _block(scene: CostScene, quantity: int, top: float, row: float, columns: Columns, room: Room) -> list[Item]:
    amounts = [amount(cost, quantity) for cost in total(scene.layers)]
    bars, unit = columns.bars, unit_of(amounts, columns.bars.width)
    title = Words(
        (Run(translated(QUANTITIES[quantity]), "strong"),), Rect(EDGE, top, columns.names + bars.width, HEAD), "plain"
    )
    items: list[Item] = [title]
    for kind, (n, text) in enumerate(zip(amounts, columns.formulas[quantity], strict=True)):
        line = top + HEAD + kind * row
        items.append(Words((Run(translated(KINDS[kind])),), Rect(EDGE, line, columns.names, row), "plain"))
        items += _bar(n, amounts[0], unit, Rect(bars.left, line, bars.width, row), COLOURS[kind], room)
        left = bars.right + GAP
        number: Line = (Run(written(n, quantity), "strong"),)
        items.append(Words(number, Rect(left, line, columns.numbers, row), "plain", "right"))
        if text:
            said: Line = (Run("= " + text, "muted"),)
            left += columns.numbers + BEHIND
            items.append(Words(said, Rect(left, line, room.measure.width(said, "small") + 1, row), "small"))
    return items


def _fitting(scene: CostScene, quantity: int, space: float, room: Room) -> tuple[str, ...]:
    """The formulas of a block, all in the longest form that fits into `space` pixels; "" if none does."""
    ways = [formulas(scene.layers, kind, quantity) for kind in range(3)]
    for place in range(min(map(len, ways))):
        texts = tuple(way[place] for way in ways)
        if all(room.measure.width((Run("= " + text),), "small") <= space for text in texts):
            return texts
    return ("", "", "")


def _bar(n: int, least: int, unit: float, place: Rect, style: Colour, room: Room) -> list[Item]:
    """A bar to scale; one that does not fit is drawn broken, and says how long it would be."""
    high = max(place.height * THICK, min(place.height - 3, room.measure.height("small") + 1))
    top = place.top + (place.height - high) / 2
    long = n * unit
    if long <= place.width + 0.5:
        return [Bar(Rect(place.left, top, max(long, 1.0), high), style)]
    items: list[Item] = [Bar(Rect(place.left, top, place.width, high), style, breaks=True)]
    told = tr("{times} × as long: {length} on this screen", times=times(n, least), length=length(long))
    return [*items, *_over(told, Rect(place.left, top, place.width, high), room)]


def _over(text: str, bar: Rect, room: Room) -> list[Item]:
    """Words on a chip in the card's colour, over a bar; nothing if the bar has no room for them."""
    line: Line = (Run(text),)
    width = room.measure.width(line, "small") + 12
    if width > bar.width - 60:
        return []
    return [Bar(Rect(bar.left + 10, bar.top + 1, width, bar.height - 2), "card"),
            Words(line, Rect(bar.left + 10, bar.top, width, bar.height), "small", "centre")]  # fmt: skip
