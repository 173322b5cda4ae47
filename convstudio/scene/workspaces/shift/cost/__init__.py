"""The cost of the layers as convolution, locally connected and fully connected, drawn to scale."""
