"""The panel at the right: the settings of the selected layer, or of the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.engine import Cost, fully_connected
from convstudio.experiment import Evaluation, shape_of
from convstudio.layers import KernelLayer, Layer
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.cards.layer_table import thousands
from convstudio.scene.words.naming import layer_name
from convstudio.studio.document.session import Session, State
from convstudio.studio.document.settings import Settings
from convstudio.studio.editing.code_lines import code_of
from convstudio.studio.explore.settings.code_panel import CodePanel
from convstudio.studio.explore.settings.input_settings import InputSettings
from convstudio.studio.explore.settings.layer_settings import LayerSettings
from convstudio.studio.explore.settings.sections import Section
from convstudio.studio.widgets.elided import Elided
from convstudio.studio.widgets.literal import Label, out_of_tooltip, set_tooltip
from convstudio.words import Text, tr, translated

COSTS: tuple[tuple[Text, Text], ...] = (
    ("this layer", "A convolution slides the same weights over the whole input: shared, and local."),
    ("local, unshared", "As local as this layer, but every output cell has weights of its own: nothing is shared."),
    ("fully connected", "Every output cell reads every cell of the input, with a weight of its own for each."),
)  # other ways to compute the same output, and what they mean
LEAST_TITLE = 40  # pixels
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
LAYER_ACTIONS = ("layer_earlier", "layer_later", "switch_layer", "duplicate_layer", "remove_layer")


class Inspector(QWidget):
    """The title, switch, settings and facts of whatever is selected."""

    def __init__(
        self,
        session: Session,
        actions: Mapping[str, QAction],
        take_line: Callable[[str], bool],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._remember = actions, settings
        self.setObjectName("inspector")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look = session, LIGHT
        self._settings: dict[type[Layer], LayerSettings] = {}  # kept, since Qt leaks memory of fields with a style sheet
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 12, 14, 8)
        box.setSpacing(8)
        box.addLayout(self._head())
        self._help = _label("muted")
        self._help.setWordWrap(True)
        self._locked = _label("note")
        self._locked.setObjectName("inspector_locked")
        self._locked.setWordWrap(True)
        self._slot = QVBoxLayout()
        self._input: InputSettings | None = None  # made when the input is first chosen
        self._cost = Section("cost", "", self)
        self._facts = self._cost.grid
        self._facts.setVerticalSpacing(2)
        self._fact_rows: list[tuple[str, ...]] = []
        self._fact_labels: list[QLabel] = []
        box.addWidget(self._help)
        box.addWidget(self._locked)
        box.addLayout(self._slot)
        box.addWidget(self._cost)
        self._code_section = Section("code", tr("CODE · PyTorch, Keras"), self, foldable=True)
        self.code = CodePanel(actions, take_line, self)
        self._code_section.add("", "", self.code)
        self._code_section.folded.connect(self._fold_code)
        box.addWidget(self._code_section)
        box.addStretch(1)
        self._code_section.set_folded(settings.code_folded, LIGHT)
        self._code_section.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # wrapped lines are higher

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(3)
        self._title = Elided(LEAST_TITLE)
        self._title.setProperty("look", "title")
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
        button.setAccessibleName(out_of_tooltip(self._actions[name].whatsThis()))
        button.setIconSize(QSize(15, 15))
        button.setProperty("look", "small")
        return button

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        if self._input:
            self._input.set_look(look)
        self._code_section.set_look(look)

    def _fold_code(self, on: bool) -> None:
        self._remember.code_folded = on
        self._code_section.set_folded(on, self._look)

    def show_state(self, state: State) -> None:
        """Show the selected layer of a state."""
        index, guide = state.selected, state.guiding
        self._locked.setVisible(guide.locks)
        if guide.locks:
            self._locked.setText(guide.told)
        for button in self._buttons:
            button.setVisible(index >= 0)
        if self._input:
            self._input.setVisible(index < 0)
        self._code_section.setVisible(index >= 0)
        if index < 0:
            self._title.say(tr("Input X"))
            self._help.setText(tr("The picture that goes in. Black and white are the values drawn darkest and lightest."))
            self._show_only(None)
            settings_of_input = self._input_settings()
            settings_of_input.show()
            settings_of_input.show_experiment(state.experiment)
            settings_of_input.follow(guide)
            self._show_facts([])
            return
        layer = state.experiment.layers[index]
        self._title.say(layer_name(state.evaluation, index))
        self._help.setText(translated(layer.help))
        settings = self._settings_of(layer)
        settings.show_layer(layer, state.evaluation, index)
        settings.follow(guide)
        self._show_only(settings)
        self._show_facts(facts(state.evaluation, index))
        self.code.show_code(code_of(state))

    def ask_size(self) -> None:
        """Put the cursor into the input's number of rows."""
        self._input_settings().ask_size()

    def ask(self, name: str) -> None:
        """Put the cursor into the field of one of the layer's settings."""
        self._settings_now().ask(name)

    def take(self, name: str, value: Any) -> None:
        """Set one of the layer's settings, as if it had been typed here."""
        self._settings_now().take(name, value)

    def _input_settings(self) -> InputSettings:
        if self._input is None:
            self._input = InputSettings(self._session, self._actions["picture_gallery"].trigger, self)
            self._input.set_look(self._look)
            self._slot.addWidget(self._input)
        return self._input

    def _settings_now(self) -> LayerSettings:
        state = self._session.state
        return self._settings_of(state.experiment.layers[state.selected])

    def _settings_of(self, layer: Layer) -> LayerSettings:
        """The settings for a layer's kind, made when the first such layer is selected."""
        if type(layer) not in self._settings:
            made = self._settings[type(layer)] = LayerSettings(self._session, layer, self)
            self._slot.addWidget(made)
        return self._settings[type(layer)]

    def _show_only(self, shown: LayerSettings | None) -> None:
        for settings in self._settings.values():
            settings.setVisible(settings is shown)
            if settings is not shown:
                settings.leave()

    def _show_facts(self, rows: list[tuple[str, ...]]) -> None:
        self._cost.setVisible(bool(rows))
        if rows == self._fact_rows:
            return
        alike = [len(row) for row in rows] == [len(row) for row in self._fact_rows]
        self._fact_rows = rows
        if not alike:
            self._lay_out_facts(rows)
        for label, text in zip(self._fact_labels, (text for row in rows for text in row), strict=True):
            label.setText(text)

    def _lay_out_facts(self, rows: list[tuple[str, ...]]) -> None:
        """Make a label for each word and number, in place of those that are there."""
        for label in self._fact_labels:
            label.hide()
            self._facts.removeWidget(label)
            label.deleteLater()
        self._fact_labels = []
        for i, row in enumerate(rows):
            for j in range(len(row)):
                label = _label("section" if i == j == 0 else "muted" if i == 0 or j == 0 else "plain")
                set_tooltip(label, translated(COSTS[i - 1][1]) if i and len(rows) > len(COSTS) else "")
                self._facts.addWidget(label, i, j, RIGHT if j else LEFT)
                self._fact_labels.append(label)


