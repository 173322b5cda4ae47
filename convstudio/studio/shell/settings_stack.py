"""The panel at the right with the settings of each workspace: as wide as the user makes it, but wide enough for each field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QStackedWidget, QToolButton, QWidget

from convstudio.words import tr

WIDEST = 16777215  # QWIDGETSIZE_MAX, which means no bound
WIDTH, DIGITS = 276, 34.0  # the initial width in pixels, or in digits if the type is large: what most layers' settings need


FOLDED = 44  # the width in pixels, when folded away to leave more room for the picture
ICON_TOP, TITLE_TOP = 12, 44


class FoldedSettings(QToolButton):
    """The strip that is left when the settings are folded away: their icon and their name. A click brings them back."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setObjectName("settings_folded")
        self.setDefaultAction(action)
        self.setAccessibleName(tr("Show the settings"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            size = self.iconSize()
            self.icon().paint(painter, (self.width() - size.width()) // 2, ICON_TOP, size.width(), size.height())
            painter.setPen(self.palette().windowText().color())
            painter.translate((self.width() + self.fontMetrics().ascent() - self.fontMetrics().descent()) / 2, TITLE_TOP)
            painter.rotate(90)
            painter.translate(0, self.fontMetrics().ascent() - self.fontMetrics().descent())
            painter.drawText(QPoint(0, 0), tr("Settings"))


class SettingsScroll(QScrollArea):
    """Scrolls settings vertically. It is as wide as they need, or ever needed, so that its surroundings do not jump."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.room, self._needed = QWidget(), 0
        self.setObjectName(f"{name}_scroll")
        self.setViewport(self.room)
        self.setAccessibleName(tr("Settings"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab goes to the fields themselves
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def minimumSizeHint(self) -> QSize:
        panel, bar, frame = self.widget(), self.verticalScrollBar().sizeHint().width(), 1
        self._needed = max(self._needed, (panel.minimumSizeHint().width() if panel else 0) + bar + frame)
        return QSize(self._needed, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._needed = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Adapt to the width that the settings need."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class SettingsStack(QStackedWidget):
    """Shows the settings of one workspace at a time, or only a strip at the edge when they are folded away."""

    def __init__(self, width: int | None, action: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._wanted, self._action = width, action
        self._panels: list[QWidget] = []
        self._scrolls: dict[str, SettingsScroll] = {}
        self._shown = 0
        self._folded: FoldedSettings | None = None

    @property
    def width_to_keep(self) -> int | None:
        """The width that the user gave it; None if it has the usual one."""
        if self._folded:
            return self._wanted
        return self.width() if self.isVisible() and self.width() != self.sizeHint().width() else None

    def fold(self, on: bool) -> bool:
        """Fold the settings away, or bring them back. Return whether that changed anything."""
        if on == bool(self._folded):
            return False
        if on:
            self._wanted = self.width_to_keep or self._wanted
            self._folded = FoldedSettings(self._action)
            self.addWidget(self._folded)
            self.setCurrentWidget(self._folded)
            self.setMaximumWidth(FOLDED)
            return True
        assert self._folded
        self.removeWidget(self._folded)
        self._folded.deleteLater()
        self._folded = None
        self.setMaximumWidth(WIDEST)
        self.setCurrentIndex(self._shown)
        return True

    def room(self, name: str) -> QWidget:
        """Where the panel of a name can be made: one that gets another parent is dressed anew, with all that is in it."""
        return self._scroll(name).room

    def add(self, panel: QWidget) -> None:
        """Add the settings of another workspace."""
        self._panels.append(panel)
        scroll = self._scroll(panel.objectName())
        scroll.setWidget(panel)
        self.addWidget(scroll)

    def _scroll(self, name: str) -> SettingsScroll:
        if name not in self._scrolls:
            self._scrolls[name] = SettingsScroll(name, self)
        return self._scrolls[name]

    def show_panel(self, panel: QWidget | None) -> None:
        """Bring the settings of a workspace to the front; None stands for those added first, of the selected layer."""
        self._shown = self._panels.index(panel) if panel else 0
        if not self._folded:
            self.setCurrentIndex(self._shown)

    def sizeHint(self) -> QSize:
        if self._folded:
            return QSize(FOLDED, super().sizeHint().height())
        return QSize(max(self._wanted or self._usual(), self.minimumSizeHint().width()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        if self._folded:
            return QSize(FOLDED, FOLDED)
        return least if self.count() else QSize(self._usual(), least.height())  # panels that are added later need room

    def _usual(self) -> int:
        return max(WIDTH, round(DIGITS * self.fontMetrics().horizontalAdvance("0")))
