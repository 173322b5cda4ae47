"""What the Layer menu does with the layers: with the one that is selected."""

from __future__ import annotations

from convstudio.experiment import Experiment, edits
from convstudio.experiment.edits import strip_edits
from convstudio.scene.cards import folding
from convstudio.studio.document.session import Session


class LayerEditing:
    """Adds, moves, folds, chooses, resets and removes layers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, kind: str) -> None:
        """Put a layer of a kind behind the last one, and select it."""
        self._session.settle()  # for the channels that come in
        state = self._session.state
        shape = state.evaluation.shape(len(state.experiment.layers) - 1)
        layer = edits.new_layer(kind, shape[0] if shape else 1)
        if self._session.edit(edits.add_layer, layer):
            self._session.select(len(self._session.state.experiment.layers) - 1)

    def remove(self) -> None:
        """The selected layer goes."""
        if self._session.state.selected >= 0:
            self._session.edit(edits.remove_layer, self._session.state.selected)

    def duplicate(self) -> None:
        """The selected layer once more, behind itself."""
        if self._session.edit(strip_edits.duplicate_layer, self._session.state.selected):
            self.choose_next()

    def switch(self) -> None:
        """Switch the selected layer off, or on again."""
        state = self._session.state
        self._session.edit(strip_edits.switch_layer, state.selected, not state.experiment.layers[state.selected].enabled)

    def choose_previous(self) -> None:
        """Select the layer before."""
        self._session.select(self._session.state.selected - 1)

    def choose_next(self) -> None:
        """Select the layer behind."""
        self._session.select(self._session.state.selected + 1)

    def fold(self) -> None:
        """Make a badge of the selected layer, or a card of its badge."""
        self._session.fold(folding.toggled(self._session.state.folded, self._session.state.selected))

    def fold_others(self) -> None:
        """Make badges of all layers but the selected one."""
        state = self._session.state
        self._session.fold(folding.others(state.experiment.layers, state.selected))

    def unfold(self) -> None:
        """Show all layers with their matrices."""
        self._session.fold(folding.NONE)

    def earlier(self) -> None:
        """The selected layer changes places with the one before."""
        self.move(self._session.state.selected, self._session.state.selected - 1)

    def later(self) -> None:
        """The selected layer changes places with the one behind."""
        self.move(self._session.state.selected, self._session.state.selected + 1)

    def move(self, index: int, to: int) -> None:
        """A layer goes to another place, and is selected there."""
        if index != to and self._session.edit(strip_edits.move_layer, index, to):
            self._session.select(to)

    def reset_input(self) -> None:
        """The input as it was when the document was opened."""
        self._session.edit(strip_edits.reset_input, self._opened())

    def reset(self) -> None:
        """The selected layer as it was when the document was opened."""
        self._session.edit(strip_edits.reset_layer, self._session.state.selected, self._opened())

    def reset_all(self) -> None:
        """Everything as it was when the document was opened."""
        self._session.edit(strip_edits.reset_all, self._opened())

    def _opened(self) -> Experiment:
        return self._session.state.opened
