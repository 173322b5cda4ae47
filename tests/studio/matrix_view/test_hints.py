"""Every mark on a matrix says what it is where the pointer rests on it, and to who asks what it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from convstudio.experiment import Experiment, edits, frozen, gallery
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import Focus, PanelId, Spot
from convstudio.scene.matrix.links import map_id
from convstudio.studio.explore.sign import Sign
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.matrix_view.hints import hint_at
from convstudio.studio.matrix_view.view import cell_centre
from convstudio.studio.shell.help.whats_this import explanation
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person


def rest(view: MatrixView, at: QPoint) -> str:
    """What the tooltip says when the pointer rests at a pixel of a view."""
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def at_cell(view: MatrixView, row: int, column: int) -> str:
    return rest(view, cell_centre(view, row, column))


def above(view: MatrixView, position: int) -> str:
    """On the ruler above a map, over a cell of its padded width."""
    outer, cell = view.grid().outer, view.grid().cell
    return rest(view, QPointF(outer.left() + (position + 0.5) * cell, outer.top() - 4).toPoint())


def beside(view: MatrixView, position: int) -> str:
    outer, cell = view.grid().outer, view.grid().cell
    return rest(view, QPointF(outer.left() - 4, outer.top() + (position + 0.5) * cell).toPoint())


def test_a_cell_tells_its_exact_number(open_window: OpenWindow) -> None:
    person = open_window(gallery.example("padding"))
    value = person.view(0).scene.values[0, 0]
    assert at_cell(person.view(0), 0, 0).endswith(f"row 0, column 0: ≈ 0.2222 (exactly {float(value)!r})")
    assert at_cell(person.view(), -1, 0).endswith("row −1, column 0: padding, 0")


def test_unread_cells_and_the_ruler_explain_themselves(person: Person) -> None:
    person.window.session.edit(edits.set_parameter, 0, "stride", (2, 3))
    person.settle()
    view = person.view()  # 6 × 8 read by a window of 1 × 2: rows 1, 3 and 5, columns 2 and 5
    assert "slanting lines: no window of Convolution reads this column" in at_cell(view, 0, 2)
    assert "slanting lines: no window of Convolution reads this row" in at_cell(view, 1, 0)
    assert "slanting lines" not in at_cell(view, 0, 0)
    assert above(view, 0) == "Ticks: where a window of Convolution begins, every 3 columns: 3 places."
    assert beside(view, 0) == "Ticks: where a window of Convolution begins, every 2 rows: 3 places."
    assert beside(view, 5) == "Brown bar: 1 row left over; another window would not fit."
    person.window.session.look(Focus(pin=Spot(PanelId(map_id(0)), 0, 1)))
    person.settle()
    assert above(view, 3) == above(view, 4) == "Orange bar: the window that is lit."
    assert above(view, 0).startswith("Ticks: ")
    assert "framed: the window that the output reads" in at_cell(view, 0, 3)
    assert hint_at(view.scene, view.grid(), QPointF(1, 1), "") is None


def test_a_window_that_does_not_fit_says_so_at_its_bar(person: Person) -> None:
    person.window.session.edit(edits.set_parameter, 0, "kernel_size", (1, 9))
    person.settle()
    assert above(person.view(), 0) == "Bar: window 9 wide, padded input 8 wide."


def test_what_a_maximum_takes_and_what_padding_copies(open_window: OpenWindow) -> None:
    copying = Conv2d(kernel=frozen([[[[1.0, 1.0]]]]), bias=frozen([0.0]), padding=((0, 0), (1, 0)), padding_mode="replicate")
    person = open_window(Experiment(input=frozen([[[1.0, 2.0, 3.0]]]), layers=(copying, MaxPool2d(kernel_size=(1, 2)))))
    person.window.session.look(Focus(pin=Spot(PanelId(map_id(0)), 0, 0)))
    person.settle()
    assert "dashed frame: padding copies this cell" in at_cell(person.view(), 0, 0)
    person.window.session.look(Focus(pin=Spot(PanelId(map_id(1)), 0, 0)))
    person.settle()
    assert "filled: the largest of the window" in at_cell(person.view(0), 0, 1)


def test_what_is_not_reached_yet_keeps_its_number_to_itself(person: Person) -> None:
    person.window.transport.set_hiding(True)
    person.window.transport.scrub(3)
    person.settle()
    assert at_cell(person.view(0), 5, 6).splitlines()[0].endswith("row 5, column 6: not reached yet")


def test_nearly_nothing_is_explained(open_window: OpenWindow) -> None:
    values = [[[100.5, 0.00012]]]
    person = open_window(Experiment(input=frozen(values), layers=()), size=(1280, 720))
    view = person.view()
    view.set_cell_size(40)
    assert view.text_at(0, 1) == "≈0"
    assert at_cell(view, 0, 1).endswith("column 1: 0.00012\n≈0: small beside the other numbers here, but not 0")


def test_a_name_of_the_user_is_shown_letter_by_letter(open_window: OpenWindow) -> None:
    layer = Conv2d(name="<b>mine</b>", kernel=frozen([[[[1.0]]]]), bias=frozen([0.0]), stride=(1, 3))
    person = open_window(Experiment(input=frozen(np.ones((1, 3, 5))), layers=(layer,)))
    words = at_cell(person.view(), 0, 2)
    assert "no window of &lt;b&gt;mine&lt;/b&gt; reads this column" in words
    assert words.startswith('<qt style="white-space: pre-wrap">')
    assert "\n" in words


def test_what_is_this_explains_the_marks(person: Person) -> None:
    words = explanation(person.view())
    for mark in ("Ticks", "orange bar", "brown one", "Slanting lines", "≈0"):
        assert mark in words
    person.window.transport.set_hiding(True)
    person.window.transport.scrub(3)
    person.settle()
    assert "not reached yet" in explanation(person.view(0))


def test_the_signs_between_the_cards_say_what_they_mean(person: Person) -> None:
    signs = {sign.sign: sign for sign in person.window.findChildren(Sign) if sign.sign}
    assert set(signs) == {"⋆", "=", "→"}
    assert "slides over" in explanation(signs["⋆"])
    assert "what comes out" in explanation(signs["="])
    assert all(sign.toolTip() and sign.accessibleName() for sign in signs.values())
