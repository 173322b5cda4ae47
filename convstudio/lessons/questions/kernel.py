"""“Which kernel does this?”: a kernel is built on the stage, and judged by its output rather than its weights."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from convstudio.experiment import Experiment, frozen
from convstudio.experiment.edits import with_layer
from convstudio.layers import Array, KernelLayer
from convstudio.lessons.cases import Case, case_of
from convstudio.lessons.misconceptions import MAPS, Misconception, named, of_kernel
from convstudio.lessons.questions.base import StageQuestion
from convstudio.lessons.questions.number import CLOSE
from convstudio.scene.words.numbers import short
from convstudio.words import tr

OF_KERNELS = ("kernel_flipped", "kernel_transposed", "signs_swapped")


class BuildKernel(StageQuestion, frozen=True, eq=False, kw_only=True, tag="kernel"):
    """A question for a kernel that has the same output as `solution` (k_h, k_w) for the step's input."""

    solution: tuple[tuple[float, ...], ...]

    def beliefs(self) -> list[Misconception]:
        return [each for each in MAPS if each.name in OF_KERNELS]

    def case(self, experiment: Experiment) -> Case:
        return case_of(self.solved(experiment), self.index)

    def wanted(self, experiment: Experiment) -> Array:
        """The wanted output (C, H, W). Raises ValueError if the solution has none."""
        found = self.case(experiment).output()
        if found is None:
            raise ValueError(tr("solution: it has no output"))
        return found

    def solved(self, experiment: Experiment) -> Experiment:
        rows = {len(row) for row in self.solution}
        index = self._place(experiment)
        layer = experiment.layers[index]
        if not isinstance(layer, KernelLayer) or len(rows) != 1:
            raise ValueError(tr("solution: a kernel is wanted, and a convolution to have it"))
        return with_layer(experiment, index, replace(layer, kernel=frozen([[self.solution]])))

    def is_right(self, answer: Experiment, experiment: Experiment) -> bool:
        found = self._built(answer, experiment)
        return found is not None and self._gives(found, self.wanted(experiment))

    def explanations(self, answer: Experiment, experiment: Experiment) -> tuple[tuple[str, ...], ...]:
        built = self._built(answer, experiment)
        if built is None:
            return ((tr("The convolution of this step is gone: begin the step again."),),)
        wanted = self.wanted(experiment)
        believed = [(each, each.believed(built)) for each in (named(name) for name in OF_KERNELS)]
        return tuple((of_kernel(each.name),) for each, case in believed if case is not None and self._gives(case, wanted))

    def either(self, sentences: list[str]) -> str:
        return " ".join(sentences)  # all of them are true

    def remark(self, answer: Experiment, experiment: Experiment) -> str:
        built = self._built(answer, experiment)
        found, wanted = None if built is None else built.output(), self.wanted(experiment)
        if built is None or found is None:
            return ""
        if found.shape == wanted.shape:
            return _done_by(built, found, wanted)
        size = " × ".join(map(str, found.shape[1:]))
        return tr("Its output is {size}; {wanted} is wanted.", size=size, wanted=" × ".join(map(str, wanted.shape[1:])))

    def written(self, answer: Experiment) -> str:
        layer = answer.layers[self.index]
        assert isinstance(layer, KernelLayer)
        return " / ".join(" ".join(short(float(weight)) for weight in row) for row in layer.kernel[0, 0])

    def _place(self, experiment: Experiment) -> int:
        """The index of the layer in the strip. Raises ValueError if it is missing."""
        index = len(experiment.layers) - 1 if self.index < 0 else self.index
        if not 0 <= index < len(experiment.layers):
            raise ValueError(tr("layer {n} is not there", n=index + 1))
        return index

    def _built(self, answer: Experiment, experiment: Experiment) -> Case | None:
        """The case of the layer that was built, on the step's own input; None if the layer is gone or cannot work."""
        index = self._place(experiment)
        if len(answer.layers) <= index or not isinstance(answer.layers[index], KernelLayer):
            return None
        built = replace(case_of(experiment, index), layer=replace(answer.layers[index], enabled=True))
        return None if built.layer.problem(built.shape_in) else built

    def _gives(self, case: Case, wanted: Array) -> bool:
        found = case.output()
        if found is None or found.shape != wanted.shape:
            return False
        return bool((np.abs(found - wanted) <= CLOSE * max(1.0, float(np.abs(wanted).max()))).all())


def _done_by(built: Case, found: Array, wanted: Array) -> str:
    """What a wrong kernel does: which pixel it picks, if it has a single weight; else the first output that is wrong."""
    layer = built.layer
    assert isinstance(layer, KernelLayer)
    places = np.argwhere(layer.kernel)
    if not len(places):
        return tr("Now all weights of your kernel are 0: no pixel counts.")
    if len(places) == 1:
        row, column = (int(part) for part in places[0, 2:])
        weight = short(float(layer.kernel[tuple(places[0])]))
        which = _place_in(row, column, layer.window)
        if weight == "1":
            return tr("Now your kernel picks {which}.", which=which)
        return tr("Now your kernel takes {weight} · {which}.", weight=weight, which=which)
    channel, row, column = (int(part) for part in np.argwhere(np.abs(found - wanted) > CLOSE)[0])
    now, right = short(float(found[channel, row, column])), short(float(wanted[channel, row, column]))
    return tr("Now Y[{row}, {column}] is {now}; {right} is wanted.", row=row, column=column, now=now, right=right)


def _place_in(row: int, column: int, window: tuple[int, int]) -> str:
    if window != (2, 2):
        return tr("the pixel of its window in row {row}, column {column}", row=row, column=column)
    corners = (
        tr("the upper left pixel of its window"),
        tr("the upper right pixel of its window"),
        tr("the lower left pixel of its window"),
        tr("the lower right pixel of its window"),
    )
    return corners[2 * row + column]
