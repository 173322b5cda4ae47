"""The name above a channel of the input: a button with a menu of what can be done to the channel."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.experiment.edits import channel_edits
from convstudio.experiment.limits import LONGEST_CHANNEL_NAME
from convstudio.studio.document.session import Session
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.studio.widgets.look.type_size import refitted
from convstudio.studio.widgets.name_field import NameField
from convstudio.words import tr

NAME_WIDTH = 110


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
        refitted(self, ChannelTag.adjustSize)
        self.move(0, 0)
        self.show()  # even over a view that is already visible

    def show_name(self, name: str) -> None:
        """Show the name of the channel."""
        if on_button(name) != self.text():
            self.setText(on_button(name))
            self.setAccessibleName(tr("{name}: name, copy, move or remove", name=name))
            self.adjustSize()

    def ask_name(self) -> None:
        """Open the field that renames the channel."""
        if self._field is None:
            title = tr("Name of channel {c}", c=self._channel)
            self._field = NameField(f"channel_name_{self._channel}", title, LONGEST_CHANNEL_NAME, self._over)
            self._field.named.connect(self._rename)
        at = self.pos()
        place = QRect(at.x(), at.y(), min(NAME_WIDTH, self._over.width() - at.x()), self._field.sizeHint().height())
        name = self._session.state.experiment.channel_name(self._channel)
        self._field.open(name, place, tr("channel {c}", c=self._channel))

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
