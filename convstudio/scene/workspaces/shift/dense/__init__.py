"""The dense matrix that equals a convolution: its zeros, its repeated weights, and its product with the flattened input."""
