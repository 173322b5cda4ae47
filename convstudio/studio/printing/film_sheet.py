"""Chooses a film: from where to where, how fast, how large, and as what."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QPushButton, QVBoxLayout, QWidget

from convstudio.studio.printing.film import FORMS, Span, problem_of, usual
from convstudio.studio.widgets.controls import ChoiceField, WholeField
from convstudio.studio.widgets.literal import Label, set_look, set_title, set_tooltip
from convstudio.words import Text, count, tr

FASTEST = 25  # frames in a second
WIDE = 340  # pixels that a sentence below the form has at least
SCALES: tuple[tuple[str, Text], ...] = (("0.5", "Half"), ("1", "As on the screen"), ("2", "Double"))


class FilmSheet(QDialog):
    """The form, and how long the film will be. `frame`: about how many pixels wide and high a picture of it is."""

    wanted = Signal(object)  # Wanted

    def __init__(self, span: Span, frame: tuple[float, float], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("film_sheet")
        set_title(self, tr("Film"))
        self._span, self._frame, self._chosen = span, frame, usual(span)
        self._form: dict[str, WholeField | ChoiceField] = {
            "first": WholeField(span.first, span.last), "last": WholeField(span.first, span.last),
            "every": WholeField(1, max(span.last, 1)), "speed": WholeField(1, FASTEST),
            "scale": ChoiceField(SCALES), "form": ChoiceField(FORMS),
        }  # fmt: skip
        self._told = Label("", self)
        self._told.setObjectName("film_told")
        self._told.setWordWrap(True)
        self._told.setMinimumWidth(WIDE)
        self._export = QPushButton(tr("E&xport…"))
        self._export.setObjectName("film_export")
        self._export.setDefault(True)
        self._export.clicked.connect(self._take)
        self._lay_out(span)
        self._refresh()
        self._form["first"].setFocus()

    def _lay_out(self, span: Span) -> None:
        words = {
            "first": (tr("From"), tr("The first of the {steps} that are filmed", steps=span.of)),
            "last": (tr("Until"), tr("The last one; there are {n}", n=span.last)),
            "every": (tr("Every"), tr("1: each of them; 2: every second one, and so on")),
            "speed": (tr("Frames a second"), tr("How fast the film runs")),
            "scale": (tr("Size"), tr("How large its pictures are")),
            "form": (tr("As"), tr("GIF is understood everywhere; WebP and PNG have all colours; a folder takes numbered PNGs")),
        }  # fmt: skip
        form = QFormLayout()
        for name, (label, told) in words.items():
            field = self._form[name]
            field.setObjectName(f"film_{name}")
            field.setAccessibleName(label)
            set_tooltip(field, told)
            field.chosen.connect(lambda value, name=name: self._choose(name, value))
            form.addRow(label, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._export, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 14)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self._told)
        column.addWidget(buttons)

    def _choose(self, name: str, value: object) -> None:
        self._chosen = replace(self._chosen, **{name: value})
        self._refresh()

    def _refresh(self) -> None:
        for name, field in self._form.items():
            field.show_value(getattr(self._chosen, name))
        problem = problem_of(self._chosen, *self._frame)
        frames = len(self._chosen.places)
        seconds = max(round(frames / self._chosen.speed), 1)
        told, all_of = count(frames, "{n} frame", "{n} frames"), self._span.last - self._span.first + 1
        length = tr("{frames} of {n} {steps}, {s} s", frames=told, n=all_of, steps=self._span.of, s=seconds)
        self._told.setText(problem or length)
        set_look(self._told, "warning" if problem else "quiet")
        QCoreApplication.sendEvent(self._told, QEvent(QEvent.Type.StyleChange))  # another room around the words
        self._export.setEnabled(not problem)

    def _take(self) -> None:
        self.accept()
        self.wanted.emit(self._chosen)
