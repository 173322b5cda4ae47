"""The panel of the lessons: the contents, or a step of a lesson with its question."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from convstudio.lessons.goals import Goal
from convstudio.lessons.model import Lesson, Step
from convstudio.studio.lessons.low_area import LowArea
from convstudio.studio.lessons.player import LessonPlayer
from convstudio.studio.lessons.question_box import QuestionBox
from convstudio.studio.lessons.reading import show_blocks
from convstudio.studio.lessons.star_rows import stars_text
from convstudio.studio.widgets.buttons import text_button
from convstudio.studio.widgets.literal import Label, on_button, set_look, set_tooltip
from convstudio.studio.widgets.reading import Reading
from convstudio.words import tr

WIDTH = 290  # least pixels
AROUND, INSIDE = 16, 24  # pixels on each side of the contents; around the words of a button
SPARE = 12  # pixels kept visible around what is scrolled to


class LessonPanel(QStackedWidget):
    """The panel: the contents while no lesson is open, else the present step."""

    said = Signal(str)

    def __init__(self, player: LessonPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_panel")
        self.player = player
        self._contents, self._page = Contents(player, self), StepPage(player, self)
        self.addWidget(self._contents)
        self.addWidget(self._page)
        player.changed.connect(self.refresh)
        player.said.connect(self.said)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(max(WIDTH, least.width()), least.height())

    def refresh(self) -> None:
        """Show the contents or the step, whichever the player is at."""
        page = self._page if self.player.lesson else self._contents
        page.refresh()
        if page is not self.currentWidget():
            self.setCurrentWidget(page)
            page.take_keyboard()

    def take_keyboard(self) -> None:
        """Give the keyboard to the page that is shown."""
        (self._page if self.player.lesson else self._contents).take_keyboard()

    def show_state(self) -> None:
        """Update what depends on the stage."""
        if self.player.lesson is not None:
            self._page.show_stage()


class Contents(QWidget):
    """The list of all lessons and challenges, with the learner's progress in each."""

    def __init__(self, player: LessonPlayer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_contents")
        self._player = player
        title = Label(tr("Lessons"), self)
        title.setProperty("look", "title")
        words = Label(tr("Each takes 5 to 10 minutes. Your own experiment waits until you come back."), self)
        words.setWordWrap(True)
        words.setProperty("look", "muted")
        self._list = QListWidget(self)
        self._list.setObjectName("lesson_list")
        self._list.setAccessibleName(tr("Lessons"))
        self._list.setWordWrap(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemActivated.connect(self._open)
        self._list.itemClicked.connect(self._open)
        self._begin = QToolButton(self)
        self._begin.setObjectName("lesson_begin")
        self._begin.setProperty("look", "primary")
        self._begin.clicked.connect(self._go_on)
        self._words = ""
        self._to_challenges = QToolButton(self)
        self._to_challenges.setObjectName("lesson_challenges")
        self._to_challenges.setProperty("look", "quiet")
        set_tooltip(self._to_challenges, tr("Tasks with many right answers, below the lessons"))
        self._to_challenges.clicked.connect(self._go_to_challenges)
        self._problems = Label("", self)
        self._problems.setWordWrap(True)
        self._problems.setProperty("look", "warning")
        box = QVBoxLayout(self)
        box.setContentsMargins(AROUND, 14, AROUND, 12)
        self._begin.setMinimumWidth(1)  # its title is shortened if necessary
        row, below = QHBoxLayout(), QHBoxLayout()
        for line, button in ((row, self._begin), (below, self._to_challenges)):
            line.addWidget(button)
            line.addStretch(1)
        box.addWidget(title)
        box.addWidget(words)
        box.addLayout(row)
        box.addLayout(below)
        for part in (self._list, self._problems):
            box.addWidget(part)

    def refresh(self) -> None:
        """Show the lessons, the progress and the problems as they are now."""
        at = self._list.currentRow()
        self._list.clear()
        for number, lesson in enumerate(self._player.lessons, 1):
            item = QListWidgetItem(self._line(number, lesson), self._list)
            item.setData(Qt.ItemDataRole.UserRole, lesson.name)
            set_tooltip(item, _about(lesson))
        self._add_challenges()
        self._list.setCurrentRow(max(at, 0))
        following = self._player.last
        self._begin.setVisible(following is not None)
        if following:
            goes_on = self._player.left is not None
            words = tr("Continue: {title}") if goes_on else tr("Begin: {title}")
            self._words = words.format(title=following.title)
            self._say_begin()
        self._problems.setText("\n".join(map(str, self._player.problems)))
        self._problems.setVisible(bool(self._player.problems))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_begin()

    def _say_begin(self) -> None:
        """Show on the button as much of what it opens as there is room for, with all of it in the tooltip."""
        room = self.width() - 2 * AROUND - INSIDE
        shown = self._begin.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self._begin.setText(on_button(shown))
        helps = tr("The lesson that you were in, or the next one that is not done")
        set_tooltip(self._begin, helps if shown == self._words else f"{self._words}\n{helps}")

    def _add_challenges(self) -> None:
        """Add the challenges below the lessons, under a heading of their own."""
        got = [self._player.stars(challenge) for challenge in self._player.challenges]
        self._to_challenges.setVisible(bool(got))
        self._to_challenges.setText(tr("Challenges {got} ★", got=sum(stars for stars, _most in got)))
        if not got:
            return
        heading = QListWidgetItem(tr("CHALLENGES"), self._list)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        set_tooltip(heading, tr("Many answers are right; the fewer means, the more stars"))
        for number, challenge in enumerate(self._player.challenges, 1):
            item = QListWidgetItem(f"{number}  {_titled(challenge)}  {stars_text(*self._player.stars(challenge))}", self._list)
            item.setData(Qt.ItemDataRole.UserRole, challenge.name)
            set_tooltip(item, _about(challenge))

    def take_keyboard(self) -> None:
        """Give the keyboard to the list of lessons."""
        self._list.setFocus()

    def _go_to_challenges(self) -> None:
        heading = self._list.item(len(self._player.lessons))
        self._list.setCurrentRow(len(self._player.lessons) + 1)
        self._list.scrollToItem(heading, QListWidget.ScrollHint.PositionAtTop)
        self._list.setFocus()

    def _line(self, number: int, lesson: Lesson) -> str:
        done, asked = self._player.done(lesson)
        mark = " ✓" if done == asked else tr("  ({done} of {asked})", done=done, asked=asked) if done else ""
        return f"{number}  {_titled(lesson)}{mark}"

    def _go_on(self) -> None:
        if self._player.last:
            self._player.begin(self._player.last.name)

    def _open(self, item: QListWidgetItem) -> None:
        self._player.begin(item.data(Qt.ItemDataRole.UserRole))


class StepPage(QWidget):
    """The page with a step of a lesson."""

    def __init__(self, player: LessonPlayer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_page")
        self._player = player
        self._shown: tuple[object, ...] = ()  # the lesson and the step whose words are shown
        self._place = Label("", self)
        self._place.setObjectName("lesson_place")
        self._place.setProperty("look", "section")
        self._place.setWordWrap(True)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("lesson_bar")
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(4)
        self._doing = Label("", self)
        self._doing.setObjectName("lesson_doing")
        self._doing.setProperty("look", "muted")
        self._doing.setWordWrap(True)
        self._title = Label("", self)
        self._title.setObjectName("lesson_title")
        self._title.setProperty("look", "title")
        self._title.setWordWrap(True)
        self._text = Reading(self)
        self._text.setObjectName("lesson_text")
        self._text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(tr("The step’s words"))
        self._question = QuestionBox(player, self)
        self._question.said.connect(self._show_below)
        self._question.closed.connect(lambda: self._next.setFocus())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._scrolled())
        self._question.buttons.setContentsMargins(16, 6, 16, 0)
        box.addWidget(self._question.buttons)
        box.addStretch(1)
        box.addWidget(self._aside_row())
        box.addLayout(self._foot())

    def _scrolled(self) -> LowArea:
        inside = QWidget(self)
        inside.setObjectName("lesson_inside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 14, 16, 10)
        for part in (self._place, self._bar, self._doing, self._title, self._text, self._question):
            column.addWidget(part)
        self._scroll = LowArea(self)
        self._scroll.setObjectName("lesson_scroll")
        self._scroll.setAccessibleName(tr("Lesson"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        return self._scroll

    def _aside_row(self) -> QWidget:
        self._aside = QWidget(self)
        self._again = text_button(
            "lesson_again", tr("Show this step again"), tr("Put its experiment on the stage again"), self, "quiet"
        )
        words = Label(tr("The stage shows something else."), self._aside)
        words.setProperty("look", "muted")
        words.setWordWrap(True)
        row = QHBoxLayout(self._aside)
        row.setContentsMargins(16, 2, 16, 2)
        row.addWidget(words, 1)
        row.addWidget(self._again)
        self._again.clicked.connect(self._player.show_stage)
        return self._aside

    def _foot(self) -> QHBoxLayout:
        self._contents = text_button(
            "lesson_leave", tr("Contents"), tr("All lessons; your own experiment comes back"), self, "quiet"
        )
        self._back = text_button("lesson_back", tr("← Back"), tr("The step before"), self, "quiet")
        self._next = text_button("lesson_next", tr("Next →"), tr("The next step"), self, "primary")
        self._contents.clicked.connect(self._player.close)
        self._back.clicked.connect(lambda: self._player.go(self._player.at - 1))
        self._next.clicked.connect(self._go_on)
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 16, 10)
        row.addWidget(self._contents)
        row.addStretch(1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        return row

    def refresh(self) -> None:
        """Show the player's present step."""
        lesson, step = self._player.lesson, self._player.step
        if lesson is None or step is None:
            return
        place = (lesson.path, self._player.at, step)
        row = self._row()
        words = tr("Challenge {n} of {count} · {title}") if lesson.is_challenge else tr("Lesson {n} of {count} · {title}")
        number = row.index(lesson) + 1 if lesson in row else 0
        self._place.setText(words.format(n=number, count=len(row), title=lesson.title))
        self._bar.setVisible(len(lesson.steps) > 1)
        self._bar.setRange(0, len(lesson.steps))
        self._bar.setValue(self._player.at + 1)
        self._bar.setAccessibleName(tr("Step {n} of {count}", n=self._player.at + 1, count=len(lesson.steps)))
        self._doing.setText(
            tr("Step {n} of {count}: {what}", n=self._player.at + 1, count=len(lesson.steps), what=_doing(step))
        )
        if place != self._shown:
            self._shown = place
            self._title.setText(step.title)
            show_blocks(self._text, step.blocks)
            self._text.setVisible(bool(step.blocks))
            self._scroll.verticalScrollBar().setValue(0)
        self._back.setEnabled(self._player.at > 0)
        self._back.setVisible(len(lesson.steps) > 1)
        self._next.setText(tr("Next →") if self._player.at + 1 < len(lesson.steps) else self._last_word())
        asks = step.question is not None and self._player.answered.open
        set_look(self._next, "" if asks else "primary")  # a single button says what to do now
        self._question.refresh()
        self.show_stage()

    def _show_below(self, part: QWidget) -> None:
        """Scroll to what is said about an answer, once it is laid out."""
        QTimer.singleShot(0, part, lambda: self._scroll.ensureWidgetVisible(part, 0, SPARE))

    def take_keyboard(self) -> None:
        """Give the keyboard to the words, from which Tab goes on to the answer; to the next button if there are none."""
        (self._text if self._text.isVisibleTo(self) else self._next).setFocus()

    def show_stage(self) -> None:
        """Show a note if the stage shows something other than the step, and update how far a challenge's goal is."""
        self._aside.setVisible(not self._player.is_on_stage)
        self._question.show_attempt()

    def _row(self) -> tuple[Lesson, ...]:
        """All challenges if the present lesson is one, else all lessons."""
        lesson = self._player.lesson
        return self._player.challenges if lesson and lesson.is_challenge else self._player.lessons

    def _last_word(self) -> str:
        if not self._following():
            return tr("Done")
        return tr("Next challenge →") if self._player.lesson and self._player.lesson.is_challenge else tr("Next lesson →")

    def _following(self) -> Lesson | None:
        """The lesson or challenge after the present one; None if it is the last."""
        lessons, lesson = self._row(), self._player.lesson
        at = lessons.index(lesson) + 1 if lesson in lessons else len(lessons)
        return lessons[at] if at < len(lessons) else None

    def _go_on(self) -> None:
        lesson = self._player.lesson
        if lesson and self._player.at + 1 < len(lesson.steps):
            self._player.go(self._player.at + 1)
            return
        following = self._following()
        if following:
            self._player.begin(following.name)
        else:
            self._player.close()


def _titled(lesson: Lesson) -> str:
    return tr("{title} (in English)", title=lesson.title) if lesson.only_english else lesson.title


def _about(lesson: Lesson) -> str:
    about = lesson.summary or lesson.title
    return f"{about}\n{tr('Its words are in English: nobody has translated them yet.')}" if lesson.only_english else about


def _doing(step: Step) -> str:
    """What the learner does in a step."""
    question = step.question
    if question is None:
        return tr("read, and look at the stage")
    if isinstance(question, Goal):
        return tr("make it on the stage; many ways are right")
    return tr("try it on the stage, then check") if question.field == "stage" else tr("predict, then check")
