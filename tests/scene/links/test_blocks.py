import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convstudio.experiment.limits import LARGEST_SIDE
from convstudio.scene.cards.blocks import LONGEST_TEXT, block_text, parse_block

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
        ("１，５\t−２\n－３\t１／４", [[1.5, -2], [-3, 0.25]]),
        ("［１，２；３，４］", [[1, 2], [3, 4]]),
        ("１　２\n３　４", [[1, 2], [3, 4]]),
        ("np.array ( [[1, 2]] , dtype = np.float32 ) ;", [[1, 2]]),
        ("array([[1., 2.]],)", [[1, 2]]),
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
        (" ".join(["1"] * 1025), "A row is too long"),
        ("1\t1e-999", "Row 1, column 2 of the text: 1e-999 is too small"),
        ("1½\t2", "Row 1, column 1 of the text: “1½” is not a number"),
        ("[1] [2]", "one matrix"),
        ("x = [1, 2]", "one matrix"),
    ],
)
def test_what_is_no_matrix_says_where(text, says):
    with pytest.raises(ValueError, match=says) as raised:
        parse_block(text)
    assert "\n" not in str(raised.value)


TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from('0123456789.,;-+−eE/ \t\n\r[]()"_=nａ１，［］　½'), max_size=60),
    st.lists(st.sampled_from(["1", "[", "]", ",", ";", "\t", "\n", " ", '"', "array(", ")", ", dtype=float", "-"])).map(
        "".join
    ),
)


@settings(max_examples=400)
@given(TEXTS)
@example("[")
@example("][")
@example("[\n;\n]")
@example("\x00\t1")
@example("\ud800\t1")
def test_any_text_is_a_matrix_or_a_sentence(text):
    answer = parsed(text)
    if isinstance(answer, str):
        assert re.fullmatch(r"[^\n\r]{10,250}\.", answer)
        assert answer.isprintable()
    else:
        assert answer.ndim == 2
        assert min(answer.shape) >= 1
        assert np.abs(answer).max() <= 1e12


def parsed(text):
    """The matrix, or the sentence that refuses it."""
    try:
        return parse_block(text)
    except ValueError as refusal:
        return str(refusal)


MANY = 2_000_000
HOSTILE = {
    "spaces behind": lambda: "[1]" + " " * MANY,
    "spaces before": lambda: "x" + " " * MANY + "[1]",
    "lines": lambda: "1\n" * MANY,
    "columns": lambda: "1\t" * MANY,
    "spaced": lambda: "1 " * MANY,
    "open brackets": lambda: "[" * MANY,
    "brackets": lambda: "[]" * MANY,
    "one row of commas": lambda: "[[" + "1," * MANY + "]]",
    "never closed": lambda: "[" + "1" * MANY,
    "commas": lambda: "," * MANY,
    "semicolons": lambda: ";" * MANY,
    "quotes": lambda: '";' * MANY,
    "minus signs": lambda: "-" * MANY,
    "digits": lambda: "1" * MANY,
    "a long call": lambda: "a." * MANY + "[1]",
    "settings": lambda: "[1]" + ", a=b" * MANY,
    "beyond all": lambda: "1\n" * (LONGEST_TEXT // 2 + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_huge_text_is_answered_without_being_taken_apart(name):
    text = HOSTILE[name]()
    tracemalloc.start()
    answer = parsed(text)
    spent = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(answer, str) == (name != "spaces behind")
    assert spent < 3 * len(text) + 100_000


def test_the_largest_matrix_is_read_in_all_its_digits():
    values = np.full((LARGEST_SIDE, LARGEST_SIDE), -1.2345678901234567e-100)
    text = block_text(values)
    assert len(text) <= LONGEST_TEXT
    assert np.array_equal(parse_block(text), values)


@pytest.mark.parametrize("text", [
    *(sign.join(["1"] * 2000) for sign in (" ", ",", ";", "\t", ", ")), f"[[{', '.join(['1'] * 2000)}]]",
    f"[{' '.join(['1'] * 2000)}]",
    "1 2\n" + "1 " * 1025,
])  # fmt: skip
def test_a_row_that_is_too_long_is_called_so(text):
    with pytest.raises(ValueError, match=r"A row is too long: a matrix has at most 1024 columns\."):
        parse_block(text)
