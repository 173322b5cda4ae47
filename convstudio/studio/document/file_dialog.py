"""The dialog that asks for a file: the desktop's own; where there is none Qt's, with icons that are seen in every look."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QToolButton, QWidget

from convstudio.studio.widgets.look import theme
from convstudio.studio.widgets.look.icons import icon

ICONS = {
    "backButton": "left", "forwardButton": "right", "toParentButton": "up", "newFolderButton": "new_folder",
    "listModeButton": "tiles", "detailModeButton": "lines",
}  # fmt: skip


def ask_file(window: QWidget, title: str, start: Path | None, filters: str, *, to_save: bool = False) -> str:
    """Ask for an existing file, or for one to save to; "" if cancelled. `start` is a folder, or the suggested file."""
    dialog = QFileDialog(window, title, "", filters)
    if to_save:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    if start:
        folder = start if os.path.isdir(start) else start.parent
        dialog.setDirectory(str(folder))
        if start != folder:
            dialog.selectFile(start.name)
    _dress(dialog)
    chosen = dialog.exec() == QFileDialog.DialogCode.Accepted
    names = dialog.selectedFiles() if chosen else []
    dialog.deleteLater()
    return names[0] if names else ""


def ask_folder(window: QWidget, title: str) -> str:
    """Ask for a folder; "" for none."""
    dialog = QFileDialog(window, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, False)  # one sees what lies in it
    _dress(dialog)
    chosen = dialog.exec() == QFileDialog.DialogCode.Accepted
    names = dialog.selectedFiles() if chosen else []
    dialog.deleteLater()
    return names[0] if names else ""


def _dress(dialog: QFileDialog) -> None:
    """Qt's own icons are drawn for a light look."""
    for button in dialog.findChildren(QToolButton):
        if button.objectName() in ICONS:
            button.setIcon(icon(ICONS[button.objectName()], theme.applied()))
