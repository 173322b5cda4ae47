"""Drawings as files, without a window: every example's stage and rail, with text as text."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.layers import Conv2d
from convstudio.painting.figure import figure, picture
from convstudio.painting.palette import DARK, LIGHT, LOOKS, PRINT, Look
from convstudio.painting.typeface import Typeset
from convstudio.scene import build
from convstudio.scene.layout import Drawing, Hit, Matrix, Rect, Slot, Words
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import MARGIN, trimmed
from convstudio.scene.words.text_runs import Meaning, Run
from tests.painting.canvas import pixels

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
NAMES = [f"{example.name}-{what}" for example in gallery.examples() for what in ("stage", "rail")]


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    """The folder of the files, and the words drawn in each: painted once, by a program that has no widgets."""
    folder = tmp_path_factory.mktemp("figures")
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.painting.paint_examples", str(folder)], cwd=ROOT, env=environment, capture_output=True,
        text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def stage_of(experiment, size=(900.0, 480.0)) -> Drawing:
    evaluation = evaluate(experiment)
    return stage(build(evaluation, selected=0, staged=True), 0, {}, Room(*size, Typeset()))


def texts(svg: bytes) -> list[str]:
    return ["".join(element.itertext()).strip() for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_painted_without_widgets(painted, name, qapp):
    folder, told = painted
    written = texts((folder / f"{name}.svg").read_bytes())
    assert [word for word in told[name] if word not in written] == []  # words can be searched, copied and restyled
    image = QImage(str(folder / f"{name}.png"))
    assert image.width() > 60
    assert len(np.unique(pixels(image.convertToFormat(QImage.Format.Format_RGB32)))) > 10


def test_the_numbers_of_the_cells_are_text_too(qapp):
    experiment = Experiment(input=frozen([[[17.0, 25.0], [38.0, -4.5]]]))
    written = texts(figure(trimmed(stage_of(experiment)), LIGHT, "svg"))
    assert [written.count(number) for number in ("17", "25", "38", "−4.5")] == [1, 1, 1, 1]


def test_cells_of_a_figure_are_shapes_that_do_not_blur(qapp):
    svg = figure(trimmed(stage_of(gallery.example("edge-detection"))), LIGHT, "svg")
    images = list(ElementTree.fromstring(svg).iter(f"{SVG}image"))
    assert len([image for image in images if float(image.get("height", "0")) > 20]) == 0  # but the bar of the legend
    assert len(list(ElementTree.fromstring(svg).iter(f"{SVG}rect"))) > 20


@pytest.mark.parametrize("title", ["a <b> & \"c\" 'd'", "two\nlines\x00\x07\x1b", "]]> --> <!--", "\ud800 alone"])
def test_no_title_breaks_a_figure(qapp, title):
    drawing = trimmed(stage_of(gallery.opening_example()))
    root = ElementTree.fromstring(figure(drawing, LIGHT, "svg", title=title))
    assert "\n" not in (root.findtext(f"{SVG}title") or "")
    assert figure(drawing, LIGHT, "pdf", title=title).startswith(b"%PDF-")


def test_a_pdf_is_one_page_as_large_as_the_drawing(qapp):
    drawing = trimmed(stage_of(gallery.opening_example()))
    pdf = figure(drawing, PRINT, "pdf")
    box = pdf.split(b"/MediaBox [", 1)[1].split(b"]", 1)[0].split()
    assert [float(number) for number in box[2:]] == pytest.approx([drawing.width * 0.75, drawing.height * 0.75], abs=1)
    assert pdf.count(b"/Type /Page\n") == 1


def test_a_png_is_as_many_times_larger_as_asked_for(qapp):
    drawing = trimmed(stage_of(gallery.opening_example()))
    for scale in (1.0, 3.0):
        image = QImage.fromData(figure(drawing, LIGHT, "png", scale=scale))
        assert (image.width(), image.height()) == (round(drawing.width * scale), round(drawing.height * scale))
    with pytest.raises(ValueError, match="choose a smaller scale"):
        figure(drawing, LIGHT, "png", scale=100.0)


def test_themes_are_told_by_their_ground(qapp):
    drawing = trimmed(stage_of(gallery.opening_example()))
    grounds = {name: picture(drawing, look).pixelColor(1, 1).name() for name, look in LOOKS.items()}
    assert grounds == {"light": LIGHT.card, "dark": DARK.card, "print": "#ffffff"}


def test_a_trimmed_drawing_has_all_that_is_seen_and_a_margin():
    class Even:
        def width(self, line, style):
            return 7.0 * sum(len(run.text) for run in line)

        def height(self, style):
            return 14.0

    evaluation = evaluate(gallery.example("channels-out"))
    whole = stage(build(evaluation, selected=0, staged=True), 0, {}, Room(1400, 900, Even()))
    cut = trimmed(whole)
    assert cut.width < whole.width
    assert cut.height < whole.height
    kinds = (Words, Matrix)
    assert [type(i) for i in cut.items if isinstance(i, kinds)] == [type(i) for i in whole.items if isinstance(i, kinds)]
    assert not [item for item in cut.items if isinstance(item, Hit) or (isinstance(item, Slot) and not item.line)]
    rects = [item.rect for item in cut.items if isinstance(item, Words)]
    assert min(rect.left for rect in rects) >= MARGIN
    assert min(rect.top for rect in rects) == MARGIN
    assert max(rect.right for rect in rects) <= cut.width - MARGIN + 1e-9


def test_why_a_layer_cannot_work_is_written_in_lines_that_fit(qapp):
    layer = Conv2d(kernel=frozen(np.ones((1, 1, 5, 5))), bias=frozen(np.zeros(1)))
    drawing = stage_of(Experiment(input=frozen(np.ones((1, 3, 3))), layers=(layer,)))
    slot = drawing.slot("problem")
    assert slot
    written = texts(figure(drawing, LIGHT, "svg"))
    said = "".join(run.text for run in slot.line).split()
    assert [word for word in said if not any(word in text for text in written)] == []
    image = pixels(picture(drawing, LIGHT, 1.0))
    right = round(slot.rect.right) + 14  # the dashed frame ends before
    assert np.all((image[:, right:] & 0xFFFFFF) == int(LIGHT.card[1:], 16))


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_a_faint_operator_is_seen_less_than_one_that_computes(look: Look) -> None:
    def strength(meaning: Meaning) -> int:
        words = Words((Run("⋆", meaning),), Rect(0, 0, 40, 40), "star")
        drawn, ground = (
            pixels(picture(Drawing(40, 40, items), look, 1.0)).view(np.uint8).astype(int) for items in ((words,), ())
        )
        return int(np.abs(drawn - ground).max())

    assert 0 < strength("faint") < strength("plain") / 2
