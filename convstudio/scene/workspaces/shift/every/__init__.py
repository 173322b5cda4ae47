"""Every shift at once: the largest difference between the two ways round, plotted against the shift."""
