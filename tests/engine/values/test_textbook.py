"""The numbers of the textbooks, which a learner will compare with."""

import numpy as np

from convstudio.engine import avg_pool2d, conv2d, max_pool2d

X = np.arange(9.0).reshape(1, 3, 3)
K = np.arange(4.0).reshape(1, 1, 2, 2)
STRIPE = np.array([[[1.0, 1, 0, 0, 0, 0, 1, 1]] * 6])
EDGE = np.array([[[[1.0, -1.0]]]])


def test_cross_correlation():
    assert conv2d(X, K).tolist() == [[[19, 25], [37, 43]]]
    assert conv2d(X, K, padding=1).tolist() == [[[0, 3, 8, 4], [9, 19, 25, 10], [21, 37, 43, 16], [6, 7, 8, 0]]]


def test_sizes():
    for n, k, p, s in np.ndindex(9, 5, 4, 4):
        if n >= 1 and k >= 1 and s >= 1 and n + p >= k:
            size = conv2d(np.ones((1, n, 3)), np.ones((1, 1, k, 1)), stride=(s, 1), padding=((p, 0), (0, 0))).shape[1]
            assert size == (n - k + p + s) // s == (n - k + p) // s + 1
    assert conv2d(np.ones((1, 8, 8)), np.ones((1, 1, 3, 3)), padding=1).shape == (1, 8, 8)
    assert conv2d(np.ones((1, 8, 8)), np.ones((1, 1, 5, 3)), padding=(2, 1)).shape == (1, 8, 8)
    assert conv2d(np.ones((1, 8, 8)), np.ones((1, 1, 3, 3)), padding=1, stride=2).shape == (1, 4, 4)
    assert conv2d(np.ones((1, 8, 8)), np.ones((1, 1, 3, 5)), padding=(0, 1), stride=(3, 4)).shape == (1, 2, 2)


def test_edges():
    assert conv2d(STRIPE, EDGE).tolist() == [[[0, 1, 0, 0, 0, -1, 0]] * 6]
    turned = STRIPE.swapaxes(1, 2)
    assert not conv2d(turned, EDGE).any()
    rows = [[0] * 6, [1] * 6, [0] * 6, [0] * 6, [0] * 6, [-1] * 6, [0] * 6]
    assert conv2d(turned, EDGE.swapaxes(2, 3)).tolist() == [rows]


def test_channels_in():
    x = np.concatenate([X, X + 1])
    kernel = np.concatenate([K, K + 1], axis=1)
    assert conv2d(x, kernel).tolist() == [[[56, 72], [104, 120]]]
    stacked = np.concatenate([kernel, kernel + 1, kernel + 2])
    assert stacked.shape == (3, 2, 2, 2)
    assert conv2d(x, stacked).tolist() == [[[56, 72], [104, 120]], [[76, 100], [148, 172]], [[96, 128], [192, 224]]]


def test_a_one_by_one_kernel_is_a_matrix_product_over_the_channels():
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(3, 3, 3)), rng.normal(size=(2, 3, 1, 1))
    product = (kernel.reshape(2, 3) @ x.reshape(3, 9)).reshape(2, 3, 3)
    np.testing.assert_allclose(conv2d(x, kernel), product, rtol=0, atol=1e-14)


def test_pooling():
    assert max_pool2d(X, 2, stride=1).tolist() == [[[4, 5], [7, 8]]]
    assert avg_pool2d(X, 2, stride=1).tolist() == [[[2, 3], [5, 6]]]
    assert max_pool2d(X, 2).tolist() == [[[4]]]
    assert max_pool2d(X, 2, padding="same").tolist() == [[[4, 5], [7, 8]]]
    assert avg_pool2d(X, 2, padding="same", count_include_pad=False).tolist() == [[[2, 3.5], [6.5, 8]]]
    big = np.arange(16.0).reshape(1, 4, 4)
    assert max_pool2d(big, 3).tolist() == [[[10]]]
    assert max_pool2d(big, 3, padding=1, stride=2).tolist() == [[[5, 7], [13, 15]]]
    assert max_pool2d(big, (2, 3), padding=(0, 1), stride=(2, 3)).tolist() == [[[5, 7], [13, 15]]]
    assert max_pool2d(np.concatenate([big, big + 1]), 3, padding=1, stride=2)[1].tolist() == [[6, 8], [14, 16]]


def test_an_edge_that_moves_by_one_pixel_still_lights_the_same_pooled_cell():
    edges = conv2d(STRIPE, EDGE)
    moved = conv2d(np.roll(STRIPE, -1, axis=2), EDGE)
    assert edges[0, 0].argmax() != moved[0, 0].argmax()
    assert max_pool2d(edges, (1, 2))[0, 0].argmax() == max_pool2d(moved, (1, 2))[0, 0].argmax() == 0


def test_the_edge_kernel_is_found_by_ten_steps_of_gradient_descent():
    from convstudio.engine import conv2d_backward

    wanted = conv2d(STRIPE, EDGE)
    kernel, losses = np.array([[[[0.4, 0.3]]]]), []
    for _ in range(10):
        residual = conv2d(STRIPE, kernel) - wanted
        kernel = kernel - 0.03 * conv2d_backward(STRIPE, kernel, 2 * residual)[1]
        losses.append(float(((conv2d(STRIPE, kernel) - wanted) ** 2).sum()))
    np.testing.assert_allclose(losses[1::2], [4.828, 1.538, 0.556, 0.215, 0.086], atol=6e-4)
    np.testing.assert_allclose(kernel.ravel(), [1.0266, -0.9515], atol=6e-5)
