"""The look of the widgets: Fusion with a palette of our own, and a short style sheet.

`setColorScheme` does nothing on Linux without a desktop theme, so both looks are set in full.
"""

from __future__ import annotations

from functools import lru_cache
from string import Template

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from convstudio.painting import typeface
from convstudio.painting.palette import DARK, LIGHT, Look
from convstudio.studio.widgets.look import type_size
from convstudio.studio.widgets.look.application import Application
from convstudio.studio.widgets.look.focus_ring import show_keyboard

FUSION = "convstudio_style"  # the property that says that the style is chosen
RINGED = "convstudio_rings"  # and the one that says that fields show that they have the keyboard
TYPED = "convstudio_typeface"  # and the one that says that the typeface is the program's own

_SHEET = Template("""
QToolTip { background: $card; color: $text; border: 1px solid $border; padding: 4px; }
QMenuBar { background: $card; border-bottom: 1px solid $border; }
QMenuBar::item { padding: 5px 10px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; border-radius: 4px; }
QStatusBar { background: $card; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QToolBar { background: $card; border: none; border-bottom: 1px solid $border; spacing: 4px; padding: 1px 10px; }
QToolButton, QPushButton {
  background: $card; border: 1px solid $border; border-radius: 6px; padding: 4px 9px; color: $text;
}
QToolBar QToolButton { border-color: transparent; padding: 3px 8px; }
QToolButton:hover, QPushButton:hover { background: $accent_soft; border-color: $accent; }
QToolButton:checked { background: $accent_soft; border-color: $accent; }
QToolButton:pressed, QPushButton:pressed { background: $sunken; }
QToolButton:disabled, QPushButton:disabled { color: $muted; background: transparent; border-color: $sunken; }
QToolBar QToolButton:disabled { border-color: transparent; }
QMainWindow, QDialog, QMenu { background: $card; }
QMainWindow::separator { background: $border; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: $accent; }
QMenu { border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 26px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QDockWidget { font-weight: 600; }
QDockWidget::title { background: $card; padding: 8px 10px; border-bottom: 1px solid $border; }
QToolButton:focus, QPushButton:focus { border: 2px solid $accent; padding: 3px 8px; }
QToolButton[look="compact"], QFileDialog QToolButton { padding: 1px; }
QToolButton[look="compact"]:focus, QFileDialog QToolButton:focus { padding: 0px; }
QToolButton[popupMode="2"] { padding-right: 18px; }
QToolButton::menu-indicator { subcontrol-position: right center; right: 5px; }
QToolButton[look="primary"] { background: $accent; border-color: $accent; color: $accent_text; font-weight: 600; }
QToolButton[look="primary"]:hover { background: $accent; border-color: $text; }
QToolButton[look="primary"]:disabled { background: $sunken; border-color: $sunken; color: $muted; }
QToolButton[look="quiet"] { border-color: transparent; padding: 4px 6px; }
QToolButton[look="quiet"]:hover { border-color: $accent; }
QToolButton[look="quiet"]:checked { background: $accent_soft; border-color: $accent; }
QToolButton[look="tag"] { border-color: transparent; padding: 0px 12px 0px 3px; color: $muted; background: $card; }
QToolButton[look="tag"]:hover { border-color: $accent; color: $text; }
QToolButton[look="tag"]::menu-indicator { right: 1px; width: 8px; }
QToolButton[look="name"] { border-color: transparent; background: transparent; padding: 0px 1px; font-size: ${small}pt; }
QToolButton[look="name"]:hover { border-color: $accent; background: $card; }
QToolButton[look="name"]::menu-indicator { image: none; }
QToolButton[look="pin"] { border-color: $highlight; background: $highlight_soft; padding: 1px 7px; border-radius: 9px; }
QToolButton[look="pin"]:hover { border-color: $text; }
QFrame[look="rule"] { color: $border; }
QToolBar QToolButton[look="tab"] { border: 1px solid $border; border-radius: 0px; padding: 4px 12px; background: $card; }
QToolBar QToolButton[look="tab"]:checked { background: $accent; border-color: $accent; color: $accent_text; font-weight: 600; }
QToolButton[look="run"] { border-color: transparent; text-align: left; padding: 2px 6px; }
QToolButton[look="run"]:checked { background: $accent_soft; border-color: $accent; }
#plots, #kernel_strip, #learn_content, #learn_scroll > QWidget { background: $card; }
#plots { border-top: 1px solid $border; }
#transport_bar, #timeline { background: $card; border-top: 1px solid $border; }
QToolButton[look="small"] { padding: 3px 2px; }
QToolButton[look="fold"] { border: none; background: transparent; padding: 2px; }
QToolButton[look="fold"]:hover, QToolButton[look="fold"]:focus { background: $accent_soft; border-radius: 4px; }
QLabel[look="title"] { font-weight: 600; font-size: ${title}pt; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="sign"] { font-size: ${sign}pt; color: $muted; }
QLabel[look="sign"]:disabled, QLabel[look="flow"]:disabled { color: $border; }
QLabel[look="flow"] { color: $muted; font-size: ${small}pt; }
#drop_marker { background: $accent; border-radius: 2px; }
#add_layer { border: 1px dashed $muted; background: transparent; color: $muted; }
#add_layer:hover { border-color: $accent; color: $text; }
QLabel[look="section"] { color: $muted; font-weight: 600; font-size: ${small}pt; }
#padding_box { border: 1px dashed $muted; border-radius: 7px; background: $sunken; }
QLabel[look="muted"], QLineEdit[look="muted"] { color: $muted; }
QLabel[look="warning"] { color: $warning; background: $warning_soft; border-radius: 6px; padding: 6px 8px; }
#recovery_list { background: $card; }
QToolBar#problem_bar, QToolBar#note_bar { background: $warning_soft; padding: 3px 12px; }
#problem_words { color: $warning; }
QLabel[look="note"] { background: $accent_soft; border-radius: 6px; padding: 6px 8px; }
QScrollArea { border: none; background: transparent; }
#board, #board_scroll > QWidget, #stage_scroll > QWidget, #staged, #explore_page { background: $board; }
#inspector, #inspector_scroll > QWidget, #training, #training_scroll > QWidget, #explanation,
#arithmetic_scroll > QWidget, #arithmetic, #arithmetic_conclusion, #shift_conclusion_scroll > QWidget, #shift_conclusion,
#learn_arithmetic_scroll > QWidget, #learn_arithmetic { background: $card; }
#settings, #shortcuts, #shortcut_scroll > QWidget { background: $card; }
#preference_pages, #preference_page > QWidget, #preference_rows, #keys_page { background: $card; }
QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab { background: $card; color: $muted; padding: 5px 14px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
#inspector_scroll, #training_scroll { border-left: 1px solid $border; }
#explanation { border-top: none; }
QTextBrowser { border: none; background: $card; }
#lesson_panel, #lesson_contents, #lesson_page, #lesson_inside { background: $card; }
#lesson_question, #lesson_verdict, #lesson_text, #lesson_option_words { background: transparent; border: none; }
#question_box { background: $highlight_soft; border-radius: 10px; }
#question_box QLabel { background: transparent; }
QLabel[look="mark_right"] { color: $reader; font-weight: 600; }
QLabel[look="mark_wrong"] { color: $warning; font-weight: 600; }
QLabel[look="star_full"] { color: $highlight; font-weight: 600; }
QLabel[look="star_empty"] { color: $muted; }
#lesson_head { color: $warning; }
QLabel[look="sum"] { color: $text; }
QWidget[look="option_wrong"] { background: $warning_soft; border: 1px solid $warning; border-radius: 6px; }
QWidget[look="option_right"] { background: $card; border: 1px solid $reader; border-radius: 6px; }
#question_box QLineEdit[mark="wrong"], #question_box QToolButton[mark="wrong"] { border: 2px solid $warning; }
#question_box QLineEdit[mark="right"], #question_box QToolButton[mark="right"] { border: 2px solid $reader; }
#lesson_bar { border: none; border-radius: 2px; background: $sunken; }
#lesson_bar::chunk { border-radius: 2px; background: $accent; }
QTableWidget { border: none; background: $card; }
QTableWidget::item { padding: 1px 8px; }
QTableWidget::item:selected { background: $accent_soft; color: $text; }
QHeaderView { background: $card; }
QHeaderView::section { border: none; border-bottom: 1px solid $border; background: $card; color: $muted; padding: 3px 8px; }
#palette_panel { background: $card; border: 1px solid $outline; border-radius: 10px; }
#palette_field, #shortcut_search, #keys_filter {
  padding: 5px 9px; border: 1px solid $border; border-radius: 6px; background: $board; color: $text;
}
QListWidget { border: none; background: $card; }
QListWidget::item { padding: 4px 8px; }
QListWidget::item:selected { background: $accent_soft; color: $text; }
""")

