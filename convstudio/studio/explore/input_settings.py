"""The input's settings: its size, what black and white mean, and the pictures to start from."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QMenu, QToolButton, QWidget

from convstudio.experiment import Experiment, edits, picture_edits
from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.layers.parameters import Pair
from convstudio.painting.palette import LIGHT, Look
from convstudio.studio.controls import NumberField, PairField, WholeField
from convstudio.studio.explore.anchor import AnchorField
from convstudio.studio.explore.pictures_menu import fill_pictures
from convstudio.studio.icons import icon
from convstudio.studio.literal import set_tooltip
from convstudio.studio.session import Session
from convstudio.words import tr

SIZE = Pair("input_size", "Size", "Rows and columns. What fits is kept, from the anchor.", low=1, high=LARGEST_SIDE)
LARGEST_SEED = 999_999


class InputSettings(QWidget):
    """Size, range and pictures."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._look = session, LIGHT
        self._size = PairField(SIZE, self)
        self._size.chosen.connect(self._resize)
        self._anchor = AnchorField(self)
        self._black = self._value("black_value", tr("Value drawn black"))
        self._white = self._value("white_value", tr("Value drawn white"))
        self._black.chosen.connect(self._set_black)
        self._white.chosen.connect(self._set_white)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(7)
        form.addRow(tr("Rows × columns"), self._size)
        form.addRow(tr("Anchor"), self._anchor)
        form.addRow(tr("Black"), self._black)
        form.addRow(tr("White"), self._white)
        form.addRow(tr("Picture"), self._picture_button())
        form.addRow(tr("Random"), self._random_row())

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._pictures.setIcon(icon("picture", look))
        self._random.setIcon(icon("random", look))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show an experiment's input."""
        self._size.show_value((experiment.input.shape[1], experiment.input.shape[2]))
        self._seed.show_value(self._session.state.seed)
        self._black.show_value(experiment.low)
        self._white.show_value(experiment.high)

    def _value(self, name: str, help_text: str) -> NumberField:
        field = NumberField(parent=self)
        field.setObjectName(name)
        field.setAccessibleName(help_text)
        set_tooltip(field, help_text)
        return field

    def _picture_button(self) -> QToolButton:
        self._pictures = QToolButton(self)
        self._pictures.setObjectName("pictures")
        self._pictures.setText(tr("Choose"))
        set_tooltip(self._pictures, tr("Pictures to start from"))
        self._pictures.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._pictures.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._pictures)
        menu.aboutToShow.connect(partial(fill_pictures, menu, self._session))
        self._pictures.setMenu(menu)
        return self._pictures

    def _random_row(self) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self._random = QToolButton(row)
        self._random.setObjectName("random_input")
        self._random.setText(tr("Draw"))
        self._random.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._random.setAccessibleName(tr("Fill the input with random numbers"))
        set_tooltip(self._random, tr("Every cell becomes a number between black and white (Ctrl+Shift+D)"))
        self._random.clicked.connect(self._draw_random)
        self._seed = WholeField(0, LARGEST_SEED, row)
        self._seed.setObjectName("random_seed")
        self._seed.setAccessibleName(tr("Seed"))
        set_tooltip(self._seed, tr("The seed of the next random numbers: the same seed gives the same numbers again"))
        self._seed.setPrefix(tr("seed") + " ")
        self._seed.setMinimumWidth(0)  # as wide as its longest number
        self._seed.chosen.connect(self._session.next_seed)
        box.addWidget(self._random)
        box.addWidget(self._seed, 1)
        return row

    def _draw_random(self) -> None:
        seed = self._session.state.seed
        self._session.next_seed(seed + 1)
        self._session.edit(picture_edits.random_uniform, seed)

    def _resize(self, size: tuple[int, int]) -> None:
        self._session.edit(edits.resize_input, *size, anchor=self._anchor.anchor)

    def ask_size(self) -> None:
        """Put the cursor into the number of rows."""
        self._size.fields[0].setFocus()
        self._size.fields[0].selectAll()

    def _set_black(self, value: float) -> None:
        self._session.edit(edits.set_range, value, self._session.state.experiment.high)

    def _set_white(self, value: float) -> None:
        self._session.edit(edits.set_range, self._session.state.experiment.low, value)
