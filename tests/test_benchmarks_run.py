"""The benchmarks run, and time what they say: everything is repainted when their clock stops."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from convstudio import words
from tests.benchmarks import bench_channels, bench_start, bench_window
from tests.benchmarks.bench_window import Runs, Stage

SIDE = 12
MAPS = (-1, 0, 1, 2)
ROUNDING = 4  # of 255: a part of a smoothly shrunk picture is rounded a little differently from the whole


@pytest.fixture(autouse=True)
def own_words(qapp: QApplication) -> Iterator[None]:
    yield
    words.use_translator(None)


@pytest.fixture(autouse=True)
def own_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves what all tests hold out of collections, which a benchmark takes back in: each would take a second from then on."""
    monkeypatch.setattr(gc, "freeze", lambda: None)
    monkeypatch.setattr(gc, "unfreeze", lambda: None)


class Repaints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.number = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.number += event.type() == QEvent.Type.Paint
        return False


@pytest.mark.parametrize(
    "measure",
    [
        partial(bench_window.paint_runs, SIDE, 2),
        partial(bench_window.hover_runs, SIDE, 4),
        partial(bench_window.stroke_runs, SIDE, 3),
        partial(bench_window.play_runs, SIDE, 2),
        partial(bench_window.part_runs, SIDE, 2),
        partial(bench_channels.network_runs, bench_channels.network(SIDE, 4), 2),
        partial(bench_window.hover_runs, SIDE, 4, flow=True),
        partial(bench_channels.strip_runs, 6, 2, badges=True),
        partial(bench_channels.rail_runs, 6, 2),
    ],
    ids=lambda measure: measure.func.__name__,
)
def test_window_is_measured(measure: Callable[[], Runs]) -> None:
    runs = measure()
    assert runs.times
    for name, times in runs.times.items():
        assert times, name
        assert all(time > 0 for time in times)
        assert "ms" in runs.text(name)


@pytest.mark.parametrize("flow", [True, False])
def test_numbers_stand_in_the_cells_that_are_timed(qapp: QApplication, flow: bool) -> None:
    stage = Stage(bench_window.SMALL, flow=flow)
    assert all(stage.view(layer).text_at(0, 0) for layer in MAPS)
    stage.close()


@pytest.mark.parametrize("flow", [True, False])
def test_clock_stops_when_every_map_is_repainted(qapp: QApplication, flow: bool) -> None:
    stage = Stage(SIDE, flow=flow)
    painted = [Repaints(stage.view(layer)) for layer in (MAPS if flow else MAPS[:2])]
    view, cell = stage.view(), (5, 5)
    stage.point(view, cell)
    stage.settle()
    for map_ in painted:
        map_.number = 0
    stage.press(view, cell)
    stage.settle()
    assert all(map_.number for map_ in painted)
    stage.release(view, cell)
    stage.close()


@pytest.mark.parametrize("flow", [True, False], ids=["flow", "stage"])
@pytest.mark.parametrize("side", [SIDE, 300], ids=["large cells", "several cells a pixel"])
def test_screen_after_partial_repaints_is_that_of_a_full_one(qapp: QApplication, side: int, flow: bool) -> None:
    stage, random = Stage(side, QSize(1280, 900), flow=flow), np.random.default_rng(0)
    for step in range(24):
        view = stage.view(MAPS[step % 4])
        cell, other = (tuple(int(i) for i in random.integers(0, min(view.scene.shape), 2)) for _ in range(2))
        stage.point(view, cell)
        _assert_as_painted_anew(stage)
        if view is stage.view():
            stage.press(view, cell)
            stage.point(view, other, bench_window.LEFT)
            _assert_as_painted_anew(stage)
            stage.release(view, other)
            _assert_as_painted_anew(stage)
    stage.close()


def _assert_as_painted_anew(stage: Stage) -> None:
    stage.settle()
    stage.settle()
    shown = _screen(stage)
    for widget in (stage.window, *stage.window.findChildren(QWidget)):
        QWidget.update(widget)  # item views of PySide6 6.10 have only one that asks for an index
    stage.settle()
    assert np.abs(_screen(stage) - shown).max() <= ROUNDING


def _screen(stage: Stage) -> NDArray[np.int16]:
    """What the screen holds, which is not what `grab` would paint now."""
    picture = stage.app.primaryScreen().grabWindow(stage.window.winId()).toImage()
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8)
    return pixels.reshape(picture.height(), picture.width(), 4)[..., :3].astype(np.int16)


@pytest.mark.parametrize("child", bench_start.CHILDREN)
def test_start_is_measured(child: str, tmp_path: object) -> None:
    found = bench_start.start(bench_start.CHILDREN[child], str(tmp_path))
    assert found.first_paint > 0
