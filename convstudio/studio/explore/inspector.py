"""The panel at the right: the settings of the selected layer, or of the input."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFormLayout, QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from convstudio.engine import cost
from convstudio.experiment import Evaluation, channel_edits, edits, shape_of
from convstudio.layers import Conv2d, Layer
from convstudio.layers.parameters import Pair, Parameter
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.layer_table import thousands
from convstudio.scene.naming import layer_name
from convstudio.studio.code_lines import code_of
from convstudio.studio.controls import Editor, PaddingField, WholeField, editor
from convstudio.studio.explore.code_panel import CodePanel
from convstudio.studio.explore.input_settings import InputSettings
from convstudio.studio.literal import Label, out_of_tooltip, set_tooltip
from convstudio.studio.session import Session, State
from convstudio.words import tr

COSTS = (
    ("this layer", "A convolution slides the same weights over the whole input: shared, and local."),
    ("local, unshared", "As local as this layer, but every output cell has weights of its own: nothing is shared."),
    ("fully connected", "Every output cell reads every cell of the input, with a weight of its own for each."),
)  # what the same output would cost, and what each way of computing it means
LAYER_ACTIONS = ("layer_earlier", "layer_later", "switch_layer", "duplicate_layer", "remove_layer")


class LayerSettings(QWidget):
    """The controls of one layer kind, made from its declaration."""

    def __init__(self, session: Session, layer: Layer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._index = -1  # of the layer that is shown: what is typed belongs to it
        self._editors: dict[str, Editor] = {}
        self._outputs: Editor | None = None
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(10)
        self._form.setVerticalSpacing(6)
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if isinstance(layer, Conv2d):
            self._outputs = self._add(channel_edits.OUTPUTS, editor(channel_edits.OUTPUTS))
        if any(isinstance(p, Pair) for p in layer.parameters):
            self._form.addRow("", _axis_names())
        for parameter in layer.parameters:
            made = self._add(parameter, editor(parameter))
            if made is not None:
                self._editors[parameter.name] = made

    def _add(self, parameter: Parameter, made: Editor | None) -> Editor | None:
        """A line with a parameter's editor, if it has one."""
        if made is not None:
            label = Label(tr(parameter.title))
            set_tooltip(label, tr(parameter.help))
            label.setBuddy(made)
            self._form.addRow(label, made)
            made.chosen.connect(partial(self._choose, parameter.name))
        return made

    def show_layer(self, layer: Layer, evaluation: Evaluation, index: int) -> None:
        """Show a layer's values; what does not apply to it is hidden."""
        self._index = index
        x = evaluation.input_of(index)
        shape = shape_of(x) if x is not None else None
        for name, made in self._editors.items():
            made.show_value(getattr(layer, name))
            self._form.setRowVisible(made, layer.applies(name))
        if isinstance(layer, Conv2d) and isinstance(self._outputs, WholeField):
            self._outputs.show_value(len(layer.kernel))
        padding = self._editors.get("padding")
        if isinstance(padding, PaddingField) and shape:
            rows, columns = layer.axes(shape)
            padding.show_sides((rows.before, rows.after, columns.before, columns.after))

    def _choose(self, name: str, value: Any) -> None:
        if name == channel_edits.OUTPUTS.name:
            self._session.edit(channel_edits.set_outputs, self._index, value)
        else:
            self._session.edit(edits.set_parameter, self._index, name, value)


