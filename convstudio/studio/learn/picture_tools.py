"""The tools for the pictures that are learned from: turn to another, add one, remove one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from convstudio.experiment.edits import training_edits
from convstudio.experiment.gallery import Picture, pictures
from convstudio.experiment.learning.training_setup import pictures as all_pictures
from convstudio.layers import Array
from convstudio.painting.palette import Look
from convstudio.scene.workspaces.learn import showing_picture
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr, translated


class PictureTools(QWidget):
    """The number of the picture that is shown, and buttons to turn to another, add one and remove it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pictures")
        self._session, self._number = session, 0
        self._look: Look | None = None
        self._previous = _button("picture_previous", tr("Previous picture"), "left", partial(self._turn, -1))
        self._next = _button("picture_next", tr("Next picture"), "right", partial(self._turn, 1))
        self._which = Label(parent=self)
        self._which.setObjectName("picture_number")
        self._add = _button("picture_add", tr("Add a picture to learn from"), "plus")
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._add)
        menu.setObjectName("picture_add_menu")
        menu.aboutToShow.connect(partial(self._fill, menu))
        self._add.setMenu(menu)
        self._remove = _button("picture_remove", tr("Remove this picture"), "remove", self._remove_picture)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for widget in (self._previous, self._which, self._next, self._add, self._remove):
            row.addWidget(widget)
        row.addStretch(1)

    def show_number(self, number: int, look: Look) -> None:
        """Show which picture is shown, counted from 0 (the experiment's input), and which buttons apply."""
        self._number = number
        count = len(self._session.state.experiment.training.pictures) + 1
        self._which.setText(tr("{i} of {n}", i=number + 1, n=count))
        self._previous.setEnabled(number > 0)
        self._next.setEnabled(number + 1 < count)
        why = self._session.state.guiding.lock("training")
        for button in (self._add, self._remove):
            lock(button, why)
        self._remove.setEnabled(number > 0 and not why)
        if look is not self._look:
            self._look = look
            for button in (self._previous, self._next, self._add, self._remove):
                button.setIcon(icon(button.property("drawing"), look))

    def _turn(self, by: int) -> None:
        self._show(self._number + by)

    def _show(self, number: int) -> None:
        self._session.finish_typing()
        self._session.become(showing_picture(number))

    def _remove_picture(self) -> None:
        number = self._number
        self._show(number - 1)
        self._session.edit(training_edits.remove_picture, number)

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        copy = menu.addAction(tr("Copy of this picture"))
        copy.setObjectName("add_copy")
        copy.triggered.connect(self._copy)
        menu.addSeparator()
        for preset in pictures():
            action = menu.addAction(translated(preset.title))
            action.setObjectName(f"add_{preset.name}")
            action.triggered.connect(partial(self._take, preset))

    def _copy(self) -> None:
        self._add_picture(all_pictures(self._session.state.experiment)[self._number])

    def _take(self, preset: Picture) -> None:
        self._add_picture(preset.values)

    def _add_picture(self, values: Array) -> None:
        if self._session.edit(training_edits.add_picture, values):
            self._show(len(self._session.state.experiment.training.pictures))


def _button(name: str, title: str, drawing: str, does: object = None) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAccessibleName(title)
    set_tooltip(button, title)
    button.setProperty("drawing", drawing)
    button.setProperty("look", "small")
    if callable(does):
        button.clicked.connect(does)
    return button
