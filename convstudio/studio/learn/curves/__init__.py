"""The plots of Learn: the loss over the epochs, the landscape of the loss, and the kernels of a run."""
