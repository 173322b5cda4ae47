"""Arrays in, arrays out, named as in torch.nn.functional: the numbers behind everything on the screen.

`x` is (C, H, W), kernels are (C_out, C_in/groups, k_h, k_w). Imports nothing but NumPy.
"""

from convstudio.engine.activations import (
    ACTIVATIONS,
    Activation,
    activate,
    activate_backward,
    activation,
    gelu,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    softplus,
    tanh,
)
from convstudio.engine.arguments import axes
from convstudio.engine.convolution import conv2d, conv2d_backward
from convstudio.engine.cost import Cost, convolutional, fully_connected, locally_connected
from convstudio.engine.geometry import PADDING_MODES, Axis, PaddingMode, Sides, StampAxis
from convstudio.engine.padding import pad, pad_backward
from convstudio.engine.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from convstudio.engine.sums import is_in_order
from convstudio.engine.transposed import conv_transpose2d, conv_transpose2d_backward

__all__ = [
    "ACTIVATIONS",
    "PADDING_MODES",
    "Activation",
    "Axis",
    "Cost",
    "PaddingMode",
    "Sides",
    "StampAxis",
    "activate",
    "activate_backward",
    "activation",
    "avg_pool2d",
    "avg_pool2d_backward",
    "axes",
    "conv2d",
    "conv2d_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "convolutional",
    "fully_connected",
    "gelu",
    "identity",
    "is_in_order",
    "leaky_relu",
    "locally_connected",
    "max_pool2d",
    "max_pool2d_backward",
    "pad",
    "pad_backward",
    "relu",
    "sigmoid",
    "softplus",
    "tanh",
]
