"""Matrices as files: every number comes back exactly."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.export.tables import TABLES, table
from convstudio.scene.cards.blocks import parse_block

ODD = np.array([[0.1, -0.0, 1e-310], [1.7976931348623157e308, 1 / 3, -5.0], [2.0**53, 1e22, np.pi]])


def read(kind, content):
    """The matrix in a file of a kind, as NumPy reads it."""
    if not kind.between:
        return np.load(io.BytesIO(content), allow_pickle=False)
    return np.loadtxt(io.BytesIO(content), delimiter=kind.between, ndmin=2)


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.suffix)
def test_numbers_come_back_bit_for_bit(kind):
    assert read(kind, table(ODD, kind.suffix)).tobytes() == ODD.tobytes()


@given(st.lists(st.floats(allow_nan=False), min_size=6, max_size=6), st.sampled_from(TABLES))
def test_any_numbers_come_back(numbers, kind):
    values = np.array(numbers).reshape(2, 3)
    assert np.array_equal(read(kind, table(values, kind.suffix)), values)


def test_a_table_is_what_a_spreadsheet_expects():
    assert table(np.array([[1.0, 2.5], [-3.0, 0.0]]), ".csv") == b"1,2.5\n-3,0\n"
    assert list(csv.reader(io.StringIO(table(ODD, ".tsv").decode()), delimiter="\t"))[1][2] == "-5"


def test_a_part_of_a_map_is_written_as_it_is_seen():
    whole = np.arange(24.0).reshape(2, 3, 4)
    assert np.array_equal(np.load(io.BytesIO(table(whole[1].T, ".npy")), allow_pickle=False), whole[1].T)


def test_a_table_with_tabs_can_be_pasted_again():
    assert np.array_equal(parse_block(table(ODD[:1, :2], ".tsv").decode()), ODD[:1, :2])
