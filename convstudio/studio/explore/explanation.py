"""The words below the board: the arithmetic of the cell in focus, and the size formula with the numbers put in."""

from __future__ import annotations

from functools import reduce
from itertools import zip_longest
from math import ceil, floor

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from convstudio.experiment import Evaluation
from convstudio.layers import Layer, Shape
from convstudio.painting.fill import fill
from convstudio.painting.inks import ink
from convstudio.painting.palette import LIGHT, Look
from convstudio.painting.runs import OVER, Placed, Scales, differing, draw_runs, is_chip, kind_of, line_width, place, sides
from convstudio.scene import Scene
from convstudio.scene.build import problem_line
from convstudio.scene.cards.remedies import mending
from convstudio.scene.cards.room import arithmetic_room
from convstudio.scene.words.arithmetic import conclusion_at
from convstudio.scene.words.formula import size_formula
from convstudio.scene.words.naming import layer_name
from convstudio.scene.words.text_runs import FormulaTerm, Line, Run, plain_text
from convstudio.studio.widgets.buttons import MendButton
from convstudio.studio.widgets.look.type_size import enlarge
from convstudio.studio.widgets.pin_chip import PinChip
from convstudio.words import Text, tr, translated

SPACING = 4  # pixels between the lines
MOST_ROWS, FEWER_ROWS = 3, 2  # lines of arithmetic, in a high window and in a lower one; more than that scroll
HIGH = 800  # pixels from which a window is high
BETWEEN = "          "  # separates the formulas of height and width on one line
MOST_PIECES = 12  # of the lines that are painted by themselves; many rectangles take longer than what lies between them
MORE = "  …"  # before a result, where not all is seen that it is the result of
CHIP_EDGE = 0.5  # pixels that a chip stays within its place at its sides; other pieces extend beyond theirs by OVER
REST = 30  # milliseconds after a stroke, before what nobody waits for is done
SPACE = 1.0  # pixels of a space in which surely nothing stands
UNLIMITED = 100_000
HINT: Text = "Point at a cell of an output to see the arithmetic behind it."
NO_LAYER: Text = "Add a layer to see the arithmetic behind its output."
SPARE = 1.1  # the factor for the room kept for the arithmetic, as lines are not filled to their ends


