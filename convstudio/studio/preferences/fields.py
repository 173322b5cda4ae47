"""Fields for preferences, one for each sort of value. Each shows what it is told, and reports what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from convstudio.studio.commands.command import plain
from convstudio.studio.commands.preferences import Choices, Folder, Preference, Switch
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.elided import ElidedBox
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.words import tr, translated

AskFolder = Callable[[str], Path | None]


class ChoicesField(ElidedBox):
    """One of some words."""

    chosen = Signal(object)

    def __init__(self, choices: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, title in choices.options():
            self.addItem(plain(title), value)
        self.activated.connect(lambda _row: self.chosen.emit(self.currentData()))

    def show_value(self, value: Any) -> None:
        """Show a value; one that is not offered stands there, too."""
        if self.findData(value) < 0:
            self.addItem(str(value), value)
        self.setCurrentIndex(self.findData(value))


class SwitchBox(QCheckBox):
    """On or off."""

    chosen = Signal(object)

    def __init__(self, switch: Switch, parent: QWidget) -> None:
        super().__init__(on_button(translated(switch.words)), parent)
        self.clicked.connect(lambda on: self.chosen.emit(on))

    def show_value(self, value: bool) -> None:
        """Show a value."""
        self.setChecked(value)


class FolderField(QWidget):
    """The path of a folder, to be typed or chosen; an empty one stands for the default."""

    chosen = Signal(object)

    def __init__(self, preference: Preference, ask: AskFolder, parent: QWidget) -> None:
        super().__init__(parent)
        name, title = preference.name, translated(preference.title)
        self._title, self._ask, self._default = title, ask, preference.default()
        self._path = QLineEdit(self)
        self._path.setObjectName(f"{name}_path")
        self._path.setAccessibleName(title)
        self._path.editingFinished.connect(self._typed)
        button = text_button(f"{name}_choose", tr("Choose…"), tr("Look for a folder"), self)
        button.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._path, 1)
        row.addWidget(button)
        self.setFocusProxy(self._path)

    def show_value(self, value: Path) -> None:
        """Show a path, its beginning first."""
        self._path.setText(str(value))
        self._path.setCursorPosition(0)
        set_tooltip(self._path, str(value))

    def _typed(self) -> None:
        if self._path.isModified():
            self._path.setModified(False)
            text = self._path.text().strip()
            self.chosen.emit(Path(text).expanduser() if text else self._default)

    def _choose(self) -> None:
        folder = self._ask(self._title)
        if folder:
            self.chosen.emit(folder)


Field = ChoicesField | SwitchBox | FolderField


def field_of(preference: Preference, ask: AskFolder, parent: QWidget) -> Field:
    """The field of a preference."""
    match preference.field:
        case Choices():
            made: Field = ChoicesField(preference.field, parent)
        case Switch():
            made = SwitchBox(preference.field, parent)
        case Folder():
            made = FolderField(preference, ask, parent)
    made.setObjectName(f"prefer_{preference.name}")
    made.setAccessibleName(translated(preference.title))
    set_tooltip(made, translated(preference.help))
    return made
