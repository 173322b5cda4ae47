"""Editors for parameters by their type, so that any kind of layer has its panel of settings.

Every editor shows what the session says and reports what the user chose; it holds no value of its own. What was reported and
not taken is not shown any longer. What is half typed belongs to whoever types: it is reported before anything else happens
(`finish_typing`), and shown values do not overwrite it.
"""

from __future__ import annotations

import re
from math import floor
from typing import Any

from PySide6.QtCore import QEvent, QKeyCombination, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from convstudio.layers.parameters import (
    PADDING_TITLES,
    Choice,
    Decimal,
    PaddingSides,
    Pair,
    Parameter,
    Switch,
    Whole,
)
from convstudio.scene.typed import plainly
from convstudio.scene.words.numbers import exact, parse
from convstudio.studio.widgets.elided import ElidedBox
from convstudio.studio.widgets.literal import Label, set_tooltip, show_tooltip
from convstudio.studio.widgets.look.type_size import fitted
from convstudio.words import Text, in_sentence, tr, translated

FIELD_HEIGHT = 25
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
FRACTION = re.compile(r"[-+]?[0-9]{0,12}[.,/][0-9]{0,12}")  # also one that is half typed
REDO = (QKeyCombination(CONTROL | SHIFT, Qt.Key.Key_Z), QKeyCombination(CONTROL, Qt.Key.Key_Y))
SIDES: tuple[tuple[str, Text, int, int], ...] = (
    ("top", "Top", 0, 1),
    ("bottom", "Bottom", 2, 1),
    ("left", "Left", 1, 0),
    ("right", "Right", 1, 2),
)


