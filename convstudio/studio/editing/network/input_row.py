"""Which input a pasted network is shown with: the experiment's own, the one in the code, or a picture of some size."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from convstudio.experiment import gallery, limits
from convstudio.export.network.inputs import CODE, OWN, Input
from convstudio.studio.widgets.controls import ChoiceField, WholeField
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.words import Text, tr

PICTURE_WIDTH = 210  # pixels


class InputRow(QWidget):
    """Emits the input that was chosen."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        titles: tuple[tuple[str, Text], ...] = ((OWN, "The experiment’s own"), (CODE, "The one in the code"))
        self._what = ChoiceField((*titles, *((picture.name, picture.title) for picture in gallery.pictures())))
        self._what.setObjectName("network_input")
        self._what.setAccessibleName(tr("Input"))
        self._what.setMaximumWidth(PICTURE_WIDTH)
        set_tooltip(self._what, tr("The picture that the network is shown with"))
        self._channels = Label("", self)
        self._sides = tuple(WholeField(1, limits.LARGEST_SIDE, self) for _ in range(2))
        for field, name, title in zip(self._sides, ("height", "width"), (tr("Rows"), tr("Columns")), strict=True):
            field.setObjectName(f"network_{name}")
            field.setAccessibleName(title)
            set_tooltip(field, title)
            field.chosen.connect(self._report)
        self._what.chosen.connect(self._report)
        self._why = Label("", self)
        self._why.setObjectName("network_why")
        self._why.setProperty("look", "muted")
        self._why.setWordWrap(True)
        self._shown: Input | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (Label(tr("Input"), self), self._what, self._channels, self._sides[0], Label("×", self), self._sides[1]):
            row.addWidget(widget)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addLayout(row)
        box.addWidget(self._why)

    def show_input(self, given: Input | None, about: str, *, in_code: bool) -> None:
        """Show an input, and what there is to say about it; None while there is no network."""
        self.setVisible(given is not None)
        self._why.setText(" ".join(filter(None, (given.why if given else "", about))))
        self._why.setVisible(bool(self._why.text()))
        if given is None:
            return
        self._shown = given
        self._what.show_value(given.what)
        entries = self._what.model()
        if isinstance(entries, QStandardItemModel):
            entries.item(self._what.findData(CODE)).setEnabled(in_code)
        self._channels.setText(tr("{c} ×", c=given.shape[0]))
        for field, side in zip(self._sides, given.shape[1:], strict=True):
            field.show_value(side)
            field.setEnabled(given.what not in (OWN, CODE))

    def _report(self, _value: object) -> None:
        assert self._shown is not None
        what = str(self._what.currentData() or OWN)
        height, width = (field.value() for field in self._sides)
        self.chosen.emit(Input(what, (self._shown.shape[0], height, width)))
