"""What is painted again is all that changed: the screen after any gesture is what a window painted anew would show."""

from __future__ import annotations

from functools import partial, reduce

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QRegion

from convstudio.experiment import Experiment, edits, frozen, gallery
from convstudio.experiment.edits import kernel_edits
from convstudio.layers import Activation, Array, Conv2d, ConvTranspose2d, MaxPool2d
from convstudio.painting.drawing import draw_drawing, draw_ground, ground_of
from convstudio.scene.layout import Thumbnail
from convstudio.scene.state import View
from convstudio.studio.matrix_view.canvas import MOST_PLACES, MatrixCanvas, _gathered
from convstudio.studio.stage.drawn import type_scale
from tests.studio.conftest import OpenWindow
from tests.studio.person import Person
from tests.studio.strips import deep_strip

GESTURES = 24
WITH_PICTURES = (1280, 1000)  # there is room for those of the rail
ROUNDED = 4  # of 255: what shines through where a beam is painted in pieces
MOST_DRAWN = 0.3  # of a matrix, where one goes on by a cell; all of it, at 28 × 28, takes longer than a frame has


def pixels(picture: QPixmap) -> Array:
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].astype(float)


def on_the_screen(person: Person) -> Array:
    """What stands in the window's memory, brought there rectangle by rectangle."""
    return pixels(person.window.screen().grabWindow(person.window.winId()))


def anew(person: Person) -> Array:
    """The window with every matrix drawn anew, whatever it has kept."""
    for view in person.window.findChildren(MatrixCanvas):
        view.update()
    return pixels(person.window.grab())


def strip(side: int, padding: int, stride: int) -> Experiment:
    values = np.random.default_rng(side).integers(0, 10, (1, side, side)) / 10
    sobel = frozen([[[[1.0, 0, -1], [2, 0, -2], [1, 0, -1]]]])
    sides = ((padding, padding), (padding, padding))
    conv = Conv2d(kernel=sobel, bias=frozen([0.0]), padding=sides, stride=(stride, stride))
    return Experiment(input=frozen(values), layers=(conv, Activation(), MaxPool2d()))


