"""Axis by brute force: every question it answers, asked again in the slowest way."""

from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convstudio.engine import PADDING_MODES, Axis, axes, conv2d, conv2d_backward, pad
from convstudio.engine.geometry import StampAxis, readers_field, receptive_field, same_padding
from tests.engine.values.oracle import length


@st.composite
def any_axis(draw, ceil=None):
    return Axis(
        size=draw(st.integers(1, 12)),
        window=draw(st.integers(1, 5)),
        stride=draw(st.integers(1, 5)),
        before=draw(st.integers(0, 4)),
        after=draw(st.integers(0, 4)),
        dilation=draw(st.integers(1, 3)),
        ceil=draw(st.booleans()) if ceil is None else ceil,
    )


MODES = st.sampled_from(PADDING_MODES)


def reachable(axis, mode):
    most = max(axis.before, axis.after)
    return {"reflect": most < axis.size, "circular": most <= axis.size}.get(mode, True)


@given(any_axis())
def test_count_is_pytorchs(axis):
    wanted = length(axis.size, axis.window, axis.stride, axis.before, axis.after, axis.dilation, axis.ceil)
    assert axis.count == max(wanted, 0)


@given(any_axis(ceil=False))
def test_count_is_the_number_of_places_where_the_window_fits(axis):
    starts = range(-axis.before, axis.size + axis.after, axis.stride)
    assert axis.count == sum(start + axis.span <= axis.size + axis.after for start in starts)


@given(any_axis())
def test_positions_and_readers_are_converse(axis):
    reads = {(p, output, tap) for output in range(axis.count) for tap, p in enumerate(axis.positions(output))}
    by_tap = {(p, output, tap) for tap in range(axis.window) for output, p in enumerate(axis.tap_positions(tap))}
    everywhere = range(-axis.before - 3, axis.size + axis.after + axis.overhang + 3)
    read_by = {(p, *reader) for p in everywhere for reader in axis.readers(p)}
    assert reads == by_tap == read_by


@given(any_axis())
def test_what_the_windows_cover(axis):
    covered = [p for output in range(axis.count) for p in axis.positions(output)]
    last = max(covered) + axis.before + 1 if covered else 0
    assert axis.reach == last
    assert axis.remainder == (max(axis.padded - last, 0) if covered else 0)
    assert axis.overhang == max(last - axis.padded, 0)


@given(any_axis(), MODES)
def test_sources_are_what_padding_copies(axis, mode):
    if not reachable(axis, mode):
        return
    cells = np.arange(1.0, axis.size + 1).reshape(1, 1, -1)
    line = pad(cells, (0, (axis.before, axis.after)), mode)[0, 0]
    for position in range(-axis.before, axis.size + axis.after):
        source = axis.source(position, mode)
        assert line[position + axis.before] == (0 if source is None else source + 1)
    table = axis.sources(mode)
    assert table.shape == (axis.count, axis.window)
    for output, tap in np.ndindex(table.shape):
        source = axis.source(axis.positions(output)[tap], mode)
        assert table[output, tap] == (-1 if source is None else source)


@given(any_axis(ceil=False), MODES)
def test_unread_cells_are_those_without_a_gradient(axis, mode):
    if not reachable(axis, mode) or not axis.count:
        return
    options = {"stride": (1, axis.stride), "padding": ((0, 0), (axis.before, axis.after)), "padding_mode": mode}
    options["dilation"] = (1, axis.dilation)
    grad = conv2d_backward(np.ones((1, 1, axis.size)), np.ones((1, 1, 1, axis.window)), np.ones((1, 1, axis.count)), **options)[
        0
    ]
    assert axis.unread(mode) == tuple(np.flatnonzero(grad == 0))


