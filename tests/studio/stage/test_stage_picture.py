"""The stage on the screen is the drawing that a figure is painted from."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from convstudio.experiment import gallery
from convstudio.painting.drawing import draw_drawing
from convstudio.scene.layout import Legend, Slot
from convstudio.studio.stage.drawn import type_scale

FRAME = 10  # pixels of the round frame of the stage
ALIKE = 24  # of 255: smoothing at the edge of a line
SHARE = 0.002  # of all pixels may differ by more: a line between two pixels


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return raw[:, :, :3].astype(int)


@pytest.mark.parametrize("example", ["edge-detection", "channels-out", "max-pooling"])
def test_the_screen_shows_the_drawing(open_window, example):
    person = open_window(gallery.example(example), size=(1280, 720), view="stage")
    shown, look = person.window.page.stage, person.window.look
    drawing = shown.drawing
    image = QImage(shown.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(look.card))
    with QPainter(image) as painter:
        draw_drawing(painter, drawing, look, type_scale(shown))
    seen, painted = pixels(shown.grab().toImage()), pixels(image)
    looked_at = np.zeros(seen.shape[:2], bool)
    looked_at[FRAME:-FRAME, FRAME:-FRAME] = True
    for item in drawing.items:  # a field on the screen is a number in a frame on paper
        if isinstance(item, Slot | Legend):
            left, top, right, bottom = item.rect.left, item.rect.top, item.rect.right, item.rect.bottom
            looked_at[max(int(top) - 4, 0) : int(bottom) + 4, max(int(left) - 4, 0) : int(right) + 4] = False
    differs = (abs(seen - painted).max(axis=2) > ALIKE) & looked_at
    assert differs.sum() <= SHARE * looked_at.sum()
    assert (abs(painted - painted[FRAME, FRAME]).max(axis=2) > ALIKE)[looked_at].mean() > 0.1  # it is no empty card
