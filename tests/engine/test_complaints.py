"""Every complaint names the argument and what it was, in one sentence."""

import numpy as np
import pytest

from convstudio.engine import (
    activate,
    activate_backward,
    avg_pool2d,
    axes,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pad,
    pad_backward,
)

X, K = np.ones((2, 4, 5)), np.ones((3, 2, 3, 3))

COMPLAINTS = [  # call, exception, words of the message
    (lambda: conv2d(X[0], K), ValueError, ("x ", "(4, 5)", "(C, H, W)")),
    (lambda: conv2d(X[:, :0], K), ValueError, ("x ", "(2, 0, 5)", "at least one")),
    (lambda: conv2d(X, K[0]), ValueError, ("kernel", "(2, 3, 3)", "C_out")),
    (lambda: conv2d(X, K[:, :1]), ValueError, ("kernel", "1 channels", "2")),
    (lambda: conv2d(X.astype(object), K), TypeError, ("x ", "object", "float64")),
    (lambda: conv2d([["a"]], K), TypeError, ("x ", "<U1")),
    (lambda: conv2d(None, K), TypeError, ("x ", "object")),
    (lambda: conv2d(X, X.astype(np.float16)[None]), TypeError, ("kernel", "float16")),
    (lambda: conv2d([[1, 2], [3]], K), ValueError, ("x ", "[[1, 2], [3]]", "equal length")),
    (lambda: conv2d(X, K, [1, 2]), ValueError, ("bias", "(2,)", "(3,)")),
    (lambda: conv2d(X, K, 1.0), ValueError, ("bias", "()")),
    (lambda: conv2d(X, np.ones((1, 2, 5, 1))), ValueError, ("kernel", "5 rows", "only 4", "1 rows")),
    (lambda: conv2d(X, np.ones((1, 2, 1, 3)), dilation=3), ValueError, ("kernel", "7 columns", "only 5")),
    (lambda: conv2d(X, K, stride=0), ValueError, ("stride", "0", "at least 1")),
    (lambda: conv2d(X, K, stride=True), TypeError, ("stride", "True", "whole")),
    (lambda: conv2d(X, K, stride=1.0), TypeError, ("stride", "1.0", "whole")),
    (lambda: conv2d(X, K, stride=(1, 2, 3)), ValueError, ("stride", "(1, 2, 3)", "pair")),
    (lambda: conv2d(X, K, stride=None), TypeError, ("stride", "None")),
    (lambda: conv2d(X, K, stride="2"), TypeError, ("stride", "'2'")),
    (lambda: conv2d(X, K, dilation=(1, 0)), ValueError, ("dilation", "0", "at least 1")),
    (lambda: conv2d(X, K, padding=-1), ValueError, ("padding", "-1", "at least 0")),
    (lambda: conv2d(X, K, padding=(1, 2, 3)), ValueError, ("padding", "(1, 2, 3)", "(top, bottom)")),
    (lambda: conv2d(X, K, padding=((1, 2), 0.5)), TypeError, ("padding", "0.5")),
    (lambda: conv2d(X, K, padding="some"), ValueError, ("padding", "'some'", "'same'")),
    (lambda: conv2d(X, K, padding=4, padding_mode="reflect"), ValueError, ("padding", "4 rows", "reflect", "most 3")),
    (lambda: conv2d(X, K, padding=(0, 6), padding_mode="circular"), ValueError, ("6 columns", "circular", "most 5")),
    (lambda: conv2d(X, K, padding_mode="mirror"), ValueError, ("padding_mode", "'mirror'", "'reflect'")),
    (lambda: conv2d(X, K, groups=0), ValueError, ("groups", "0")),
    (lambda: conv2d(X, K[:, :1], groups=2), ValueError, ("groups", "2", "3 output channels")),
    (lambda: conv2d_backward(X, K, np.ones((3, 2, 2))), ValueError, ("grad_output", "(3, 2, 2)", "(3, 2, 3)")),
    (lambda: max_pool2d(X, 6), ValueError, ("kernel_size", "6 rows", "only 4")),
    (lambda: max_pool2d(X, 0), ValueError, ("kernel_size", "0")),
    (lambda: max_pool2d(X, None), TypeError, ("kernel_size", "None")),
    (lambda: max_pool2d(X + 1j, 2), TypeError, ("x ", "complex128")),
    (lambda: max_pool2d(X, 2, padding=2), ValueError, ("padding", "(2, 2)", "wholly")),
    (lambda: avg_pool2d(X, 2, padding=2, count_include_pad=False), ValueError, ("padding", "(2, 2)", "wholly")),
    (lambda: max_pool2d_backward(X, np.ones((2, 1, 1)), 2), ValueError, ("grad_output", "(2, 1, 1)", "(2, 2, 2)")),
    (lambda: pad(X, 1, "none"), ValueError, ("padding_mode", "'none'")),
    (lambda: pad(X, ((0, 0), (9, 0)), "reflect"), ValueError, ("padding", "9 columns")),
    (lambda: pad_backward(X, 2), ValueError, ("grad_output", "(2, 4, 5)")),
    (lambda: activate("softmax", X), ValueError, ("activation", "'softmax'", "'relu'")),
    (lambda: activate("relu", "x"), TypeError, ("x ", "<U1")),
    (lambda: activate_backward("relu", X, X[0]), ValueError, ("grad_output", "(4, 5)", "(2, 4, 5)")),
    (lambda: axes((3, 0), 1), ValueError, ("shape", "0")),
]


@pytest.mark.parametrize(("call", "exception", "words"), COMPLAINTS)
def test_the_complaint_says_which_argument_what_it_was_and_what_would_do(call, exception, words):
    with pytest.raises(exception) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message
    assert len(message) <= 200
    assert not message.endswith(".")


def test_lists_arrays_and_numpy_integers_are_as_good_as_tuples():
    wanted = conv2d(X, K, stride=(2, 1), padding=((1, 0), (2, 1)))
    assert np.array_equal(conv2d(X, K, stride=[2, 1], padding=[[1, 0], [2, 1]]), wanted)
    assert np.array_equal(conv2d(X, K, stride=np.array([2, 1]), padding=np.array([[1, 0], [2, 1]])), wanted)
    assert np.array_equal(conv2d(X, K, stride=(np.int64(2), np.int8(1)), padding=((1, 0), (2, 1))), wanted)


def test_a_window_that_does_not_fit_is_an_axis_without_outputs():
    rows, columns = axes((2, 9), 3)
    assert (rows.count, columns.count) == (0, 7)