class LinesView(QWidget):
    """Lines of runs, wrapped to the width. It is at least `rows` lines high, so that the window does not jump."""

    pointed = Signal(object)  # the FormulaTerm under the pointer, or None

    def __init__(self, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # otherwise all that it lies in is painted below it
        self._lines: tuple[Line, ...] = ()
        self._placed: list[Placed] = []
        self._asked: tuple[object, ...] = ()  # the lines, the width and the font for which `_found` was found
        self._found: tuple[list[Placed], float] = [], 0.0
        self._scales: Scales = {}
        self.font_key, self.row_height, self.digit = "", 0, 0  # of the font, a line's height and a digit's width in pixels
        self._measure()
        self._look, self._rows, self._needed = LIGHT, rows, 0.0
        self._drawn: object = None  # the state with which all pieces were drawn

    @property
    def text(self) -> str:
        """The text without its styles."""
        return "\n".join(plain_text(line) for line in self._lines)

    @property
    def rows_needed(self) -> int:
        """How many lines the text takes at the present width."""
        return round(self._needed / self.row_height)

    def rows_for(self, lines: tuple[Line, ...]) -> int:
        """How many lines another text would take."""
        return round(self._wrapped(lines, self.width())[1] / self.row_height)

    def _wrapped(self, lines: tuple[Line, ...], width: int) -> tuple[list[Placed], float]:
        """Lines in some width, as `place` has them; what is measured first is mostly shown then."""
        asked = lines, width, self.font_key
        if self._asked != asked:
            self._asked, self._found = asked, place(self.arranged(lines, width), self.font_key, float(width))
        return self._found

    def keep_rows(self, rows: int) -> None:
        """Keep room for at least so many lines."""
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()

    def _measure(self) -> None:
        """Find what follows from the font: at each cell that is pointed at, it would take half as long as the text itself."""
        metrics = self.fontMetrics()
        self.font_key, self.row_height, self.digit = self.font().key(), metrics.height() + 8, metrics.horizontalAdvance("0")

    def centre_of(self, text: str, letter: str = "") -> QPointF:
        """The middle of the first run with a text (and, if given, with a letter's meaning)."""
        runs = (p for p in self._placed if p.run.text == text)
        found = next(p for p in runs if not letter or (p.run.points_at and p.run.points_at.letter == letter))
        return QPointF(*found.rect.centre)

    def show_lines(self, lines: tuple[Line, ...], scales: Scales, look: Look) -> None:
        """Show other lines."""
        if (lines, scales, look) != (self._lines, self._scales, self._look):
            self._lines, self._scales, self._look = lines, scales, look
            self.setAccessibleName(self.text)
            self._place()

    def arranged(self, lines: tuple[Line, ...], width: int) -> tuple[Line, ...]:
        """The lines as arranged in some width; unchanged by default."""
        return lines

    def sizeHint(self) -> QSize:
        return QSize(300, round(max(self._needed, self._rows * self.row_height)))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self._place()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointed.emit(self._term_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            fill(painter, event.rect(), ink(self._look.card))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if event.rect().width() >= self.width():
                draw_runs(painter, self._placed, self.font_key, self._look, self._scales)
                return
            rects: list[QRect] = list(event.region())  # type: ignore[call-overload]  # says nothing of iterating
            touched, seen = _touched(self._placed, rects, self._scales), sides(rects)
            draw_runs(painter, touched, self.font_key, self._look, self._scales, seen)

    def _term_at(self, point: QPointF) -> FormulaTerm | None:
        return next((p.run.points_at for p in self._placed if QRectF(*p.rect).contains(point)), None)

    def _place(self) -> None:
        width = self.width() if self.isVisible() else UNLIMITED  # it has no width of its own before it is shown
        before, room = self._placed, self.sizeHint()
        self._placed, self._needed = self._wrapped(self._lines, width)
        if self.sizeHint() != room:
            self.updateGeometry()
        drawn = self._scales, self._look, self.font_key
        if drawn != self._drawn:
            self._drawn = drawn
            self.update()
            return
        differ = [(was or now, now or was) for was, now in zip_longest(before, self._placed) if was != now]
        if len(differ) <= MOST_PIECES:
            self.update(reduce(QRegion.united, (part for pair in differ for part in self._changed(*pair)), QRegion()))
        else:
            rects = [item.rect for pair in differ for item in pair]
            top, bottom = floor(min(rect.top for rect in rects)) - OVER, ceil(max(rect.bottom for rect in rects)) + OVER
            self.update(QRect(0, top, self.width(), bottom - top))

    def _changed(self, was: Placed, now: Placed) -> list[QRect]:
        """Where a piece looks different (if it came or went, it is twice the same): of a text in its place, some parts."""
        is_new = was is now or was.rect != now.rect or replace(was.run, text=now.run.text) != now.run
        if is_new or is_chip(now.run, self._scales):
            return [_reach(was, now, self._scales)]
        spans = differing(was.run.text, now.run.text, self.font_key, kind_of(now.run))
        left, top, _wide, high = now.rect
        return [_around(left + start, top, left + end, top + high) for start, end in spans]


def _ends(item: Placed, scales: Scales) -> tuple[float, float]:
    """From where to where a piece is seen: italic letters and strong outlines extend beyond its place.

    A chip stays within it, and there is nothing at the end of a text that is a space: so the one is not drawn with the other.
    """
    run, left, right = item.run, item.rect.left, item.rect.right
    if is_chip(run, scales) and not run.now:
        return left + CHIP_EDGE, right - CHIP_EDGE
    return left + (SPACE if run.text[:1] == " " else -OVER), right - (SPACE if run.text[-1:] == " " else -OVER)


def _reach(was: Placed, now: Placed, scales: Scales) -> QRect:
    """The rectangle that contains a piece, before and now."""
    (left, right), (other_left, other_right) = _ends(was, scales), _ends(now, scales)
    top, bottom = min(was.rect.top, now.rect.top), max(was.rect.bottom, now.rect.bottom)
    return _around(min(left, other_left), top, max(right, other_right), bottom)


def _around(left: float, top: float, right: float, bottom: float) -> QRect:
    """The pixels between some sides, and as many above and below as letters may extend."""
    return QRectF(left, top, right - left, bottom - top).toAlignedRect().adjusted(0, -OVER, 0, OVER)


def _touched(placed: list[Placed], rects: list[QRect], scales: Scales) -> list[Placed]:
    """The pieces that are seen in some rectangles."""
    bounds = [(rect.left(), rect.right() + 1, rect.top() - OVER, rect.bottom() + 1 + OVER) for rect in rects]
    found = []
    for item in placed:
        left, top, wide, high = item.rect
        near = [
            (start, end)
            for start, end, above, below in bounds
            if left - OVER < end and left + wide + OVER > start and top < below and top + high > above
        ]
        if near:  # to find out where it ends exactly takes as long as all of this
            first, last = _ends(item, scales)
            if any(first < end and last > start for start, end in near):
                found.append(item)
    return found


class FormulaView(LinesView):
    """The formulas of height and width, on one line if there is room for both."""

    def arranged(self, lines: tuple[Line, ...], width: int) -> tuple[Line, ...]:
        joined = tuple(run for line in lines for run in (*line, Run(BETWEEN)))[:-1]
        return (joined,) if joined and line_width(joined, self.font_key) <= width else lines


class LinesArea(QScrollArea):
    """Lines in a frame of constant height, at most `MOST_ROWS`; longer ones scroll."""

    def __init__(self, lines: LinesView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{lines.objectName()}_scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewport(QWidget())  # for Qt's own viewport, PySide6 would load every kind of widget: 15 ms at the start
        self.setWidget(lines)
        self._lines, self.rows = lines, 1
        self._strip: object = None

    def keep_room(self, strip: object, rows: int) -> None:
        """Keep room for so many lines from now on. Another strip of layers starts afresh."""
        before = self.rows if strip == self._strip else 1
        self._strip = strip
        self.rows = min(max(before, rows), self._most)

    def keeps_most(self, strip: object) -> bool:
        """Whether there is as much room for a strip of layers as there can be."""
        return self.keeps_some(strip) and self.rows == self._most

    def keeps_some(self, strip: object) -> bool:
        """Whether there is the room that a strip of layers was given before."""
        return strip == self._strip

    @property
    def _most(self) -> int:
        return MOST_ROWS if self.window().height() >= HIGH else FEWER_ROWS

    def take_room(self, below: int = 0) -> bool:
        """Take the room, except for the lines `below` that are shown elsewhere. Return whether the height has changed."""
        height = (self.rows - below) * self._lines.row_height + 2 - (SPACING if below else 0)
        changed = height != self.height()
        self.setFixedHeight(height)
        return changed

    @property
    def seen_until(self) -> int:
        """How many lines there are down to the last one that is seen."""
        return round((self.verticalScrollBar().value() + self.height()) / self._lines.row_height)

    def show_end(self) -> None:
        """Scroll to the last line."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())


class Explanation(QWidget):
    """The arithmetic, with a button that mends a problem and the pinned cell beside it; below it the size formula."""

    pointed = Signal(object)  # the FormulaTerm under the pointer, or None
    mend_asked = Signal(object)  # the edit that mends the problem

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("explanation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 6, 18, 8)
        box.setSpacing(SPACING)
        self.arithmetic = LinesView("arithmetic", 1, self)
        self.conclusion = LinesView("arithmetic_conclusion", 1, self)
        self.formula = FormulaView("size_formula", 1, self)
        for part in (self.arithmetic, self.conclusion):
            enlarge(part, 1.2)
        self.conclusion.hide()
        self.area = LinesArea(self.arithmetic, self)
        self.chip = PinChip(self)
        first = QHBoxLayout()
        first.addWidget(self.area, 1)
        self.mend = MendButton("mend", self)
        self.mend.asked.connect(self.mend_asked)
        first.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(first)
        box.addWidget(self.conclusion)
        box.addWidget(self.formula)
        self.formula.pointed.connect(self.pointed)
        self.area.verticalScrollBar().valueChanged.connect(self._conclude)
        self._shown: tuple[Scene, Look] | None = None
        self._resting = QTimer(self, singleShot=True, interval=REST)
        self._resting.timeout.connect(self._make_room)
        self._apart: tuple[Line, Scales, Look] | None = None  # the result, where it is below the part that scrolls
        self._measured: Evaluation | None = None  # the evaluation whose arithmetic was measured, while there may be more room
        self._kept_for: Evaluation | None = None  # the evaluation for which there is room
        self._kept: object = None  # the sizes for which there is room
        self._digits = 0.0
        self._at_rest: tuple[object, int] = None, 1
        self._formula_room: tuple[tuple[Layer, ...], Shape, int, str] | None = None  # what room is kept for
        self._formula_rows: dict[tuple[Layer, Shape | None], int] = {}  # the lines that the formula of each layer takes

    def show_scene(self, scene: Scene, look: Look, *, drawing: bool = False) -> None:
        """Show another scene's words.

        While a stroke goes on (`drawing`), the same layers keep the room that they have, as long as it is enough for what is
        shown; `end_drawing` makes up for it.
        """
        self._shown = scene, look
        scales = {card.matrix: card.scale for card in scene.cards}
        line = scene.arithmetic or (Run(_hint(scene), "muted"),)
        self.chip.show_pin(scene, scene.focus.pin, look)
        self._offer_mending(scene)
        self._keep_room(scene.evaluation, line if drawing else None)
        self._show_arithmetic(line, scales, look)
        self.formula.show_lines(scene.formula, {}, look)
        self._take_room()
        if any(run.now for run in line):
            self.area.show_end()
        self._conclude()

    def end_drawing(self) -> None:
        """Keep the room that the numbers need which were drawn: as soon as the window rests, or something else is shown."""
        self._resting.start()

    def _make_room(self) -> None:
        if self._shown:
            rows = self.area.rows
            self._keep_room(self._shown[0].evaluation, None)
            if self.area.rows != rows:
                self.show_scene(*self._shown)

    @property
    def text(self) -> str:
        """The arithmetic, with its result."""
        return self.arithmetic.text + (self.conclusion.text.removeprefix(MORE) if self.conclusion.isVisibleTo(self) else "")

    def _offer_mending(self, scene: Scene) -> None:
        """Offer the remedy on the layer's card, which may be out of sight; with the layer's name, if it is not selected."""
        evaluation = scene.evaluation
        index = evaluation.problem[0] if evaluation.problem else 0
        mend = mending(evaluation, index) if evaluation.problem else None
        if mend and index != max(scene.selected, 0):
            mend = replace(mend, words=tr("{layer}: {mend}", layer=layer_name(evaluation, index), mend=mend.words))
        if self.mend.offer(mend):
            self.chip.keep_room(mend is None)  # the words about the problem need it more
            layout = self.layout()
            if layout:
                layout.activate()  # so that the arithmetic is measured at its new width

    def _show_arithmetic(self, line: Line, scales: Scales, look: Look) -> None:
        """Show the arithmetic. If it does not fit, the result is put below the part that scrolls, so that it is always seen."""
        at = conclusion_at(line)
        apart = at < len(line) and not any(run.now for run in line) and self.arithmetic.rows_for((line,)) > self.area.rows > 1
        self._apart = (line[at:], scales, look) if apart else None
        self.arithmetic.show_lines((line[:at] if apart else line,), scales, look)
        self._conclude()
        if apart != self.conclusion.isVisibleTo(self):
            self.conclusion.setVisible(apart)

    def _conclude(self) -> None:
        """Show the result below the part that scrolls, behind "…" while more of that part is below what is seen."""
        if self._apart:
            line, scales, look = self._apart
            more = self.area.seen_until < self.arithmetic.rows_needed
            self.conclusion.show_lines(((Run(MORE, "muted"), *line) if more else line,), scales, look)

    def _keep_room(self, evaluation: Evaluation, drawn: Line | None) -> None:
        """Keep room for whatever these layers will show, from the start, as nothing should move while somebody points; while
        somebody draws, for the line `drawn` at least.
        """
        if evaluation.pending is not None or not self.isVisible():
            return  # the lines are about to be shown again and need their room, or their width is not known yet
        kept = self.area.width(), self.window().height() >= HIGH, self.arithmetic.font_key, self.formula.width()
        if evaluation is self._kept_for and kept == self._kept:
            return
        strip = tuple((type(r.layer), r.layer.window, r.output is None) for r in evaluation.results), *kept
        if drawn and self.area.keeps_some(strip) and self.arithmetic.rows_for((drawn,)) <= self.area.rows:
            return
        if self.area.keeps_most(strip):
            self._measured = None
        else:
            if evaluation is not self._measured:
                self._measured, self._digits = evaluation, arithmetic_room(evaluation)
            rows = ceil(self._digits * SPARE * self.arithmetic.digit / max(self.area.width(), 1))
            self.area.keep_room(
                strip, max(rows, self._rows_at_rest(problem_line(evaluation) or (Run(translated(HINT)),), kept))
            )
        self._kept_for, self._kept = evaluation, kept
        self._keep_formula_room(evaluation)

    def _rows_at_rest(self, line: Line, kept: object) -> int:
        """The lines that the words take while no cell is in focus."""
        if (line, kept) != self._at_rest[0]:
            self._at_rest = (line, kept), self.arithmetic.rows_for((line,))
        return self._at_rest[1]

    def _keep_formula_room(self, evaluation: Evaluation) -> None:
        """Keep room for the formula of any layer."""
        kept = evaluation.experiment.layers, evaluation.experiment.input.shape, self.formula.width(), self.formula.font_key
        if kept != self._formula_room:
            known = self._formula_rows if self._formula_room and kept[2:] == self._formula_room[2:] else {}
            self._formula_room, self._formula_rows = kept, {}
            for index, layer in enumerate(kept[0]):  # only those that are new, or have another input, are measured
                asked = layer, evaluation.shape(index - 1)
                rows = known[asked] if asked in known else self.formula.rows_for(size_formula(evaluation, index))
                self._formula_rows[asked] = rows
            self.formula.keep_rows(max(self._formula_rows.values(), default=0))
            self._settle()

    def _take_room(self) -> None:
        below = min(self.conclusion.rows_needed, self.area.rows - 1) if self.conclusion.isVisibleTo(self) else 0
        if self.area.take_room(below):
            self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap again, but only after Qt has laid everything out, as it would go on with its earlier places."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        if self._shown:
            self.show_scene(*self._shown)

    def _settle(self) -> None:
        """Lay out at once. Otherwise taller lines would cover their neighbours for a frame."""
        for widget in (self, self.parentWidget()):
            layout = widget.layout() if widget else None
            if layout:
                layout.activate()


def _hint(scene: Scene) -> str:
    return scene.spoken or translated(HINT if scene.evaluation.results else NO_LAYER)
