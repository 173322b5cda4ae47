"""The questions that the program asks, behind one object, so that a test can answer them.

The dialogs are imported when one is asked for: at the start nobody waits for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QWidget

from convstudio.studio.literal import message_box
from convstudio.words import tr

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
        """Where to save; None if nowhere. The suffix is added where it is missing."""
        from PySide6.QtWidgets import QFileDialog

        name, _filter = QFileDialog.getSaveFileName(self._window, tr("Save the experiment"), str(suggestion), _filters())
        if not name:
            return None
        return Path(name) if Path(name).suffix else Path(name + SUFFIX)

    def save_changes(self, name: str) -> Answer:
        """Whether to keep the changes of a document that is about to close."""
        from PySide6.QtWidgets import QMessageBox

        question = tr("Save the changes to “{name}”?", name=name)
        box = message_box(self._window, tr("Save changes?"), question, tr("What is not saved is lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers: dict[int, Answer] = {buttons.Save.value: "save", buttons.Discard.value: "discard"}
        return answers.get(box.exec(), "cancel")

    def file_changed(self, name: str) -> Changed:
        """What to do about a file that another program has written since it was read or saved here."""
        from PySide6.QtWidgets import QMessageBox

        text = tr("“{name}” was changed by another program since you opened or saved it.", name=name)
        more = tr("Save a copy to keep both. Overwriting loses its changes, reloading loses yours.")
        box = message_box(self._window, tr("The file has changed"), text, more)
        box.setIcon(QMessageBox.Icon.Warning)
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
        box = message_box(self._window, title, text)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setStandardButtons(buttons.Save | buttons.Cancel)
        box.button(buttons.Save).setText(tr("Save a &copy…"))
        return box.exec() == buttons.Save

    def tell(self, title: str, text: str) -> None:
        """Say something that must not be missed."""
        from PySide6.QtWidgets import QMessageBox

        box = message_box(self._window, title, text)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.exec()


def _filters() -> str:
    return tr("ConvStudio experiments (*{suffix})", suffix=SUFFIX) + ";;" + tr("All files (*)")
