"""The panel at the right of Learn: the settings of the task and of the run, the facts about it, and the list of runs."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from convstudio.engine.descent.optimisers import rule
from convstudio.experiment.edits import training_edits
from convstudio.experiment.learning.training_setup import Task, trained_layer
from convstudio.experiment.training import AUTOMATIC, RUN, TASK, Run
from convstudio.layers import KernelLayer
from convstudio.layers.parameters import Parameter
from convstudio.painting.palette import LIGHT, Look
from convstudio.scene.learn.build import LearnScene
from convstudio.scene.learn.facts import facts
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.numbers import short
from convstudio.studio.document.session import Session, State
from convstudio.studio.learn.curves.plots import run_pen
from convstudio.studio.learn.rate_control import RateControl
from convstudio.studio.shell.tab_order import give_keyboard
from convstudio.studio.widgets.controls import ChoiceField, Editor, editor
from convstudio.studio.widgets.literal import Label, set_tooltip
from convstudio.studio.widgets.locking import lock
from convstudio.studio.widgets.look.icons import icon
from convstudio.studio.workspaces.parts import Panel
from convstudio.words import tr, translated

SWATCH, SWATCH_LINE = QSize(30, 14), (2, 22)  # pixels: the icon of a run, and where its line begins and ends
SHORTEST_LIST = 8  # letters of a list's entry that are always visible
IN_TASK = ("target", "noise", "noise_seed", "learn_bias")
IN_RUN = ("start", "seed", "optimiser", "learning_rate", "momentum", "decay", "loss")


class TrainingPanel(Panel):
    """The settings of the task and of the chosen run, without those that do not apply; below them facts and runs."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._look = session, LIGHT
        self._editors: dict[str, Editor] = {}
        self._shown: object = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(16, 14, 16, 14)
        self._box.setSpacing(8)
        self._locked = self._note("locked")
        self._locked.setProperty("look", "note")
        self._locked.hide()
        self._add_heading(tr("What is learned"))
        self._task = self._form()
        self._layers = self._choice("layer", tr("Train"), tr("The convolution whose kernel is learned"))
        self._until = self._choice("until", tr("Output of"), tr("The layer whose output is compared with the target"))
        for name in IN_TASK:
            self._add(self._task, _parameter(TASK, name), partial(self._set_task, name))
        self._add_heading(tr("How"))
        self._run = self._form()
        for name in IN_RUN:
            self._add(self._run, _parameter(RUN, name), partial(self._set_run, name))
            if name == "learning_rate":
                self._rate = RateControl(self)
                self._rate.chosen.connect(partial(self._set_run, "learning_rate"))
                self._run.addRow("", self._rate)
        self._add(self._run, _parameter(TASK, "epochs"), partial(self._set_task, "epochs"))
        self._notes = {name: self._note(name) for name in ("stopped", "rate", "determined", "optimum")}
        self._add_heading(tr("Runs"))
        self._runs = QVBoxLayout()
        self._runs.setSpacing(2)
        self._rows: list[QWidget] = []
        self._box.addLayout(self._runs)
        self._box.addStretch(1)

    def show_state(self, state: State) -> None:
        """Show another state."""
        scene, why = state.learning, state.guiding.lock("training")
        self._locked.setText(state.guiding.told if why else "")
        self._locked.setVisible(bool(why))
        for part in (*self._editors.values(), self._rate, self._layers, self._until, *self._rows):
            lock(part, why)
        if scene is None or scene.learnt is self._shown:
            return
        self._shown = scene.learnt
        training, run = state.experiment.training, state.experiment.training.run
        for name, made in self._editors.items():
            made.show_value(getattr(training if hasattr(training, name) else run, name))
        self._show_layers(state)
        self._task.setRowVisible(self._editors["noise_seed"], training.noise > 0)
        self._run.setRowVisible(self._editors["seed"], run.start == "random")
        for setting in ("momentum", "decay"):
            self._run.setRowVisible(self._editors[setting], setting in rule(run.optimiser).settings)
        self._show_facts(scene)
        self._show_runs(scene)

    def set_look(self, look: Look) -> None:
        """Change the colours."""
        self._look = look
        self._rate.set_look(look)
        self._shown = None
        self.show_state(self._session.state)

    # What is shown

    def _show_layers(self, state: State) -> None:
        layers, evaluation = state.experiment.layers, state.evaluation
        index = trained_layer(state.experiment)
        names = [(i, layer_name(evaluation, i)) for i in range(len(layers))]
        convolutions = [(i, name) for i, name in names if isinstance(layers[i], KernelLayer) and layers[i].enabled]
        behind = [(i, name) for i, name in names if index is not None and i >= index]
        _fill(self._layers, convolutions, index)
        _fill(self._until, behind, max(state.experiment.training.until, index or 0))
        self._task.setRowVisible(self._layers, len(convolutions) > 1)
        self._task.setRowVisible(self._until, len(behind) > 1)

    def _show_facts(self, scene: LearnScene) -> None:
        found = facts(scene.learnt)
        for name, label in self._notes.items():
            text = getattr(found, name)
            label.setText(text)
            label.setVisible(bool(text))
        determined = self._notes["determined"]
        look = "muted" if found.is_determined else "warning"
        if determined.property("look") != look:
            determined.setProperty("look", look)
            determined.style().polish(determined)
            QCoreApplication.sendEvent(determined, QEvent(QEvent.Type.StyleChange))  # the looks differ in their margins
        run = scene.learnt.experiment.training.run
        self._rate.show_rate(run.learning_rate, found.stable)
        self._run.setRowVisible(self._rate, found.stable is not None)

    def _show_runs(self, scene: LearnScene) -> None:
        training = scene.learnt.experiment.training
        while len(self._rows) > len(training.runs):
            row = self._rows.pop()
            row.hide()
            row.deleteLater()
        while len(self._rows) < len(training.runs):
            self._rows.append(self._run_row(len(self._rows)))
            self._runs.addWidget(self._rows[-1])
        for row in self._rows:
            lock(row, self._session.state.guiding.lock("training"))
        for index, row in enumerate(self._rows):
            show, remove = row.findChildren(QToolButton)
            show.setText(run_words(scene, index))
            show.setIcon(run_icon(self._look, index))
            show.setChecked(index == training.chosen)
            remove.setIcon(icon("remove", self._look))

    def _run_row(self, index: int) -> QWidget:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        show = QToolButton(row)
        show.setObjectName(f"run_{index}")
        show.setCheckable(True)
        set_tooltip(show, tr("Show this run"))
        show.setProperty("look", "run")
        show.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        show.setIconSize(SWATCH)
        show.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        show.clicked.connect(partial(self._choose, index))
        remove = QToolButton(row)
        remove.setObjectName(f"run_remove_{index}")
        set_tooltip(remove, tr("Remove this run, and those that left it"))
        remove.setAccessibleName(tr("Remove run {n}", n=index + 1))
        remove.setProperty("look", "small")
        remove.clicked.connect(partial(self._remove, index))
        box.addWidget(show, 1)
        box.addWidget(remove)
        return row

    # What is chosen

    def ask(self, name: str) -> None:
        """Put the cursor into the field of a setting."""
        give_keyboard(self._editors[name])

    def take(self, name: str, value: Any) -> None:
        """Set a setting, as if it had been typed here."""
        self._editors[name].chosen.emit(value)

    def _set_task(self, name: str, value: Any) -> None:
        screen = self._session.state.learning
        task = screen.learnt.task if screen else None
        if name == "target" and value == "painted" and task is None:
            self._session.complained.emit(tr("The target that you would paint on is still being computed."))
            self._show_again()
            return
        self._session.edit(training_edits.set_task, name, value, task if isinstance(task, Task) else None)

    def _set_run(self, name: str, value: Any) -> None:
        screen = self._session.state.learning
        self._session.edit(training_edits.set_run, screen.moment.epoch if screen else 0, name, value)

    def _choose(self, index: int) -> None:
        self._session.edit(training_edits.choose_run, index)
        self._show_again()

    def _show_again(self) -> None:
        self._shown = None
        self.show_state(self._session.state)

    def _remove(self, index: int) -> None:
        self._session.edit(training_edits.remove_run, index)

    # Pieces

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(7)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._box.addLayout(form)
        return form

    def _add(self, form: QFormLayout, parameter: Parameter, chosen: Any) -> None:
        made = editor(parameter, self)
        assert made is not None
        label = Label(translated(parameter.title))
        set_tooltip(label, translated(parameter.help))
        label.setBuddy(made)
        form.addRow(label, made)
        made.setObjectName(f"training_{parameter.name}")
        if isinstance(made, ChoiceField):
            _narrow(made)
        made.chosen.connect(chosen)
        self._editors[parameter.name] = made

    def _choice(self, name: str, title: str, words: str) -> ChoiceField:
        field = ChoiceField(())
        field.setObjectName(f"training_{name}")
        field.setAccessibleName(title)
        set_tooltip(field, words)
        field.chosen.connect(partial(self._set_task, name))
        _narrow(field)
        label = Label(title)
        label.setBuddy(field)
        self._task.addRow(label, field)
        return field

    def _add_heading(self, text: str) -> None:
        label = Label(text)
        label.setProperty("look", "heading")
        self._box.addWidget(label)

    def _note(self, name: str) -> QLabel:
        label = Label()
        label.setObjectName(f"fact_{name}")
        label.setProperty("look", "warning" if name == "stopped" else "muted")
        label.setWordWrap(True)
        self._box.addWidget(label)
        return label


