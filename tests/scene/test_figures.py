"""Whatever is there can be drawn: every channel and every slice of every layer, also where there are more than a page shows."""

import numpy as np
import pytest

from convstudio.experiment import Experiment, evaluate, frozen, gallery
from convstudio.layers import Conv2d, KernelLayer
from convstudio.scene.layout import Matrix, Words
from convstudio.scene.layout.figures import Motif, drawing_of, frames_of, playhead_at
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.wrap import wrapped
from convstudio.scene.matrix.focus import MatrixId, PanelId
from convstudio.scene.playing.playhead import plays, windows
from convstudio.scene.words.text_runs import Run, plain_text


class Even:
    """All letters are equally wide."""

    def width(self, line, style):
        return 7.0 * sum(len(run.text) for run in line)

    def height(self, style):
        return 14.0


ROOM = Room(900.0, 480.0, Even())


def wide(groups):
    kernel = np.random.default_rng(1).normal(size=(20, 12 // groups, 2, 2))
    layer = Conv2d(kernel=frozen(kernel), bias=frozen(np.zeros(20)), groups=groups)
    return evaluate(Experiment(input=frozen(np.ones((12, 4, 5))), layers=(layer,)))


def panels(drawing):
    return [item.panel for item in drawing.items if isinstance(item, Matrix)]


def check_all(evaluation):
    for layer in range(-1, len(evaluation.results)):
        for channel in range((evaluation.shape(layer) or (0,))[0]):
            (panel,) = panels(drawing_of(evaluation, Motif("matrix", layer, channel), ROOM))
            assert (panel.matrix.kind, panel.matrix.layer, panel.channel) == ("map", layer, channel)
            staged = panels(drawing_of(evaluation, Motif("stage", max(layer, 0), channel if layer >= 0 else 0), ROOM))
            assert PanelId(MatrixId("map", layer), channel) in staged or layer < 0
        kind = evaluation.results[layer].layer if layer >= 0 else None
        if isinstance(kind, KernelLayer):
            for out, slice_ in np.ndindex(kind.kernel.shape[:2]):
                (panel,) = panels(drawing_of(evaluation, Motif("kernel", layer, out, slice_), ROOM))
                assert (panel.channel, panel.slice) == (out, slice_)


@pytest.mark.parametrize("name", ["three-to-four", "depthwise", "small-network", "transposed-convolution", "global-average"])
def test_every_matrix_of_an_example(name):
    check_all(evaluate(gallery.example(name)))


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_every_matrix_of_a_wide_layer(groups):
    check_all(wide(groups))


@pytest.mark.parametrize("groups", [1, 4])
def test_every_step_is_on_the_stage(groups):
    evaluation = wide(groups)
    for step in range(1, windows(evaluation, 0) + 1, 7):
        playhead = playhead_at(evaluation, 0, step, 3)
        drawn = panels(drawing_of(evaluation, Motif(playhead=playhead), ROOM))
        assert any(
            panel.matrix.kind == "map" and panel.matrix.layer == 0 and panel.channel == (step - 1) // 12 for panel in drawn
        )


def test_the_words_below_are_those_of_the_cell_and_fit():
    evaluation = wide(1)
    playheads = [playhead_at(evaluation, 0, 1, 3), playhead_at(evaluation, 0, 2)]
    drawings = frames_of(evaluation, Motif(words=True), playheads, ROOM)
    plain = frames_of(evaluation, Motif(), playheads, ROOM)
    assert len({drawing.height for drawing in drawings}) == 1
    assert drawings[0].height > plain[0].height + 3 * 14
    texts = []
    for drawing, bare in zip(drawings, plain, strict=True):
        below = [item for item in drawing.items if isinstance(item, Words) and item.rect.top >= bare.height]
        assert all(item.rect.bottom <= drawing.height for item in below)
        assert all(ROOM.measure.width(item.line, "plain") <= drawing.width - 32 for item in below)
        texts.append(" ".join(plain_text(item.line) for item in below))
    assert "running sum" in texts[0]
    assert "→ Y[0, 0, 1]" in texts[1]
    assert all("height" in text and "width" in text for text in texts)


@pytest.mark.parametrize("width", [10.0, 60.0, 200.0, 5000.0])
def test_a_line_in_pieces_says_the_same(width):
    line = (
        Run("one two  three "),
        Run("four", "strong"),
        Run(" and five; a_very_long_word_that_stays_whole. "),
        Run(" end", "muted"),
    )
    pieces = wrapped(line, width, "plain", Even())
    assert " ".join(" ".join(plain_text(piece) for piece in pieces).split()) == " ".join(plain_text(line).split())
    for piece in pieces:
        assert Even().width(piece, "plain") <= width or len(plain_text(piece).split()) == 1
    strong = "".join(run.text for piece in pieces for run in piece if run.meaning == "strong")
    assert strong.strip() == "four"


def test_what_is_hidden_is_hidden_in_the_figure():
    evaluation = evaluate(gallery.example("small-network"))
    assert plays(evaluation, 0)
    motif = Motif(playhead=playhead_at(evaluation, 0, 5), hide_unreached=True)
    veiled = [item.scene.veil for item in drawing_of(evaluation, motif, ROOM).items if isinstance(item, Matrix)]
    assert any(veil is not None for veil in veiled)
