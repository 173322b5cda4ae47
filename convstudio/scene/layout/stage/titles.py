"""The titles of the matrices on the stage: X, K and Y, as in the arithmetic."""

from __future__ import annotations

from convstudio.experiment import Evaluation
from convstudio.scene.words.naming import layer_name, output_symbol
from convstudio.words import tr


def output_title(evaluation: Evaluation, index: int) -> str:
    """ "Output Y" of the first layer, "Y₂ · Max pool" of the second, as the arithmetic calls them."""
    return tr("Output Y") if index == 0 else _numbered(evaluation, index)


def input_title(evaluation: Evaluation, index: int) -> str:
    """The title of a layer's input: "Input X", or that of the output of the layer before."""
    return tr("Input X") if index == 0 else _numbered(evaluation, index - 1)


def off_notes(index: int) -> tuple[str, str]:
    """What a layer that is switched off does: "switched off: Y₂ = Y"; and the same where there is little room."""
    x = output_symbol(index - 1) if index else "X"
    return tr("switched off: {y} = {x}", y=output_symbol(index), x=x), tr("switched off")


def kernel_title(kernels: int) -> str:
    """ "Kernel K", or "Kernels K" if there are several."""
    return tr("Kernel K") if kernels == 1 else tr("Kernels K")


def _numbered(evaluation: Evaluation, index: int) -> str:
    return f"{output_symbol(index)} · {layer_name(evaluation, index)}"
