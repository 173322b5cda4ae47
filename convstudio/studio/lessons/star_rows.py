"""The stars of a challenge: what each is for, and whether it is reached."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from convstudio.lessons.goals import Reading
from convstudio.studio.widgets.literal import Label, set_look
from convstudio.words import tr

FULL, EMPTY = "★", "☆"


class StarRows(QWidget):
    """A row for each star."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_stars")
        self._rows: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def show_readings(self, readings: tuple[Reading, ...]) -> None:
        """Show the state of each star; hide the rows if there are none."""
        self.setVisible(bool(readings))
        while len(self._rows) < len(readings):
            self._add()
        for place, (star, words) in enumerate(self._rows):
            star.setVisible(place < len(readings))
            words.setVisible(place < len(readings))
            if place < len(readings):
                self._fill(star, words, readings[place])

    def _fill(self, star: Label, words: Label, reading: Reading) -> None:
        star.setText(FULL if reading.held else EMPTY)
        star.setAccessibleName(tr("reached") if reading.held else tr("not reached"))
        set_look(star, "star_full" if reading.held else "star_empty")
        words.setText(f"{reading.wanted} · {reading.now}" if reading.now else reading.wanted)

    def _add(self) -> None:
        star, words = Label("", self), Label("", self)
        words.setWordWrap(True)
        words.setObjectName(f"lesson_star_{len(self._rows)}")
        row = len(self._rows)
        self._grid.addWidget(star, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row, 1)
        self._rows.append((star, words))


def stars_text(got: int, most: int) -> str:
    """Write stars as "★★☆": `got` of `most`."""
    return FULL * got + EMPTY * (most - got)
