"""Lines that are shortened to their room: what fits is painted whole, however short it is."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from convstudio.experiment import gallery
from convstudio.studio.widgets.elided import Elided

LEAST = 60


def painted(label: Elided) -> set[str]:
    """The colours that are seen."""
    picture = label.grab().toImage()
    return {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}


@pytest.fixture
def label(qtbot: QtBot) -> Elided:
    made = Elided(LEAST)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("title", ["A", "Abc", *(each.title for each in gallery.examples())])
def test_a_line_is_seen_at_its_own_width(label: Elided, title: str) -> None:
    label.say(title)
    label.resize(label.sizeHint())
    assert len(painted(label)) > 1


def test_a_line_of_which_next_to_nothing_would_be_left_is_not_shown(label: Elided) -> None:
    label.say("A line that needs more room than this")
    label.resize(LEAST - 1, 20)
    assert len(painted(label)) == 1
    label.resize(LEAST, 20)
    assert len(painted(label)) > 1
