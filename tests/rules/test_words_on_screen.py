"""Words on widgets are made in studio/literal.py: nobody else can let Qt read markup in a text from outside."""

from __future__ import annotations

import ast

import pytest

from tests.rules.test_architecture import parsed

HERE = "convstudio/studio/literal.py"
OWN_WORDS = {"convstudio/studio/help_panel.py"}  # shows resources/help as Markdown, and nothing else
# Methods of Qt that guess whether a text is markup, or take it for markup.
GUESSING = {
    "setToolTip", "setWhatsThis", "setWindowTitle", "setInformativeText", "setDetailedText", "setTextFormat", "setHtml",
    "setMarkdown", "insertHtml", "appendHtml", "append", "showText",
}  # fmt: skip
# Widgets whose texts are guessed at; Label and message_box stand for the first two.
GUESSED = {
    "QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "QProgressDialog", "QSplashScreen", "QTextBrowser", "QTextEdit",
    "QTextDocument", "QWizard", "QWizardPage", "QGraphicsTextItem",
}  # fmt: skip
LISTS = {"append"}  # also what lists have: only where it is a widget's


def offences(tree: ast.Module) -> list[str]:
    """Calls of a file that leave it to Qt what a text is."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
            found += [f"{node.lineno} class {node.name}({base})" for base in bases if base in GUESSED]
        elif isinstance(node, ast.Call):
            owner, _, name = ast.unparse(node.func).rpartition(".")
            made = owner.rpartition(".")[2] if owner.rpartition(".")[2] in GUESSED else ""
            if name in GUESSED or (name in GUESSING - LISTS) or (made and name[0].islower()):
                found.append(f"{node.lineno} {ast.unparse(node.func)}")
        elif isinstance(node, ast.keyword) and node.arg in ("toolTip", "whatsThis", "windowTitle", "html"):
            found.append(f"{node.value.lineno} {node.arg}=")
    return found


def test_every_text_goes_through_one_module():
    files = {name: tree for name, tree in parsed() if name.startswith("convstudio/studio/") and name not in {HERE, *OWN_WORDS}}
    assert {name: found for name, tree in files.items() if (found := offences(tree))} == {}


def test_help_shows_only_what_lies_in_the_resources():
    tree = dict(parsed())["convstudio/studio/help_panel.py"]
    assert [line.partition(" ")[2] for line in offences(tree)] == ["class HelpPanel(QTextBrowser)", "self.setMarkdown"]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("button.setToolTip(name)", True),
        ("QToolTip.showText(place, name)", True),
        ("label = QLabel(name)", True),
        ("label = QtWidgets.QLabel(name)", True),
        ("class Line(QLabel): pass", True),
        ("QMessageBox.warning(self, title, text)", True),
        ("QInputDialog.getText(self, title, text)", True),
        ("self.setWindowTitle(name)", True),
        ("text_item = TextItem(html=name)", True),
        ("QAction(text, self, toolTip=name)", True),
        ("set_tooltip(button, name)", False),
        ("Label(name)", False),
        ("found: list[QLabel] = []", False),
        ("buttons = QMessageBox.StandardButton", False),
        ("names.append(name)", False),
    ],
)
def test_the_rule_has_teeth(code, wrong):
    assert bool(offences(ast.parse(code))) is wrong
