"""One view for every matrix on the screen."""

from convstudio.studio.matrix_view.view import MatrixView

__all__ = ["MatrixView"]
