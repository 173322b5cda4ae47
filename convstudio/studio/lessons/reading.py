"""The blocks of a lesson in a text view: words inserted as plain text, pictures from the lesson's folder."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase, QImageReader, QTextBlockFormat, QTextCharFormat, QTextCursor

from convstudio.lessons.model import Block, Paragraph, Picture, Run
from convstudio.lessons.reading.matrices import in_line, matrices, parts
from convstudio.painting.typeface import STRONG
from convstudio.studio.lessons.matrix_picture import insert_matrix
from convstudio.studio.widgets.reading import Reading

BETWEEN, ITEM, INDENT = 8.0, 3.0, 16.0  # pixels below a paragraph, below an item, and before an item
LARGER = 1.15  # size of a heading in the text, relative to other words
WIDEST = 1024  # largest width in pixels to which a picture is read


def show_blocks(view: Reading, blocks: Iterable[Block]) -> None:
    """Replace the contents of a view by some blocks. Matrices are drawn, and drawn again in other colours or type."""
    blocks = tuple(blocks)
    _fill(view, blocks)
    drawn = [
        matrix for block in blocks if isinstance(block, Paragraph) and block.kind != "code" for matrix in matrices(block.text)
    ]
    view.when_dressed(partial(_fill, view, blocks) if drawn else None)
    view.setAccessibleDescription("; ".join(map(in_line, drawn)))  # a screen reader finds no words in a picture


def _fill(view: Reading, blocks: Iterable[Block]) -> None:
    view.clear()
    cursor = view.textCursor()
    first = True
    for block in blocks:
        if not first:
            cursor.insertBlock()
        first = False
        cursor.setBlockFormat(_block_format(block))
        if isinstance(block, Picture):
            _insert_picture(cursor, block, view.width())
        else:
            for run in block.runs if not block.marker else (Run(f"{block.marker} "), *block.runs):
                _insert_run(view, cursor, run, block.kind)
    view.moveCursor(QTextCursor.MoveOperation.Start)
    view.updateGeometry()


def show_runs(view: Reading, runs: Iterable[Run]) -> None:
    """Replace the contents of a view by the words of one paragraph."""
    show_blocks(view, [Paragraph(tuple(runs))])


def _insert_run(view: Reading, cursor: QTextCursor, run: Run, kind: str) -> None:
    for part in (run.text,) if "code" in (run.style, kind) else parts(run.text):
        if isinstance(part, str):
            cursor.insertText(part, _char_format(run, view.font(), kind))
        else:
            insert_matrix(view, cursor, part)


def _block_format(block: Block) -> QTextBlockFormat:
    found = QTextBlockFormat()
    is_item = isinstance(block, Paragraph) and block.kind == "item"
    found.setBottomMargin(ITEM if is_item else BETWEEN)
    found.setLineHeight(118.0, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if is_item or (isinstance(block, Paragraph) and block.kind == "quote"):
        found.setLeftMargin(INDENT)
        found.setTextIndent(-INDENT * 0.7 if is_item else 0.0)
    return found


def _char_format(run: Run, font: QFont, kind: str) -> QTextCharFormat:
    found = QTextCharFormat()
    if run.style == "code":
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        found.setFontFamilies(fixed.families())
    if run.style == "strong" or kind == "heading":
        found.setFontWeight(STRONG)
    if run.style == "emphasis" or kind == "quote":
        found.setFontItalic(True)
    if kind == "heading":
        found.setFontPointSize(font.pointSizeF() * LARGER)
    return found


def _insert_picture(cursor: QTextCursor, picture: Picture, width: int) -> None:
    reader = QImageReader(str(picture.path))
    reader.setAutoTransform(True)
    size = reader.size()
    widest = min(max(width - 8, 100), WIDEST)
    if size.width() > widest:
        reader.setScaledSize(size.scaled(widest, size.height(), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        cursor.insertText(picture.words)
    else:
        cursor.insertImage(image, picture.words)
