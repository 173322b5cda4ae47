"""Where everything on the stage stands: it depends on layers, shapes and names alone, and stays while numbers change."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from convstudio.scene.build import Scene
from convstudio.scene.cards.card import Card
from convstudio.scene.large import Large
from convstudio.scene.layout.stage.beam import beams
from convstudio.scene.layout.stage.foot import put_foot
from convstudio.scene.layout.stage.inputs import put_inputs
from convstudio.scene.layout.stage.kernels import put_function, put_kernels
from convstudio.scene.layout.stage.outputs import put_output
from convstudio.scene.layout.stage.plan import LIMITS, Plan, Room, best_plan
from convstudio.scene.layout.stage.products import told
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.stage.subject import Subject, subject
from convstudio.scene.layout.values import Box, Drawing, Item, Legend, Matrix, Thumbnail, scaled
from convstudio.scene.matrix import MatrixScene
from convstudio.scene.matrix.focus import PanelId


class Arrangement(Struct, frozen=True, eq=False):
    """A plan with its pieces in their places, without what follows the cell that is pointed at: beams, and its sums."""

    plan: Plan
    room: Room
    large: Large
    whole: Subject  # with all channels and kernels that could be shown: what was there to choose from
    below: tuple[Item, ...]
    above: tuple[Item, ...]

    def holds(self, other: Arrangement) -> bool:
        """Whether all that stands in this arrangement stands in the same place in the other."""
        return self.above is other.above


def arranged(scene: Scene, index: int, large: Large, room: Room, before: Arrangement | None = None) -> Arrangement:
    """The layer at `index` of a scene (−1: the input alone) in a room, with the channels in `large` shown large.

    From the arrangement `before`, all places are taken over if only numbers, colours and marks are others.
    """
    whole = subject(scene, index, large)
    if before and before.room == room and before.large == large and alike(before.whole, whole):
        limits = before.plan.limits
        shown = whole if limits == LIMITS else subject(scene, index, large, *limits)
        return replace(before, plan=replace(before.plan, subject=shown), whole=whole)
    plan = best_plan(scene, index, large, room)
    sheet = Sheet(plan, room)
    kernels = put_inputs(sheet, sheet.left)
    put_output(sheet, put_kernels(sheet, kernels) if sheet.what.has_kernel else put_function(sheet, kernels))
    put_foot(sheet, kernels + sheet.sign)
    sheet.put_titles()
    below = tuple(item for item in sheet.items if isinstance(item, Box | Matrix))
    above = tuple(item for item in sheet.items if not isinstance(item, Box | Matrix))
    return Arrangement(plan, room, dict(large), whole, below, above)


def drawn(arrangement: Arrangement) -> Drawing:
    """All pieces: frames and matrices, then the beams over them, then words and fields."""
    what, room = arrangement.plan.subject, arrangement.room
    scenes = {panel.panel: panel for panel in _panels(what)}
    below = [_shown(item, scenes, what) for item in arrangement.below]
    above = [_shown(item, scenes, what) for item in arrangement.above]
    lit = [beam for row in what.rows for beam in beams(below, row, what)]
    found = {item.panel: item for item in below if isinstance(item, Matrix)}
    words = told(arrangement.plan, found, room.measure)
    return scaled(Drawing(room.width, room.height, (*below, *lit, *above, *words)), room.unit)


def alike(a: Subject, b: Subject) -> bool:
    """Whether two subjects stand alike: all of the same shapes and with the same words, whatever the numbers in their cells."""
    places, others = list(_places(a)), list(_places(b))
    return (
        a.evaluation.experiment.layers is b.evaluation.experiment.layers
        and (a.index, a.outs, a.chosen, a.overhang, a.compare_note) == (b.index, b.outs, b.chosen, b.overhang, b.compare_note)
        and _said(a.x_card) == _said(b.x_card)
        and _said(a.y_card) == _said(b.y_card)
        and len(places) == len(others)
        and all(_same_place(p, q) for p, q in zip(places, others, strict=True))
    )


def _said(card: Card) -> object:
    """The words of a card, and its buttons; the line about it only where it stands instead of a map, as it tells the range."""
    return card.problem, card.remedy, card.pages, bool(card.mend), "" if any(card.panels) else card.subtitle


def _places(what: Subject) -> Iterator[MatrixScene | None]:
    """The panels of a subject, with None where there could be one."""
    for row in what.rows:
        yield row.x
        yield row.products
        yield from row.kernels
    yield what.y
    yield from what.others_in
    yield from what.others_out
    yield from what.compared


def _panels(what: Subject) -> Iterator[MatrixScene]:
    return (panel for panel in _places(what) if panel is not None)


def _same_place(p: MatrixScene | None, q: MatrixScene | None) -> bool:
    """Whether two panels take the same room and have the same name."""
    if p is q:
        return True
    return (
        p is not None
        and q is not None
        and (p.panel, p.caption, p.ruled) == (q.panel, q.caption, q.ruled)
        and p.values.shape == q.values.shape
        and p.whole.shape == q.whole.shape
        and (p.surround is None) == (q.surround is None)
        and p.margins == q.margins
    )


def _shown(item: Item, scenes: dict[PanelId, MatrixScene], what: Subject) -> Item:
    """A piece with what its matrix shows now, or with the present colours."""
    if isinstance(item, Matrix):
        return Matrix(scenes[item.panel], item.left, item.top, item.cell)
    if isinstance(item, Thumbnail):
        return Thumbnail(scenes[item.scene.panel], item.rect, item.chosen)
    if isinstance(item, Legend):
        return Legend(what.y_card.scale, item.rect)
    return item
