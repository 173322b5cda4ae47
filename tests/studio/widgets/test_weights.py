"""No words are bolder than the typeface: Qt thickens the letters of a missing weight, and they touch."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QApplication, QTableWidget, QTextEdit, QWidget

from convstudio import resources
from convstudio.painting import palette, typeface
from convstudio.painting.runs import fonts_of
from convstudio.scene.workspaces.explore import WORKSPACE
from convstudio.studio.shell.help.help_panel import HelpPanel
from convstudio.studio.widgets.look import theme
from tests.studio.conftest import OpenWindow

BUNDLED = {400, 600}  # Inter-Regular and Inter-SemiBold
CODE = Path(resources.__file__).parent


def test_the_weights_that_come_along_are_the_two_faces_of_the_typeface() -> None:
    faces = sorted(name for name in resources.names("fonts", ".otf") if name.startswith("Inter"))
    assert faces == ["Inter-Regular.otf", "Inter-SemiBold.otf"]
    assert typeface.STRONG.value in BUNDLED


@pytest.mark.parametrize("strong", [True, False])
def test_a_line_is_stressed_in_a_weight_that_there_is(strong: bool) -> None:
    font = typeface.stressed(QFont("Inter", 10, 900), strong)
    assert font.weight().value == (600 if strong else 400)


def test_words_of_a_line_are_in_weights_that_there_are(qapp: QApplication) -> None:
    assert {font.weight().value for font in fonts_of(QFont("Inter", 10)).values()} == BUNDLED


def test_the_style_sheet_asks_for_no_other_weight(qapp: QApplication) -> None:
    theme.apply(theme.for_a_room(palette.DARK))
    weights = re.findall(r"font-weight:\s*(\w+)", qapp.styleSheet())
    theme.apply(palette.LIGHT)
    assert weights
    assert set(weights) <= {str(weight) for weight in BUNDLED}


def test_no_code_asks_for_a_bolder_font() -> None:
    """`setBold` means 700; the bold of a font is asked for as `stressed` or `STRONG`."""
    asking = re.compile(r"setBold\(|Weight\.(Bold|ExtraBold|Black|Medium|Light|Thin)\b|<b>|<strong>|<h[1-6]>")
    found = [
        f"{path.relative_to(CODE)}: {line.strip()}"
        for folder in ("painting", "studio")  # pages on the web have the fonts of their reader
        for path in CODE.joinpath(folder).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if asking.search(line) and '"""' not in line and "Qt reads more into" not in line
    ]
    assert found == []


def _weights(document: QTextDocument) -> set[int]:
    found, block = set(), document.begin()
    while block.isValid():
        found |= {part.format.fontWeight() for part in block.textFormats() if part.length}
        block = block.next()
    return found


def test_the_help_is_stressed_in_the_weight_of_the_typeface(qapp: QApplication) -> None:
    panel = HelpPanel()
    panel.show_workspace(WORKSPACE)
    weights = _weights(panel.document())
    assert 600 in weights
    assert max(weights) == 600


def test_nothing_in_a_window_is_bolder(open_window: OpenWindow) -> None:
    """Neither a widget, nor an item or a heading of the table of all layers, nor a word of a lesson."""
    person = open_window()
    for name in ("layer_table", "lessons"):
        person.window.actions_by_name[name].trigger()
    person.settle()
    for widget in person.window.findChildren(QWidget):
        assert widget.font().weight().value in BUNDLED, widget.objectName()
        if isinstance(widget, QTextEdit):
            assert max(_weights(widget.document()), default=400) <= 600, widget.objectName()
        if isinstance(widget, QTableWidget):
            items = [widget.item(row, column) for row in range(widget.rowCount()) for column in range(widget.columnCount())]
            assert {item.font().weight().value for item in items if item} <= BUNDLED
            assert not widget.horizontalHeader().highlightSections()  # Qt writes these headings in bold
