import numpy as np

from convstudio.engine import axes, convolutional, fully_connected, locally_connected


def test_edge_kernel_on_the_six_by_eight_image():
    assert convolutional((1, 1, 1, 2), (1, 6, 7)) == (2, 84)
    assert locally_connected((1, 1, 1, 2), (1, 6, 7)) == (84, 84)
    assert fully_connected((1, 6, 8), (1, 6, 7)) == (2016, 2016)


def test_groups_divide_the_cost():
    whole, grouped = convolutional((8, 4, 3, 3), (8, 5, 5)), convolutional((8, 1, 3, 3), (8, 5, 5))
    assert whole.weights == 4 * grouped.weights
    assert whole.multiplications == 4 * grouped.multiplications


def test_multiplications_are_the_taps_of_all_outputs():
    rows, columns = axes((9, 7), (3, 2), (2, 1), 1)
    taps = sum(len(rows.positions(h)) * len(columns.positions(w)) for h, w in np.ndindex(rows.count, columns.count))
    assert convolutional((4, 3, 3, 2), (4, rows.count, columns.count)).multiplications == 4 * 3 * taps
