"""Where everything stands on a drawing: computed here as values, painted by `painting`, overlaid with fields by `studio`."""

from convstudio.scene.layout.values import (
    Align,
    Beam,
    Box,
    Drawing,
    Hit,
    Item,
    Legend,
    Matrix,
    Measure,
    Point,
    Rect,
    Slot,
    Style,
    Thumbnail,
    Words,
    scaled,
)

__all__ = [
    "Align",
    "Beam",
    "Box",
    "Drawing",
    "Hit",
    "Item",
    "Legend",
    "Matrix",
    "Measure",
    "Point",
    "Rect",
    "Slot",
    "Style",
    "Thumbnail",
    "Words",
    "scaled",
]
