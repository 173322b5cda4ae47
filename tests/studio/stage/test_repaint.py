"""What is painted again is all that changed: the screen after any gesture is what a window painted anew would show."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage, QPixmap

from convstudio.experiment import Experiment, frozen
from convstudio.layers import Activation, Array, Conv2d, MaxPool2d
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.strips import deep_strip

GESTURES = 24


def pixels(picture: QPixmap) -> Array:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].astype(float)


def on_the_screen(person: Person) -> Array:
    """What stands in the window's memory, brought there rectangle by rectangle."""
    return pixels(person.window.screen().grabWindow(person.window.winId()))


def strip(side: int, padding: int, stride: int) -> Experiment:
    values = np.random.default_rng(side).integers(0, 10, (1, side, side)) / 10
    sobel = frozen([[[[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]]])
    sides = ((padding, padding), (padding, padding))
    conv = Conv2d(kernel=sobel, bias=frozen([0.0]), padding=sides, stride=(stride, stride))
    return Experiment(input=frozen(values), layers=(conv, Activation(), MaxPool2d()))


@pytest.mark.parametrize(("side", "padding", "stride"), [(14, 0, 1), (11, 1, 2), (60, 1, 1)])
def test_what_is_painted_again_is_all_that_changed(open_window: OpenWindow, side: int, padding: int, stride: int) -> None:
    person = open_window(strip(side, padding, stride), size=(1280, 720))
    rng = np.random.default_rng(0)
    for number in range(GESTURES):
        layer = int(rng.integers(-1, 3)) if number % 2 else -1
        view = person.view(layer)
        row, column = (int(rng.integers(size)) for size in view.scene.shape)
        person.hover(view, row, column)
        if layer < 0:
            session = person.window.session
            brush = session.state.brush
            session.use(replace(brush, primary=int(rng.integers(0, 20)) / 10 + 0.05))
            person.click(view, row, column)
        person.settle()
        assert np.array_equal(on_the_screen(person), pixels(person.window.grab())), (number, layer, row, column)


def test_what_was_scrolled_away_is_painted_as_it_is_now(open_window: OpenWindow) -> None:
    person = open_window(deep_strip(8), size=(1280, 720))
    bar = person.window.area.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    person.settle()
    seen = on_the_screen(person)
    bar.setValue(0)
    person.settle()
    person.click(person.view(), 5, 5)
    bar.setValue(bar.maximum())
    person.settle()
    assert np.array_equal(on_the_screen(person), pixels(person.window.grab()))
    assert not np.array_equal(on_the_screen(person), seen)
