"""One layer as a sentence, X ⋆ K + b = Y, as large as there is room for: all matrices at one cell size.

Input channels are rows, outputs are columns of kernels; row 0 of X and row 0 of Y are at the same height. Texts and fields are
measured in the type in which they will be painted, so that the drawing is the same on the screen and on paper.
"""

from __future__ import annotations

from convstudio.scene.build import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout.stage.arrangement import arranged, drawn
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.values import Drawing


def stage(scene: Scene, index: int, large: Large, room: Room) -> Drawing:
    """The drawing of the layer at `index` of a scene (−1: the input alone), with the channels in `large` shown large."""
    return drawn(arranged(scene, index, large, room))