@given(any_axis(ceil=False), MODES, st.data())
def test_touched_outputs_are_those_that_change(axis, mode, data):
    if not reachable(axis, mode) or not axis.count:
        return
    first = data.draw(st.integers(0, axis.size - 1))
    last = data.draw(st.integers(first, axis.size - 1))
    changed = np.zeros((1, 1, axis.size))
    changed[..., first : last + 1] = 1
    options = {"stride": (1, axis.stride), "padding": ((0, 0), (axis.before, axis.after)), "padding_mode": mode}
    out = conv2d(changed, np.ones((1, 1, 1, axis.window)), dilation=(1, axis.dilation), **options)[0, 0]
    hit = np.flatnonzero(out)
    assert axis.touched(first, last, mode) == ((int(hit[0]), int(hit[-1])) if len(hit) else None)


@pytest.mark.parametrize("kind", [Axis, StampAxis])
def test_where_there_are_no_holes_all_outputs_from_the_first_to_the_last_are_touched(kind):
    sizes = product(range(1, 7), range(1, 4), range(1, 5), range(2), range(1, 3))
    whole = [kind(size, window, stride, around, around, dilation) for size, window, stride, around, dilation in sizes]
    assert any(axis.has_holes() for axis in whole)
    for axis in (axis for axis in whole if not axis.has_holes()):
        for first, last in combinations_with_replacement(range(axis.size), 2):
            outputs = {output for cell in range(first, last + 1) for output, _tap in axis.readers(cell)}
            span = axis.touched(first, last)
            assert outputs == (set(range(span[0], span[1] + 1)) if span else set()), axis


@given(any_axis(), MODES)
def test_through_padding_lists_every_copy(axis, mode):
    if not reachable(axis, mode):
        return
    for cell in range(axis.size):
        places = range(-axis.before, axis.size + axis.after)
        assert sorted(axis.through_padding(cell, mode)) == [p for p in places if axis.source(p, mode) == cell]


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 6), st.integers(1, 4))
def test_same_gives_an_output_for_every_stride(size, window, stride, dilation):
    before, after = same_padding(size, window, stride, dilation)
    assert 0 <= after - before <= 1
    assert Axis(size, window, stride, before, after, dilation).count == -(-size // stride)
    if before + after and (size - 1) % stride == 0:
        assert Axis(size, window, stride, before, after - 1, dilation).count < -(-size // stride)


@given(st.integers(1, 20), st.integers(1, 7), st.integers(1, 4))
def test_full_lets_every_overlap_count(size, window, dilation):
    rows, _columns = axes((size, 1), (window, 1), 1, "full", dilation)
    assert rows.count == size + rows.span - 1


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2)), min_size=1, max_size=3))
def test_a_receptive_field_is_where_the_gradient_is(layers):
    chain, size = [], 24
    for window, stride, sides, dilation in layers:
        axis = Axis(size, window, stride, sides, sides, dilation)
        if not axis.count:
            break
        chain.append(axis)
        size = axis.count
    if not chain:
        return
    for output in {0, chain[-1].count // 2, chain[-1].count - 1}:
        grad = np.zeros((1, 1, chain[-1].count))
        grad[..., output] = 1
        for axis in reversed(chain):
            options = {"stride": (1, axis.stride), "padding": (0, axis.before), "dilation": (1, axis.dilation)}
            ones = np.ones((1, 1, 1, axis.window))
            grad = conv2d_backward(np.ones((1, 1, axis.size)), ones, grad, **options)[0]
        field = receptive_field(chain, [output])
        assert field == tuple(np.flatnonzero(grad))
        for cell in field:
            assert output in readers_field(chain, [cell])


def test_corner_cells_are_read_once_and_inner_ones_by_every_tap():
    ones = np.ones((1, 1, 3, 3))
    read = conv2d_backward(np.ones((1, 6, 6)), ones, np.ones((1, 4, 4)))[0][0]
    assert read[0, 0] == 1
    assert read[2, 2] == 9
    assert conv2d_backward(np.ones((1, 6, 6)), ones, np.ones((1, 6, 6)), padding="same")[0][0, 0, 0] == 4
