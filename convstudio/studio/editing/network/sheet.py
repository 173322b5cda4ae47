"""A pasted network before it is shown: its code, the table of its layers, what does not fit, and what would do."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from convstudio.experiment import Experiment, gallery
from convstudio.export.network.inputs import CODE, COLOURED, GREY, OWN, Input
from convstudio.export.network.offer import Offer, offered
from convstudio.export.network.repairs import Repair
from convstudio.export.network.source import LONGEST
from convstudio.painting.palette import Look
from convstudio.studio.editing.network.code_field import CodeField
from convstudio.studio.editing.network.input_row import InputRow
from convstudio.studio.editing.network.rows import NetworkRows
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.flow import FlowLayout
from convstudio.studio.widgets.literal import Label, on_button, set_title, set_tooltip
from convstudio.words import tr

HEIGHT, HIGHER, EDGES = 640, 800, 50  # pixels; on both sides of the parts and between them
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen
LEAST_CODE, TABLE = 390, 750  # pixels
BESIDE = 1050  # pixels of the sheet from which the table is beside the code
COLUMNS = 100  # of code that have room at first, where the screen is as wide
DELAY_MS = 150  # after the last key, so that typing is not held up


class NetworkSheet(QDialog):
    """Emits the offer that is to be shown."""

    wanted = Signal(object)

    def __init__(self, text: str, experiment: Experiment, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("network_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Paste a network"))
        self._experiment, self._look = experiment, look
        self._chosen: Input | None = None
        self._offer = Offer()
        self.code = CodeField(look, self)
        self.rows = NetworkRows(look, self)
        self.input = InputRow(self)
        self._problem, self._summary = Label("", self), Label("", self)
        self._repairs = QWidget(self)
        self._show = QPushButton(tr("&Show it"))
        self._later = QTimer(self, interval=DELAY_MS, singleShot=True)
        self._lay_out()
        self.code.setPlainText(text)
        self.code.textChanged.connect(self._later.start)
        self.code.too_long.connect(self._refuse_length)
        self._later.timeout.connect(self.refresh)
        self.rows.chosen.connect(self.code.go_to)
        self.input.chosen.connect(self._choose)
        self._show.clicked.connect(self._take)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self._take)
        self._open_wide(parent.screen().availableSize() - FRAME)
        self.refresh()
        self.code.setFocus()

    def _lay_out(self) -> None:
        self._problem.setObjectName("network_problem")
        self._problem.setProperty("look", "warning")
        self._problem.setWordWrap(True)
        self._summary.setObjectName("network_summary")
        self._summary.setProperty("look", "muted")
        self._summary.setWordWrap(True)
        FlowLayout(self._repairs, spacing=6)
        self._show.setObjectName("network_show")
        set_tooltip(self._show, tr("Its layers become those of the experiment, as one step (Ctrl+Enter)"))
        hint = Label(tr("The code is read, never run. The table says what each line is here, as you type."), self)
        hint.setProperty("look", "muted")
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.rows, 1)
        column.addWidget(self._problem)
        column.addWidget(self._repairs)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.code)
        split.addWidget(right)
        self._split = split
        split.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._show, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self._summary, 1)
        foot.addWidget(buttons)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 16, 20, 14)
        box.setSpacing(10)
        box.addWidget(hint)
        box.addWidget(split, 1)
        box.addWidget(self.input)
        box.addLayout(foot)

    def _open_wide(self, room: QSize) -> None:
        longest = max(map(len, self.code.toPlainText().splitlines()), default=COLUMNS)
        width, height, *parts = first_size(self.code.width_of(min(longest, COLUMNS)), room.width(), room.height())
        self.resize(width, height)
        self._stand(width)
        self._split.setSizes(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand(event.size().width())

    def _stand(self, width: int) -> None:
        """Have the table beside the code, or below it in a narrow window."""
        across = Qt.Orientation.Horizontal if width >= BESIDE else Qt.Orientation.Vertical
        if across != self._split.orientation():
            self._split.setOrientation(across)
            self._split.setSizes([2, 3])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter ends a line of the code, and a number of the input; it leaves the window only on a button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    @property
    def waiting(self) -> bool:
        """Whether what is shown is older than the code."""
        return self._later.isActive()

    def refresh(self) -> None:
        """Read the code and show what it is."""
        self._later.stop()
        text = self.code.toPlainText()
        self._offer = offered(text, self._experiment, self._chosen) if text.strip() else Offer()
        offer = self._offer
        self.rows.show_rows(offer.rows)
        self._say(offer.refused or offer.problem)
        self._offer_repairs(offer.repairs)
        declared = offer.reading.declared if offer.reading else None
        self.input.show_input(offer.input, offer.about_channels, in_code=declared is not None and declared.values is not None)
        self._summary.setText(offer.summary if text.strip() else "")
        self._show.setEnabled(offer.is_possible)
        wrong = [offer.line, *(row.line for row in offer.rows if row.tone == "warning")]
        self.code.mark(dict.fromkeys(wrong, self._look.warning_soft))

    def _say(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    def _refuse_length(self) -> None:
        self._say(tr("The code is too long: at most {n} characters are read.", n=LONGEST))

    def _offer_repairs(self, repairs: tuple[Repair, ...]) -> None:
        flow = self._repairs.layout()
        assert flow is not None
        while item := flow.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for place, repair in enumerate(repairs):
            words = tr("Changes the input") if repair.text == self._text_read else tr("Changes the code; Ctrl+Z takes it back")
            button = text_button(f"network_repair_{place}", on_button(repair.title), words, self._repairs)
            button.clicked.connect(lambda _checked=False, repair=repair: self._mend(repair))
            flow.addWidget(button)
            button.show()
        self._repairs.setVisible(bool(repairs))

    @property
    def _text_read(self) -> str:
        return self._offer.reading.source.text if self._offer.reading else ""

    def _mend(self, repair: Repair) -> None:
        """Change the code, or the input, as a repair says."""
        given = self._offer.input
        if given and repair.shape != given.shape:
            picture = GREY if repair.shape[0] == 1 else COLOURED
            self._chosen = Input(picture if given.what in (OWN, CODE) or repair.shape[0] != given.shape[0] else given.what,
                                 repair.shape)  # fmt: skip
        if repair.text != self._text_read:
            self.code.put(repair.text)
        self.refresh()
        self.code.setFocus()

    def _choose(self, given: Input) -> None:
        before = self._offer.input
        picture = next((each for each in gallery.pictures() if each.name == given.what), None)
        if picture is not None and before is not None and before.what in (OWN, CODE):
            given = replace(given, shape=(given.shape[0], *picture.values.shape[1:]))  # and not in the size of what was there
        self._chosen = given
        self.refresh()

    def _take(self) -> None:
        self.refresh()
        if self._offer.is_possible:
            self.wanted.emit(self._offer)
            self.accept()


def first_size(code: int, width: int, height: int) -> tuple[int, int, int, int]:
    """Width and height of the sheet, and of code and table the widths, or heights if the table is below the code.

    For code that wants so many pixels, in a room of so many.
    """
    wide = min(max(code, LEAST_CODE) + TABLE + EDGES, width)
    if wide < BESIDE:
        return wide, min(HIGHER, height), 2, 3
    inside = wide - EDGES
    of_code = max(inside - TABLE, inside // 3)
    return wide, min(HEIGHT, height), of_code, inside - of_code
