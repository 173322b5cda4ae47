"""The dense matrix of a convolution, against pictures with a single pixel, and against loops."""

import numpy as np
from hypothesis import given

from convstudio.engine.toeplitz import NONE, SEVERAL, connections, dense_matrix
from convstudio.layers import Conv2d, ConvTranspose2d
from tests.scene.strips import evaluations


def subject(evaluation):
    """The layer of a strip of one, with its input and the matrix that equals it; None where it does nothing."""
    (result,) = evaluation.results or (None,)
    if evaluation.problem or result is None or not result.layer.enabled:
        return None
    layer, x = result.layer, evaluation.experiment.input
    rows, columns = layer.axes(x.shape)
    return layer, x, *dense_matrix(layer.kernel_at_work, rows, columns, layer.groups, layer.padding_mode)


@given(evaluations(kinds=(Conv2d, ConvTranspose2d), most_layers=1))
def test_its_columns_are_what_single_pixels_give(evaluation):
    found = subject(evaluation)
    if found is None:
        return
    layer, x, matrix, _which = found
    none = layer.weighted_sum(np.zeros(x.shape))
    for column, cell in enumerate(np.ndindex(*x.shape)):
        one = np.zeros(x.shape)
        one[cell] = 1.0
        np.testing.assert_allclose(matrix[:, column], (layer.weighted_sum(one) - none).ravel(), atol=1e-12)


@given(evaluations(kinds=(Conv2d, ConvTranspose2d), most_layers=1))
def test_times_the_flattened_picture_it_is_the_output_number_by_number(evaluation):
    found = subject(evaluation)
    if found is None:
        return
    layer, x, matrix, _which = found
    sums = layer.weighted_sum(x)
    product = (matrix @ x.ravel()).reshape(sums.shape) + layer.bias[:, None, None]
    np.testing.assert_allclose(product, sums, atol=1e-12)


@given(evaluations(kinds=(Conv2d, ConvTranspose2d), most_layers=1))
def test_each_place_holds_the_weight_that_it_names(evaluation):
    found = subject(evaluation)
    if found is None:
        return
    layer, x, matrix, which = found
    kernel = layer.kernel_at_work
    weights = kernel.ravel()
    for value, index in zip(matrix.ravel(), which.ravel(), strict=True):
        assert index == SEVERAL or value == (0.0 if index == NONE else weights[index])
    rows, columns = layer.axes(x.shape)
    assert connections(kernel.shape, rows, columns, layer.padding_mode) == (which != NONE).sum()


def test_one_row_of_the_edge_kernel():
    layer = Conv2d(kernel=np.array([[[[1.0, -1.0]]]]), bias=np.zeros(1))
    matrix, which = dense_matrix(layer.kernel, *layer.axes((1, 6, 8)))
    assert matrix.shape == (42, 48)
    assert (matrix != 0).sum() == 84
    assert [np.flatnonzero(matrix[row]).tolist() for row in (0, 6, 7)] == [[0, 1], [6, 7], [8, 9]]
    assert [(which == weight).sum() for weight in (0, 1)] == [42, 42]
