"""The panel at the right: the settings of each workspace, as wide as somebody makes it, but never too narrow for a field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from convstudio.words import tr

WIDTH, DIGITS = 276, 34.0  # pixels at first, and digits where the type is large: what the settings of most layers need


class SettingsScroll(QScrollArea):
    """Scrolls settings down, and is as wide as they need, or have needed: what stands beside them shall not come and go."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__()
        self._panel, self._needed = panel, 0
        self.setObjectName(f"{panel.objectName()}_scroll")
        self.setAccessibleName(tr("Settings"))
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the fields are reached by themselves
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(panel)

    def minimumSizeHint(self) -> QSize:
        bar, frame = self.verticalScrollBar().sizeHint().width(), 1
        self._needed = max(self._needed, self._panel.minimumSizeHint().width() + bar + frame)
        return QSize(self._needed, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._needed = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the width that the settings need."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


class SettingsStack(QStackedWidget):
    """Shows the settings of one workspace at a time."""

    def __init__(self, width: int | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self._wanted = width
        self._panels: list[QWidget] = []

    def add(self, panel: QWidget) -> None:
        """Add the settings of another workspace."""
        self._panels.append(panel)
        self.addWidget(SettingsScroll(panel))

    def show_panel(self, panel: QWidget | None) -> None:
        """Bring the settings of a workspace to the front; None: those that were added first, of the selected layer."""
        self.setCurrentIndex(self._panels.index(panel) if panel else 0)

    def sizeHint(self) -> QSize:
        return QSize(max(self._wanted or self._usual(), self.minimumSizeHint().width()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return least if self.count() else QSize(self._usual(), least.height())  # what is there later shall find its place

    def _usual(self) -> int:
        return max(WIDTH, round(DIGITS * self.fontMetrics().horizontalAdvance("0")))
