"""The name above a channel of the input: a button with what can be done to the channel, and the field that renames it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from convstudio.experiment import channel_edits
from convstudio.experiment.limits import LONGEST_CHANNEL_NAME
from convstudio.studio.literal import on_button, set_tooltip
from convstudio.studio.session import Session
from convstudio.words import tr

NAME_WIDTH = 110


class ChannelTag(QToolButton):
    """Lies over the caption of a channel's matrix."""

    def __init__(self, session: Session, channel: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._channel = session, channel
        self._over = parent
        self._field: QLineEdit | None = None
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
            self._field = QLineEdit(self._over)
            self._field.setObjectName(f"channel_name_{self._channel}")
            self._field.setAccessibleName(tr("Name of channel {c}", c=self._channel))
            self._field.setMaxLength(LONGEST_CHANNEL_NAME)
            self._field.setPlaceholderText(tr("channel {c}", c=self._channel))
            self._field.editingFinished.connect(self._rename)
            self._field.installEventFilter(self)
        self._field.setGeometry(0, 0, min(NAME_WIDTH, self._over.width()), self._field.sizeHint().height())
        self._field.setText(self._session.state.experiment.channel_name(self._channel))
        self._field.show()
        self._field.setFocus()
        self._field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the field drops what was typed."""
        escape = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape
        if escape and self._field:
            self._field.setText(self._session.state.experiment.channel_name(self._channel))
            self._over.setFocus()
        return escape

    def _rename(self) -> None:
        if self._field and self._field.isVisible():
            self._field.hide()
            self._session.edit(channel_edits.name_channel, self._channel, self._field.text())

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
