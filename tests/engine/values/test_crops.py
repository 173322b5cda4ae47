"""A crop gives the same bits as the whole: what evaluating again only what changed rests on."""

import numpy as np
import pytest

from convstudio.engine import avg_pool2d, conv2d, is_in_order, max_pool2d

KERNELS = [  # C_out, C_in/groups, k_h, k_w, groups
    (1, 1, 3, 3, 1),
    (1, 1, 1, 2, 1),
    (1, 1, 1, 1, 1),
    (1, 1, 5, 4, 1),
    (1, 3, 3, 3, 1),
    (4, 4, 3, 3, 1),
    (3, 1, 2, 2, 3),
    (1, 64, 3, 3, 1),
]


def some_crops(rng, shape, count):
    """(rows, columns) of outputs: whole lines, single cells, and everything between, at any offset."""
    for _ in range(count):
        h = int(rng.choice([1, 1, 2, 3, shape[0], rng.integers(1, shape[0] + 1)]))
        w = int(rng.choice([1, 1, 2, 3, 5, 8, shape[1], rng.integers(1, shape[1] + 1)]))
        h, w = min(h, shape[0]), min(w, shape[1])
        r, c = int(rng.integers(0, shape[0] - h + 1)), int(rng.integers(0, shape[1] - w + 1))
        yield slice(r, r + h), slice(c, c + w)


def cells_read(outputs, stride, dilation, window):
    return slice(outputs.start * stride, (outputs.stop - 1) * stride + (window - 1) * dilation + 1)


def image(rng, channels, height, width, kind):
    values = rng.normal(size=(channels, height, width)) * 10.0 ** rng.integers(-9, 10, (channels, height, width))
    return values.astype(kind)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("kernel_shape", KERNELS, ids=str)
def test_a_crop_of_a_convolution_has_the_same_bits(kernel_shape, kind):
    *shape, groups = kernel_shape
    rng = np.random.default_rng(sum(kernel_shape))
    assert is_in_order(tuple(shape), groups)
    for height, width, stride, dilation in [
        (19, 37, (1, 1), (1, 1)),
        (30, 23, (2, 1), (1, 1)),
        (24, 41, (1, 3), (2, 1)),
        (12, 70, (1, 1), (1, 3)),
    ]:
        x = image(rng, shape[1] * groups, height, width, kind)
        kernel, bias = rng.normal(size=shape).astype(kind), rng.normal(size=shape[0]).astype(kind)
        whole = conv2d(x, kernel, bias, stride=stride, dilation=dilation, groups=groups)
        for rows, columns in some_crops(rng, whole.shape[1:], 25):
            taken = x[:, cells_read(rows, stride[0], dilation[0], shape[2])]
            taken = taken[:, :, cells_read(columns, stride[1], dilation[1], shape[3])]
            crop = conv2d(taken, kernel, bias, stride=stride, dilation=dilation, groups=groups)
            assert crop.tobytes() == whole[:, rows, columns].tobytes()


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_crop_of_a_large_image_has_the_same_bits(kind):
    rng = np.random.default_rng(5)
    x, kernel = image(rng, 1, 300, 700, kind), rng.normal(size=(1, 1, 3, 3)).astype(kind)
    whole = conv2d(x, kernel)
    for rows, columns in some_crops(rng, whole.shape[1:], 200):
        crop = conv2d(x[:, rows.start : rows.stop + 2, columns.start : columns.stop + 2], kernel)
        assert crop.tobytes() == whole[:, rows, columns].tobytes()


@pytest.mark.parametrize("shape", [(1, 1, 3, 3), (2, 3, 2, 2), (1, 1, 1, 5)])
@pytest.mark.parametrize("stride", [1, 2])
def test_terms_are_added_in_row_major_order_channel_by_channel(shape, stride):
    rng = np.random.default_rng(9)
    x, kernel, bias = image(rng, shape[1], 11, 13, np.float64), rng.normal(size=shape), rng.normal(size=shape[0])
    found = conv2d(x, kernel, bias, stride=stride)
    for o, h, w in np.ndindex(found.shape):
        total = 0.0
        for c, i, j in np.ndindex(shape[1:]):
            total += float(kernel[o, c, i, j]) * float(x[c, h * stride + i, w * stride + j])
        assert found[o, h, w] == total + bias[o]


@pytest.mark.parametrize("channels", [8, 20])  # few enough for a product for each row of outputs; too many for that
@pytest.mark.parametrize(("stride", "dilation"), [(1, 1), ((2, 3), 1), (1, (2, 1)), (4, 1)])
def test_matrix_products_give_the_sums_in_order_up_to_rounding(channels, stride, dilation):
    rng = np.random.default_rng(6)
    x, kernel = rng.normal(size=(channels, 40, 24)), rng.normal(size=(channels, channels, 3, 3))
    assert not is_in_order(kernel.shape, 1)
    found = conv2d(x, kernel, stride=stride, dilation=dilation)
    one_by_one = [conv2d(x, kernel[o : o + 1], stride=stride, dilation=dilation)[0] for o in range(channels)]
    np.testing.assert_allclose(found, one_by_one, rtol=0, atol=1e-11)


@pytest.mark.parametrize("side", [1500])
def test_matrix_products_in_several_blocks(side):
    x, kernel = np.ones((2, side, 300), np.float32), np.ones((40, 2, 7, 7), np.float32)
    assert (conv2d(x, kernel, stride=(1, 9)) == 98).all()
    assert (conv2d(x, kernel[:12], stride=(1, 1))[:, ::7] == 98).all()


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize("stride", [(1, 1), (2, 3)])
def test_a_crop_of_a_pooling_has_the_same_bits(pool, stride):
    rng = np.random.default_rng(7)
    x = image(rng, 2, 23, 31, np.float64)
    whole = pool(x, (3, 2), stride=stride)
    for rows, columns in some_crops(rng, whole.shape[1:], 100):
        taken = x[:, cells_read(rows, stride[0], 1, 3), cells_read(columns, stride[1], 1, 2)]
        assert pool(taken, (3, 2), stride=stride).tobytes() == whole[:, rows, columns].tobytes()


@pytest.mark.parametrize("weights", [(144, True), (145, False)])
def test_only_the_kernel_decides_whether_terms_are_added_in_order(weights):
    count, ordered = weights
    assert is_in_order((2 if count % 2 == 0 else 5, count // (2 if count % 2 == 0 else 5), 1, 1), 1) is ordered
    assert is_in_order((1, 500, 3, 3), 1)
    assert is_in_order((64, 1, 3, 3), 64)
