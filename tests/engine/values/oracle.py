"""Convolution and pooling by plain loops over exact fractions: slow, obvious, and independent of the engine."""

from fractions import Fraction
from math import ceil, floor

# Every float is a whole number of 2⁻⁴⁰⁰ as long as it is 0 or not tiny; so sums of products are whole numbers of 2⁻⁸⁰⁰. That is
# exact rational arithmetic with one denominator, and ten times as fast as with many.
BITS = 400


def units(value, bits=BITS):
    """A float as a whole number of 2⁻ᵇⁱᵗˢ, exactly."""
    numerator, denominator = float(value).as_integer_ratio()
    whole, rest = divmod(numerator << bits, denominator)
    assert not rest, value
    return whole


def source(position, size, before, after, mode):
    """The cell whose value stands at a position; None for a zero."""
    if 0 <= position < size:
        return position
    if mode == "zeros" or position < -before or position >= size + after:
        return None
    if mode == "replicate":
        return min(max(position, 0), size - 1)
    if mode == "circular":
        return position % size
    return -position if position < 0 else 2 * (size - 1) - position


def length(size, window, stride, before, after, dilation, ceil_mode=False):
    """Outputs along an axis, by PyTorch's rule."""
    steps = Fraction(size + before + after - dilation * (window - 1) - 1, stride)
    if not ceil_mode:
        return floor(steps) + 1
    count = ceil(steps) + 1
    return count - 1 if (count - 1) * stride >= size + before else count


def convolve(x, kernel, bias, stride, sides, dilation, groups, mode):
    """Nested lists of (sum, sum of magnitudes, number of terms) for nested lists of numbers; sums in units of 2⁻⁸⁰⁰."""
    height, width = len(x[0]), len(x[0][0])
    depth, high, wide = len(kernel[0]), len(kernel[0][0]), len(kernel[0][0][0])
    rows = length(height, high, stride[0], *sides[0], dilation[0])
    columns = length(width, wide, stride[1], *sides[1], dilation[1])
    cells = [[[units(v) for v in row] for row in plane] for plane in x]
    weights = [[[[units(v) for v in row] for row in plane] for plane in stack] for stack in kernel]

    def term_pairs(o, h, w):
        first = o // (len(kernel) // groups) * depth
        for c in range(depth):
            for i in range(high):
                r = source(h * stride[0] + i * dilation[0] - sides[0][0], height, *sides[0], mode)
                for j in range(wide if r is not None else 0):
                    q = source(w * stride[1] + j * dilation[1] - sides[1][0], width, *sides[1], mode)
                    if q is not None:
                        yield weights[o][c][i][j] * cells[first + c][r][q]

    def output(o, h, w):
        terms = list(term_pairs(o, h, w))
        if bias is not None:
            terms.append(units(bias[o], 2 * BITS))
        return sum(terms), sum(map(abs, terms)), depth * high * wide + (bias is not None)

    return [[[output(o, h, w) for w in range(columns)] for h in range(rows)] for o in range(len(kernel))]


def pool(x, kind, window, stride, sides, dilation=(1, 1), ceil_mode=False, count_include_pad=True):
    """Nested lists of exact maxima or means."""
    height, width = len(x[0]), len(x[0][0])
    rows = length(height, window[0], stride[0], *sides[0], dilation[0], ceil_mode)
    columns = length(width, window[1], stride[1], *sides[1], dilation[1], ceil_mode)

    def output(plane, h, w):
        read = [
            (h * stride[0] + i * dilation[0] - sides[0][0], w * stride[1] + j * dilation[1] - sides[1][0])
            for i in range(window[0])
            for j in range(window[1])
        ]
        values = [Fraction(plane[r][q]) for r, q in read if 0 <= r < height and 0 <= q < width]
        if kind == "max":
            return max(values)
        padded = [1 for r, q in read if r < height + sides[0][1] and q < width + sides[1][1]]
        return sum(values, Fraction(0)) / len(padded if count_include_pad else values)

    return [[[output(plane, h, w) for w in range(columns)] for h in range(rows)] for plane in x]
