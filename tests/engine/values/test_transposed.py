"""Transposed convolution against stamps pressed one by one, against its adjoint, and its geometry against brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine import StampAxis, conv2d, conv_transpose2d, conv_transpose2d_backward


@st.composite
def presses(draw):
    """(x, kernel, bias, options) of whole numbers, for which there is an output."""
    groups = draw(st.integers(1, 3))
    pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
    window, stride, dilation, size = draw(pairs), draw(pairs), draw(pairs), draw(pairs)
    extra = tuple(draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True))
    full = [(n - 1) * s + (k - 1) * d + 1 + e for n, s, k, d, e in zip(size, stride, window, dilation, extra, strict=True)]
    sides = []
    for cells in full:
        before = draw(st.integers(0, min(cells - 1, 3)))
        sides.append((before, draw(st.integers(0, min(cells - 1 - before, 3)))))
    shape = (groups * draw(st.integers(1, 2)), draw(st.integers(1, 2)), *window)
    rng = np.random.default_rng(draw(st.integers(0, 999)))
    x, kernel = rng.integers(-4, 5, (shape[0], *size)), rng.integers(-4, 5, shape)
    bias = rng.integers(-4, 5, groups * shape[1])
    options = {
        "stride": stride, "padding": tuple(sides), "output_padding": extra, "dilation": dilation, "groups": groups,
    }  # fmt: skip
    return x, kernel, bias, options


def pressed(x, kernel, bias, stride, padding, output_padding, dilation, groups):
    """Every cell presses its kernel, weighted by its value."""
    each = kernel.shape[1]
    full = [(x.shape[a + 1] - 1) * stride[a] + (kernel.shape[a + 2] - 1) * dilation[a] + 1 + output_padding[a] for a in (0, 1)]
    out = np.zeros((each * groups, *full))
    for c, r, q in np.ndindex(x.shape):
        group = c // (len(x) // groups)
        for o, i, j in np.ndindex(kernel.shape[1:]):
            at = r * stride[0] + i * dilation[0], q * stride[1] + j * dilation[1]
            out[group * each + o, at[0], at[1]] += x[c, r, q] * kernel[c, o, i, j]
    (top, bottom), (left, right) = padding
    return out[:, top : full[0] - bottom, left : full[1] - right] + bias[:, None, None]


@given(presses())
def test_it_is_stamps_pressed_one_by_one(case):
    x, kernel, bias, options = case
    assert np.array_equal(conv_transpose2d(x, kernel, bias, **options), pressed(x, kernel, bias, **options))


@given(presses(), st.integers(0, 999))
def test_gradients_are_those_of_a_linear_map(case, seed):
    """⟨g, f(x)⟩ is linear in x, in the kernel and in the bias: its derivative is what replacing each by a unit gives."""
    x, kernel, bias, options = case
    rng = np.random.default_rng(seed)
    out = conv_transpose2d(x, kernel, bias, **options)
    grad = rng.integers(-3, 4, out.shape).astype(float)
    grad_x, grad_kernel, grad_bias = conv_transpose2d_backward(x, kernel, grad, **options)
    for place in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[place] = 1
        assert grad_x[place] == np.vdot(grad, conv_transpose2d(unit, kernel, **options))
    for place in np.ndindex(kernel.shape):
        unit = np.zeros(kernel.shape)
        unit[place] = 1
        assert grad_kernel[place] == np.vdot(grad, conv_transpose2d(x, unit, **options))
    assert np.array_equal(grad_bias, grad.sum(axis=(1, 2)))


def test_it_is_the_adjoint_of_convolution():
    rng = np.random.default_rng(3)
    kernel, y = rng.integers(-4, 5, (2, 3, 3, 2)), rng.integers(-4, 5, (3, 7, 8))
    slide = {"stride": (2, 3), "padding": (1, 0), "dilation": (1, 2)}
    x = rng.integers(-4, 5, conv2d(y, kernel, **slide).shape)
    back = conv_transpose2d(x, kernel, output_padding=(0, 2), **slide)
    assert back.shape == y.shape
    assert np.vdot(conv2d(y, kernel, **slide), x) == np.vdot(y, back)


axes = st.builds(
    StampAxis, st.integers(1, 6), st.integers(1, 4), st.integers(1, 3), st.integers(0, 4), st.integers(0, 4),
    st.integers(1, 3), st.integers(0, 2),
)  # fmt: skip


@given(axes)
def test_the_geometry_of_stamps_against_all_that_there_is(axis):
    touches = {
        (cell, output, tap)
        for cell, output, tap in product(range(axis.size), range(axis.count), range(axis.window))
        if cell * axis.stride - axis.cut_before + tap * axis.dilation == output
    }
    for output in range(axis.count):
        assert list(axis.taps(output)) == sorted((cell, tap) for cell, o, tap in touches if o == output)
        assert list(axis.positions(output)) == sorted(cell for cell, o, _ in touches if o == output)
        for tap in range(axis.window):
            wanted = next((cell for cell, o, t in touches if (o, t) == (output, tap)), -1)
            assert axis.sources()[output, tap] == wanted
    for cell in range(axis.size):
        assert sorted(axis.readers(cell)) == sorted((o, tap) for c, o, tap in touches if c == cell)
        assert (cell in axis.unread()) == (not axis.readers(cell))
    for tap in range(axis.window):
        assert list(axis.tap_positions(tap)) == sorted(cell for cell, _, t in touches if t == tap)


@given(axes, st.data())
def test_what_is_touched_holds_every_output_that_changes(axis, data):
    first = data.draw(st.integers(0, axis.size - 1))
    last = data.draw(st.integers(first, axis.size - 1))
    span = axis.touched(first, last)
    outputs = {o for cell in range(first, last + 1) for o, _ in axis.readers(cell)}
    assert all(span is not None and span[0] <= output <= span[1] for output in outputs)
    assert span is None or 0 <= span[0] <= span[1] < axis.count


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"output_padding": 1}, "output_padding is 1 rows; it must be smaller than the stride 1 or the dilation 1"),
        ({"padding": 3}, "padding cuts 6 rows off, but the stamps make only 4; cut at most 3 rows off"),
        ({"groups": 2}, "groups is 2; it must divide the 1 channels of x"),
        ({"stride": 0}, "stride is 0; it must be at least 1"),
    ],
)
def test_complaints_name_the_argument(options, words):
    with pytest.raises(ValueError, match=words.replace(".", r"\.")):
        conv_transpose2d(np.ones((1, 3, 3)), np.ones((1, 1, 2, 2)), **options)


def test_a_kernel_for_other_channels_is_named():
    with pytest.raises(ValueError, match="kernel is for 2 channels, but x has 1"):
        conv_transpose2d(np.ones((1, 3, 3)), np.ones((2, 1, 2, 2)))
