"""An experiment as a program of its own: plain NumPy, PyTorch, Keras; and what is on the screen as LaTeX."""
