"""The page of the trial: its matrices side by side."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from convstudio.painting.palette import Look
from convstudio.scene.state import State
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.workspaces.parts import Around, Page, Parts


class TrialPage(Page):
    """Two matrices."""

    def __init__(self, around: Around) -> None:
        super().__init__()
        self._views = [MatrixView(around.session, card.panels[0][0], self) for card in around.session.state.screen.cards]
        box = QHBoxLayout(self)
        for view in self._views:
            view.set_cell_size(24.0)
            box.addWidget(view)

    @property
    def views(self) -> list[MatrixView]:
        """The matrices."""
        return self._views

    def show_state(self, state: State) -> None:
        """Show another state."""
        for view, card in zip(self._views, state.screen.cards, strict=True):
            view.show_scene(card.panels[0][0])

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        for view in self._views:
            view.set_look(look)


def make(around: Around) -> Parts[TrialPage, None, None]:
    """The page alone."""
    return Parts(TrialPage(around), None, None)
