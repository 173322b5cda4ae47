"""Nothing of an answer is shown, said to a screen reader or exported before it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

from convstudio.lessons.reading.read import computed
from convstudio.scene import Focus, Spot
from convstudio.scene.layout import Drawing, Slot, Words
from convstudio.scene.words.hints import cell_hint
from convstudio.scene.words.text_runs import plain_text
from convstudio.scene.workspaces import WORKSPACES
from convstudio.studio.explore.explanation import LinesView
from convstudio.studio.lessons.player import Answered
from convstudio.studio.matrix_view import MatrixView
from tests.lessons.secrets import Hiding, Secrets, hiding, secrets, telling
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person

EXPORTS = {
    "export_stage": (".svg",), "export_network": (".svg",), "export_matrix": (".svg",),
    "export_table": (".csv", ".tsv", ".txt", ".npy"),
    "export_numpy": (".py",), "export_torch": (".py",), "export_keras": (".py",), "export_latex": (".tex",),
    "export_page": (".html",),
}  # fmt: skip
TEXTS = QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description, QAccessible.Text.Help
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole,
         Qt.ItemDataRole.AccessibleDescriptionRole, Qt.ItemDataRole.WhatsThisRole)  # fmt: skip
PROPERTIES = "text", "plainText", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription", "title"


def shown(window: QWidget) -> Iterator[str]:
    """All texts of what is visible: on widgets, in their tooltips, in cells, in drawings."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield from (str(found) for name in PROPERTIES if (found := widget.property(name)))
        drawing = getattr(widget, "drawing", None)
        if isinstance(drawing, Drawing):
            yield from (plain_text(item.line) for item in drawing.items if isinstance(item, Words | Slot))
        if isinstance(widget, LinesView):
            yield widget.text
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        if isinstance(widget, QAbstractItemView):
            yield from _items(widget)
        if isinstance(widget, MatrixView):
            rows, columns = widget.scene.shape
            cells = [(row, column) for row in range(rows) for column in range(columns)]
            yield from (cell_hint(widget.scene, *cell, widget.text_at(*cell)) for cell in cells)


