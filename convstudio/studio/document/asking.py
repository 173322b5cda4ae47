"""The questions that the program asks, behind one object, so that a test can answer them.

The dialogs are imported when one is asked for: at the start nobody waits for them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QWidget

from convstudio.studio.widgets.literal import message_box
from convstudio.words import count, tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

Answer = Literal["save", "discard", "cancel"]
Changed = Literal["copy", "overwrite", "reload", "cancel"]
SUFFIX = ".convstudio"
PICTURES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp")  # looked for; what a file is, its content says
NUMBERS = (".csv", ".tsv", ".txt", ".npy")


class Asking:
    """Asks with the desktop's dialogs."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def file_to_open(self, folder: Path | None) -> Path | None:
        """The file to open: an experiment, a picture or numbers; None if the dialog is cancelled."""
        from convstudio.studio.document.file_dialog import ask_file

        patterns = " ".join(f"*{suffix}" for suffix in (SUFFIX, *PICTURES, *NUMBERS))
        all_kinds = tr("Experiments, pictures, numbers ({patterns})", patterns=patterns)
        name = ask_file(self._window, tr("Open"), folder, f"{all_kinds};;{_filters()}")
        return Path(name) if name else None

    def folder_to_open(self, title: str) -> Path | None:
        """Which folder to look into; None if none."""
        from convstudio.studio.document.file_dialog import ask_folder

        name = ask_folder(self._window, title)
        return Path(name) if name else None

    def file_to_save(self, suggestion: Path) -> Path | None:
        """The file to save to, with the suffix added if it is missing; None if the dialog is cancelled.

        The dialog has asked whether a file of the name that was typed may be replaced, but not one with the suffix added.
        """
        return self._file_to_write(tr("Save the experiment"), suggestion, _filters())

    def file_to_export(self, suggestion: Path, kinds: tuple[tuple[str, str], ...]) -> Path | None:
        """The file to export to; None if the dialog is cancelled. `kinds` are titles and endings of files."""
        filters = ";;".join(f"{title} (*{suffix})" for title, suffix in kinds)
        return self._file_to_write(tr("Export"), suggestion, filters)

    def _file_to_write(self, title: str, suggestion: Path, filters: str) -> Path | None:
        from convstudio.studio.document.file_dialog import ask_file

        suffix = suggestion.suffix
        while True:
            name = ask_file(self._window, title, suggestion, filters, to_save=True)
            if not name or Path(name).suffix:
                return Path(name) if name else None
            suggestion = Path(name + suffix)
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

    def forget_answers(self, number: int) -> bool:
        """Whether to forget so many answers to lessons, and how far one has come in them."""
        from PySide6.QtWidgets import QMessageBox

        return self._asked(
            tr("Forget your answers?"),
            count(number, "{n} answer is kept here.", "{n} answers are kept here."),
            tr("They go, with the ticks of lessons and the stars of challenges. Files that you have saved of them stay."),
            tr("&Forget them"),
            QMessageBox.ButtonRole.DestructiveRole,
        )

    def _asked(self, title: str, text: str, more: str, button: str, role: QMessageBox.ButtonRole) -> bool:
        """Whether a question is answered with its button rather than with Cancel."""
        from PySide6.QtWidgets import QMessageBox

        box = message_box(self._window, title, text, more)
        box.setIcon(QMessageBox.Icon.Question)
        chosen = box.addButton(button, role)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is chosen

    def save_changes(self, name: str, others: int = 0) -> Answer:
        """Whether to save the changes of a document that is about to close, and of so many other changed ones with it."""
        from PySide6.QtWidgets import QMessageBox

        question = tr("Save the changes to “{name}”?", name=name)
        more = count(others, "So is {n} example that you changed before it.", "So are {n} examples that you changed before it.")
        lost = tr("What is not saved is lost.") + (f" {more}" if others else "")
        box = message_box(self._window, tr("Save changes?"), question, lost)
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers: dict[int, Answer] = {buttons.Save.value: "save", buttons.Discard.value: "discard"}
        return answers.get(box.exec(), "cancel")

    def file_changed(self, name: str) -> Changed:
        """What to do about a file that another program has changed since it was read or saved here."""
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
        """Show a message that must not be missed."""
        from PySide6.QtWidgets import QMessageBox

        box = message_box(self._window, title, text)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.exec()


def _filters() -> str:
    return tr("ConvStudio experiments (*{suffix})", suffix=SUFFIX) + ";;" + tr("All files (*)")