class WholeField(QSpinBox):
    """A whole number. The wheel scrolls the panel, not the number, unless the field has the focus."""

    chosen = Signal(object)

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setLocale(QLocale.c())
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        fitted(self, as_high_as_type)
        self._shown = self.value()
        self.valueChanged.connect(self._report)

    def show_value(self, value: int) -> None:
        """Show a value without reporting it."""
        typing = self.half_typed and value == self._shown
        self._shown = value
        if typing:
            return
        if value != self.value() or self.cleanText() != self.textFromValue(value):  # else it would be painted for nothing
            blocked = self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(blocked)

    def forget_typing(self) -> None:
        """Show the value again, and report nothing."""
        if self.half_typed:
            blocked = self.blockSignals(True)
            self.lineEdit().setText(self.prefix() + self.textFromValue(self.value()) + self.suffix())
            self.blockSignals(blocked)

    @property
    def half_typed(self) -> bool:
        """Whether somebody is in the middle of typing."""
        return self.cleanText() != self.textFromValue(self.value())

    def finish_typing(self) -> None:
        """Report what is half typed."""
        if self.half_typed:
            self.interpretText()

    def event(self, event: QEvent) -> bool:
        if is_undo(event) and self.cleanText() == self.textFromValue(self.value()):
            event.ignore()  # nothing is half typed: the window undoes its last step
            return False
        return super().event(event)

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Accept digits of any script as plain ones. A fraction is refused whole, at its end.

        A point that is refused alone is not missed: 1.5 would be 15.
        """
        plain = plainly(text)
        if FRACTION.fullmatch(self._bare(plain)):
            return QValidator.State.Intermediate, plain, place
        return super().validate(plain, place)

    def fixup(self, text: str) -> str:
        """The whole number that was meant; where there is none, say why what was typed is not taken."""
        typed = self._bare(plainly(text))
        try:
            return f"{self.prefix()}{whole_number(typed, self.minimum(), self.maximum())}{self.suffix()}" if typed else text
        except ValueError as wrong:
            show_tooltip(self, str(wrong))
            return text

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _report(self, value: int) -> None:
        self.chosen.emit(value)
        self.show_value(self._shown)


def whole_number(text: str, low: int, high: int) -> int:
    """The whole number in a text, also where it is written as 2.0 or 4/2. Raises ValueError with a sentence if it is none."""
    value = parse(text)
    if value != floor(value) or not low <= value <= high:
        raise ValueError(tr("{text} is no whole number from {low} to {high}.", text=text, low=low, high=high))
    return floor(value)


class NumberField(QLineEdit):
    """A real number, written and read as everywhere in the program; fractions are accepted."""

    chosen = Signal(object)

    def __init__(self, low: float = -1e12, high: float = 1e12, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self._value = 0.0
        fitted(self, as_high_as_type)
        self.editingFinished.connect(self._finish)

    def show_value(self, value: float) -> None:
        """Show a value without reporting it."""
        typing = self.half_typed and float(value) == self._value
        self._value = float(value)
        words = exact(self._value)
        if not typing and words != self.text():  # else it would be painted for nothing
            self.setText(words)
            self.setCursorPosition(0)

    def event(self, event: QEvent) -> bool:
        if is_undo(event) and self.text() == exact(self._value):
            event.ignore()
            return False
        return super().event(event)

    @property
    def half_typed(self) -> bool:
        """Whether somebody is in the middle of typing."""
        return self.isModified()

    def finish_typing(self) -> None:
        """Report what is half typed; drop what is not a number, with the reason."""
        if self.half_typed:
            self._finish()

    def _finish(self) -> None:
        self.setModified(False)
        try:
            value = parse(self.text())
            if not self._low <= value <= self._high:
                raise ValueError(
                    tr("{v} is outside {low} … {high}.", v=exact(value), low=exact(self._low), high=exact(self._high))
                )
        except ValueError as wrong:
            self.show_value(self._value)
            show_tooltip(self, str(wrong))
            return
        if value != self._value:
            self.chosen.emit(value)
        self.show_value(self._value)


class PairField(QWidget):
    """Height and width, side by side."""

    chosen = Signal(object)

    def __init__(self, parameter: Pair, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = tuple(WholeField(parameter.low, parameter.high, self) for _ in range(2))
        grid = _grid(self)
        for place, (field, name, axis) in enumerate(zip(self.fields, ("h", "w"), (tr("height"), tr("width")), strict=True)):
            field.setObjectName(f"{parameter.name}_{name}")
            field.setAccessibleName(f"{translated(parameter.title)}, {axis}")
            set_tooltip(field, f"{translated(parameter.title)}, {axis}\n{translated(parameter.help)}")
            field.chosen.connect(self._report)
            grid.addWidget(field, 0, place)

    def show_value(self, value: tuple[int, int]) -> None:
        """Show a value without reporting it."""
        for field, part in zip(self.fields, value, strict=True):
            field.show_value(part)

    def _report(self) -> None:
        self.chosen.emit((self.fields[0].value(), self.fields[1].value()))


class ChoiceField(ElidedBox):
    """One of a few words."""

    chosen = Signal(object)

    def __init__(self, options: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for word, title in options:
            self.addItem(translated(title), word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shown: object = None
        self.activated.connect(self._report)

    def show_value(self, value: object) -> None:
        """Show a value without reporting it."""
        self._shown = value
        self.setCurrentIndex(self.findData(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _report(self) -> None:
        self.chosen.emit(self.currentData())
        self.show_value(self._shown)


class SwitchField(QCheckBox):
    """On or off."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = False
        self.clicked.connect(self._report)

    def show_value(self, value: bool) -> None:
        """Show a value without reporting it."""
        self._shown = value
        self.setChecked(value)

    def _report(self) -> None:
        self.chosen.emit(self.isChecked())
        self.show_value(self._shown)