CASES = {
    "numbers": strip(14, 0, 1),
    "padding": strip(11, 1, 2),
    "pixels": strip(60, 1, 1),
    "smooth": strip(90, 0, 1),  # on the rail, several cells share a pixel
    "stamps": Experiment(
        input=frozen(np.random.default_rng(0).integers(0, 10, (1, 6, 6)) / 10),
        layers=(ConvTranspose2d(kernel=frozen([[[[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]]]), bias=frozen([0.0]), stride=(2, 2)),),
    ),
    "channels": gallery.example("three-to-four"),  # each of which has its name
}


@pytest.mark.parametrize("view", ["flow", "stage"])
@pytest.mark.parametrize("case", [*CASES, "padding, presented"])
def test_what_is_painted_again_is_all_that_changed(open_window: OpenWindow, case: str, view: View) -> None:
    case, _, presented = case.partition(", ")
    person = open_window(CASES[case], size=(1280, 720) if view == "flow" else WITH_PICTURES, view=view)
    assert view == "flow" or any(isinstance(item, Thumbnail) for item in person.window.page.rail.drawing.items)
    if presented:
        person.window.actions_by_name["present"].trigger()
    last = len(CASES[case].layers)
    rng = np.random.default_rng(0)
    for number in range(GESTURES):
        layer = int(rng.integers(-1, last if view == "flow" else 1)) if number % 2 else -1
        seen = person.view(layer)
        row, column = (int(rng.integers(size)) for size in seen.scene.shape)
        person.hover(seen, row, column)
        if layer < 0:
            session = person.window.session
            brush = session.state.brush
            session.use(replace(brush, primary=int(rng.integers(0, 20)) / 10 + 0.05))
            person.click(seen, row, column)
        elif number % 3 == 0:
            person.window.session.undo()  # what changes is not where the pointer is
        person.settle()
        differ = np.abs(on_the_screen(person) - anew(person)).max()
        assert differ <= (ROUNDED if view == "stage" else 0), (number, layer, row, column)


def test_the_marks_of_small_pictures_go_with_them(open_window: OpenWindow) -> None:
    person = open_window(CASES["pixels"], size=WITH_PICTURES, view="stage")
    rng = np.random.default_rng(1)
    for _ in range(15):
        seen = person.view(int(rng.integers(-1, 1)))
        person.hover(seen, *(int(rng.integers(size)) for size in seen.scene.shape))
        person.window.session.edit(edits.resize_input, int(rng.integers(3, 30)), int(rng.integers(3, 30)))
        person.settle()
        assert np.abs(on_the_screen(person) - anew(person)).max() <= ROUNDED


@pytest.mark.parametrize("name", ["reads", "dilation", "padding"])
def test_numbers_that_fit_again_are_all_written_again(open_window: OpenWindow, name: str) -> None:
    person = open_window(gallery.example(name), size=(1024, 640), view="stage")
    session = person.window.session
    numbers = np.round(np.random.default_rng(6).normal(size=session.state.experiment.input.shape) * 123456.789, 3)
    session.edit(edits.set_input, numbers, "noise")
    person.settle()
    session.undo()
    person.settle()
    assert np.abs(on_the_screen(person) - anew(person)).max() <= ROUNDED


def test_a_matrix_is_opaque_where_it_lies_alone_on_whole_pixels(
    open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = open_window(CASES["numbers"], size=(1280, 720), view="stage")
    stage, opaque = person.window.page.stage, Qt.WidgetAttribute.WA_OpaquePaintEvent
    assert person.view().testAttribute(opaque)
    assert person.view(0).testAttribute(opaque)
    for scale, alone in ((1.25, False), (2.0, True)):
        monkeypatch.setattr(stage, "devicePixelRatioF", lambda scale=scale: scale)
        QCoreApplication.sendEvent(stage, QEvent(QEvent.Type.DevicePixelRatioChange))
        assert all(view.testAttribute(opaque) == alone for view in (person.view(), person.view(0)))


@pytest.mark.parametrize("offset", [11.5, 33.75, 100.4375, 231.6875])
def test_a_scrolled_rail_is_the_same_in_parts(open_window: OpenWindow, offset: float) -> None:
    person = open_window(deep_strip(12), size=WITH_PICTURES, view="stage")
    rail = person.window.page.rail
    rail._scroll(offset)
    assert rail.offset > 0
    whole, parts = rail.grab(), QPixmap(rail.size())
    parts.fill(QColor("red"))
    for left in range(0, rail.width(), 40):
        rail.render(parts, QPoint(left, 0), QRegion(left, 0, 40, rail.height()))
    assert np.abs(pixels(parts) - pixels(whole)).max() <= ROUNDED


@pytest.mark.parametrize("view", ["flow", "stage"])
@pytest.mark.parametrize("moved", ["zoomed", "resized"])
def test_a_selection_goes_from_where_it_lies_by_now(open_window: OpenWindow, view: View, moved: str) -> None:
    person = open_window(CASES["numbers"], size=WITH_PICTURES, view=view)
    session, seen = person.window.session, person.view()
    session.use(replace(session.state.brush, tool="pointer"))
    person.drag(seen, (1, 1), (4, 4))
    assert session.state.selection is not None
    if moved == "zoomed":
        seen.zoom(1.4)
    else:
        person.window.resize(1100, 800)
    person.settle()
    session.choose(None)
    person.settle()
    assert np.abs(on_the_screen(person) - anew(person)).max() <= ROUNDED


def test_a_wide_brush_goes_from_where_it_lies_by_now(open_window: OpenWindow) -> None:
    person = open_window(CASES["numbers"], size=WITH_PICTURES, view="stage")
    session, seen = person.window.session, person.view()
    session.use(replace(session.state.brush, size=3))
    person.hover(seen, 5, 5)
    seen.zoom(1.4)
    person.settle()
    session.point(None)
    person.settle()
    assert np.abs(on_the_screen(person) - anew(person)).max() <= ROUNDED


def test_a_long_name_on_the_rail_leaves_nothing_behind(open_window: OpenWindow) -> None:
    layers = (*strip(14, 0, 1).layers, *CASES["stamps"].layers)
    person = open_window(replace(strip(14, 0, 1), layers=layers), size=WITH_PICTURES, view="stage")
    for layer in (3, 1, 2, 0, 3):
        person.window.session.select(layer)
        person.settle()
        assert np.abs(on_the_screen(person) - anew(person)).max() <= ROUNDED


RECTS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 90), st.integers(1, 90)), max_size=6)