_FOCUS = Template("""
QToolButton[look="quiet"]:focus { border: 2px solid $accent; padding: 3px 5px; }
QToolButton[look="small"]:focus { border: 2px solid $accent; padding: 2px 1px; }
QToolButton[look="run"]:focus { border: 2px solid $accent; padding: 1px 5px; }
QToolButton[look="fold"]:focus { border: 2px solid $accent; padding: 0px; border-radius: 4px; }
QToolButton[look="tag"]:focus { border: 2px solid $accent; padding: 0px 11px 0px 2px; }
QToolButton[look="pin"]:focus { border: 2px solid $accent; padding: 0px 6px; }
QToolButton:checked:focus { border: 2px solid $text; }
QToolButton[look="primary"]:focus { border: 2px solid $text; padding: 3px 8px; }
QToolBar QToolButton[look="tab"]:focus { border: 2px solid $text; padding: 3px 11px; }
QTabBar::tab:selected:focus { border: 2px solid $accent; border-radius: 4px; padding: 3px 12px 5px; }
QPlainTextEdit { border: 1px solid $field; border-radius: 3px; padding: 1px; background: $card; }
QPlainTextEdit:focus { border: 2px solid $accent; padding: 0px; }
QListWidget, QTableWidget, QTextBrowser, #loss_curve, #landscape { border: 2px solid $card; }
#palette_list { border: none; outline: none; }
QListWidget:focus, QTableWidget:focus, QTextBrowser:focus, #loss_curve:focus, #landscape:focus { border-color: $accent; }
#lesson_text { border: 2px solid $card; }
#lesson_text:focus { border-color: $accent; }
""")  # behind all else, which would hide it: wherever the keyboard is, one sees it

