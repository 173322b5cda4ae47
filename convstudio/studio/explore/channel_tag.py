"""The name above a channel of the input: a button with what can be done to the channel, and the field that renames it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from convstudio.experiment import channel_edits
from convstudio.experiment.limits import LONGEST_CHANNEL_NAME
from convstudio.studio.literal import on_button, set_tooltip
from convstudio.studio.session import Session
from convstudio.words import tr

NAME_WIDTH = 110


class NameField(QLineEdit):
    """Lies over a channel's caption while its name is typed. Enter or leaving it keeps the name, Esc drops it."""

    named = Signal(str)

    def __init__(self, channel: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._over, self._open = parent, False
        self.setObjectName(f"channel_name_{channel}")
        self.setAccessibleName(tr("Name of channel {c}", c=channel))
        self.setMaxLength(LONGEST_CHANNEL_NAME)
        self.setPlaceholderText(tr("channel {c}", c=channel))
        self.editingFinished.connect(self.finish_typing)

    def open(self, name: str) -> None:
        """Begin with a name."""
        self._open = True
        self.setGeometry(0, 0, min(NAME_WIDTH, self._over.width()), self.sizeHint().height())
        self.setText(name)
        self.show()
        self.setFocus()
        self.selectAll()

    def finish_typing(self) -> None:
        """Keep the name."""
        if self._open:
            self._open = False
            self.hide()
            self.named.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc drops what was typed, Enter keeps it; neither is for the matrix below."""
        if event.key() == Qt.Key.Key_Escape:
            self._open = False
            self._over.setFocus()
            self.hide()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._over.setFocus()  # which ends the editing
        else:
            super().keyPressEvent(event)


class ChannelTag(QToolButton):
    """Lies over the caption of a channel's matrix."""

    def __init__(self, session: Session, channel: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._channel = session, channel
        self._over = parent
        self._field: NameField | None = None
        self.setObjectName(f"channel_tag_{channel}")
        self.setProperty("look", "tag")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_tooltip(self, tr("Name, copy, move or remove this channel"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(self)
        menu.setObjectName(f"channel_menu_{channel}")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.move(0, 0)
        self.show()  # also over a view that is shown already

    def show_name(self, name: str) -> None:
        """What the channel is called."""
        if on_button(name) != self.text():
            self.setText(on_button(name))
            self.setAccessibleName(tr("{name}: name, copy, move or remove", name=name))
            self.adjustSize()

    def ask_name(self) -> None:
        """Open the field that renames the channel."""
        if self._field is None:
            self._field = NameField(self._channel, self._over)
            self._field.named.connect(self._rename)
        self._field.open(self._session.state.experiment.channel_name(self._channel))

    def _rename(self, name: str) -> None:
        self._session.edit(channel_edits.name_channel, self._channel, name)

    def _fill(self) -> None:
        menu, channel = self.menu(), self._channel
        number = len(self._session.state.experiment.input)
        menu.clear()
        for name, text, possible, does in (
            ("name", tr("&Rename…"), True, self.ask_name),
            ("duplicate", tr("&Duplicate"), True, partial(self._edit, channel_edits.duplicate_channel, channel)),
            ("earlier", tr("Move &earlier"), channel > 0,
             partial(self._edit, channel_edits.move_channel, channel, channel - 1)),
            ("later", tr("Move &later"), channel < number - 1,
             partial(self._edit, channel_edits.move_channel, channel, channel + 1)),
            ("remove", tr("Re&move"), number > 1, partial(self._edit, channel_edits.remove_channel, channel)),
        ):  # fmt: skip
            action = menu.addAction(text)
            action.setObjectName(f"channel_{name}")
            action.setEnabled(possible)
            action.triggered.connect(lambda _checked=False, does=does: does())

    def _edit(self, function: object, *where: int) -> None:
        self._session.edit(function, *where)  # type: ignore[arg-type]
