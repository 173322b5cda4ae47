"""The questions that the program asks, behind one object, so that a test can answer them.

The dialogs are imported when one is asked for: at the start nobody waits for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from convstudio.words import count, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

Answer = Literal["save", "discard", "cancel"]
Changed = Literal["copy", "overwrite", "reload", "cancel"]
SUFFIX = ".convstudio"


class Asking:
    """Asks with the desktop's dialogs."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def file_to_open(self, folder: Path | None) -> Path | None:
        """Which experiment to open; None if none."""
        from PySide6.QtWidgets import QFileDialog

        name, _filter = QFileDialog.getOpenFileName(self._window, tr("Open an experiment"), str(folder or ""), _filters())
        return Path(name) if name else None

    def file_to_save(self, suggestion: Path) -> Path | None:
        """Where to save; None if nowhere. The suffix is added where it is missing.

        The dialog has asked whether a file of the name that was typed may be replaced, but not one with the suffix added.
        """
        from PySide6.QtWidgets import QFileDialog

        while True:
            name, _filter = QFileDialog.getSaveFileName(self._window, tr("Save the experiment"), str(suggestion), _filters())
            if not name or Path(name).suffix:
                return Path(name) if name else None
            suggestion = Path(name + SUFFIX)
            if not suggestion.exists() or self._may_replace(suggestion.name):
                return suggestion

    def _may_replace(self, name: str) -> bool:
        from PySide6.QtWidgets import QMessageBox

        return self._asked(
            tr("Replace the file?"),
            tr("“{name}” exists already.", name=name),
            tr("Replacing it loses what it holds."),
            tr("&Replace"),
            QMessageBox.ButtonRole.DestructiveRole,
        )

    def open_large(self, name: str, size: str, usual: str) -> bool:
        """Whether to open a file that is larger (in megabytes) than experiments usually are."""
        from PySide6.QtWidgets import QMessageBox

        return self._asked(
            tr("Open a large file?"),
            tr("“{name}” has {size} MB; more than {usual} MB is unusual for an experiment.", name=name, size=size, usual=usual),
            tr("Opening it may take some seconds."),
            tr("&Open"),
            QMessageBox.ButtonRole.AcceptRole,
        )

    def _asked(self, title: str, text: str, more: str, button: str, role: QMessageBox.ButtonRole) -> bool:
        """Whether a question's one button is pressed, rather than Cancel."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(title)
        box.setText(text)
        box.setInformativeText(more)
        chosen = box.addButton(button, role)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is chosen

    def save_changes(self, name: str, others: int = 0) -> Answer:
        """Whether to keep the changes of a document that is about to close, and with it so many others that were changed."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("Save changes?"))
        box.setText(tr("Save the changes to “{name}”?", name=name))
        more = count(others, "So is {n} example that you changed before it.", "So are {n} examples that you changed before it.")
        box.setInformativeText(tr("What is not saved is lost.") + (f" {more}" if others else ""))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers: dict[int, Answer] = {buttons.Save.value: "save", buttons.Discard.value: "discard"}
        return answers.get(box.exec(), "cancel")

    def file_changed(self, name: str) -> Changed:
        """What to do about a file that another program has written since it was read or saved here."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(tr("The file has changed"))
        box.setText(tr("“{name}” was changed by another program since you opened or saved it.", name=name))
        box.setInformativeText(tr("Save a copy to keep both. Overwriting loses its changes, reloading loses yours."))
        roles = QMessageBox.ButtonRole
        copy = box.addButton(tr("Save a &copy…"), roles.AcceptRole)
        box.setDefaultButton(copy)
        answers: dict[object, Changed] = {
            copy: "copy",
            box.addButton(tr("&Overwrite"), roles.DestructiveRole): "overwrite",
            box.addButton(tr("&Reload"), roles.DestructiveRole): "reload",
        }
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return answers.get(box.clickedButton(), "cancel")

    def save_a_copy(self, title: str, text: str) -> bool:
        """Whether to save under another name what cannot be saved where it was."""
        from PySide6.QtWidgets import QMessageBox

        buttons = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Warning, title, text, buttons.Save | buttons.Cancel, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.button(buttons.Save).setText(tr("Save a &copy…"))
        return box.exec() == buttons.Save

    def tell(self, title: str, text: str) -> None:
        """Say something that must not be missed."""
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, title, text, QMessageBox.StandardButton.Ok, self._window)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()


def _filters() -> str:
    return tr("ConvStudio experiments (*{suffix})", suffix=SUFFIX) + ";;" + tr("All files (*)")
