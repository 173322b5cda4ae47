"""How large an experiment may be. Edits, the file reader and the window all keep to these limits, and say so when one is hit.

The bounds of a layer's settings (stride, kernel side, …) are declared with its parameters in `convstudio.layers`; what
computing may cost is in `budget`.
"""

from convstudio.layers.conv2d import LARGEST_KERNEL, MOST_CHANNELS

LARGEST_SIDE = 1024  # rows or columns of the input
MOST_INPUT_CHANNELS = 64
MOST_INPUT_CELLS = 4 * 1024 * 1024
MOST_LAYERS = 32
MOST_WEIGHTS = 4 * 1024 * 1024  # in one kernel
LARGEST_VALUE = 1e12  # beyond it, sums lose whole units
LONGEST_TITLE = 120
LONGEST_CHANNEL_NAME = 24
LONGEST_NOTES = 20_000
MEGABYTE = 1024 * 1024
USUAL_FILE = 4 * MEGABYTE  # bytes; a larger one is read only on request
LARGEST_FILE = 64 * MEGABYTE  # bytes; a larger one is never read
UNDO_BYTES = 256 * 1024 * 1024  # what the undo history may hold

__all__ = [
    "LARGEST_FILE",
    "LARGEST_KERNEL",
    "LARGEST_SIDE",
    "LARGEST_VALUE",
    "LONGEST_CHANNEL_NAME",
    "LONGEST_NOTES",
    "LONGEST_TITLE",
    "MEGABYTE",
    "MOST_CHANNELS",
    "MOST_INPUT_CELLS",
    "MOST_INPUT_CHANNELS",
    "MOST_LAYERS",
    "MOST_WEIGHTS",
    "UNDO_BYTES",
    "USUAL_FILE",
]