class PaddingField(QWidget):
    """A name, and the four sides that it comes to, around the input; changing a side makes it padding per side."""

    chosen = Signal(object)

    def __init__(self, parameter: PaddingSides, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = (*parameter.names, "custom")
        self.names = ChoiceField(tuple((name, PADDING_TITLES[name]) for name in names), self)
        self.names.setObjectName("padding_name")
        self.names.setAccessibleName(tr("Padding"))
        set_tooltip(self.names, translated(parameter.help))
        self.has_names = len(parameter.names) > 1
        self.names.setVisible(self.has_names)
        self._most = parameter.high
        self.sides = tuple(WholeField(0, parameter.high, self) for _ in range(4))
        self._input = Label(tr("input"), self)
        self._input.setProperty("look", "muted")
        self._input.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(5)
        box.addWidget(self.names)
        box.addWidget(self._box())
        self.names.chosen.connect(self._report_name)

    def _box(self) -> QWidget:
        """The four fields in a dashed frame around the input, each where its cells are added."""
        frame = QFrame(self)
        frame.setObjectName("padding_box")
        grid = _grid(frame)
        grid.setContentsMargins(6, 5, 6, 5)
        grid.addWidget(self._input, 1, 1)
        for side, (name, title, row, column) in zip(self.sides, SIDES, strict=True):
            side.setObjectName(f"padding_{name}")
            side.setAccessibleName(tr("Padding, {side}", side=in_sentence(translated(title))))
            set_tooltip(side, tr("Padding, {side}", side=in_sentence(translated(title))))
            side.chosen.connect(self._report_sides)
            grid.addWidget(side, row, column)
        return frame

    def show_value(self, value: Any) -> None:
        """Show a value without reporting it."""
        self.names.show_value(value if isinstance(value, str) else "custom")

    def show_sides(self, sides: tuple[int, int, int, int]) -> None:
        """Show what the padding comes to: top, bottom, left, right. More than can be typed, by a name, is only shown."""
        for field, cells in zip(self.sides, sides, strict=True):
            most = max(self._most, cells)
            if most > field.maximum():
                field.setMaximum(most)
            field.show_value(cells)
            if most < field.maximum():  # set to what it was, all that it lies in would be laid out anew
                field.setMaximum(most)
            field.setEnabled(max(sides) <= self._most)

    def show_input(self, shape: tuple[int, int]) -> None:
        """Show the rows and columns that the padding is added to."""
        text = tr("{h} × {w}", h=shape[0], w=shape[1])
        if self._input.text() != text:
            self._input.setText(text)

    def _report_name(self, name: str) -> None:
        if name == "custom":
            self._report_sides()
        else:
            self.chosen.emit(name)

    def _report_sides(self) -> None:
        top, bottom, left, right = (side.value() for side in self.sides)
        self.chosen.emit(((top, bottom), (left, right)))


Editor = WholeField | NumberField | PairField | ChoiceField | SwitchField | PaddingField


def editor(parameter: Parameter, parent: QWidget | None = None) -> Editor | None:
    """The editor for a parameter; None for weights, which are edited in their grid."""
    made = _made(parameter, parent)
    if made is not None:
        made.setObjectName(parameter.name)
        made.setAccessibleName(translated(parameter.title))
        if not isinstance(parameter, Pair | PaddingSides):
            set_tooltip(made, translated(parameter.help))
    return made


def _made(parameter: Parameter, parent: QWidget | None) -> Editor | None:
    match parameter:
        case Whole():
            return WholeField(parameter.low, parameter.high, parent)
        case Decimal():
            return NumberField(parameter.low, parameter.high, parent)
        case Pair():
            return PairField(parameter, parent)
        case PaddingSides():
            return PaddingField(parameter, parent)
        case Choice():
            return ChoiceField(parameter.options, parent)
        case Switch():
            return SwitchField(parent)
        case _:
            return None


def as_high_as_type(field: QWidget) -> None:
    """Give a field room for its type."""
    field.setMinimumHeight(max(FIELD_HEIGHT, field.fontMetrics().height() + 8))


def is_undo(event: QEvent) -> bool:
    """Whether a field asks to keep the keys of undo or redo for itself."""
    if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.keyCombination() in REDO


def _grid(parent: QWidget) -> QGridLayout:
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(4)
    return grid
