"""NumPy's .npy files as inputs. The header is checked before any number is read; objects are never unpickled.

The format: numpy.lib.format, NEP 1.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any

import numpy as np

from convstudio.experiment.fileproblem import FileProblem, quoted
from convstudio.experiment.importing.shapes import channels_of, check_values
from convstudio.experiment.limits import LARGEST_SIDE, MOST_INPUT_CELLS, MOST_INPUT_CHANNELS
from convstudio.layers import Array
from convstudio.words import tr

LONGEST_HEADER = 1000  # bytes; those of plain numbers have 118
LARGEST_ITEM = 8  # bytes of a number
MOST_DIMENSIONS = 4
KINDS = "fiub"  # floats, integers with and without sign, booleans


def read(content: bytes) -> Array:
    """The input (C, H, W) in the bytes of an .npy file. Raises FileProblem.

    A shape is (rows, columns), (channels, rows, columns), or (rows, columns, 1, 3 or 4), as pictures in Python have it.
    """
    stream = BytesIO(content)
    shape, by_columns, dtype = _header(stream)
    _check_type(dtype)
    _check_shape(shape)
    count, start = int(np.prod(shape, dtype=object)), stream.tell()
    if len(content) - start < count * dtype.itemsize:
        raise FileProblem(
            tr(
                "The file breaks off: behind its header {n} B are needed for {shape}, and there are {m} B.",
                shape=_written(shape), n=count * dtype.itemsize, m=len(content) - start,
            )
        )  # fmt: skip
    flat = np.frombuffer(content, dtype, count, start)
    values = np.asarray(flat.reshape(shape, order="F" if by_columns else "C"), dtype=np.float64)
    found = channels_of(values)
    check_values(found)
    return found


def _header(stream: BytesIO) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """The shape, whether the order is Fortran's, and the type of the numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # warns about headers written by Python 2
            version = np.lib.format.read_magic(stream)
            read_version = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
            if version in read_version:
                return read_version[version](stream, max_header_size=LONGEST_HEADER)
    except Exception as wrong:  # the header is a Python literal; what its parser raises for damaged ones is not documented
        raise FileProblem(tr("The header of this .npy file is damaged: save the array once more with np.save.")) from wrong
    raise FileProblem(tr("The .npy file holds no plain numbers: its header has version {v}.", v=".".join(map(str, version))))


def _check_type(dtype: np.dtype[Any]) -> None:
    if dtype.hasobject:
        raise FileProblem(
            tr("The .npy file holds Python objects, which are never opened: save numbers, as with astype(float).")
        )
    if dtype.kind not in KINDS or dtype.itemsize > LARGEST_ITEM or dtype.shape:
        raise FileProblem(
            tr("The .npy file holds {dtype}: float, int and bool of up to 8 bytes can be read.", dtype=quoted(str(dtype)))
        )


def _check_shape(shape: tuple[int, ...]) -> None:
    cells = int(np.prod(shape, dtype=object))
    if not 1 <= len(shape) <= MOST_DIMENSIONS:
        raise FileProblem(
            tr(
                "The array’s number of dimensions is {n}; wanted are (rows, columns) or (channels, rows, columns).",
                n=len(shape),
            )
        )
    if cells < 1:
        raise FileProblem(tr("The array has the shape {shape}: there are no numbers in it.", shape=_written(shape)))
    if max(shape) > LARGEST_SIDE or cells > MOST_INPUT_CELLS:
        raise FileProblem(
            tr(
                "The array has the shape {shape}; an input has at most {c} channels of {n} × {n} and {m} cells in all.",
                shape=_written(shape), c=MOST_INPUT_CHANNELS, n=LARGEST_SIDE, m=MOST_INPUT_CELLS,
            )
        )  # fmt: skip


def _written(shape: tuple[int, ...]) -> str:
    text = " × ".join(str(side) if abs(side) < 10**12 else "…" for side in shape[:6])
    return text + (" × …" if len(shape) > 6 else "")
