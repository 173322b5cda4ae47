"""What leaves the program: code dialects and tables. No Qt.

A dialect is one module that writes a layer as code; `reading`, imported when a line is pasted, takes one of any of them.
"""

from convstudio.export.keras import keras
from convstudio.export.line import Code
from convstudio.export.pytorch import pytorch

DIALECTS = (("pytorch", "PyTorch", pytorch), ("keras", "Keras", keras))  # name, title, (layer, input shape) -> Code

__all__ = ["DIALECTS", "Code", "keras", "pytorch"]
