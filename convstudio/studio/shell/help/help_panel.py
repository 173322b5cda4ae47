"""The panel that explains how the program works and what its words mean, to be read beside the board."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from convstudio import resources
from convstudio.painting.typeface import STRONG
from convstudio.scene.workspaces import Workspace
from convstudio.words import tr, translated

WIDTH, MARGIN = 300, 12  # pixels


class HelpPanel(QTextBrowser):
    """Shows the help of the workspace, then the general help, from resources/help."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_panel")
        self.setAccessibleName(tr("Help"))
        self.setOpenLinks(False)
        self.setMinimumWidth(WIDTH)
        self.document().setDocumentMargin(MARGIN)
        self._shown: Workspace | None = None

    def show_workspace(self, workspace: Workspace) -> None:
        """Show the help of a workspace first."""
        if workspace is self._shown:
            return
        self._shown = workspace
        own = _paragraphs(workspace.guide) if workspace.guide else []
        heading = "### " + translated(workspace.title).replace("&", "")
        self.setMarkdown("\n\n".join([heading, translated(workspace.help) + ".", *own, *_paragraphs("help.md")]))
        _stress(self.document())


def _stress(document: QTextDocument) -> None:
    """Give what Markdown stresses the strong weight of the typeface: Qt reads a bolder one."""
    strong = QTextCharFormat()
    strong.setFontWeight(STRONG)
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        for part in block.textFormats():
            if part.format.fontWeight() > STRONG:
                cursor.setPosition(block.position() + part.start)
                cursor.setPosition(block.position() + part.start + part.length, QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(strong)
        block = block.next()


def _paragraphs(name: str) -> list[str]:
    """The paragraphs of a page of help, each translated by itself."""
    return [translated(paragraph) for paragraph in resources.text("help", name).strip().split("\n\n")]
