import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.scene.blocks import block_text, parse_block

MATRICES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.floats(-1e12, 1e12), min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(MATRICES)
def test_what_was_written_reads_back_to_the_last_bit(rows):
    assert parse_block(block_text(np.array(rows))).tolist() == rows


@given(MATRICES)
def test_every_form_of_the_same_numbers_reads_alike(rows):
    nested = repr(rows)
    wanted = parse_block(block_text(np.array(rows))).tolist()
    for text in (nested, f"array({nested}, dtype=float64)", nested.replace("],", "],\n      ")):
        assert parse_block(text).tolist() == wanted
    for separator in (",", ";", " ", ", "):
        assert parse_block("\n".join(separator.join(map(repr, row)) for row in rows)).tolist() == wanted


def test_numbers_stand_in_a_table_with_plain_minus_and_no_minus_zero():
    assert block_text(np.array([[1, -0.5], [-0.0, 1e-7]])) == "1\t-0.5\n0\t1e-07"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1\t2\r\n3\t4\r\n", [[1, 2], [3, 4]]),
        ("1,5\t2,25", [[1.5, 2.25]]),
        ("1,5;2", [[1.5, 2]]),
        ("1,5", [[1, 5]]),
        ("1/3 −2\n.5 2e-3", [[1 / 3, -2], [0.5, 0.002]]),
        ("[[1, 0], [0, 1]]", [[1, 0], [0, 1]]),
        ("[[1 2]\n [3 4]]", [[1, 2], [3, 4]]),
        ("[1 2; 3 4]", [[1, 2], [3, 4]]),
        ("[1, 2, 3]", [[1, 2, 3]]),
        ("np.array([[1., 2.],\n          [3., 4.]], dtype=np.float32)", [[1, 2], [3, 4]]),
        ("tensor([[1/9, 2]])", [[1 / 9, 2]]),
        ('"1,5";"2"', [[1.5, 2]]),
        ("1;2;\n3;4;", [[1, 2], [3, 4]]),
        ("\n\n 7 \n", [[7]]),
    ],
)
def test_forms_that_people_paste(text, wanted):
    assert parse_block(text).tolist() == wanted


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no numbers"),
        ("[]", "no numbers"),
        ("1\t2\n3", "Row 2 has length 1 and row 1 has 2"),
        ("[[1, 2], [3]]", "Row 2 has length 1 and row 1 has 2"),
        ("1\tx\n2\t3", "Row 1, column 2 of the text: “x” is not a number"),
        ("1,,2", "Row 1, column 2 of the text: the cell is empty"),
        ("1e13", "Row 1, column 1 of the text: 1e13 is too large"),
        ("nan", "“nan” is not a number"),
        ("1_000", "“1_000” is not a number"),
        ("[[[1]]]", "one matrix"),
        ("[[1, 2], [3, 4]", "one matrix"),
        ("[[1, 2] and [3, 4]]", "something else than a comma"),
        ("1 2\n" * 1025, "too many"),
        (" ".join(["1"] * 1025), "too many"),
    ],
)
def test_what_is_no_matrix_says_where(text, says):
    with pytest.raises(ValueError, match=says) as raised:
        parse_block(text)
    assert "\n" not in str(raised.value)


@given(st.text(max_size=40))
def test_any_text_is_a_matrix_or_a_sentence(text):
    try:
        assert parse_block(text).ndim == 2
    except ValueError as wrong:
        sentence = str(wrong)
    else:
        sentence = "."
    assert sentence.endswith(".")
