"""The view of the cost as a value: what the layers cost, for this input or for a photograph."""

from __future__ import annotations

from convstudio.experiment import Evaluation
from convstudio.layers import KernelLayer
from convstudio.scene.state import State
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.cost import words
from convstudio.scene.workspaces.shift.cost.counts import LARGE, LayerCosts, layer_costs
from convstudio.scene.workspaces.shift.lab import LabScene
from convstudio.scene.workspaces.shift.part import part
from convstudio.scene.workspaces.shift.words import no_weights, obstacle
from convstudio.words import tr


class CostScene(LabScene, frozen=True, eq=False, kw_only=True):
    """The layers whose costs are added up; none if there is nothing to count."""

    layers: tuple[LayerCosts, ...] = ()


def build(state: State) -> CostScene:
    """Build the screen of a state."""
    own, evaluation = part(state), state.evaluation
    found = layer_costs(evaluation, LARGE if own.size == "large" else None)
    chosen = found if own.scope == "all" else _chosen(found, state.selected)
    with_kernels = sum(isinstance(result.layer, KernelLayer) and result.layer.enabled for result in evaluation.results)
    missing = "" if len(found) == with_kernels else " " + tr("What stands behind a layer that cannot work is left out.")
    return CostScene(
        part=own, evaluation=evaluation, focus=state.focus, cards=(), selected=state.selected, layers=chosen,
        conclusion=words.conclusion(chosen, missing) if chosen else (_nothing(evaluation, with_kernels),),
    )  # fmt: skip


def _chosen(found: tuple[LayerCosts, ...], selected: int) -> tuple[LayerCosts, ...]:
    """The selected layer; if it has no kernel, the next layer that has one, else the last such layer."""
    after = [layer for layer in found if layer.index >= selected]
    return tuple((after or list(found[-1:]))[:1])


def _nothing(evaluation: Evaluation, with_kernels: int) -> Line:
    if evaluation.problem and evaluation.problem[1].hides:
        return obstacle(evaluation)
    if with_kernels:
        return (Run(tr("The first convolution cannot work on this input.")),)
    return no_weights(evaluation)
