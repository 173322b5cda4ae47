"""Arrays of NumPy, and what is refused of them before a number is read."""

from __future__ import annotations

import io
import re
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.importing import npy


def saved(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def with_header(header, data=b"", version=(1, 0)):
    text = header.encode("latin-1")
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version == (1, 0) else "<I", len(text)) + text + data


def header(shape="(2, 2)", descr="'<f8'", order="False"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", "<i2", ">i4", "<u8", "<f2", ">f4", "<f8"])
@pytest.mark.parametrize("shape", [(3, 2), (2, 5, 7), (1, 1), (1, 3, 6, 6)])
def test_numbers_of_all_kinds_come_back(dtype, shape):
    wanted = (np.arange(np.prod(shape)).reshape(shape) % 2).astype(dtype)
    values = npy.read(saved(wanted))
    assert values.dtype == np.float64
    assert np.array_equal(values.reshape(shape), wanted.astype(np.float64))
    assert np.array_equal(npy.read(saved(np.asfortranarray(wanted))), values)


def test_a_row_is_a_matrix_and_the_channels_of_a_picture_come_last():
    assert npy.read(saved(np.arange(4.0))).shape == (1, 1, 4)
    picture = np.arange(5 * 6 * 3).reshape(5, 6, 3)
    assert np.array_equal(npy.read(saved(picture)), np.moveaxis(picture, 2, 0))
    assert npy.read(saved(np.zeros((28, 28, 1)))).shape == (1, 28, 28)
    assert npy.read(saved(np.zeros((3, 28, 28)))).shape == (3, 28, 28)
    assert npy.read(saved(np.zeros((3, 4, 4)))).shape == (3, 4, 4)


def test_exactly_the_bytes_of_the_array_are_read():
    assert npy.read(saved(np.ones((2, 2))) + b"more").tolist() == [[[1, 1], [1, 1]]]


HUGE = "(1000000, 1000000)"
CASES = {
    "objects": (with_header(header("(1,)", "'|O'")), "Python objects"),
    "complex": (saved(np.zeros((2, 2), complex)), '"complex128": float, int and bool'),
    "text": (saved(np.array([["a"]])), "float, int and bool"),
    "dates": (saved(np.zeros((2, 2), "M8[s]")), "float, int and bool"),
    "records": (saved(np.zeros((2, 2), [("a", float)])), "float, int and bool"),
    "objects in records": (with_header(header("(2, 2)", "[('a', '|O')]")), "Python objects"),
    "long doubles": (saved(np.zeros((2, 2), np.longdouble)), "up to 8 bytes"),
    "a matrix as number": (with_header(header("(2,)", "('<f8', (2, 2))")), "float, int and bool|damaged"),
    "no numbers": (saved(np.zeros((0, 3))), "0 × 3: there are no numbers"),
    "nothing, often": (with_header(header(f"(0, {10**18})")), "no numbers"),
    "nothing wide": (with_header(header("(1000000000000,)", "'|V0'")), "float, int and bool"),
    "one number": (saved(np.float64(3)), "dimensions is 0"),
    "five dimensions": (saved(np.zeros((1, 1, 1, 2, 2))), "dimensions is 5"),
    "a batch": (saved(np.zeros((2, 3, 4, 4))), "a batch of 2: take one"),
    "too many channels": (saved(np.zeros((65, 7, 7))), "65 channels are too many"),
    "a bomb": (with_header(header(HUGE)), "1000000 × 1000000; an input has at most 64 channels of 1024 × 1024"),
    "a bomb of channels": (with_header(header("(64, 1024, 1024)")), "4194304 cells"),
    "a very large number": (with_header(header(f"({10**40}, 2)")), "… × 2"),
    "negative": (with_header(header("(-2, -2)")), "no numbers|damaged|breaks off|at most"),
    "negative side": (with_header(header("(-2, 2)")), "no numbers|damaged"),
    "breaks off": (saved(np.ones((4, 4)))[:-1], "128 B are needed for 4 × 4, and there are 127 B"),
    "only the mark": (b"\x93NUMPY", "damaged"),
    "no header": (with_header(""), "damaged"),
    "code in the header": (with_header("__import__('os').abort()\n"), "damaged"),
    "deep header": (with_header("(" * 900 + ")" * 90), "damaged"),
    "long header": (with_header(header() + " " * 2000, bytes(32)), "damaged"),
    "header of 4 GB": (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{}", "damaged"),
    "version 9": (b"\x93NUMPY\x09\x00" + bytes(40), "version 9.0"),
    "a field too many": (with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}\n", bytes(8)), "damaged"),
    "shape is a text": (with_header(header("'ab'")), "damaged"),
    "NaN": (saved(np.array([[1, 2], [np.nan, 4]])), "Row 2, column 1 is not a number"),
    "NaN in a channel": (saved(np.array([[[1.0]], [[np.nan]]])), "Channel 2, row 1, column 1 is not a number"),
    "infinity": (saved(np.array([[1, -np.inf]])), r"Row 1, column 2 is too large \(-inf\)"),
    "beyond": (saved(np.array([[1e13]])), r"too large \(1e\+13\): values go up to ±1e12"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_array_of_numbers_is_one_sentence(name):
    content, says = CASES[name]
    with pytest.raises(FileProblem, match=says) as raised:
        npy.read(content)
    check(str(raised.value))


def check(sentence):
    assert re.fullmatch(r"[^\n\r]{10,200}\.", sentence), sentence
    assert sentence.isprintable()


GOOD = [saved(np.arange(6.0).reshape(2, 3)), saved(np.ones((2, 2, 2), "u1")), saved(np.eye(3) > 0)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GOOD), st.lists(st.tuples(st.integers(0, 130), st.integers(0, 255)), max_size=3), st.integers(0, 200))
def test_a_damaged_file_is_numbers_or_a_sentence(content, changes, end):
    mutant = bytearray(content)
    for place, byte in changes:
        mutant[place % len(mutant)] = byte
    try:
        values = npy.read(bytes(mutant[: end or None]))
    except FileProblem as problem:
        check(str(problem))
    else:
        assert values.ndim == 3
        assert np.isfinite(values).all()