def run_icon(look: Look, index: int) -> QIcon:
    """An icon with a piece of a run's line, as the plots draw it."""
    scale = QGuiApplication.primaryScreen().devicePixelRatio()
    pixmap = QPixmap(SWATCH * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setPen(run_pen(look, index, chosen=True))
        painter.drawLine(SWATCH_LINE[0], SWATCH.height() // 2, SWATCH_LINE[1], SWATCH.height() // 2)
    return QIcon(pixmap)


def run_words(scene: LearnScene, index: int) -> str:
    """The two lines that describe a run: "Run 2 · loss 5.1" and "η 0.034 · from epoch 3 of run 1"."""
    run, line = scene.learnt.experiment.training.runs[index], scene.learnt.lines[index] if scene.learnt.lines else None
    loss = tr(" · loss {n}", n=short(float(line.losses[-1]))) if line and len(line.losses) else ""
    return f"{tr('Run {n}', n=index + 1)}{loss}\nη {short(run.learning_rate)} · {_origin(run)}"


def _origin(run: Run) -> str:
    if run.parent >= 0:
        return tr("from epoch {e} of run {n}", e=run.epoch, n=run.parent + 1)
    if run.weights is not None:
        return tr("typed start")
    return {"zeros": tr("from zeros"), "current": tr("from the layer’s kernel")}.get(run.start, tr("seed {n}", n=run.seed))


def _parameter(parameters: tuple[Parameter, ...], name: str) -> Parameter:
    return next(parameter for parameter in parameters if parameter.name == name)


def _narrow(field: ChoiceField) -> None:
    """Let a list be narrower than its longest entry, so that the edge of the window cuts off no field."""
    field.setSizeAdjustPolicy(ChoiceField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    field.setMinimumContentsLength(SHORTEST_LIST)


def _fill(field: ChoiceField, options: list[tuple[int, str]], value: int | None) -> None:
    field.clear()
    for index, name in options:
        field.addItem(name, index)
    field.show_value(value if value is not None else AUTOMATIC)
