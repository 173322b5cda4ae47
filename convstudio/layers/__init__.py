"""The kinds of layers, each in a file of its own.

To add a kind, write its file and put its class into KINDS (docs/add-a-kind.md). Files, settings, menus, evaluation and
explanations follow from what it declares; tests/layers/test_kinds.py names what it still lacks.
"""

from convstudio.layers.activation import Activation
from convstudio.layers.avg_pool2d import AvgPool2d
from convstudio.layers.base import Layer
from convstudio.layers.conv2d import Conv2d
from convstudio.layers.conv_transpose2d import ConvTranspose2d
from convstudio.layers.facts import Array, Cell, Combination, Pairs, Problem, Readers, Reads, Shape, Span, Term, Terms
from convstudio.layers.global_avg_pool2d import GlobalAvgPool2d
from convstudio.layers.kernel import KernelLayer
from convstudio.layers.max_pool2d import MaxPool2d
from convstudio.layers.parameters import Padding

KINDS: tuple[type[Layer], ...] = (
    Conv2d,
    ConvTranspose2d,
    MaxPool2d,
    AvgPool2d,
    GlobalAvgPool2d,
    Activation,
)

__all__ = [
    "KINDS",
    "Activation",
    "Array",
    "AvgPool2d",
    "Cell",
    "Combination",
    "Conv2d",
    "ConvTranspose2d",
    "GlobalAvgPool2d",
    "KernelLayer",
    "Layer",
    "MaxPool2d",
    "Padding",
    "Pairs",
    "Problem",
    "Readers",
    "Reads",
    "Shape",
    "Span",
    "Term",
    "Terms",
]
