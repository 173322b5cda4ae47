"""Gradient descent: losses, optimisers, training, and what data determine."""