def _items(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            index: QModelIndex = model.index(row, column)
            yield from (str(found) for role in ROLES if (found := model.data(index, role)))


def spoken(part: QAccessibleInterface | None) -> Iterator[str]:
    """All that a screen reader finds in a part of the window and the parts of that."""
    if part is None or not part.isValid() or part.state().invisible:  # type: ignore[attr-defined]
        return
    yield from (part.text(text) for text in TEXTS)
    text = part.textInterface()
    if text:
        yield text.text(0, text.characterCount())
    for at in range(part.childCount()):
        yield from spoken(part.child(at))


def exported(person: Person, folder: Path) -> Iterator[tuple[str, str]]:
    """What is written where, as texts; a table of bytes as its numbers."""
    for name, endings in EXPORTS.items():
        for ending in endings:
            path = folder / f"x{ending}"
            path.unlink(missing_ok=True)
            person.answers.save_path = path
            person.window.actions_by_name[name].trigger()
            if path.exists():
                yield name, _as_text(path)


def _as_text(path: Path) -> str:
    if path.suffix != ".npy":
        return path.read_text(encoding="utf-8")
    return " ".join(map(repr, np.load(path).ravel().tolist()))


def looked_at(person: Person) -> Iterator[str]:
    """What is said of the cells, each looked at in turn: a corner and the middle of every matrix."""
    session = person.window.session
    for view in list(person.window.spaces.here.page.views):
        rows, columns = view.scene.shape
        for cell in {(0, 0), (rows // 2, columns // 2), (rows - 1, columns - 1)}:
            session.look(Focus(pin=Spot(view.panel, *cell)))
            person.settle()
            yield from (person.status(), person.arithmetic())
            yield from shown(person.window.page.stage)
            person.window.actions_by_name["copy"].trigger()
            yield QGuiApplication.clipboard().text()
    session.look(Focus())


def hide(person: Person, step: Hiding) -> Secrets:
    """Go to a step, with numbers on the stage that tell themselves apart."""
    player = person.window.sides.lessons.player
    person.window.lessons.show(True)
    player.begin(step.lesson.name)
    player.go(step.at)
    experiment = telling(step.own)
    player.answered = Answered(fresh=experiment)
    player._staged = step.at
    player.show_stage()
    person.settle()
    told = step.lesson.steps[step.at].text + computed(step.question.ask, experiment)
    return secrets(experiment, step.question, told)


@pytest.fixture
def person(open_window: OpenWindow) -> Person:
    return open_window(view="stage", size=(1280, 720))


def first_of_each_lesson() -> list[Hiding]:
    """A step of every lesson that has one."""
    return list({step.lesson.name: step for step in reversed(hiding())}.values())


def saved(person: Person, path: Path) -> bool:
    """Whether the experiment is written into a file that shows all of it when it is opened."""
    person.answers.save_path = path
    done = person.window.documents.save_as() or person.window.documents.save()
    told = person.answers.told.pop()
    assert told.endswith("Not saved: the output is hidden until you have answered the question in the lesson.")
    return done or path.exists()


def leaks(kept: Secrets, step: Hiding, where: str, texts: Iterator[str] | list[str]) -> list[str]:
    """What is told of the secrets; the lesson's own words have other numbers, those of the lesson."""
    return [f"{step.name}, {where}: {' '.join(found)} in “{text[:80]}”" for text in texts if (found := kept.told_in(text))]


def test_no_hidden_answer_is_shown_or_said(person: Person) -> None:
    window, found = person.window, []
    window.show_layer_table(True)
    for step in hiding():
        kept = hide(person, step)
        found += leaks(kept, step, "shown", shown(window))
        found += leaks(kept, step, "to a screen reader", spoken(QAccessible.queryAccessibleInterface(window)))
        found += leaks(kept, step, "of a cell", looked_at(person))
    assert found == []
    assert len(hiding()) > 30


def test_nor_in_the_flow_and_the_other_workspaces(person: Person) -> None:
    window, found = person.window, []
    window.actions_by_name["flow"].trigger()
    for step in first_of_each_lesson():
        kept = hide(person, step)
        for workspace in WORKSPACES:
            window.work_in(workspace.name)
            person.settle()
            found += leaks(kept, step, workspace.name, shown(window))
            found += leaks(kept, step, f"in {workspace.name} to a screen reader",
                           spoken(QAccessible.queryAccessibleInterface(window)))  # fmt: skip
        window.work_in("explore")
    assert found == []


def test_no_export_has_a_hidden_answer_and_nothing_is_saved(person: Person, tmp_path: Path) -> None:
    found, names = [], set()
    for step in hiding():
        kept = hide(person, step)
        for name, text in exported(person, tmp_path):
            names.add(name)
            found += leaks(kept, step, name, [text])
        assert not saved(person, tmp_path / "x.convstudio")
    assert found == []
    assert names == set(EXPORTS)


@pytest.mark.parametrize("workspace", ["learn", "shift"])
def test_no_export_has_one_in_another_workspace(person: Person, tmp_path: Path, workspace: str) -> None:
    found = []
    for step in first_of_each_lesson():
        kept = hide(person, step)
        person.window.work_in(workspace)
        person.settle()
        found += [leak for name, text in exported(person, tmp_path) for leak in leaks(kept, step, name, [text])]
    assert found == []


def test_the_answer_is_found_once_it_is_committed(person: Person, tmp_path: Path) -> None:
    """The search finds what there is to be found: in the window, for a screen reader and in every export."""
    step = next(step for step in hiding() if step.lesson.name == "02-by-hand")
    kept = hide(person, step)
    person.window.sides.lessons.player.give_up()
    person.settle()
    assert leaks(kept, step, "shown", shown(person.window))
    assert leaks(kept, step, "to a screen reader", spoken(QAccessible.queryAccessibleInterface(person.window)))
    person.click(person.view(0), 0, 0)
    told = {name for name, text in exported(person, tmp_path) if leaks(kept, step, name, [text])}
    assert told >= {"export_stage", "export_network", "export_table", "export_latex", "export_page"}
