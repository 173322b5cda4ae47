"""The settings of a layer, in sections, made from the declarations of its kind."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from convstudio.experiment import Evaluation, edits, shape_of
from convstudio.experiment.edits import channel_edits
from convstudio.layers import KernelLayer, Layer
from convstudio.layers.parameters import Parameter
from convstudio.layers.parameters import Section as SectionName
from convstudio.scene.guide import Guide
from convstudio.studio.document.session import Session
from convstudio.studio.explore.settings.sections import Section
from convstudio.studio.shell.tab_order import give_keyboard
from convstudio.studio.widgets.controls import Editor, PaddingField, WholeField, editor
from convstudio.words import Text, tr, translated

NO_LAYER = -1
TITLES: dict[SectionName, Text] = {"window": "WINDOW · height × width", "padding": "PADDING", "output": "OUTPUT"}


class LayerSettings(QWidget):
    """The controls of one layer kind."""

    def __init__(self, session: Session, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._index = NO_LAYER  # of the layer that is shown, to which typed values belong
        self._editors: dict[str, Editor] = {}
        self._sections = {name: Section(name, translated(title), self) for name, title in TITLES.items()}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for section in self._sections.values():
            box.addWidget(section)
            section.hide()
        if isinstance(layer, KernelLayer):
            self._add(channel_edits.OUTPUTS)
        for parameter in layer.parameters:
            self._add(parameter)

    def _add(self, parameter: Parameter) -> None:
        """A row with a parameter's editor, if it has one."""
        section = self._sections[parameter.section]
        made = editor(parameter, section.content)
        if made is None:
            return
        if isinstance(made, PaddingField):  # as wide as the panel
            if not made.has_names:
                section.say(tr("PADDING · {what}", what=translated(parameter.title)))
            section.add("", "", made)
        else:
            section.add(translated(parameter.title), translated(parameter.help), made)
        made.chosen.connect(partial(self._choose, parameter.name))
        self._editors[parameter.name] = made

    def show_layer(self, layer: Layer, evaluation: Evaluation, index: int) -> None:
        """Show the values of a layer; settings that do not apply to it are hidden."""
        self._index = index
        x = evaluation.input_of(index)
        shape = shape_of(x) if x is not None else None
        for parameter in layer.parameters:
            made = self._editors.get(parameter.name)
            if made:
                made.show_value(getattr(layer, parameter.name))
                self._sections[parameter.section].show_row(made, layer.applies(parameter.name))
        outputs = self._editors.get(channel_edits.OUTPUTS.name)
        if isinstance(layer, KernelLayer) and isinstance(outputs, WholeField):
            outputs.show_value(len(layer.kernel))
            self._sections[channel_edits.OUTPUTS.section].show_row(outputs, True)
        padding = self._editors.get("padding")
        if isinstance(padding, PaddingField) and shape:
            rows, columns = layer.axes(shape)
            padding.show_sides((rows.before, rows.after, columns.before, columns.after))
            padding.show_input(shape[-2:])

    def follow(self, guide: Guide) -> None:
        """Lock what a lesson keeps locked."""
        for name, made in self._editors.items():
            for section in self._sections.values():
                section.lock(made, guide.lock(name))

    def ask(self, name: str) -> None:
        """Put the cursor into a setting's field."""
        give_keyboard(self._editors[name])

    def take(self, name: str, value: Any) -> None:
        """Set a setting, as if it had been typed here."""
        self._editors[name].chosen.emit(value)

    def leave(self) -> None:
        """Drop half-typed values, since no layer is shown any more."""
        self._index = NO_LAYER
        for field in self.findChildren(WholeField):
            field.forget_typing()

    def _choose(self, name: str, value: Any) -> None:
        if self._index == NO_LAYER:
            return
        if name == channel_edits.OUTPUTS.name:
            self._session.edit(channel_edits.set_outputs, self._index, value)
        else:
            self._session.edit(edits.set_parameter, self._index, name, value)
