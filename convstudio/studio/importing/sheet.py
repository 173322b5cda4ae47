"""Chooses how a picture becomes the input: size, channels, fit, threshold; and shows what it becomes meanwhile."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from convstudio.experiment.edits.import_edits import COLOURS
from convstudio.experiment.importing.fit import Fit, Taking, first_size, has_fit, is_grey, other_side, taken
from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.layers import Array
from convstudio.layers.parameters import Pair
from convstudio.painting.palette import Look
from convstudio.studio.importing.decoding import Found
from convstudio.studio.importing.preview import Original, Preview
from convstudio.studio.widgets.controls import ChoiceField, NumberField, PairField, SwitchField
from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.half_typed import Typing, finish_typing
from convstudio.studio.widgets.literal import Label, set_title, set_tooltip
from convstudio.words import Text, count, tr, translated

SIZE = Pair("picture_size", "Height × width", "Rows and columns of the input", low=1, high=LARGEST_SIDE)
CHANNELS: tuple[tuple[str, Text], ...] = (("grey", "Grey: 1 channel"), ("colour", "Colour: 3 channels"))
FITS: tuple[tuple[Fit, Text], ...] = (
    ("whole", "Whole, with an edge added"), ("fill", "Filled, edges cut off"), ("stretch", "Stretched"),
)  # fmt: skip
LEAST_NAME = 80  # pixels
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen


class PictureSheet(QDialog):
    """The form, and the input beside it."""

    wanted = Signal(object)  # the values (C, H, W)

    def __init__(self, found: Found, source: str, colour: bool, look: Look, parent: QWidget) -> None:
        """`colour`: whether three channels are offered at first."""
        super().__init__(parent)
        self.setObjectName("picture_sheet")
        set_title(self, tr("Picture as input"))
        self._found = found
        height, width = first_size(found.height, found.width)
        self.how = Taking(height=height, width=width, colour=colour and not is_grey(found.pixels))
        self.values: Array | None = None
        self._proportional = True
        self.preview = Preview(look, self)
        self._original = Original(found.pixels, look, self)
        self._size = PairField(SIZE, self)
        self._kept = self._switch("picture_proportions", tr("Keep proportions"))
        self._channels = self._list("picture_channels", CHANNELS)
        self._fit = self._list("picture_fit", FITS)
        self._has_threshold = self._switch("picture_has_threshold", tr("White from"))
        self._threshold = NumberField(0.0, 1.0, self)
        self._threshold.setObjectName("picture_threshold")
        self._invert = self._switch("picture_invert", tr("Black and white change places"))
        self._level = 0.5
        self._button = QPushButton(tr("Take as &input"))
        self._connect()
        self._lay_out(source)
        self._refresh()
        self.resize(self._first_size(parent.screen().availableSize() - FRAME))
        self._button.setFocus()

    def _first_size(self, room: QSize) -> QSize:
        """As large as its parts want to be; words that are wrapped need more height than Qt reckons with."""
        layout, wanted = self.layout(), self.sizeHint()
        assert layout is not None
        wide = min(wanted.width(), room.width())
        high = min(max(wanted.height(), layout.totalHeightForWidth(wide)), room.height())
        self.setMinimumHeight(high)
        return QSize(wide, high)

    def _connect(self) -> None:
        self._size.chosen.connect(self._resize)
        self._kept.chosen.connect(self._keep)
        self._channels.chosen.connect(lambda name: self._choose(colour=name == "colour"))
        self._fit.chosen.connect(lambda name: self._choose(fit=name))
        self._has_threshold.chosen.connect(lambda on: self._choose(threshold=self._level if on else None))
        self._threshold.chosen.connect(self._choose_level)
        self._invert.chosen.connect(lambda on: self._choose(invert=on))

    def _lay_out(self, source: str) -> None:
        level = QHBoxLayout()
        level.addWidget(self._has_threshold)
        level.addWidget(self._threshold, 1)
        rows: tuple[tuple[str, str, QWidget | QHBoxLayout], ...] = (
            (tr("Height × width"), translated(SIZE.help), self._size),
            ("", tr("The other side follows, so that nothing is stretched"), self._kept),
            (tr("Channels"), tr("Grey is 0.299 red + 0.587 green + 0.114 blue"), self._channels),
            (tr("Fit"), tr("What happens where the picture has other proportions"), self._fit),
            (tr("Threshold"), tr("Values from this one on become 1, all others 0"), level),
            (tr("Invert"), tr("Each value x becomes 1 − x"), self._invert),
        )
        form = QFormLayout()
        for label, help_text, field in rows:
            for widget in (self._has_threshold, self._threshold) if isinstance(field, QHBoxLayout) else (field,):
                if not isinstance(widget, PairField):
                    set_tooltip(widget, help_text)
                if label and not widget.accessibleName():
                    widget.setAccessibleName(label)
            form.addRow(label, field)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self._original)
        name = Elided(LEAST_NAME, self)
        name.setProperty("look", "heading")
        name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # a long one takes no room from the input
        name.say(source)
        left.addWidget(name)
        for words, look in self._words():
            told = Label(words, self)
            told.setProperty("look", look)
            told.setWordWrap(True)
            left.addWidget(told)
        left.addLayout(form)
        left.addStretch(1)
        left.addWidget(self._buttons())
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 18, 20, 14)
        row.setSpacing(20)
        row.addLayout(left)
        row.addWidget(self.preview, 1)

    def _words(self) -> list[tuple[str, str]]:
        found = self._found
        pixels, sides = found.height * found.width, {"h": found.height, "w": found.width}
        size = count(pixels, "{h} × {w} pixel", "{h} × {w} pixels", **sides)
        words = [(size, "muted")]
        if found.incomplete:
            words.append((tr("The file breaks off: a part of the picture is missing."), "warning"))
        return words

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._button.setObjectName("picture_take")
        self._button.setDefault(True)
        self._button.clicked.connect(self._take)
        buttons.addButton(self._button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        return buttons

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a field shows what was typed; it takes the picture everywhere else."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not isinstance(self.focusWidget(), Typing):
            super().keyPressEvent(event)

    def _switch(self, name: str, text: str) -> SwitchField:
        switch = SwitchField(self)
        switch.setObjectName(name)
        switch.setText(text)
        return switch

    def _list(self, name: str, options: tuple[tuple[str, str], ...]) -> ChoiceField:
        box = ChoiceField(options, self)
        box.setObjectName(name)
        return box

    def _choose(self, **changes: object) -> None:
        self.how = replace(self.how, **changes)
        self._refresh()

    def _choose_level(self, level: float) -> None:
        self._level = level
        self._choose(threshold=level)

    def _keep(self, on: bool) -> None:
        self._proportional = on
        self._resize((self.how.height, self.how.width))

    def _resize(self, size: tuple[int, int]) -> None:
        """Take a size; in proportion the side that was not changed follows."""
        (height, width), found = size, self._found
        if self._proportional and width != self.how.width:
            height = other_side(width, found.width, found.height)
        elif self._proportional:
            width = other_side(height, found.height, found.width)
        self._choose(height=height, width=width)

    def _refresh(self) -> None:
        """Show what is chosen, and what the picture becomes."""
        how, fits = self.how, has_fit(self._found.pixels, self.how.height, self.how.width)
        self._size.show_value((how.height, how.width))
        self._kept.show_value(self._proportional)
        self._channels.show_value("colour" if how.colour else "grey")
        self._fit.show_value(how.fit)
        self._fit.setEnabled(fits)
        self._has_threshold.show_value(how.threshold is not None)
        self._threshold.show_value(self._level)
        self._threshold.setEnabled(how.threshold is not None)
        self._invert.show_value(how.invert)
        self.values = taken(self._found.pixels, how)
        self.preview.show_input(self.values, tuple(map(translated, COLOURS)) if how.colour else ())

    def _take(self) -> None:
        finish_typing(self)
        self.wanted.emit(self.values)
        self.accept()
