"""Calls in networks that are no layers here: what each is, and whether it leaves the shapes of the maps unchanged.

Names of PyTorch and Keras that are in `signatures` are layers, and are in none of these tables.
"""

from __future__ import annotations

from convstudio.export.network.meant import Effect
from convstudio.words import Text, tr, translated

DROPOUT: Text = "sets some cells to 0, in training only"
NORM: Text = "evens out each channel; before it has learned, next to nothing changes"
SCALES: Text = "gives the maps the same mean and spread"
FUNCTION: Text = "is a function that is not known here; without it the numbers differ"
NOISE: Text = "changes the picture at random, in training only"
PASSES: Text = "passes on what it gets"
SAME: dict[Text, tuple[str, ...]] = {
    DROPOUT: ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "SpatialDropout2D",
              "dropout", "dropout2d", "alpha_dropout", "DropPath", "StochasticDepth"),
    NORM: ("BatchNorm2d", "BatchNormalization", "LazyBatchNorm2d", "SyncBatchNorm", "FrozenBatchNorm2d", "batch_norm"),
    SCALES: ("GroupNorm", "InstanceNorm2d", "LayerNorm", "LayerNormalization", "GroupNormalization", "LocalResponseNorm",
             "RMSNorm", "UnitNormalization", "local_response_norm", "instance_norm", "layer_norm", "group_norm",
             "normalize", "Normalization", "Rescaling", "SpectralNormalization"),
    FUNCTION: ("ELU", "SELU", "CELU", "SiLU", "Mish", "Hardswish", "Hardsigmoid", "Hardtanh", "ReLU6", "RReLU", "PReLU",
               "LogSigmoid", "Softsign", "Tanhshrink", "Threshold", "Softmax2d", "elu", "selu", "silu", "mish", "hardswish",
               "relu6", "prelu", "hardtanh", "softsign", "swish", "hard_sigmoid"),
    NOISE: ("GaussianNoise", "GaussianDropout", "RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast",
            "RandomTranslation"),
    PASSES: ("Identity", "contiguous", "ActivityRegularization"),
}  # fmt: skip
ROW: Text = "makes one row of numbers of all maps"
FULL: Text = "connects every number with every other one"
ORDER: Text = "goes through a sequence, not through maps"
SIZE: Text = "enlarges the maps; no layer here does so without a kernel"
CHOICE: Text = "makes probabilities of all numbers together"
OTHER: Text = "makes maps of a size that no layer here makes"
WAYS: Text = "brings several ways together; a strip of layers has one"
THREE: Text = "works on something else than pictures"
MOVES: Text = "puts the axes in another order"
SHAPES: Text = "gives the numbers another shape"
ENDS: dict[Text, tuple[str, ...]] = {
    ROW: ("Flatten", "flatten", "GlobalMaxPooling2D", "GlobalMaxPool2D", "AdaptiveMaxPool2d", "adaptive_max_pool2d",
          "mean", "amax", "squeeze"),
    FULL: ("Linear", "LazyLinear", "Dense", "Bilinear", "linear", "EinsumDense", "matmul", "mm"),
    ORDER: ("LSTM", "GRU", "RNN", "SimpleRNN", "ConvLSTM2D", "Bidirectional", "LSTMCell", "GRUCell", "Embedding",
            "MultiheadAttention", "MultiHeadAttention", "Transformer", "TransformerEncoder", "TransformerEncoderLayer",
            "TimeDistributed", "scaled_dot_product_attention"),
    SIZE: ("Upsample", "UpSampling2D", "UpsamplingNearest2d", "UpsamplingBilinear2d", "PixelShuffle", "interpolate",
           "upsample", "MaxUnpool2d", "Resizing", "CenterCrop", "pixel_shuffle"),
    CHOICE: ("Softmax", "LogSoftmax", "softmax", "log_softmax", "Softmin"),
    OTHER: ("FractionalMaxPool2d", "LPPool2d", "lp_pool2d", "SeparableConv2D", "SeparableConvolution2D", "Unfold", "Fold",
            "unfold", "fold", "LocallyConnected2D"),
    WAYS: ("Add", "Concatenate", "Multiply", "Average", "Maximum", "Subtract", "cat", "concat", "concatenate", "add", "stack"),
    THREE: ("Conv1d", "Conv3d", "Conv1D", "Conv3D", "MaxPool1d", "MaxPool3d", "AvgPool1d", "AvgPool3d", "MaxPooling1D",
            "MaxPooling3D", "BatchNorm1d", "BatchNorm3d", "ConvTranspose1d", "ConvTranspose3d", "AdaptiveAvgPool1d",
            "GlobalAveragePooling1D", "conv1d", "conv3d"),
    MOVES: ("Permute", "permute", "transpose", "movedim", "ChannelShuffle"),
    SHAPES: ("view", "reshape", "Reshape", "Unflatten", "unsqueeze", "unflatten"),
}  # fmt: skip
KNOWN: dict[str, tuple[Effect, Text]] = {name: ("same", words) for words, names in SAME.items() for name in names}
KNOWN |= {name: ("ends", words) for words, names in ENDS.items() for name in names}


def effect_of(name: str) -> Effect:
    """What a call that is no layer does to the shapes; "" if unknown."""
    return KNOWN[name][0] if name in KNOWN else ""


def said_of(name: str) -> str:
    """A sentence that says what a call is that is no layer."""
    return tr("{name} {words}.", name=name, words=translated(KNOWN[name][1]))


FLATTENING = frozenset(("Flatten", "flatten", "view", "reshape"))  # after these, all numbers of the maps are one row
TAKES_ROW = {"Linear": "in_features"}  # what then takes the row, and the argument that has its length
