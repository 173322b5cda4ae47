"""Every shift at once: the largest difference between both ways, plotted against the shift."""
