"""The fields of an output of a kernel: its name, with a menu that copies, moves and removes it, and its bias."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from convstudio.experiment import edits
from convstudio.experiment.edits import channel_edits
from convstudio.studio.document.session import EditFunction, Session
from convstudio.studio.widgets.controls import NumberField
from convstudio.studio.widgets.literal import on_button, set_tooltip
from convstudio.words import tr

BIAS_WIDTH = 62


class OutputTag(QToolButton):
    """The name of an output as a button."""

    def __init__(self, session: Session, layer: int, channel: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._layer, self._channel = session, layer, channel
        self.setObjectName(f"output_{layer}_{channel}")
        self.setProperty("look", "tag")
        set_tooltip(self, tr("One stack of kernels makes one output channel: copy, move or remove it"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setObjectName(f"output_menu_{layer}_{channel}")
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def show_name(self, name: str) -> None:
        """Show the name of the output."""
        if on_button(name) != self.text():
            self.setText(on_button(name))
            self.setAccessibleName(tr("{name}: copy, move or remove", name=name))

    def _fill(self) -> None:
        layer = edits.convolution(self._session.state.history.present, self._layer)
        each, _groups = channel_edits.outputs_in_groups(layer)
        channel, index, menu = self._channel, self._layer, self.menu()
        menu.clear()
        entries: tuple[tuple[str, str, bool, EditFunction[[]]], ...] = (
            ("duplicate", tr("&Duplicate"), True,
             partial(channel_edits.duplicate_output, index=index, channel=channel)),
            ("earlier", tr("Move &up"), channel % each > 0,
             partial(channel_edits.move_output, index=index, channel=channel, to=channel - 1)),
            ("later", tr("Move d&own"), channel % each < each - 1,
             partial(channel_edits.move_output, index=index, channel=channel, to=channel + 1)),
            ("remove", tr("&Remove"), each > 1,
             partial(channel_edits.remove_output, index=index, channel=channel)),
        )  # fmt: skip
        for name, text, possible, edit in entries:
            action = menu.addAction(text)
            action.setObjectName(f"output_{name}")
            action.setEnabled(possible)
            action.triggered.connect(partial(self._do, edit))

    def _do(self, edit: EditFunction[[]], _checked: bool = False) -> None:
        self._session.edit(edit)


def bias_field(session: Session, layer: int, channel: int, parent: QWidget, *, alone: bool) -> NumberField:
    """A field that shows and sets the bias of an output channel; `alone` if the layer has only one."""
    field = NumberField(parent=parent)
    field.setObjectName(f"bias_{layer}_{channel}")
    name = tr("Bias") if alone else tr("Bias of output channel {c}", c=channel)
    field.setAccessibleName(name)
    set_tooltip(field, tr("{name}: added to every cell of the output", name=name))
    field.setFixedWidth(BIAS_WIDTH)
    field.chosen.connect(lambda value: session.edit(edits.set_bias, layer, channel, value))
    return field
