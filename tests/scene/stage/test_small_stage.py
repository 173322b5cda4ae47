"""However small the stage is, whatever stands on it has a size: Qt complains of others."""

import pytest

from convstudio.experiment import evaluate, gallery
from convstudio.lessons.hidden import covered
from convstudio.scene import NOWHERE, build
from convstudio.scene.layout import Beam, Drawing, Matrix, Slot
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.playing import playhead as heads


class Typewriter:
    """Text in which all letters are alike."""

    def width(self, line, style):
        return 7.0 * sum(len(run.text) for run in line)

    def height(self, style):
        return 15.0


def flat(drawing: Drawing) -> list[object]:
    """What has no width or no height."""
    rects = [(item, item.rect) for item in drawing.items if not isinstance(item, Beam | Matrix)]
    return [item for item, rect in rects if rect.width <= 0 or rect.height <= 0] + [m for m in drawing.matrices if m.cell <= 0]


@pytest.mark.parametrize("name", ["edge-detection", "three-to-four", "small-network", "depthwise", "transposed-convolution"])
@pytest.mark.parametrize("size", [(360.0, 110.0), (376.0, 180.0), (640.0, 330.0), (1240.0, 560.0)])
def test_everything_has_a_size(name: str, size: tuple[float, float]) -> None:
    evaluation = evaluate(gallery.example(name))
    for index in range(len(evaluation.results)):
        scene = build(evaluation, NOWHERE, index, heads.start(evaluation, index), staged=True)
        assert flat(stage(scene, index, {}, Room(*size, Typewriter()))) == []


@pytest.mark.parametrize("name", ["edge-detection", "cross-correlation"])
@pytest.mark.parametrize("width", [390.0, 430.0, 520.0])
def test_what_goes_in_is_seen_beside_the_words_about_a_hidden_output(name: str, width: float) -> None:
    evaluation = evaluate(covered(gallery.example(name)))
    drawing = stage(build(evaluation, NOWHERE, 0, None, staged=True), 0, {}, Room(width, 250.0, Typewriter()))
    assert {item.panel.matrix.kind for item in drawing.matrices} == {"map", "kernel"}
    for item in drawing.matrices:
        assert item.cell >= 6.0
    words = next(item.rect for item in drawing.items if isinstance(item, Slot) and item.name == "problem")
    assert words.width >= 80.0
    assert words.right <= width