def settings_of(state: State) -> tuple[object, ...]:
    """All that the content of the inspector depends on, which does not include painted cells."""
    experiment = state.experiment
    return (
        state.selected,
        state.evaluation.pending,
        tuple(map(id, experiment.layers)),
        experiment.input.shape,
        experiment.low,
        experiment.high,
        state.seed,
        state.guiding,
    )


def facts(evaluation: Evaluation, index: int) -> list[tuple[str, ...]]:
    """Rows of words and numbers about a layer: its output, and for a convolution its cost compared with other layers.

    One that is switched off costs nothing, and there is nothing to compare it with.
    """
    x, shape = evaluation.input_of(index), evaluation.shape(index)
    if x is None or shape is None:
        return []
    layer = evaluation.results[index].layer
    if not isinstance(layer, KernelLayer):
        return []
    head = (tr("COST"), tr("weights"), tr("multiplications"))
    used = layer.at_work(shape_of(x))
    weights, products = used.weights, used.multiplications or 0
    if not layer.enabled:
        return [head, (tr("switched off"), thousands(weights), thousands(products))]
    costs = Cost(weights, products), Cost(products, products), fully_connected(shape_of(x), shape)
    rows = zip(COSTS, costs, strict=True)
    return [head, *((translated(name), thousands(c.weights), thousands(c.multiplications)) for (name, _), c in rows)]


def _label(look: str) -> QLabel:
    label = Label()
    label.setProperty("look", look)
    return label
