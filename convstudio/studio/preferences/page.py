"""The page of settings: a row for each preference, under the heading of its section."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from convstudio.studio.commands import Studio
from convstudio.studio.commands.preferences import PREFERENCES, Preference
from convstudio.studio.preferences.fields import Field, field_of
from convstudio.studio.widgets.literal import Label, set_look
from convstudio.words import translated

EDGE, BETWEEN, ABOVE_SECTION = 16, 8, 10  # pixels


class SettingsPage(QScrollArea):
    """Every preference. What is chosen takes effect at once; what was before can be had back."""

    def __init__(self, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preference_page")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._studio = studio
        self._before = {preference.name: preference.read(studio.settings) for preference in PREFERENCES}
        self._fields: dict[str, Field] = {}
        self._notes: dict[str, Label] = {}
        self.setWidget(self._rows())
        for preference in PREFERENCES:
            self._show(preference)

    def restore_defaults(self) -> None:
        """All as it is for whoever has chosen nothing."""
        for preference in PREFERENCES:
            self._take(preference, preference.default())

    def put_back(self) -> None:
        """All as it was when the sheet was opened."""
        for preference in PREFERENCES:
            self._take(preference, self._before[preference.name])

    def _rows(self) -> QWidget:
        inside = QWidget(self)
        inside.setObjectName("preference_rows")
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(EDGE)
        form.setVerticalSpacing(BETWEEN)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        section = ""
        for preference in PREFERENCES:
            if preference.section != section:
                form.addRow(self._heading(translated(preference.section), first=not section))
                section = preference.section
            self._add(form, preference, inside)
        box = QVBoxLayout(inside)
        box.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        box.addLayout(form)
        box.addStretch(1)
        return inside

    def _heading(self, words: str, *, first: bool) -> QLabel:
        label = Label(words)
        label.setProperty("look", "heading")
        label.setContentsMargins(0, 0 if first else ABOVE_SECTION, 0, 0)
        return label

    def _add(self, form: QFormLayout, preference: Preference, inside: QWidget) -> None:
        field = field_of(preference, self._studio.documents.asking.folder_to_open, inside)
        field.chosen.connect(partial(self._choose, preference))
        note = Label("", inside)
        note.setObjectName(f"{preference.name}_note")
        note.setWordWrap(True)
        note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._fields[preference.name], self._notes[preference.name] = field, note
        title = Label(translated(preference.title))
        title.setBuddy(field)
        form.addRow(title, field)
        form.addRow("", note)

    def _choose(self, preference: Preference, value: Any) -> None:
        refusal = preference.refuse(value)
        if not refusal:
            self._take(preference, value)
            return
        self._show(preference)
        self._say(preference, refusal, "warning")

    def _take(self, preference: Preference, value: Any) -> None:
        if value != preference.read(self._studio.settings):
            preference.take(self._studio, value)
        self._show(preference)

    def _show(self, preference: Preference) -> None:
        value = preference.read(self._studio.settings)
        self._fields[preference.name].show_value(value)
        self._say(preference, preference.note(value), "muted")

    def _say(self, preference: Preference, words: str, look: str) -> None:
        note = self._notes[preference.name]
        note.setText(words)
        self._form.setRowVisible(note, bool(words))
        set_look(note, look)
        QCoreApplication.sendEvent(note, QEvent(QEvent.Type.StyleChange))  # another room around the words
