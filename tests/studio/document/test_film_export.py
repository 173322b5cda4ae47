"""File, Export, Film: what the window shows, step by step or epoch by epoch."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLabel, QPushButton, QSpinBox

from convstudio.experiment import edits, gallery
from convstudio.experiment.edits import strip_edits
from convstudio.scene.workspaces.learn import part
from convstudio.studio.printing.film import Span, Wanted, problem_of, usual
from convstudio.studio.printing.film_sheet import FilmSheet
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


class Director(Person):
    """A person who makes films."""

    @property
    def sheet(self) -> FilmSheet:
        (found,) = [sheet for sheet in self.window.findChildren(FilmSheet) if sheet.isVisible()]
        return found

    def ask(self) -> None:
        self.window.actions_by_name["export_film"].trigger()
        self.settle()

    def enter(self, name: str, value: int) -> None:
        field = self.sheet.findChild(QSpinBox, f"film_{name}")
        assert field is not None
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(value))
        QTest.keyClick(field, Qt.Key.Key_Tab)
        self.settle()

    def choose(self, name: str, value: str) -> None:
        box = self.sheet.findChild(QComboBox, f"film_{name}")
        assert box is not None
        box.setFocus()
        while box.currentIndex() != box.findData(value):
            QTest.keyClick(box, Qt.Key.Key_Down if box.findData(value) > box.currentIndex() else Qt.Key.Key_Up)
        self.settle()

    @property
    def told(self) -> str:
        label = self.sheet.findChild(QLabel, "film_told")
        assert label is not None
        return label.text()

    def export(self, path: Path) -> Path:
        self.answers.save_path = path
        button = self.sheet.findChild(QPushButton, "film_export")
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.settle()
        return path


def director(open_window: OpenWindow, example: str) -> Director:
    return Director(open_window(gallery.example(example), size=(1280, 720), view="stage").window)


def opened(path: Path) -> Any:
    return Image.open(BytesIO(path.read_bytes()))


def pixels(path: Path, frame: int = 0) -> np.ndarray:
    image = opened(path)
    image.seek(frame)
    return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("form", ["gif", "webp", "png"])
def test_the_walk_has_a_frame_for_each_step_and_all_is_as_before(open_window: OpenWindow, tmp_path: Path, form: str) -> None:
    person = director(open_window, "cross-correlation")
    before = person.window.session.state
    person.ask()
    person.choose("form", form)
    person.choose("scale", "0.5")
    assert person.told == "4 frames of 4 steps, 2 s"
    path = person.export(tmp_path / f"walk.{form}")
    film = opened(path)
    assert (film.n_frames, film.info["loop"]) == (4, 0)
    assert film.width > 300
    frames = [pixels(path, frame) for frame in range(4)]
    assert all((frames[0] != other).any() for other in frames[1:])
    after = person.window.session.state
    assert (after.playhead, after.focus, after.history.position) == (before.playhead, before.focus, before.history.position)
    assert person.window.statusBar().currentMessage() == f"Exported “walk.{form}”."


def test_numbered_pictures_are_what_the_window_shows_at_each_step(open_window: OpenWindow, tmp_path: Path) -> None:
    person = director(open_window, "cross-correlation")
    person.ask()
    person.choose("form", "numbered")
    person.choose("scale", "2")
    person.enter("first", 2)
    person.export(tmp_path / "walk.png")
    made = sorted((tmp_path / "walk").iterdir())
    assert [path.name for path in made] == ["0001.png", "0002.png", "0003.png"]
    assert len({pixels(path).shape for path in made}) == 1
    person.ask()
    person.choose("form", "numbered")
    person.export(tmp_path / "walk.png")
    assert person.answers.told == ["Exporting: “walk”\n\nThe folder is not empty; name a new one."]


def test_a_training_has_a_frame_for_each_epoch(open_window: OpenWindow, tmp_path: Path, qtbot) -> None:
    person = director(open_window, "learning-a-kernel")
    person.window.work_in("learn")
    person.settle()
    action = person.window.actions_by_name["export_film"]
    assert not action.isEnabled(), "there is no epoch yet"
    person.window.learner.last()
    qtbot.waitUntil(lambda: person.window.learner.line.done and not person.window.learner.playing, timeout=20_000)
    person.settle()
    before = part(person.window.session.state).moment
    last = person.window.learner.line.last
    assert last > 3
    assert action.isEnabled()
    person.ask()
    assert person.told.startswith(f"{last + 1} frames of {last + 1} epochs")
    person.enter("last", 3)
    person.choose("scale", "0.5")
    path = person.export(tmp_path / "training.gif")
    assert opened(path).n_frames == 4
    assert (pixels(path, 0) != pixels(path, 3)).any()
    assert part(person.window.session.state).moment == before


def test_a_film_that_is_too_large_is_refused_where_it_is_chosen(open_window: OpenWindow, tmp_path: Path, monkeypatch) -> None:
    person = director(open_window, "small-network")
    person.ask()
    assert person.told.startswith("99 frames of 1568 steps")
    person.enter("every", 3)
    assert person.told.startswith("A film of 524 frames, each of ")
    assert "is too large: at most " in person.told
    button = person.sheet.findChild(QPushButton, "film_export")
    assert button is not None
    assert not button.isEnabled()
    person.enter("every", 30)
    assert button.isEnabled()
    monkeypatch.setattr("convstudio.painting.animation.MOST_PIXELS", 1_000_000)  # as if the frames came out larger
    assert not person.export(tmp_path / "walk.gif").exists()
    (told,) = person.answers.told
    assert told.startswith("Exporting: “walk.gif”\n\nA film of 54 frames, each of ")


def test_a_film_that_is_cancelled_leaves_nothing(open_window: OpenWindow, tmp_path: Path) -> None:
    person = director(open_window, "small-network")
    before = person.window.session.state
    person.ask()
    cancelled: list[bool] = []

    def cancel() -> None:
        shown = person.window.findChild(QDialog, "waiting")
        button = shown.findChild(QPushButton) if shown else None
        if button is None:
            QTimer.singleShot(0, cancel)
            return
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        cancelled.append(True)

    QTimer.singleShot(0, cancel)
    path = person.export(tmp_path / "film.gif")
    assert cancelled
    assert not path.exists()
    assert [entry for entry in tmp_path.iterdir() if entry.name != "settings"] == []
    assert person.window.session.state.playhead == before.playhead
    assert person.answers.told == []


def test_what_does_not_move_is_not_filmed(open_window: OpenWindow) -> None:
    person = director(open_window, "small-network")
    person.window.work_in("shift")
    person.settle()
    action = person.window.actions_by_name["export_film"]
    assert not action.isEnabled()
    person.window.work_in("explore")
    person.settle()
    assert action.isEnabled()
    person.select(-1)
    assert not action.isEnabled()
    person.select(1)
    person.window.session.edit(strip_edits.switch_layer, 1, False)
    person.settle()
    assert not action.isEnabled(), "a layer that is switched off has no walk"
    assert "switched on" in action.toolTip()


def test_frames_are_few_at_first_and_never_too_many() -> None:
    chosen = usual(Span(1, 1568, "steps"))
    assert len(chosen.places) <= 101
    assert (chosen.places[0], chosen.places[-1]) == (1, 1568)
    small = 100.0, 100.0
    assert problem_of(chosen, *small) == ""
    assert "too many" in problem_of(Wanted(1, 1568), *small)
    assert "before the first" in problem_of(Wanted(3, 2), *small)
    assert "at most 300 would do, or a smaller size" in problem_of(Wanted(1, 500), 1000.0, 500.0)
    assert problem_of(Wanted(1, 300), 1000.0, 500.0) == ""
    assert "at most 75 would do" in problem_of(Wanted(1, 300, scale="2"), 1000.0, 500.0)
    assert Wanted(0, 7, 3).places == (0, 3, 6, 7)


def test_while_a_gesture_leaves_no_output_there_is_no_film_and_afterwards_there_is(person: Person) -> None:
    session, film = person.window.session, person.window.actions_by_name["export_film"]
    person.select(1)
    assert film.isEnabled()
    session.preview(edits.set_parameter, 1, "kernel_size", (9, 9))
    assert (film.isEnabled(), film.statusTip()) == (False, "Choose a layer that is switched on and has an output.")
    session.cancel()
    assert film.isEnabled()