class Inspector(QWidget):
    """Whatever is selected: its title, its switch, its settings, its facts."""

    def __init__(
        self, session: Session, actions: dict[str, QAction], take_line: Callable[[str], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look = session, LIGHT
        self._settings: dict[type[Layer], LayerSettings] = {}  # kept: Qt does not free all of a field with a style sheet
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 14, 16, 8)
        box.setSpacing(7)
        box.addLayout(self._head())
        self._help = _label("muted")
        self._help.setWordWrap(True)
        self._slot = QVBoxLayout()
        self._input = InputSettings(session, self)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(3)
        self._fact_rows: list[tuple[str, ...]] = []
        self._fact_labels: list[QLabel] = []
        box.addWidget(self._help)
        box.addLayout(self._slot)
        box.addWidget(self._input)
        box.addSpacing(3)
        box.addLayout(self._facts)
        box.addSpacing(3)
        self.code = CodePanel(actions, take_line, self)
        box.addWidget(self.code)
        box.addStretch(1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(3)
        self._title = _label("title")
        self._title.setObjectName("inspector_title")
        head.addWidget(self._title, 1)
        self._buttons = [self._button(name) for name in LAYER_ACTIONS]
        for button in self._buttons:
            head.addWidget(button)
        return head

    def _button(self, name: str) -> QToolButton:
        """A button for an action of the window."""
        button = QToolButton(self)
        button.setDefaultAction(self._actions[name])
        button.setObjectName(f"inspector_{name}")
        button.setAccessibleName(out_of_tooltip(self._actions[name].toolTip()))
        button.setIconSize(QSize(15, 15))
        button.setProperty("look", "small")
        return button

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._input.set_look(look)

    def show_state(self, state: State) -> None:
        """Show the selected layer of a state."""
        index = state.selected
        for button in self._buttons:
            button.setVisible(index >= 0)
        self._input.setVisible(index < 0)
        self.code.setVisible(index >= 0)
        if index < 0:
            self._title.setText(tr("Input X"))
            self._help.setText(tr("The picture that goes in. Black and white are the values drawn darkest and lightest."))
            self._show_only(None)
            self._input.show_experiment(state.experiment)
            self._show_facts([])
            return
        layer = state.experiment.layers[index]
        self._title.setText(layer_name(state.evaluation, index))
        self._help.setText(tr(layer.help))
        settings = self._settings_of(layer)
        settings.show_layer(layer, state.evaluation, index)
        self._show_only(settings)
        self._show_facts(facts(state.evaluation, index))
        self.code.show_code(code_of(state))

    def ask_size(self) -> None:
        """Put the cursor into the input's number of rows."""
        self._input.ask_size()

    def _settings_of(self, layer: Layer) -> LayerSettings:
        """The settings of a layer's kind, made when the first such layer is chosen."""
        if type(layer) not in self._settings:
            made = self._settings[type(layer)] = LayerSettings(self._session, layer, self)
            self._slot.addWidget(made)
        return self._settings[type(layer)]

    def _show_only(self, shown: LayerSettings | None) -> None:
        for settings in self._settings.values():
            settings.setVisible(settings is shown)

    def _show_facts(self, rows: list[tuple[str, ...]]) -> None:
        if rows == self._fact_rows:
            return
        self._fact_rows = rows
        for label in self._fact_labels:
            label.hide()
            self._facts.removeWidget(label)
            label.deleteLater()
        self._fact_labels = []
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                label = _label("muted" if i == 0 or j == 0 else "plain")
                label.setText(text)
                set_tooltip(label, tr(COSTS[i - 1][1]) if i else "")
                self._facts.addWidget(label, i, j)
                self._fact_labels.append(label)


def settings_of(state: State) -> tuple[object, ...]:
    """All that the inspector shows depends on: painted cells change nothing here."""
    experiment = state.experiment
    return (
        state.selected,
        state.evaluation.pending,
        tuple(map(id, experiment.layers)),
        experiment.input.shape,
        experiment.low,
        experiment.high,
        state.seed,
    )


def facts(evaluation: Evaluation, index: int) -> list[tuple[str, ...]]:
    """Rows of words and numbers about a layer: its output, and for a convolution what it costs beside other layers."""
    x, shape = evaluation.input_of(index), evaluation.shape(index)
    if x is None or shape is None:
        return []
    layer = evaluation.results[index].layer
    if not isinstance(layer, Conv2d):
        return []
    kernel = layer.kernel.shape
    costs = cost.convolutional(kernel, shape), cost.locally_connected(kernel, shape), cost.fully_connected(shape_of(x), shape)
    head = ("", tr("weights"), tr("multiplications"))
    rows = zip(COSTS, costs, strict=True)
    return [head, *((tr(name), thousands(c.weights), thousands(c.multiplications)) for (name, _), c in rows)]


def _axis_names() -> QWidget:
    names = QWidget()
    box = QHBoxLayout(names)
    box.setContentsMargins(0, 0, 0, 0)
    for text in (tr("height"), tr("width")):
        label = _label("muted")
        label.setText(text)
        box.addWidget(label)
    return names


def _label(look: str) -> QLabel:
    label = Label()
    label.setProperty("look", look)
    return label
