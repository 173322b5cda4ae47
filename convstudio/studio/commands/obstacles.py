"""Why a command is not possible in a state, as a sentence; "" if it is."""

from __future__ import annotations

from convstudio.layers import KernelLayer
from convstudio.scene import workspaces
from convstudio.scene.playing.playhead import plays
from convstudio.scene.state import EXPLORE, LEARN, State
from convstudio.studio.editing.editing import convolution_meant
from convstudio.words import tr


def nothing_to_undo(state: State) -> str:
    """No step has been made."""
    return "" if state.history.undo_label is not None else tr("There is nothing to undo.")


def nothing_to_redo(state: State) -> str:
    """No step was undone."""
    return "" if state.history.redo_label is not None else tr("There is nothing to redo.")


def no_loss(state: State) -> str:
    """No loss is plotted."""
    if state.workspace != LEARN:
        return tr("Only in Learn.")
    return "" if state.learning and state.learning.obstacle is None else tr("There is nothing to learn here.")


def nothing_to_film(state: State) -> str:
    """Nothing that is shown moves: no epoch is computed, or no output of the layer’s own."""
    if state.workspace == LEARN:
        line = state.learning.learnt.line if state.learning else None
        return "" if line and line.last else tr("Train first: there is no epoch to film yet.")
    if state.workspace != EXPLORE:
        return tr("A film shows the walk in Explore, or the training in Learn.")
    if plays(state.evaluation, state.selected):
        return ""
    return tr("Choose a layer that is switched on and has an output.")


def no_layer(state: State) -> str:
    """The input is chosen, no layer."""
    return "" if state.selected >= 0 else tr("Choose a layer first.")


def no_layer_on_stage(state: State) -> str:
    """No layer is chosen, or there are cards, whose titles are names themselves."""
    if state.view != "stage":
        return tr("Only where one layer is shown, not all as a flow.")
    return no_layer(state)


def no_layer_before(state: State) -> str:
    """The selected layer has no other one before it."""
    if state.selected < 0:
        return no_layer(state)
    return "" if state.selected >= 1 else tr("It is the first layer.")


def no_layer_behind(state: State) -> str:
    """The selected layer has no other one behind it."""
    return no_layer(state) or nothing_behind(state)


def nothing_before(state: State) -> str:
    """The input is the first of all."""
    return "" if state.selected >= 0 else tr("Nothing stands before the input.")


def nothing_behind(state: State) -> str:
    """What is selected, layer or input, is the last."""
    return "" if state.selected < len(state.experiment.layers) - 1 else tr("Nothing stands behind it.")


def no_other_layer(state: State) -> str:
    """There is at most one layer."""
    return "" if len(state.experiment.layers) > 1 else tr("There is no other layer.")


def no_layers(state: State) -> str:
    """There is only the input."""
    return "" if state.experiment.layers else tr("There is no layer.")


def one_channel(state: State) -> str:
    """Channels have no order, and the last one stays."""
    return "" if len(state.experiment.input) > 1 else tr("The input has only one channel.")


def nothing_to_play(state: State) -> str:
    """The workspace has nothing that moves."""
    if workspaces.of(state).plays(state):
        return ""
    return nothing_to_learn(state) if state.learning else tr("Nothing moves here: choose a layer with a window.")


def no_window_to_play(state: State) -> str:
    """The transport has no layer to play."""
    return "" if state.playhead is not None else tr("Nothing moves here: choose a layer with a window.")


def nothing_to_learn(state: State) -> str:
    """Nothing can be learned, here or in Learn, whose page says in full what is missing."""
    if state.learning:
        return "" if state.learning.obstacle is None else tr("Nothing can be learned here; the page says why.")
    there = any(isinstance(layer, KernelLayer) and layer.enabled for layer in state.experiment.layers)
    return "" if there else tr("There is no convolution that is switched on.")


def no_kernel(state: State) -> str:
    """No layer has a kernel."""
    return "" if convolution_meant(state) is not None else tr("There is no kernel: add a convolution.")
