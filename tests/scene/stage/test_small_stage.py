"""However small the stage is, whatever stands on it has a size: Qt complains of others."""

import pytest

from convstudio.experiment import evaluate, gallery
from convstudio.scene import NOWHERE, build
from convstudio.scene.layout import Beam, Drawing, Matrix
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
