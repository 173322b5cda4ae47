"""Nine buttons that choose which part of a picture stays in place when its size changes."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from convstudio.studio.widgets.literal import set_tooltip
from convstudio.words import Text, in_sentence, tr, translated

SIDE = QSize(20, 18)
PLACES: tuple[tuple[Text, ...], ...] = (
    ("Top left", "Top middle", "Top right"),
    ("Middle left", "Middle", "Middle right"),
    ("Bottom left", "Bottom middle", "Bottom right"),
)
SIGNS = ("↖↑↗", "←•→", "↙↓↘")


class AnchorField(QWidget):
    """Holds the anchor for the next change of size. It is a preference, not a part of the experiment."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for row in range(3):
            for column in range(3):
                grid.addWidget(self._button(row, column), row, column)
        grid.setColumnStretch(3, 1)
        self._group.button(0).setChecked(True)

    @property
    def anchor(self) -> tuple[int, int]:
        """The anchor, vertical and horizontal: 0 the top or left edge, 1 the middle, 2 the bottom or right edge."""
        return divmod(self._group.checkedId(), 3)

    def _button(self, row: int, column: int) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"anchor_{row}_{column}")
        button.setProperty("look", "compact")
        button.setCheckable(True)
        button.setFixedSize(
            SIDE.expandedTo(QSize(self.fontMetrics().horizontalAdvance("↖") + 8, self.fontMetrics().height() + 3))
        )
        button.setText(SIGNS[row][column])
        words = translated(PLACES[row][column])
        button.setAccessibleName(tr("Anchor: {where}", where=in_sentence(words)))
        set_tooltip(button, tr("{where}: this part of the picture stays when the size changes", where=words))
        self._group.addButton(button, 3 * row + column)
        return button
