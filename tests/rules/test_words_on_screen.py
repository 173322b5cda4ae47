"""Words on the screen: none is read as markup, since literal.py and reading.py alone make them; and nothing is "1 kernels"."""

from __future__ import annotations

import ast
import re

import pytest

from tests.sources import parsed

HERE = {"convstudio/studio/widgets/literal.py", "convstudio/studio/widgets/reading.py"}
OWN_WORDS = {"convstudio/studio/shell/help/help_panel.py"}  # shows resources/help as Markdown, and nothing else
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
            called = ast.unparse(node.func)
            owner, _, name = called.rpartition(".")
            made = owner.rpartition(".")[2] if owner.rpartition(".")[2] in GUESSED else ""
            if name in GUESSED or (name in GUESSING - LISTS) or (made and name[0].islower()):
                found.append(f"{node.lineno} {called}")
        elif isinstance(node, ast.keyword) and node.arg in ("toolTip", "whatsThis", "windowTitle", "html"):
            found.append(f"{node.value.lineno} {node.arg}=")
    return found


def test_every_text_goes_through_two_modules():
    files = {name: tree for name, tree in parsed() if name.startswith("convstudio/studio/") and name not in {*HERE, *OWN_WORDS}}
    assert {name: found for name, tree in files.items() if (found := offences(tree))} == {}


def test_help_shows_only_what_lies_in_the_resources():
    tree = dict(parsed())["convstudio/studio/shell/help/help_panel.py"]
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


# Numbers and the words for what they count

PLURAL = re.compile(r"\{(\w+)\} (?:[a-z-]+ )??([a-z]+s)\b")  # "{n} cells", "{n} output channels"
# What a placeholder is followed by that counts nothing: verbs, and words of other kinds.
NO_PLURALS = {
    "is", "has", "was", "needs", "reads", "goes", "makes", "scales", "flows", "hides", "appears", "stands", "meets", "feeds",
    "takes", "gives", "keeps", "adds", "shows", "begins", "ends", "lies", "comes", "us", "this", "as", "less", "steps",
    "numbers", "activations", "opens", "loses", "belongs",
}  # fmt: skip
# Limits are never one, nor is what is too many; a sum of two is always several.
NEVER_ONE = re.compile(
    r"(?i:at most|each of the|up to|more than|as long as|sides of|with|1 to) \{n\}|\{n\} × \{n\}|too many|base64"
    r"|[0-9]+ to \{\w+\}|\{h\} \+ \{w\}|a matrix has at most|at most \{m"
)


def literals(tree: ast.AST) -> list[ast.Constant]:
    """The texts of a file, without its docstrings and the parts of its f-strings."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr):
            skipped.add(id(node.body[0].value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(value) for value in node.values}
    nodes = ast.walk(tree)
    return [
        node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped
    ]


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def counted_alone(tree: ast.AST) -> list[str]:
    """Texts that count things without a form for one: "1 kernels" would be said."""
    counted = set()
    for node in ast.walk(tree):
        forms: list[ast.expr] = []
        if isinstance(node, ast.AnnAssign) and _last_name(node.target) in ("one", "many") and node.value:
            forms.append(node.value)  # of a tool
        if isinstance(node, ast.Call) and _last_name(node.func) in (
            "count",
            "block_label",
            "Tool",
            "Combination",
        ):
            forms += [*node.args, *(word.value for word in node.keywords if word.arg in ("of_many", "to_come"))]
        counted |= {id(part) for form in forms for part in ast.walk(form)}
    return [
        f"{node.lineno}: {node.value}"
        for node in literals(tree)
        if id(node) not in counted and not NEVER_ONE.search(node.value)
        for found in PLURAL.finditer(node.value)
        if found[2] not in NO_PLURALS
    ]


def test_what_is_counted_has_a_form_for_one():
    files = {name: counted_alone(tree) for name, tree in parsed() if not name.startswith("convstudio/engine/")}
    assert {name: found for name, found in files.items() if found} == {}


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ('tr("{n} kernels, from epoch 0", n=n)', True),
        ('tr("{out} output channels in {groups} groups", out=1, groups=2)', True),
        ('tr("Clear {h} × {w} cells", h=1, w=1)', True),
        ('count(n, "{n} kernel", "{n} kernels")', False),
        ('block_label("Clear {h} × {w} cell", "Clear {h} × {w} cells", shape)', False),
        ('tr("At most {n} runs are kept.", n=MOST)', False),
        ('tr("{name} reads this row", name=name)', False),
    ],
)
def test_the_rule_on_counting_has_teeth(code, wrong):
    assert bool(counted_alone(ast.parse(code))) is wrong
