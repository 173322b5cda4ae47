"""A matrix as an indexed picture, one pixel a cell, kept up to date rectangle by rectangle.

This is the only place where numbers become pictures. What is not finite becomes index 0, which is transparent and hatched by
the painter; it never stretches a scale.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from convstudio.layers import Array
from convstudio.painting.cells.grounds import Grounds, Wash, grounds
from convstudio.painting.palette import Bytes, Look, argb_table, dark_text, indices, table
from convstudio.scene.matrix import MatrixScene, Scale


class CellImage:
    """The picture of one panel. `show` brings it up to date with a scene, and says which cells changed."""

    def __init__(self) -> None:
        self._scene: MatrixScene | None = None
        self._look: Look | None = None
        self.bytes: Bytes = np.zeros((1, 1), dtype=np.uint8)
        self.colours: NDArray[np.uint32] = np.zeros(256, dtype=np.uint32)  # of the values of `bytes`, 0xAARRGGBB
        self.image = QImage()
        self.may_be_hatched = False  # whether a cell is not a finite number, or was not

    def show(self, scene: MatrixScene, look: Look) -> tuple[slice, slice] | None:
        """Show a scene. Return the rows and columns whose picture differs from what was shown before; None if none does."""
        before, self._scene = self._scene, scene
        if before is None or look is not self._look or before.shape != scene.shape or before.scale != scene.scale:
            self._look = look
            return self._redraw(scene)
        if before.whole is scene.whole and before.panel == scene.panel:
            return None
        change = scene.change
        if change is None or change.base is not before.whole or before.panel != scene.panel:
            return self._redraw(scene)
        rows, columns = slice(change.rows[0], change.rows[1] + 1), slice(change.columns[0], change.columns[1] + 1)
        self.bytes[rows, columns] = _indices(scene.values[rows, columns], scene.scale)
        self.may_be_hatched = self.may_be_hatched or not self.bytes[rows, columns].all()
        return rows, columns

    def grounds(self, rows: range, columns: range, dimmed: bool = False, washes: tuple[Wash, ...] = ()) -> Grounds:
        """The grounds below the numbers of a block of cells."""
        assert self._look
        assert self._scene
        block = self.bytes[rows.start : rows.stop, columns.start : columns.stop]
        return grounds(block, (rows.start, columns.start), self._look, _map(self._scene.scale), dimmed, washes)

    def _redraw(self, scene: MatrixScene) -> tuple[slice, slice]:
        assert self._look
        rows, columns = scene.shape
        self.bytes = np.empty(scene.shape, dtype=np.uint8)
        self.image = QImage(self.bytes.data, columns, rows, columns, QImage.Format.Format_Indexed8)  # shares the memory
        self.colours = argb_table(self._look, _map(scene.scale))
        self.image.setColorTable(list(table(self._look, _map(scene.scale))))
        self.bytes[:] = _indices(scene.values, scene.scale)
        self.may_be_hatched = not self.bytes.all()
        return slice(0, rows), slice(0, columns)


@lru_cache(maxsize=16)
def strip(look: Look, name: str) -> QImage:
    """All colours of a colour map side by side, one pixel high."""
    colours = table(look, name)[1:]
    image = QImage(len(colours), 1, QImage.Format.Format_RGB32)
    for place, one in enumerate(colours):
        image.setPixel(place, 0, one)
    return image


@lru_cache(maxsize=4096)  # chips, ghosts and tints ask for the same few numbers in every frame
def colour(look: Look, scale: Scale, value: float) -> int:
    """The colour 0xAARRGGBB of one number."""
    return table(look, _map(scale))[int(_indices(np.array([[value]]), scale)[0, 0])]


@lru_cache(maxsize=4096)
def reads_dark(look: Look, scale: Scale, value: float) -> bool:
    """Whether dark text reads better on the colour of a number."""
    return bool(dark_text(look, _map(scale))[int(_indices(np.array([[value]]), scale)[0, 0])])


def _indices(values: Array, scale: Scale) -> Bytes:
    return indices(values, scale.low, scale.high)


def _map(scale: Scale) -> str:
    return "grey" if scale.kind == "grey" else scale.colours
