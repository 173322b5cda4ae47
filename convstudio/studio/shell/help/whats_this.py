"""What is this? Every part of the window explains itself when it is clicked.

The texts are given to the widgets only when somebody asks, since widgets come and go with the cards.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWhatsThis, QWidget

from convstudio.scene import INPUT, workspaces
from convstudio.scene.matrix.focus import Kind, MatrixId
from convstudio.scene.words.hints import legend
from convstudio.studio.matrix_view import MatrixView
from convstudio.studio.widgets.literal import out_of_tooltip, set_whats_this
from convstudio.words import Text, translated

INPUT_WORDS: Text = (
    "The input: a picture of numbers. Paint on it with the tools, or type over a cell. Point at a cell to see every output "
    "that reads it. Pale cells around it are padding; drag an edge of the picture to have more of it."
)
MATRICES: Mapping[Kind, Text] = {
    "map": "The output of a layer. Point at a cell to see the window that it was computed from, and its arithmetic below. "
           "Click to keep it, walk with the arrows, Esc releases it.",
    "kernel": "A kernel: the weights by which the cells of a window are multiplied. Click a weight and type another; point "
              "at it to see every cell that it meets.",
    "compare": "Two outputs side by side, and their difference: A is what you kept, B is what you have now.",
    "product": "The products of one output cell: a cell of the window times its weight, a matrix for each input channel. "
               "Added up, with the bias, they are the output.",
    "factor": "A 1 × 1 convolution as a product of matrices: the kernel times the input with every pixel as a column.",
    "picture": "Another picture that the kernel is learned from.",
    "seen": "What the layer that is learned reads.",
    "learned": "The kernel at the epoch that is shown. Type another weight, and training goes on from there.",
    "target_kernel": "The kernel that made the target. Training never sees it.",
    "prediction": "What the layer makes of the input with the kernel of this epoch.",
    "target": "What the layer ought to make of the input.",
    "error": "The prediction minus the target: what is left to learn.",
    "pull": "The slope of the loss at the layer’s sums: how much, and which way, each of them ought to change.",
    "gradient": "The slope of the loss at each weight. Point at a weight to see all that pulls on it.",
    "derived": "A matrix that follows from the others. Point at a cell to see which cells it comes from.",
    "step": "What is added to the weights: against the slope, scaled by the learning rate.",
}  # fmt: skip
PARTS: Mapping[str, Text] = {
    "inspector": "The settings of the layer that is chosen. Click another one on the rail, or the title of its card, to choose "
    "that one.",
    "training": "What is learned, how, and the runs so far.",
    "arithmetic": "The arithmetic of the cell that is pointed at, in the colours of the matrices.",
    "arithmetic_conclusion": "What the arithmetic above comes to.",
    "learn_arithmetic": "The arithmetic of the cell or the weight that is pointed at.",
    "size_formula": "Why the output has its size. Point at a number of the formula to see what it means.",
    "scrubber": "Where the window stands; drag to any cell. A tick stands for a row.",
    "epoch_scrubber": "The epochs so far; drag to see any of them again.",
    "kernel_strip": "The kernel at some of the epochs; click one to go there.",
    "transport_place": "The output cell that the window stands at.",
    "status_cell": "The cell in focus, with its exact value.",
    "headline": "The experiment’s title, and the first of its notes.",
    "layer_table": "All layers: their output, weights, multiplications, how much of the input a cell sees (receptive field), "
    "and how many cells further the next one looks (jump).",
    "history_list": "Every step so far. Click one to go back or forward to it.",
    "stage": "One layer as a sentence: input ⋆ kernel + bias = output. The orange beam goes from the window to its cell.",
    "rail": "The whole network. Click a layer to have it on the stage, drag it to move it, double-click it to rename it.",
    "loop": "One step of learning: forward on top, X ⋆ K = Ŷ and what is wrong with it; back below, the gradient, the step, "
    "and up into K. Click a number to see what is at work.",
    "reveal_target": "The kernel that makes the target stands behind K; training never sees it.",
    "board": "Input, kernels and outputs in reading order: ⋆ slides a kernel, = shows what comes out, → goes on.",
}


def ask(window: QWidget) -> None:
    """Let the next click ask what something is. Esc cancels."""
    for widget in (window, *window.findChildren(QWidget)):
        words = explanation(widget)
        if words:
            set_whats_this(widget, words)
    QWhatsThis.enterWhatsThisMode()


def explanation(widget: QWidget) -> str:
    """What a widget is, in a sentence or two; "" if the widget around it explains it."""
    if isinstance(widget, MatrixView):
        return f"{widget.scene.help or of_matrix(widget.panel.matrix)} {legend(widget.scene)}"
    words = PARTS.get(widget.objectName(), "") or _of_workspaces(widget.objectName())
    return translated(words) if words else out_of_tooltip(widget.toolTip())


def _of_workspaces(name: str) -> str:
    """What a part of a workspace's page is."""
    return next((words for workspace in workspaces.WORKSPACES for part, words in workspace.parts if part == name), "")


def of_matrix(matrix: MatrixId) -> str:
    """What a matrix is."""
    return translated(INPUT_WORDS if matrix == INPUT else MATRICES[matrix.kind])