@given(RECTS)
def test_what_is_drawn_together_covers_a_region_and_stays_together(rects: list[tuple[int, int, int, int]]) -> None:
    """A kept picture is cleared there first, and asks again what to draw of it."""
    region = reduce(QRegion.united, (QRegion(QRect(*rect)) for rect in rects), QRegion())
    together = _gathered(region)
    cleared = reduce(QRegion.united, map(QRegion, together), QRegion())
    assert region.subtracted(cleared).isEmpty()
    assert len(together) <= MOST_PLACES
    assert set(map(QRect.getRect, _gathered(cleared))) == set(map(QRect.getRect, together))


def test_a_small_picture_shows_what_its_window_reads_of_the_padding(open_window: OpenWindow) -> None:
    person = open_window(strip(11, 2, 1), size=WITH_PICTURES, view="stage")
    person.hover(person.view(0), 0, 0)
    rail = person.window.page.rail
    drawing = rail.drawing
    whole, parts = (QImage(rail.size(), QImage.Format.Format_RGB32) for _ in range(2))
    for image in (whole, parts):
        image.fill(QColor("white"))
    with QPainter(whole) as painter:
        draw_drawing(painter, drawing, person.window.look, type_scale(rail))
    with QPainter(parts) as painter:
        draw_ground(painter, ground_of(drawing), person.window.look, type_scale(rail), QRegion(rail.rect()), {})
    seen, wanted = (pixels(QPixmap.fromImage(image)) for image in (parts, whole))
    thumb = next(item for item in drawing.items if isinstance(item, Thumbnail))
    left, top, end = round(thumb.rect.left), round(thumb.rect.top), round(thumb.rect.top + thumb.rect.height)
    beside = slice(top - 10, end), slice(left - 12, left - 5)  # left of the picture
    assert (wanted[beside] != 255).any(), "the window reaches into the padding"
    assert np.array_equal(seen[beside], wanted[beside])


def test_pointing_at_the_next_cell_draws_little_of_the_stage(open_window: OpenWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    person = open_window(strip(28, 0, 1), size=(1280, 720), view="stage")
    output = person.view(0)
    person.hover(output, 5, 5)
    drawn: dict[MatrixCanvas, float] = {}
    draw = MatrixCanvas._draw

    def counted(canvas: MatrixCanvas, painter: QPainter, region: QRegion) -> None:
        drawn[canvas] = sum(rect.width() * rect.height() for rect in region)  # type: ignore[attr-defined]
        draw(canvas, painter, region)

    monkeypatch.setattr(MatrixCanvas, "_draw", counted)
    person.hover(output, 5, 6)
    assert output in drawn, "the outline went on"
    for canvas in (person.view(), output):
        assert drawn[canvas] < MOST_DRAWN * canvas.width() * canvas.height()


def test_the_stage_is_not_stacked_anew_where_one_points(open_window: OpenWindow) -> None:
    """Qt paints all that lies below a widget which is raised."""
    person = open_window(strip(14, 0, 1), size=(1280, 720), view="stage")
    person.hover(person.view(0), 5, 5)
    raised: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.ZOrderChange:
                raised.append(watched.objectName())
            return False

    watch = Watch()
    QCoreApplication.instance().installEventFilter(watch)
    person.hover(person.view(0), 5, 6)
    QCoreApplication.instance().removeEventFilter(watch)
    assert not raised


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
    assert np.array_equal(on_the_screen(person), anew(person))
    assert not np.array_equal(on_the_screen(person), seen)


def test_the_name_of_a_channel_stays_over_a_matrix_that_is_zoomed(open_window: OpenWindow) -> None:
    person = open_window(CASES["channels"], size=(1280, 720), view="flow")
    view, session = person.view(0, 0), person.window.session
    for _ in range(2):
        view.zoom(1.4)
        for change in (partial(session.edit, kernel_edits.negate, 0), session.undo):
            change()
            person.settle()
            assert np.array_equal(on_the_screen(person), anew(person))
