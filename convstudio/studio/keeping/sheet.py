"""The sheet that offers unsaved work of an earlier run: each as a picture, with what was done last."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from convstudio.experiment.files import recovery
from convstudio.painting.palette import Look
from convstudio.painting.thumbnails import thumbnail
from convstudio.studio.keeping.found import Found
from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import Label, on_button, set_title, set_tooltip
from convstudio.words import count, tr

SIZE, PICTURE = QSize(800, 460), QSize(168, 84)
FRAME = QSize(16, 56)  # pixels that the frame and the title of a window take of a screen
EDGE = 22


class RecoverySheet(QDialog):
    """Esc, or closing it, leaves everything for the next start. Nothing is deleted without a click."""

    restored = Signal(object)  # a Found
    copied = Signal(object)  # likewise: it is to be written into a file, unseen
    discarded = Signal(object)

    def __init__(self, found: list[Found], look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_title(self, tr("Work that was not saved"))
        self.left = list(found)
        self._look = look
        box = QVBoxLayout(self)
        box.setContentsMargins(EDGE, 20, EDGE, 18)
        box.setSpacing(10)
        head = Label(tr("ConvStudio ended before this was saved"), self)
        head.setProperty("look", "title")
        box.addWidget(head)
        comes = tr("Restore what you want to go on with: it comes back as it was last, and undo begins anew.")
        said = Label(" ".join((comes, tr("Nothing is deleted unless you discard it."))), self)
        said.setWordWrap(True)
        said.setProperty("look", "muted")
        box.addWidget(said)
        box.addWidget(self._listed(), 1)
        box.addLayout(self._below())
        self.resize(SIZE.boundedTo(parent.screen().availableSize() - FRAME))
        (self.every if self.every.isVisibleTo(self) else self.later).setFocus()
        self._unseen = [row for row in self.rows if row.can_be_shown]
        self._idle = QTimer(self, interval=0)
        self._idle.timeout.connect(self._show_next)
        self._idle.start()

    def _listed(self) -> QWidget:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(area)
        inside.setObjectName("recovery_list")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.rows = [Row(one, inside) for one in self.left]
        for row in self.rows:
            column.addWidget(row)
            row.restore.clicked.connect(partial(self._do, self.copied if row.dangerous else self.restored, row))
            row.sure.connect(partial(self._do, self.discarded, row))
        column.addStretch(1)
        area.setWidget(inside)
        return area

    def _below(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.later = _button(
            self, "recovery_later", tr("Keep for next time"), tr("Close this; the next start asks again (Esc)")
        )
        self.later.clicked.connect(self.reject)
        self.every = _button(self, "recovery_all", tr("Restore all"), tr("Each in a window of its own"))
        self.every.setProperty("look", "primary")
        self.every.clicked.connect(self._restore_all)
        self.every.setVisible(any(not row.dangerous for row in self.rows))
        line.addWidget(self.later)
        line.addStretch(1)
        line.addWidget(self.every)
        return line

    def _do(self, what: SignalInstance, row: Row, _checked: bool = False) -> None:
        """Take a row away, then do what was chosen: the last one closes the sheet."""
        if row.found not in self.left:
            return
        self.left.remove(row.found)
        row.hide()
        if not self.left:
            self.accept()
        what.emit(row.found)

    def _restore_all(self) -> None:
        for row in self.rows:
            if not row.dangerous:
                self._do(self.restored, row)

    def _show_next(self) -> None:
        """The picture of one more; a note stays if that ends the program."""
        if not self._unseen:
            self._idle.stop()
            return
        row = self._unseen.pop(0)
        path = row.found.place.path
        recovery.begin_try(path)
        image = thumbnail(row.found.work.experiment, PICTURE, self._look, self.devicePixelRatioF())
        row.picture.setPixmap(QPixmap.fromImage(image))
        recovery.end_try(path)


class Row(QFrame):
    """One piece of work: its picture, its name, when and what was done last, and what can be done with it."""

    sure = Signal()  # it is discarded for good

    def __init__(self, found: Found, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recovery_row")
        self.found, self.dangerous = found, recovery.is_dangerous(found.place.path)
        self.can_be_shown = not self.dangerous
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(14)
        self.picture = Label("", self)
        self.picture.setFixedSize(PICTURE)
        line.addWidget(self.picture)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        for text, look in self._words():
            label = Elided(0, self)
            label.setProperty("look", look)
            label.say(text)
            words.addWidget(label)
        warning = self._warning()
        if warning:
            shown = Label(warning, self)
            shown.setProperty("look", "warning")
            shown.setWordWrap(True)
            words.addWidget(shown)
        words.addStretch(1)
        line.addLayout(words, 1)
        name = found.work.name or tr("Untitled")
        way = (
            (tr("Save as…"), tr("Write “{name}” into a file")) if self.dangerous else (tr("Restore"), tr("Go on with “{name}”"))
        )
        self.restore = _button(self, "recovery_restore", way[0], way[1].format(name=name))
        self.discard = _button(self, "recovery_discard", tr("Discard"), tr("Delete what is kept of “{name}”", name=name))
        self.discard.clicked.connect(self._discard)
        self.keep = _button(self, "recovery_keep", tr("Keep it"), tr("Do not delete what is kept of “{name}”", name=name))
        self.keep.clicked.connect(self._ask_no_more)
        self.keep.hide()
        for button in (self.restore, self.discard, self.keep):
            line.addWidget(button)

    def _words(self) -> list[tuple[str, str]]:
        """Its lines, and how each looks."""
        work = self.found.work
        when = QLocale().toString(QDateTime.fromSecsSinceEpoch(int(work.time)), QLocale.FormatType.ShortFormat)
        last = tr("Last done: {what}", what=work.done) if work.done else tr("What was done last is not known")
        steps = " · " + count(work.steps, "after {n} step", "after {n} steps") if work.steps else ""
        return [(work.name or tr("Untitled"), "heading"), (last, ""), (when + steps, "muted")]

    def _warning(self) -> str:
        if self.dangerous:
            return tr("Showing it ended the program twice: save it as a file, unseen.")
        if self.found.standing == "changed":
            return tr("Its file has changed since, or is gone: this opens as an untitled copy.")
        return ""

    def _discard(self) -> None:
        """The first click asks; the answer that keeps it lies where that click was, for whoever clicks twice."""
        if self.discard.property("asked"):
            self.sure.emit()
            return
        self.keep.setMinimumWidth(self.discard.width())
        self._ask(asked=True)

    def _ask_no_more(self) -> None:
        self._ask(asked=False)
        self.discard.setFocus()

    def _ask(self, *, asked: bool) -> None:
        self.discard.setProperty("asked", asked)
        self.discard.setText(tr("Discard for good") if asked else on_button(tr("Discard")))
        self.restore.setVisible(not asked)
        self.keep.setVisible(asked)


def _button(parent: QWidget, name: str, text: str, about: str) -> QToolButton:
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setText(on_button(text))
    button.setAccessibleName(about)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_tooltip(button, about)
    return button
