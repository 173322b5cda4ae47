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
        """Remove the selected layer."""
        if self._session.state.selected >= 0:
            self._session.edit(edits.remove_layer, self._session.state.selected)

    def duplicate(self) -> None:
        """Copy the selected layer, and put the copy behind it."""
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
        """Collapse the selected layer to a badge, or expand it."""
        self._session.fold(folding.toggled(self._session.state.folded, self._session.state.selected))

    def fold_others(self) -> None:
        """Collapse all layers but the selected one."""
        state = self._session.state
        self._session.fold(folding.others(state.experiment.layers, state.selected))

    def unfold(self) -> None:
        """Expand all layers."""
        self._session.fold(folding.NONE)

    def earlier(self) -> None:
        """Swap the selected layer with the one before it."""
        self.move(self._session.state.selected, self._session.state.selected - 1)

    def later(self) -> None:
        """Swap the selected layer with the one after it."""
        self.move(self._session.state.selected, self._session.state.selected + 1)

    def move(self, index: int, to: int) -> None:
        """Move a layer to another position, and select it."""
        if index != to and self._session.edit(strip_edits.move_layer, index, to):
            self._session.select(to)

    def reset_input(self) -> None:
        """Reset the input to what it was when the document was opened."""
        self._session.edit(strip_edits.reset_input, self._opened())

    def reset(self) -> None:
        """Reset the selected layer to what it was when the document was opened."""
        self._session.edit(strip_edits.reset_layer, self._session.state.selected, self._opened())

    def reset_all(self) -> None:
        """Reset everything to what it was when the document was opened."""
        self._session.edit(strip_edits.reset_all, self._opened())

    def _opened(self) -> Experiment:
        return self._session.state.opened
