"""The panel that says how the program works and what its words mean, to read beside the board."""

from __future__ import annotations

from PySide6.QtWidgets import QTextBrowser, QWidget

from convstudio import resources
from convstudio.words import tr

WIDTH, MARGIN = 300, 12  # pixels


class HelpPanel(QTextBrowser):
    """Shows resources/help/help.md, each paragraph translated by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("help_panel")
        self.setAccessibleName(tr("Help"))
        self.setOpenLinks(False)
        self.setMinimumWidth(WIDTH)
        self.document().setDocumentMargin(MARGIN)
        paragraphs = resources.text("help", "help.md").strip().split("\n\n")
        self.setMarkdown("\n\n".join(tr(paragraph) for paragraph in paragraphs))
