"""The functions of a program in plain NumPy, as the text written into it: readable definitions of what each layer does."""

CONV2D = '''
def conv2d(x, kernel, bias, stride=(1, 1), dilation=(1, 1), groups=1):
    """Slides kernel (C_out, C_in / groups, k_h, k_w) over x (C_in, H, W): multiply, add up, add the bias."""
    outs, depth, k_h, k_w = kernel.shape
    rows = (x.shape[1] - (k_h - 1) * dilation[0] - 1) // stride[0] + 1
    columns = (x.shape[2] - (k_w - 1) * dilation[1] - 1) // stride[1] + 1
    y = np.zeros((outs, rows, columns))
    for out in range(outs):
        first = out * groups // outs * depth  # the first channel that this output reads
        for channel in range(depth):
            for i in range(k_h):
                for j in range(k_w):
                    top, left = i * dilation[0], j * dilation[1]
                    read = x[first + channel, top::stride[0], left::stride[1]][:rows, :columns]
                    y[out] += read * kernel[out, channel, i, j]
        y[out] += bias[out]
    return y
'''

CONV_TRANSPOSE2D = '''
def conv_transpose2d(x, kernel, bias, stride=(1, 1), cut=((0, 0), (0, 0)), added=(0, 0), dilation=(1, 1), groups=1):
    """Every cell of x (C_in, H, W) presses kernel (C_out, C_in / groups, k_h, k_w), times its value, on the output.

    Then rows and columns are cut off: ((top, bottom), (left, right)).
    """
    outs, depth, k_h, k_w = kernel.shape
    down, across = (x.shape[1] - 1) * stride[0] + 1, (x.shape[2] - 1) * stride[1] + 1
    rows, columns = down + (k_h - 1) * dilation[0] + added[0], across + (k_w - 1) * dilation[1] + added[1]
    y = np.zeros((outs, rows, columns))
    for out in range(outs):
        first = out * groups // outs * depth
        for channel in range(depth):
            for i in range(k_h):
                for j in range(k_w):
                    top, left = i * dilation[0], j * dilation[1]
                    y[out, top:top + down:stride[0], left:left + across:stride[1]] += (
                        x[first + channel] * kernel[out, channel, i, j]
                    )
        y[out] += bias[out]
    (top, bottom), (left, right) = cut
    return y[:, top:rows - bottom, left:columns - right]
'''

WINDOWS = '''
def taps(x, window, stride, dilation=(1, 1)):
    """What each place of a window reads of x (C, H, W), for all outputs at once: (places, C, rows, columns)."""
    rows = (x.shape[1] - (window[0] - 1) * dilation[0] - 1) // stride[0] + 1
    columns = (x.shape[2] - (window[1] - 1) * dilation[1] - 1) // stride[1] + 1
    return np.array([
        x[:, i * dilation[0]::stride[0], j * dilation[1]::stride[1]][:, :rows, :columns]
        for i in range(window[0])
        for j in range(window[1])
    ])
'''

MAX_POOL2D = '''
def max_pool2d(x, window, stride, dilation=(1, 1)):
    """The largest cell of each window, channel by channel."""
    return taps(x, window, stride, dilation).max(axis=0)
'''

AVG_POOL2D = '''
def avg_pool2d(x, window, stride, counted=None):
    """The mean of each window, channel by channel; counted (1, H, W) is 1 where a cell counts, 0 elsewhere."""
    counted = np.ones((1, *x.shape[1:])) if counted is None else counted
    return sum(taps(x, window, stride)) / sum(taps(counted, window, stride))
'''

RELU = '''
def relu(x):
    """Keeps what is positive and turns the rest to 0."""
    return np.where(x <= 0, 0.0, x)
'''

LEAKY_RELU = '''
def leaky_relu(x, slope):
    """Keeps what is positive and makes the rest small."""
    return np.where(x > 0, x, x * slope)
'''

SIGMOID = '''
def sigmoid(x):
    """1 / (1 + exp(-x)), without exp of a large number."""
    small = np.exp(-np.abs(x))
    return np.where(x < 0, small, 1.0) / (1 + small)
'''

GELU = '''
def gelu(x):
    """x times the share of the standard normal distribution below x."""
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
'''

SOFTPLUS = '''
def softplus(x):
    """log(1 + exp(x)), without exp of a large number."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
'''

FUNCTIONS = {
    "conv2d": CONV2D,
    "conv_transpose2d": CONV_TRANSPOSE2D,
    "taps": WINDOWS,
    "max_pool2d": MAX_POOL2D,
    "avg_pool2d": AVG_POOL2D,
    "relu": RELU,
    "leaky_relu": LEAKY_RELU,
    "sigmoid": SIGMOID,
    "gelu": GELU,
    "softplus": SOFTPLUS,
}  # in the order in which they are written
