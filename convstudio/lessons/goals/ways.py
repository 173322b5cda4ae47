"""“In three ways”: strips that pass the tests count once for each set of windows and of ways in which these slide."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.experiment import Experiment, evaluate
from convstudio.layers import Layer, Shape
from convstudio.lessons.goals.base import Attempt, Layers, Reading
from convstudio.lessons.goals.reach import Reach
from convstudio.lessons.reading.shorthand import layers_of
from convstudio.words import tr

MOST_WAYS = 5


class SeveralWays(Reach, frozen=True, eq=False, kw_only=True, tag="ways"):
    """The goal of passing the tests in as many ways as there are `strips`, with a star for each; `also` is not needed."""

    strips: tuple[Layers, ...]

    @property
    def most_stars(self) -> int:
        return len(self.strips)

    def way(self, attempt: Attempt, experiment: Experiment) -> str:
        return "" if self.missed(attempt, experiment) else recipe(attempt.experiment)

    def stars(self, attempt: Attempt, experiment: Experiment) -> int:
        if self.missed(attempt, experiment):
            return 0
        return min(len({*attempt.ways, recipe(attempt.experiment)}), self.most_stars)

    def unmet(self, attempt: Attempt, experiment: Experiment) -> list[str]:
        unmet = super().unmet(attempt, experiment)
        if not unmet and recipe(attempt.experiment) in attempt.ways:
            return [tr("You have found this way already: other windows, strides, paddings or dilations make another one.")]
        return unmet

    def readings(self, attempt: Attempt, experiment: Experiment) -> tuple[Reading, ...]:
        found = [*attempt.ways, *[""] * self.most_stars][: self.most_stars]
        return tuple(Reading(tr("way {n}", n=place), way, bool(way)) for place, way in enumerate(found, 1))

    def solved(self, experiment: Experiment) -> Experiment:
        return self._strip(experiment, -1)

    def answer(self, experiment: Experiment) -> Attempt:
        before = tuple(recipe(self._strip(experiment, place)) for place in range(len(self.strips) - 1))
        return Attempt(self.solved(experiment), 1, before)

    def solved_otherwise(self, experiment: Experiment) -> Attempt:
        return Attempt(self._strip(experiment, 0), 1)

    def problem(self, experiment: Experiment) -> str:
        if not 2 <= len(self.strips) <= MOST_WAYS or self.bounds:
            return tr("strips: 2 to {n} ways are wanted, and no bounds", n=MOST_WAYS)
        return super().problem(experiment)

    def _strip(self, experiment: Experiment, place: int) -> Experiment:
        return replace(experiment, layers=layers_of(self.strips[place]))


def recipe(experiment: Experiment) -> str:
    """What distinguishes a way, in words: the window of each layer and how it slides, but neither its weights nor its kind."""
    evaluation, parts = evaluate(experiment), []
    for index, layer in enumerate(experiment.layers):
        x = evaluation.input_of(index)
        if layer.enabled and x is not None:
            parts.append(_slides(layer, (x.shape[0], x.shape[1], x.shape[2])))
    return tr(", then ").join(parts)


def _slides(layer: Layer, shape: Shape) -> str:
    rows, columns = layer.axes(shape)
    sides = (rows.before, rows.after, columns.before, columns.after)
    settings = (
        (tr("stride {n}"), layer.stride, (1, 1)),
        (tr("dilation {n}"), layer.dilation, (1, 1)),
        (tr("padding {n}"), sides, (0, 0, 0, 0)),
    )
    said = (words.format(n=_plainly(value)) for words, value, usual in settings if value != usual)
    return " ".join((" × ".join(map(str, layer.window)), *said))


def _plainly(value: tuple[int, ...]) -> str:
    return str(value[0]) if len(set(value)) == 1 else "/".join(map(str, value))
