"""Makes the widgets in the slots of a drawing by their names. A new kind of slot is a line of `MAKERS`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from convstudio.experiment import Experiment
from convstudio.experiment.edits import Edit
from convstudio.painting.palette import Look
from convstudio.scene.cards.paging import Page
from convstudio.scene.layout.stage.subject import Subject
from convstudio.scene.words.kernel_facts import facts_help, weights_line
from convstudio.studio.document.session import Session
from convstudio.studio.editing.colour_bar import ColourBar
from convstudio.studio.explore.cards.channel_tag import ChannelTag
from convstudio.studio.explore.cards.output_fields import OutputTag, bias_field
from convstudio.studio.explore.cards.pager import Pager
from convstudio.studio.explore.tools.drawing_tools import DrawingTools
from convstudio.studio.explore.tools.kernel_tools import KernelTools
from convstudio.studio.widgets.buttons import MendButton, menu_button
from convstudio.studio.widgets.controls import NumberField
from convstudio.studio.widgets.literal import Label, on_button, set_look, set_tooltip
from convstudio.studio.widgets.look.icons import icon
from convstudio.words import tr

BETWEEN = 6  # pixels between the words about a problem and the button that mends it


class ToolsPill(QWidget):
    """The tools that draw, below the picture."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self._session = session
        self._look: Look | None = None
        self._tools = DrawingTools(session, self)
        self._tools.label.hide()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        for button in self._tools.tools:
            box.addWidget(button)
        box.addSpacing(8)
        for widget in self._tools.values[1:]:
            box.addWidget(widget)
        box.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short hide the width of the brush first, which has keys too, then the second value, then the first."""
        super().resizeEvent(event)
        primary, swap, secondary, size = self._tools.values[1:]
        left = self.width() - sum(button.width() + 2 for button in self._tools.tools) - 8
        for widgets in ((primary,), (swap, secondary), (size,)):
            left -= sum(widget.width() + 2 for widget in widgets)
            for widget in widgets:
                widget.setVisible(left >= 0)

    def show_subject(self, subject: Subject, look: Look) -> None:
        """Follow the brush."""
        if look is not self._look:
            self._look = look
            self._tools.set_look(look)
        self._tools.show_brush(self._session.state.brush)


class KernelPill(QWidget):
    """The menus of the kernel, below the weights; all of them in one button where there is little room."""

    def __init__(self, session: Session, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"kernel_tools_{layer}")
        self._tools = tools = KernelTools(session, layer, self)
        tools.facts.hide()
        self._look: Look | None = None
        self._one = menu_button(f"kernel_menu_{layer}", tr("Kernel"), tr("Kernels to start from, edits, outputs"), self)
        self._fill_all(self._one.menu())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in (tools.part, tools.preset, tools.edit, tools.outputs, self._one):
            row.addWidget(widget)
        row.addStretch(1)

    def _fill_all(self, menu: QMenu) -> None:
        for button in (self._tools.preset, self._tools.edit, self._tools.outputs):
            inner = button.menu()
            inner.setTitle(button.text())
            menu.addMenu(inner)
        self._parts = menu.addMenu(tr("Applies to"))
        self._parts.aboutToShow.connect(self._fill_parts)

    def _fill_parts(self) -> None:
        """What presets and edits apply to, as in the list beside them."""
        self._parts.clear()
        for place, name in enumerate(self._tools.part.names):
            action = self._parts.addAction(on_button(name))
            set_tooltip(action, name)
            action.setCheckable(True)
            action.setChecked(place == self._tools.part.chosen)
            action.triggered.connect(partial(self._choose_part, place))

    def _choose_part(self, place: int, _checked: bool = False) -> None:
        self._tools.part.choose(place)

    def show_subject(self, subject: Subject, look: Look) -> None:
        """Offer what there is of the kernel."""
        if subject.layout and self._tools.show_layout(subject.layout):
            set_tooltip(self, facts_help(subject.layout.layer))
            self._arrange()
        if look is not self._look:
            self._look = look
            self._tools.set_look(look)
            self._one.setIcon(icon("kernel", look))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """All side by side if there is room for all, else in one button."""
        several = len(self._tools.part.names) > 2
        side_by_side = (self._tools.preset, self._tools.edit, self._tools.outputs, *((self._tools.part,) if several else ()))
        needed = sum(widget.sizeHint().width() + 4 for widget in side_by_side)
        for widget in side_by_side:
            widget.setVisible(needed <= self.width())
        self._one.setVisible(needed > self.width())
        self._parts.menuAction().setVisible(several)


class ProblemBox(QWidget):
    """Says why a layer has no output and what would help, with a button that does it."""

    def __init__(self, session: Session, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"problem_{layer}")
        self.words = Label(parent=self)
        self.words.setProperty("look", "warning")
        self.words.setWordWrap(True)
        self.mend = MendButton(f"mend_{layer}", self)
        self.mend.asked.connect(self._make)
        self._session = session
        self._whole = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(BETWEEN)
        box.addStretch(1)
        box.addWidget(self.words)
        box.addWidget(self.mend)
        box.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say()

    def show_subject(self, subject: Subject, look: Look) -> None:
        """Say what is wrong now."""
        card = subject.y_card
        set_look(self.words, "warning" if subject.layer else "")
        self._whole = f"{card.problem} {card.remedy}".strip() or card.subtitle
        self.mend.offer(card.mend)
        self._say()

    def _make(self, edit: Callable[[Experiment], Edit]) -> None:
        """Make the edit that is offered; the first layer is selected then."""
        first = not self._session.state.experiment.layers
        if self._session.edit(edit) and first:
            self._session.select(0)

    def _say(self) -> None:
        """All of it, or where it is low its first sentence; then the tooltip has the rest."""
        first, end, _rest = self._whole.partition(". ")
        button = 0 if self.mend.isHidden() else self.mend.sizeHint().height() + 2 * BETWEEN
        for words in (self._whole, first + end.strip()):
            self.words.setText(words)
            if self.words.heightForWidth(self.width()) <= self.height() - button:
                break
        set_tooltip(self.words, self._whole if words != self._whole else "")


class StagePager(Pager):
    """Turns the pages to the channels that are not shown."""

    def __init__(self, session: Session, name: str, of: Callable[[Subject], tuple[Page, ...]], parent: QWidget) -> None:
        super().__init__(session, name, parent)
        self._of = of
        self._look_shown: Look | None = None

    def words_of(self, page: Page) -> str:
        """Only which of how many: what they are stands beside it."""
        return page.words.partition(" ")[2] or page.words

    def show_subject(self, subject: Subject, look: Look) -> None:
        """Show where the pages stand."""
        self.show_pages(self._of(subject))
        if look is not self._look_shown:
            self._look_shown = look
            self.set_look(look)


class StageBar(ColourBar):
    """The colours of the output, below it."""

    def show_subject(self, subject: Subject, look: Look) -> None:
        """Show the scale of the output."""
        self.show_scale(subject.y_card.scale, look)

    def sizeHint(self) -> QSize:
        return self.size()


def make(name: str, session: Session, subject: Subject, parent: QWidget) -> QWidget | None:
    """The widget of a slot; None for a slot that only a page fills."""
    kind, _, rest = name.partition("_")
    maker = MAKERS.get(kind)
    return maker(session, subject, rest, parent) if maker else None


def fill(widget: QWidget, name: str, subject: Subject, look: Look) -> None:
    """Bring the widget of a slot up to date."""
    rest = name.partition("_")[2]
    show = getattr(widget, "show_subject", None)  # to ask a protocol takes ten times as long, at every cell that is pointed at
    if show:
        show(subject, look)
    elif isinstance(widget, NumberField) and subject.layout:
        widget.show_value(float(subject.layout.layer.bias[int(rest)]))
        set_look(widget, "muted" if subject.is_off else "")
    elif isinstance(widget, OutputTag):
        widget.show_name(tr("out {o}", o=rest))
    elif isinstance(widget, ChannelTag):
        widget.show_name(next((row.x.caption for row in subject.rows if str(row.x.panel.channel) == rest), ""))


def _bias(session: Session, subject: Subject, rest: str, parent: QWidget) -> QWidget:
    alone = bool(subject.layout and len(subject.layout.layer.bias) == 1)
    field = bias_field(session, subject.index, int(rest), parent, alone=alone)
    field.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return field


def _output(session: Session, subject: Subject, rest: str, parent: QWidget) -> QWidget:
    tag = OutputTag(session, subject.index, int(rest), parent)
    tag.setProperty("look", "name")  # without the arrow, for which a narrow column has no room
    return tag


class FactsLabel(Label):
    """What can be said about the kernel."""

    _said_of: object = None

    def show_subject(self, subject: Subject, _look: Look) -> None:
        """Say it of another kernel."""
        if subject.layout and subject.layout.layer is not self._said_of:
            self._said_of = subject.layout.layer
            self.setText(weights_line(subject.layout.layer))
            set_tooltip(self, facts_help(subject.layout.layer))


def _facts(session: Session, subject: Subject, rest: str, parent: QWidget) -> QWidget:
    label = FactsLabel(parent=parent)
    label.setObjectName(f"kernel_facts_{subject.index}")
    label.setProperty("look", "flow")
    return label


MAKERS: dict[str, Callable[[Session, Subject, str, QWidget], QWidget]] = {
    "tools": lambda session, subject, rest, parent: ToolsPill(session, parent),
    "kernel": lambda session, subject, rest, parent: KernelPill(session, subject.index, parent),
    "bias": _bias,
    "facts": _facts,
    "output": _output,
    "channel": lambda session, subject, rest, parent: ChannelTag(session, int(rest), parent),
    "problem": lambda session, subject, rest, parent: ProblemBox(session, subject.index, parent),
    "inputs": lambda session, subject, rest, parent: StagePager(session, "pages_in", lambda s: s.x_card.pages, parent),
    "outputs": lambda session, subject, rest, parent: StagePager(session, "pages_out", lambda s: s.y_card.pages, parent),
    "weights": lambda session, subject, rest, parent: StagePager(
        session, "pages_kernel", lambda s: s.kernel_card.pages if s.kernel_card else (), parent
    ),
    "legend": lambda session, subject, rest, parent: StageBar(session, parent),
}
