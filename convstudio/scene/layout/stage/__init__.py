"""One layer as a sentence, X ⋆ K + b = Y, as large as there is room for: all matrices at one cell size.

Input channels are rows, outputs are columns of kernels; row 0 of X and row 0 of Y are at the same height. Texts and fields are
measured in the type in which they will be painted, so that the drawing is the same on the screen and on paper.
"""

from __future__ import annotations

from convstudio.scene.build import Scene
from convstudio.scene.large import Large
from convstudio.scene.layout.stage.beam import beams
from convstudio.scene.layout.stage.foot import put_foot
from convstudio.scene.layout.stage.inputs import put_inputs
from convstudio.scene.layout.stage.kernels import put_function, put_kernels
from convstudio.scene.layout.stage.outputs import put_output
from convstudio.scene.layout.stage.plan import Plan, Room, best_plan
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.values import Box, Drawing, Matrix, scaled


def stage(scene: Scene, index: int, large: Large, room: Room) -> Drawing:
    """The drawing of the layer at `index` of a scene (−1: the input alone), with the channels in `large` shown large."""
    return composed(best_plan(scene, index, large, room), room)


def composed(plan: Plan, room: Room) -> Drawing:
    """All pieces of a plan: frames and matrices, then the beams over them, then words and fields."""
    sheet = Sheet(plan, room)
    kernels = put_inputs(sheet, sheet.left)
    put_output(sheet, put_kernels(sheet, kernels) if sheet.what.has_kernel else put_function(sheet, kernels))
    put_foot(sheet, kernels + sheet.sign)
    sheet.put_titles()
    below = [item for item in sheet.items if isinstance(item, Box | Matrix)]
    above = [item for item in sheet.items if not isinstance(item, Box | Matrix)]
    lit = [beam for row in sheet.what.rows for beam in beams(below, row, sheet.what)]
    return scaled(Drawing(room.width, room.height, (*below, *lit, *above)), room.unit)
