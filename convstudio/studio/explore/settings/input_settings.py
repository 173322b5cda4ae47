"""The settings of the input: its size, what black and white mean, and the pictures to start from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from convstudio.experiment import Experiment, edits
from convstudio.experiment.edits import picture_edits
from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.layers.parameters import Pair
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.guide import Guide
from convstudio.studio.commands.keyed import say_with_keys
from convstudio.studio.document.session import Session
from convstudio.studio.explore.cards.anchor import AnchorField
from convstudio.studio.explore.settings.sections import Section
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.controls import NumberField, PairField, WholeField
from convstudio.studio.widgets.literal import set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr, translated

SIZE = Pair("input_size", "Size", "Rows and columns. What fits is kept, from the anchor.", low=1, high=LARGEST_SIDE)
LARGEST_SEED = 999_999


class InputSettings(QWidget):
    """Size, range and pictures."""

    def __init__(self, session: Session, show_gallery: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._show_gallery, self._look = session, show_gallery, LIGHT
        self._size = PairField(SIZE, self)
        self._size.chosen.connect(self._resize)
        self._anchor = AnchorField(self)
        self._black = self._value("black_value", tr("Value drawn black"))
        self._white = self._value("white_value", tr("Value drawn white"))
        self._black.chosen.connect(self._set_black)
        self._white.chosen.connect(self._set_white)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        size = Section("size", tr("SIZE · rows × columns"), self)
        size.add(tr("Size"), translated(SIZE.help), self._size)
        size.add(tr("Anchor"), tr("Which part of the picture stays where it is when its size changes"), self._anchor)
        values = Section("values", tr("RANGE · values drawn black and white"), self)
        values.add(tr("Black"), tr("Value drawn black"), self._black)
        values.add(tr("White"), tr("Value drawn white"), self._white)
        picture = Section("picture", tr("PICTURE"), self)
        picture.add(tr("Picture"), tr("Pictures to start from"), self._picture_button())
        self._random, self._seed = self._random_button(), self._seed_field()
        picture.add(tr("Random"), self._random.toolTip(), self._random)
        picture.add(tr("Seed"), tr("The same seed gives the same numbers again"), self._seed)
        self._sections = (size, values, picture)
        for section in self._sections:
            box.addWidget(section)

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

    def follow(self, guide: Guide) -> None:
        """Lock what a lesson keeps locked."""
        parts: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            ("input_size", (self._size, self._anchor, self._pictures)),
            ("range", (self._black, self._white)),
            ("input", (self._random, self._seed)),
        )
        for control, widgets in parts:
            for widget in widgets:
                for section in self._sections:
                    section.lock(widget, guide.lock(control))

    def _value(self, name: str, help_text: str) -> NumberField:
        field = NumberField(parent=self)
        field.setObjectName(name)
        field.setAccessibleName(help_text)
        set_tooltip(field, help_text)
        return field

    def _picture_button(self) -> QToolButton:
        words = tr("Pictures to start from, and the way to your own")
        self._pictures = text_button("pictures", tr("Choose…"), words, self)
        self._pictures.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._pictures.clicked.connect(lambda: self._show_gallery())
        return self._pictures

    def _random_button(self) -> QToolButton:
        button = text_button("random_input", tr("Draw"), "", self)
        say_with_keys(button, tr("Every cell becomes a number between black and white"), "random_picture")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(tr("Fill the input with random numbers"))
        button.clicked.connect(self._draw_random)
        return button

    def _seed_field(self) -> WholeField:
        seed = WholeField(0, LARGEST_SEED, self)
        seed.setObjectName("random_seed")
        seed.setAccessibleName(tr("Seed"))
        set_tooltip(seed, tr("The seed of the next random numbers: the same seed gives the same numbers again"))
        seed.chosen.connect(self._session.next_seed)
        return seed

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
