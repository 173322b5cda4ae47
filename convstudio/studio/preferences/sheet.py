"""The sheet of preferences: OK keeps what was chosen, Cancel has all back as it was."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QTabWidget, QVBoxLayout, QWidget

from convstudio.studio.commands import Studio
from convstudio.studio.preferences.keys_page import KeysPage
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
        self._settings, self._keys = SettingsPage(studio, self), KeysPage(studio, self)
        self._pages = QTabWidget(self)
        self._pages.setObjectName("preference_pages")
        self._pages.addTab(self._settings, tr("&Settings"))
        self._pages.addTab(self._keys, tr("&Keys"))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In a field Enter takes what is typed, and closes nothing; Esc first answers a question with no."""
        if event.key() == Qt.Key.Key_Escape and self._keys.leave():
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not isinstance(self.focusWidget(), QLineEdit):
            super().keyPressEvent(event)

    def _restore(self) -> None:
        (self._settings if self._pages.currentWidget() is self._settings else self._keys).restore_defaults()

    def _put_back(self) -> None:
        for page in (self._settings, self._keys):
            page.put_back()
