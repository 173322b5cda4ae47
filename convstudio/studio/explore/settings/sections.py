"""Sections of a panel of settings: a heading, and rows of a name and a field. A section can be foldable."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.painting.palette import Look
from convstudio.studio.widgets.literal import Label, set_look, set_tooltip
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

LABEL_WIDTH = 66  # pixels of a name
ROW_SPACING = 4


class Section(QWidget):
    """A rule, a heading in small capitals, and its content."""

    folded = Signal(bool)

    def __init__(self, name: str, title: str, parent: QWidget, *, foldable: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName(f"section_{name}")
        self._title = Label(title, self)
        self._title.setProperty("look", "section")
        self._fold = QToolButton(self)
        self._fold.setObjectName(f"fold_{name}")
        self._fold.setProperty("look", "fold")
        self._fold.setIconSize(QSize(12, 12))
        self._fold.setAccessibleName(title)
        set_tooltip(self._fold, tr("Show or hide what stands below"))
        self._fold.setVisible(foldable)
        self._fold.clicked.connect(self._toggle)
        self.content = QWidget(self)
        self.grid = QGridLayout(self.content)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(ROW_SPACING)
        self.grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self.grid.setColumnStretch(1, 1)
        self._rows: dict[QWidget, tuple[QWidget, ...]] = {}
        rule = QFrame(self)
        rule.setFrameShape(QFrame.Shape.HLine)
        rule.setProperty("look", "rule")
        self._title.setVisible(bool(title))  # otherwise the content has a heading of its own
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._fold)
        head.addWidget(self._title, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(rule)
        box.addLayout(head)
        box.addWidget(self.content)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_folded(self) -> bool:
        """Whether only the heading is shown."""
        return self.content.isHidden()

    def set_folded(self, on: bool, look: Look) -> None:
        """Show only the heading, or all."""
        self.content.setVisible(not on)
        self.set_look(look)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._fold.setIcon(icon("right" if self.is_folded else "down", look))

    def add(self, name: str, help_text: str, field: QWidget) -> None:
        """Add a row: a name with its explanation, and a field. Without a name the field takes the whole width."""
        row = self.grid.rowCount()
        if not name:
            self.grid.addWidget(field, row, 0, 1, 2)
            self._rows[field] = (field,)
            return
        label = Label(name, self.content)
        set_tooltip(label, help_text)
        label.setBuddy(field)
        self.grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self.grid.addWidget(field, row, 1)
        self._rows[field] = label, field

    def show_row(self, field: QWidget, shown: bool) -> None:
        """Show or hide the row of a field; a section without rows is hidden."""
        for widget in self._rows[field]:
            widget.setVisible(shown)
        self.setVisible(any(not field.isHidden() for field in self._rows))

    def lock(self, field: QWidget, why: str) -> None:
        """Lock the row of a field for a reason; "" unlocks it. Fields of other sections are ignored."""
        for widget in self._rows.get(field, ()):
            if widget is field:
                lock(field, why)
            else:
                set_look(widget, "muted" if why else "")

    def say(self, title: str) -> None:
        """Change the heading."""
        if self._title.text() != title:
            self._title.setText(title)

    def _toggle(self) -> None:
        self.folded.emit(not self.is_folded)
