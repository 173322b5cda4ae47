"""ConvStudio: understand convolutional networks by doing."""

__version__ = "0.1.0"
