"""The sheet of preferences: OK keeps what was chosen, Cancel has all back as it was."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from convstudio.studio.commands import Studio
from convstudio.studio.preferences.page import SettingsPage
from convstudio.studio.widgets.literal import set_title, set_tooltip
from convstudio.words import tr

SIZE = QSize(680, 520)
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen
Buttons = QDialogButtonBox.StandardButton


class PreferencesSheet(QDialog):
    """Each choice takes effect at once."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("preferences_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Preferences"))
        self._settings = SettingsPage(studio, self)
        self._pages = QTabWidget(self)
        self._pages.setObjectName("preference_pages")
        self._pages.addTab(self._settings, tr("Settings"))
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 14, 14, 12)
        box.addWidget(self._pages, 1)
        box.addWidget(self._buttons())
        self.resize(SIZE.boundedTo(window.screen().availableSize() - FRAME))
        self.rejected.connect(self._put_back)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(Buttons.RestoreDefaults | Buttons.Ok | Buttons.Cancel, self)
        restore = buttons.button(Buttons.RestoreDefaults)
        restore.setText(tr("Restore &defaults"))
        restore.setObjectName("restore_defaults")
        restore.setAutoDefault(False)
        set_tooltip(restore, tr("Everything on this page as it was at first; Cancel takes that back"))
        restore.clicked.connect(self._restore)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _restore(self) -> None:
        self._settings.restore_defaults()

    def _put_back(self) -> None:
        self._settings.put_back()
