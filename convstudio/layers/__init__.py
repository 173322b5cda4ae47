"""What a layer is: one file a kind.

To add a kind: write its file and put its class in KINDS. The file format, the control cards, the menus, evaluation and the
explanations derive from its declaration; tests/layers/test_kinds.py names what it still lacks.
"""

from convstudio.layers.activation import Activation
from convstudio.layers.avg_pool2d import AvgPool2d
from convstudio.layers.base import Array, Cell, Layer, Pairs, Problem, Readers, Shape, Span, Term, Terms
from convstudio.layers.conv2d import Conv2d
from convstudio.layers.max_pool2d import MaxPool2d
from convstudio.layers.parameters import Padding

KINDS: tuple[type[Layer], ...] = (Conv2d, MaxPool2d, AvgPool2d, Activation)

__all__ = [
    "KINDS",
    "Activation",
    "Array",
    "AvgPool2d",
    "Cell",
    "Conv2d",
    "Layer",
    "MaxPool2d",
    "Padding",
    "Pairs",
    "Problem",
    "Readers",
    "Shape",
    "Span",
    "Term",
    "Terms",
]
