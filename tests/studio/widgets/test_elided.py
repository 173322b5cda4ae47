"""A title that is too long for one line has two, and only then is cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import gallery
from convstudio.studio.widgets.elided import TwoLines
from tests.studio.conftest import OpenWindow


def rows_inked(title: TwoLines) -> list[int]:
    """The rows of pixels in which something is written."""
    image = title.grab().toImage()
    ground = image.pixel(image.width() - 1, image.height() - 1)
    return [y for y in range(image.height()) if any(image.pixel(x, y) != ground for x in range(image.width()))]


def has_two_lines(title: TwoLines) -> bool:
    inked = rows_inked(title)
    return inked[-1] - inked[0] > 1.5 * title.fontMetrics().ascent()


@pytest.mark.parametrize(("text", "two"), [("Convolution", False), ("Transposed convolution", True), ("W" * 60, False)])
def test_a_long_title_has_two_lines(qapp: QApplication, text: str, two: bool) -> None:
    title = TwoLines(40)
    title.say(text)
    title.resize(110, title.minimumSizeHint().height())
    assert has_two_lines(title) is two


def test_the_panel_of_a_transposed_convolution_has_its_whole_title(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("transposed-convolution"), size=(1280, 720), view="stage")
    assert has_two_lines(person._one(TwoLines, "inspector_title"))
