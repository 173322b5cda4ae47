"""The whole network on one line below the stage: a small picture of each map, shapes on the arrows between them.

If there is little height, it is only a line of names and shapes.
"""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.scene.build import Scene
from convstudio.scene.cards.card import Card, shape_text
from convstudio.scene.large import Large
from convstudio.scene.layout.values import Box, Drawing, Hit, Item, Measure, Point, Rect, Slot, Thumbnail, Words, words
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.links import map_id
from convstudio.scene.words.text_runs import Run
from convstudio.words import count, tr

PICTURES, LINE = 122.0, 34.0  # heights of the two forms
EDGE, BRACKET, NAMES = 16.0, 22.0, 36.0
ARROW, ADD, BESIDE = 66.0, 136.0, 62.0  # BESIDE: the icon, the arrow and the edges of the button that adds a layer
LARGEST, MIDDLE, SMALLEST = 90.0, 64.0, 44.0  # pixels of a picture with few layers, with up to 16, with more
FEW, SOME = 8, 16


def rail(scene: Scene, large: Large, measure: Measure, *, pictures: bool) -> Drawing:
    """The drawing of the rail at its full width; the window scrolls what does not fit."""
    return _pictures(scene, large, measure) if pictures else _line(scene, measure)


def read(scene: Scene, large: Large) -> object:
    """All of a scene that the rail says: while it is equal, everything has its place, and only the pictures are others."""
    results, cards = scene.evaluation.results, _cards(scene)
    panels = [_panel(card, large.get(index, 0)) for index, card in enumerate(cards, -1)]
    return (
        scene.evaluation.experiment.layers,
        scene.selected,
        [result.problem and result.problem.short for result in results],
        [(card.title, bool(card.problem)) for card in cards],
        [(p.panel, p.shape, p.whole.shape) if p else card.subtitle for p, card in zip(panels, cards, strict=True)],
    )


def renewed(drawing: Drawing, scene: Scene) -> Drawing:
    """A drawing of the rail with the pictures of another scene, of which the same is read."""
    panels = {panel.panel: panel for card in _cards(scene) for panel in (card.panels[0] if card.panels else ())}
    return replace(drawing, items=tuple(
        Thumbnail(_pictured(scene, panels[item.scene.panel]), item.rect) if isinstance(item, Thumbnail) else item
        for item in drawing.items
    ))  # fmt: skip


def _cards(scene: Scene) -> list[Card]:
    """The cards of the input and of all maps."""
    cards = {card.matrix: card for card in scene.cards}
    return [cards[map_id(index)] for index in range(-1, len(scene.evaluation.results))]


def thumbnail_side(layers: int) -> float:
    """The largest side of a map's picture, in pixels."""
    return LARGEST if layers <= FEW else MIDDLE if layers <= SOME else SMALLEST


def _pictures(scene: Scene, large: Large, measure: Measure) -> Drawing:
    items: list[Item] = []
    side = thumbnail_side(len(scene.evaluation.results))
    room = PICTURES - BRACKET - NAMES
    x = EDGE
    places: list[tuple[float, float]] = []
    for index in range(-1, len(scene.evaluation.results)):
        if index >= 0:
            x = _arrow(items, scene, index, x, measure, side)
        left, right = x, x + _picture(items, scene, index, large, x, (side, min(side, room)), measure)
        places.append((left, right))
        x = right
    _bracket(items, scene.selected, places, measure)
    add = Rect(x + 20, BRACKET + 10, _add_width(measure), 40)
    items.append(Slot("add_layer", add))
    return Drawing(add.right + EDGE, PICTURES, tuple(items))


def _picture(
    items: list[Item], scene: Scene, index: int, large: Large, left: float, most: tuple[float, float], measure: Measure
) -> float:
    """Add a map with its name and shape. Return its width."""
    card = scene.card(map_id(index))
    panel = _panel(card, large.get(index, 0))
    width, height = _size(panel, most)
    chosen = index == scene.selected
    title = (Run(_name(card, index), "strong" if chosen else "plain"),)
    shape = shape_text(panel.whole.shape).replace(" ", "") if panel else ""
    off = scene.evaluation.is_off(index)
    told = _wrong(scene, card, index) or Run(tr("switched off") if off else shape or card.subtitle, "muted")
    texts = max(measure.width(title, "small"), measure.width((told if off else Run(shape),), "small"))
    whole = max(width, min(texts, max(width + 30, 60.0)))
    top = BRACKET + most[1] - height
    if panel:
        items.append(Thumbnail(_pictured(scene, panel), Rect(left + (whole - width) / 2, top, width, height)))
    else:
        items.append(Box(Rect(left + (whole - width) / 2, top, width, height), "dashed"))
    line = measure.height("small")
    under = BRACKET + most[1] + 3
    items.append(Words(title, Rect(left, under, whole, line), "small", "centre"))
    items.append(Words((told,), Rect(left, under + line - 1, whole, line), "small", "centre"))
    items.append(Hit(Rect(left - 4, BRACKET - 4, whole + 8, PICTURES - BRACKET), index))
    return whole


def _pictured(scene: Scene, panel: MatrixScene) -> MatrixScene:
    """The matrix of a picture, pale where its layer is switched off."""
    return replace(panel, dimmed=True) if scene.evaluation.is_off(panel.panel.matrix.layer) else panel


