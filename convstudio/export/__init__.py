"""What leaves the program: code dialects and tables. No Qt.

A dialect is one module that writes a layer as code; `reading` takes a pasted line of any of them.
"""

from convstudio.export.code import Code
from convstudio.export.keras import keras
from convstudio.export.pytorch import pytorch
from convstudio.export.reading import Pasted, read_layer

DIALECTS = (("pytorch", "PyTorch", pytorch), ("keras", "Keras", keras))  # name, title, (layer, input shape) -> Code

__all__ = ["DIALECTS", "Code", "Pasted", "keras", "pytorch", "read_layer"]