_BIG = Template("""
#board QLabel[look="title"], #headline QLabel[look="title"] { font-size: ${big_title}pt; }
#board QLabel[look="muted"], #transport_place, #epoch_place, #status_cell { font-size: ${big}pt; }
#arithmetic, #arithmetic_conclusion { font-size: ${big_line}pt; }
#palette_field, #palette_list, #palette_none, #size_formula, #learn_arithmetic,
#stage, #rail, #stage StageBar { font-size: ${big}pt; }
#stage QLabel[look="flow"] { font-size: ${big_small}pt; }
""")
OUTLINE_DARKER = 140  # percent, by which Fusion draws the outlines of fields darker than the windows
EMPHASIS = 1.8  # of outlines, to be seen from afar


def new_application() -> QApplication:
    """The application, in the Fusion style."""
    app = Application()
    app.setProperty(FUSION, True)
    return app


def prepare() -> QApplication:
    """Choose the style and the typeface, before the first widget is made. Returns the application."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    if not app.property(FUSION):
        app.setStyle("Fusion")
        app.setProperty(FUSION, True)
    if not app.property(RINGED):
        show_keyboard(app)
        app.setProperty(RINGED, True)
    if not app.property(TYPED):
        app.setFont(typeface.replacing(app.font()))
        app.setProperty(TYPED, True)
    return app


def size_type(points: float) -> bool:
    """Give words so many points (0: as the desktop has them). Returns whether that is another size; a look is applied then."""
    return type_size.choose(prepare(), points)


def apply(look: Look) -> None:
    """Apply a look to the whole program."""
    app = prepare()
    app.setPalette(_palette(look))
    colours = {name: getattr(look, name) for name in look.__struct_fields__}
    size = app.font().pointSizeF()
    sheet = _SHEET.substitute(colours, title=round(size * 1.22, 1), sign=round(size * 2.2, 1), small=round(size * 0.85, 1))
    if look.emphasis > 1:
        sheet += _BIG.substitute(
            big=round(size * 1.35, 1),
            big_title=round(size * 1.6, 1),
            big_line=round(size * 1.8, 1),
            big_small=round(size * 1.19, 1),
        )
    sheet += _FOCUS.substitute(colours, field=QColor(look.outline).darker(OUTLINE_DARKER).name())
    if sheet != app.styleSheet():  # Qt would go through all widgets of all windows
        app.setStyleSheet(sheet)


def applied() -> Look:
    """The look that is applied."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Base) == QColor(DARK.card) else LIGHT


@lru_cache(maxsize=2)
def for_a_room(look: Look) -> Look:
    """The look for a presentation: large type and broad outlines."""
    return replace(look, emphasis=EMPHASIS)


def chosen(theme: str) -> Look:
    """The look for a setting: "light", "dark", or "system" for what the desktop uses."""
    if theme == "system":
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if theme == "dark" else LIGHT


def _palette(look: Look) -> QPalette:
    palette = QPalette(QColor(look.card))
    # Fusion draws its outlines as 1/1.4 of the window's colour; the windows themselves are coloured by the sheet.
    outlines = QColor(look.outline)
    role = QPalette.ColorRole
    for name, colour in {
        role.Window: outlines, role.Base: look.card, role.AlternateBase: look.sunken, role.Button: look.card,
        role.WindowText: look.text, role.Text: look.text, role.ButtonText: look.text, role.ToolTipText: look.text,
        role.ToolTipBase: look.card, role.PlaceholderText: look.muted, role.Highlight: look.accent,
        role.HighlightedText: look.accent_text, role.Link: look.accent,
    }.items():  # fmt: skip
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(look.muted))
    return palette