def _arrow(items: list[Item], scene: Scene, index: int, left: float, measure: Measure, side: float) -> float:
    """Add the arrow that leads to a layer's map, with what the layer does. Return the left edge of the map."""
    layer = scene.evaluation.results[index].layer
    if side <= SMALLEST:
        width = 22.0
        text: tuple[Run, ...] = ()
    else:
        window = "×".join(map(str, layer.window))
        name = f"K {window}" if layer.kernel_at_work is not None else layer.detail.removeprefix("· ").replace(" ", "")
        text = (Run(name or layer.label, "muted"),)
        width = max(ARROW, measure.width(text, "small") + 20)
    middle = BRACKET + 34
    if text:
        line = measure.height("small")
        items.append(Words(text, Rect(left + 4, middle - line - 4, width - 8, line), "small", "centre"))
    sign = Run("→", "muted" if layer.enabled else "faint")
    items.append(Words((sign,), Rect(left + 4, middle - 8, width - 8, 20), "title", "centre"))
    return left + width


def _bracket(items: list[Item], selected: int, places: list[tuple[float, float]], measure: Measure) -> None:
    """Add the bracket around what the stage shows, from the input of the layer to its output."""
    if selected < 0 or selected + 1 >= len(places):
        return
    left, right = places[selected][0], places[selected + 1][1]
    line = measure.height("small")
    items.append(words(tr("on the stage"), Rect(left, 0, right - left, line), "small", "centre", muted=True))
    items.append(Slot("bracket", Rect(left, line, right - left, 6)))


def _add_width(measure: Measure) -> float:
    """The width of the button that adds a layer, which has longer words in other languages."""
    return max(ADD, measure.width((Run(tr("Add a layer")),), "plain") + BESIDE)


def _line(scene: Scene, measure: Measure) -> Drawing:
    items: list[Item] = []
    height, x = measure.height("small"), EDGE
    top = (LINE - height) / 2
    number = len(scene.evaluation.results)
    title = (Run(count(number, "NETWORK · {n} layer", "NETWORK · {n} layers"), "muted"),)
    items.append(Words(title, Rect(x, top, measure.width(title, "small"), height), "small"))
    x += measure.width(title, "small") + 18
    for index in range(-1, number):
        card = scene.card(map_id(index))
        panel = _panel(card, 0)
        shape = shape_text(panel.whole.shape).replace(" ", "") if panel else ""
        if index >= 0:
            items.append(words("→", Rect(x, top, 22, height), "small", "centre", muted=True))
            x += 24
        told = _wrong(scene, card, index) or Run(tr("switched off") if scene.evaluation.is_off(index) else shape, "muted")
        text = (Run(_name(card, index), "strong" if index == scene.selected else "plain"), Run(" "), told)
        width = measure.width(text, "small") + 2
        items.append(Words(text, Rect(x, top, width, height), "small"))
        items.append(Hit(Rect(x - 4, 0, width + 8, LINE), index))
        x += width + 2
    add = Rect(x + 14, 3, _add_width(measure), LINE - 6)
    items.append(Slot("add_layer", add))
    return Drawing(add.right + EDGE, LINE, tuple(items))


def _wrong(scene: Scene, card: Card, index: int) -> Run | None:
    """The mark of a layer that cannot work, or comes after one that cannot; None for others."""
    problem = scene.evaluation.results[index].problem if index >= 0 else None
    if problem:
        return Run(problem.short, "warning")
    return Run(tr("waits"), "muted") if card.problem else None


def layer_words(scene: Scene, index: int) -> str:
    """The name and shape of a layer (−1: the input), and its problem if it has one: "Max pool 1 × 3 × 3"."""
    card = scene.card(map_id(index))
    panel = _panel(card, 0)
    shape = shape_text(panel.whole.shape) if panel and not card.problem else ""
    off = tr("switched off: passed on unchanged") if scene.evaluation.is_off(index) else ""
    return "\n".join(filter(None, (f"{_name(card, index)} {shape}".strip(), off, card.problem, card.remedy)))


def rail_hint(scene: Scene, index: int) -> str:
    """The tooltip of a layer on the rail: what it is, and what a click does."""
    does = tr("Click to have it on the stage, drag to move it, double-click to rename it")
    return f"{layer_words(scene, index)}\n{tr('Click to see its settings') if index < 0 else does}"


def _name(card: Card, index: int) -> str:
    return tr("Input X") if index < 0 else card.title.partition(" · ")[0]


def _panel(card: Card, channel: int) -> MatrixScene | None:
    panels = card.panels[0] if card.panels else ()
    return next((panel for panel in panels if panel.panel.channel == channel), panels[0] if panels else None)


def _size(panel: MatrixScene | None, most: tuple[float, float]) -> tuple[float, float]:
    if panel is None:
        return most[1], most[1]
    rows, columns = panel.shape
    cell = min(most[0] / columns, most[1] / rows)
    return columns * cell, rows * cell


def reveal(drawing: Drawing, layer: int) -> Point:
    """The left and the right edge of a layer, which is to be scrolled into sight."""
    hit = next((item for item in drawing.items if isinstance(item, Hit) and item.layer == layer), None)
    return Point(hit.rect.left, hit.rect.right) if hit else Point(0, 0)
