"""What a mouse button that is held down does on a matrix: paint, pick a value, select, or move what is selected."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment.edits.drawing import Cell
from convstudio.scene import Focus, MatrixScene, Spot
from convstudio.scene.selection import Block, single
from convstudio.studio.document.session import Session
from convstudio.studio.matrix_view.tools import Stroke, Tool, tool
from convstudio.studio.matrix_view.writing import drawing, moving


class Hold:
    """The document that a gesture began on. The gesture is over as soon as anything else edits it, or drops its preview."""

    def __init__(self, session: Session) -> None:
        self._session, self._history = session, session.state.history
        self.moved()

    def moved(self) -> None:
        """The gesture has shown what it does."""
        self._draft = self._session.state.draft

    @property
    def over(self) -> bool:
        """Whether something else came between."""
        state = self._session.state
        return state.history is not self._history or state.draft is not self._draft


class Press(Struct, frozen=True):
    """A button that went down on a cell: the right one (`secondary`) or the left, and the keys that were held."""

    cell: Cell
    secondary: bool = False
    shift: bool = False
    alt: bool = False


class Gesture(Protocol):
    """A gesture that runs."""

    def move(self, cell: Cell, shift: bool) -> None:
        """The pointer came to a cell of the matrix."""

    def finish(self) -> None:
        """The button went up."""

    def cancel(self) -> None:
        """As if it had never begun."""


def begin(session: Session, scene: MatrixScene, press: Press, last: Cell | None) -> Gesture:
    """The gesture that a press begins; `last` is where painting stopped before."""
    chosen = tool(session.state.brush.tool)
    inside = 0 <= press.cell[0] < scene.shape[0] and 0 <= press.cell[1] < scene.shape[1]
    on_input = scene.editable and not scene.panel.matrix.is_kernel and inside
    if on_input and (chosen.kind == "pick" or (press.alt and chosen.paints)):
        return Picking(session, scene, press)
    if on_input and chosen.paints:
        return Painting(session, scene, chosen, press, last)
    selection = session.state.selection
    if scene.editable and not press.shift and selection and selection.panel == scene.panel and selection.contains(press.cell):
        return Moving(session, scene, selection, press.cell)
    return Selecting(session, scene, press)


class Painting:
    """Paints with a tool: a preview on every move, one step in the end."""

    def __init__(self, session: Session, scene: MatrixScene, chosen: Tool, press: Press, last: Cell | None) -> None:
        brush = session.state.brush
        self._session, self._scene, self._tool = session, scene, chosen
        self._value = brush.secondary if press.secondary != (chosen.name == "eraser") else brush.primary
        from_last = last if press.shift else None
        self._stroke: Stroke = chosen.stroke(scene.values, press.cell, brush.size, from_last)
        self.last = press.cell
        self.move(press.cell, shift=False)

    def move(self, cell: Cell, shift: bool) -> None:
        """Show what is covered now."""
        self.last = cell
        mask = self._stroke.move(cell, shift)
        panel, labels = self._scene.panel, (self._tool.one, self._tool.many)
        edit = drawing(self._session, panel, mask, self._value, labels)
        self._session.preview_at(Spot(panel, *cell), edit)

    def finish(self) -> None:
        """One step."""
        self._session.commit()

    def cancel(self) -> None:
        """Nothing was painted."""
        self._session.cancel()


class Picking:
    """Takes the value of the cell below the pointer: the left button as first value, the right one as second."""

    def __init__(self, session: Session, scene: MatrixScene, press: Press) -> None:
        self._session, self._scene, self._secondary = session, scene, press.secondary
        self._before = session.state.brush
        self.move(press.cell, shift=False)

    def move(self, cell: Cell, shift: bool) -> None:
        """Take this cell's value."""
        value, brush = float(self._scene.values[cell]), self._session.state.brush
        self._session.use(replace(brush, secondary=value) if self._secondary else replace(brush, primary=value))

    def finish(self) -> None:
        """The value stays."""

    def cancel(self) -> None:
        """The values that were."""
        self._session.use(self._before)


class Selecting:
    """Pins a cell, or selects the cells between it and the pointer."""

    def __init__(self, session: Session, scene: MatrixScene, press: Press) -> None:
        self._session, self._scene = session, scene
        self._before = session.state
        self._anchor: Cell | None = press.cell if _inside(scene, press.cell) else None
        if press.shift and self._anchor is not None and self._extend(press.cell):
            return
        session.choose(None)
        _pin(session, scene, press.cell)

    def _extend(self, cell: Cell) -> bool:
        """Go on from the selection or the pinned cell, if one is in this matrix."""
        start = _start(self._session, self._scene)
        if start is None:
            return False
        self._anchor = start
        self._select(cell)
        return True

    def move(self, cell: Cell, shift: bool) -> None:
        """Select as far as here."""
        selecting = self._session.state.selection is not None
        if self._anchor is not None and (selecting or cell != self._anchor):
            self._select(cell)

    def _select(self, cell: Cell) -> None:
        assert self._anchor is not None
        self._session.look(Focus(pin=Spot(self._scene.panel, *self._anchor)))
        self._session.choose(Block(self._scene.panel, self._anchor, cell))

    def finish(self) -> None:
        """The selection stays."""

    def cancel(self) -> None:
        """What was selected and pinned before."""
        self._session.choose(self._before.selection)
        self._session.look(self._before.focus)


class Moving(Struct):
    """Moves the selected cells, as far as they stay inside; a click that does not move pins its cell."""

    session: Session
    scene: MatrixScene
    block: Block
    start: Cell
    by: Cell = (0, 0)

    def move(self, cell: Cell, shift: bool) -> None:
        """Show the block where the pointer has brought it."""
        wanted = cell[0] - self.start[0], cell[1] - self.start[1]
        self.by = self.block.held(wanted, self.scene.shape)
        moved = self.block.moved(self.by)
        self.session.preview(moving(self.session, self.block, self.by))
        self.session.choose(moved)
        self.session.look(Focus(pin=Spot(self.scene.panel, *moved.anchor)))

    def finish(self) -> None:
        """One step."""
        if self.by == (0, 0):
            self.session.cancel()
            self.session.choose(None)
            self.session.look(Focus(pin=Spot(self.scene.panel, *self.start)))
        else:
            self.session.commit()

    def cancel(self) -> None:
        """Nothing has moved."""
        self.session.cancel()
        self.session.choose(self.block)


def extend_by_keys(session: Session, scene: MatrixScene, by: Cell) -> None:
    """Shift and an arrow: the selection grows or shrinks from the pinned cell."""
    selection = session.state.selection
    if selection is None or selection.panel != scene.panel:
        selection = single(scene.panel, _start(session, scene) or (0, 0))
    session.look(Focus(pin=Spot(scene.panel, *selection.anchor)))
    session.choose(selection.extended(by, scene.shape))


def _start(session: Session, scene: MatrixScene) -> Cell | None:
    """Where a selection begins that Shift extends."""
    selection = session.state.selection
    if selection and selection.panel == scene.panel:
        return selection.anchor
    cell = session.state.focus.cell_in(scene.panel)
    return cell if cell and _inside(scene, cell) else None


def _inside(scene: MatrixScene, cell: Cell) -> bool:
    return 0 <= cell[0] < scene.shape[0] and 0 <= cell[1] < scene.shape[1]


def _pin(session: Session, scene: MatrixScene, cell: Cell) -> None:
    """Pin a cell; release it if it is pinned already."""
    spot = Spot(scene.panel, *cell)
    session.look(Focus(spot) if spot == session.state.focus.pin else Focus(pin=spot))
