"""Edits that turn, shift, fill, draw on or paste into the whole input picture or a block of it."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from msgspec.structs import replace

from convstudio.experiment.derived import Area, derive
from convstudio.experiment.edits import Edit, set_input, within_limits
from convstudio.experiment.edits.drawing import Mask
from convstudio.experiment.importing.shapes import channels_of
from convstudio.experiment.model import Experiment, owned
from convstudio.layers import Array
from convstudio.words import Text, count, count_of, tr

Direction = Literal["across", "down"]
Stripes = Literal["upright", "level", "diagonal"]
LARGE = 64 * 64  # cells from which it is worth while to know where a picture was drawn on


def draw(experiment: Experiment, channel: int, mask: Mask, value: float, one: Text = "", many: Text = "") -> Edit:
    """Give the cells of a mask (H, W) one value; `one` and `many` name the step, with {n} for the number of cells."""
    within_limits(np.array([value]))
    (top, bottom), (left, right) = _area(mask) if mask.size >= LARGE else ((0, mask.shape[0] - 1), (0, mask.shape[1] - 1))
    block = slice(top, bottom + 1), slice(left, right + 1)
    drawn = mask[block]
    number = int(np.count_nonzero(drawn))
    label = count_of(number, (one, many)) if one else count(number, "Paint {n} cell", "Paint {n} cells")
    if (experiment.input[channel, *block][drawn] == value).all():  # nothing has to be computed or painted
        return Edit(experiment, label)
    values = experiment.input.copy()
    values[channel, *block][drawn] = value
    picture = owned(values)
    if mask.size >= LARGE:
        derive(picture, experiment.input, ((top, bottom), (left, right)))
    return Edit(replace(experiment, input=picture), label)


def _area(mask: Mask) -> Area:
    """The smallest area that holds all cells of a mask."""
    rows, columns = np.flatnonzero(mask.any(axis=1)).tolist(), np.flatnonzero(mask.any(axis=0)).tolist()
    return ((rows[0], rows[-1]), (columns[0], columns[-1])) if rows else ((0, -1), (0, -1))


def shift(experiment: Experiment, rows: int, columns: int) -> Edit:
    """Move everything down by `rows` and right by `columns` (if negative: up, left); the cells that come in are `low`."""
    values = shifted(experiment.input, rows, columns, experiment.low)
    return Edit(replace(experiment, input=owned(values)), _shift_label(rows, columns))


def rotate(experiment: Experiment, quarters: int) -> Edit:
    """Rotate by quarter turns, clockwise (if negative: anticlockwise)."""
    return set_input(experiment, np.rot90(experiment.input, -quarters, axes=(1, 2)), turn_label(quarters))


def flip(experiment: Experiment, direction: Direction) -> Edit:
    """Mirror the picture: swap left and right (across), or top and bottom (down)."""
    return set_input(experiment, np.flip(experiment.input, axis=_axis(direction)), flip_label(direction))


def transpose(experiment: Experiment) -> Edit:
    """Transpose every channel: rows become columns."""
    return set_input(experiment, experiment.input.swapaxes(1, 2), tr("Transpose"))


def invert(experiment: Experiment) -> Edit:
    """Swap black and white: low + high − x."""
    values = (experiment.low + experiment.high) - experiment.input
    return set_input(experiment, within_limits(values), tr("Invert"))


def fill(experiment: Experiment, value: float, label: str) -> Edit:
    """Give every cell one value."""
    return set_input(experiment, within_limits(np.full(experiment.input.shape, value)), label)


def black(experiment: Experiment) -> Edit:
    """Set every cell to `low`."""
    return fill(experiment, experiment.low, tr("All black"))


def white(experiment: Experiment) -> Edit:
    """Set every cell to `high`."""
    return fill(experiment, experiment.high, tr("All white"))


def random_uniform(experiment: Experiment, seed: int) -> Edit:
    """Fill the cells with random numbers between `low` and `high`; a seed always gives the same ones."""
    drawn = np.random.default_rng(seed).uniform(experiment.low, experiment.high, experiment.input.shape)
    return set_input(experiment, drawn, tr("Random, seed {seed}", seed=seed))


def gradient(experiment: Experiment, direction: Direction) -> Edit:
    """Draw a gradient from `low` at the left (or the top) to `high` at the other side."""
    places = np.indices(experiment.input.shape)[_axis(direction)]
    steps = max(experiment.input.shape[_axis(direction)] - 1, 1)
    label = tr("Gradient across") if direction == "across" else tr("Gradient down")
    return set_input(experiment, experiment.low + (experiment.high - experiment.low) * (places / steps), label)


def checkerboard(experiment: Experiment, cells: int) -> Edit:
    """Draw squares of `cells` × `cells`, `high` and `low` in turn; the top left one is `high`."""
    _, rows, columns = np.indices(experiment.input.shape)
    label = count(cells, "Checkerboard of {n} cell", "Checkerboard of {n} cells")
    return set_input(experiment, _in_turn(experiment, rows // cells + columns // cells), label)


def stripes(experiment: Experiment, run: Stripes, cells: int) -> Edit:
    """Draw stripes `cells` wide, `high` and `low` in turn."""
    _, rows, columns = np.indices(experiment.input.shape)
    places = {"upright": columns, "level": rows, "diagonal": rows + columns}[run]
    words = {"upright": tr("Upright stripes"), "level": tr("Level stripes"), "diagonal": tr("Diagonal stripes")}[run]
    return set_input(experiment, _in_turn(experiment, places // cells), tr("{words}, {n} wide", words=words, n=cells))


def paste(experiment: Experiment, channel: int, row: int, column: int, block: Array) -> Edit:
    """Paste a block of numbers, its top left cell at a given place; what lies beyond the edge is left out."""
    values = experiment.input.copy()
    part = pasted(values[channel], row, column, within_limits(block))
    return Edit(replace(experiment, input=owned(values)), block_label("Paste {h} × {w} cell", "Paste {h} × {w} cells", part))


def replace_picture(experiment: Experiment, block: Array) -> Edit:
    """Make a block of numbers (H, W) or (C, H, W) the input; black and white are moved apart to include all values."""
    low, high = min(experiment.low, float(block.min())), max(experiment.high, float(block.max()))
    size = " × ".join(map(str, block.shape))
    return set_input(experiment, within_limits(channels_of(block)), tr("Paste {size} as input", size=size), low, high)


def clear(experiment: Experiment, channel: int, rows: slice, columns: slice) -> Edit:
    """Set the cells of a block to 0."""
    values = experiment.input.copy()
    values[channel, rows, columns] = 0.0
    return Edit(
        replace(experiment, input=owned(values)),
        block_label("Clear {h} × {w} cell", "Clear {h} × {w} cells", _extent(rows, columns)),
    )


def move(experiment: Experiment, channel: int, rows: slice, columns: slice, by: tuple[int, int]) -> Edit:
    """Move a block `by` rows and columns; the cells that it leaves become `low`."""
    values = experiment.input.copy()
    moved_block(values[channel], rows, columns, by, experiment.low)
    return Edit(
        replace(experiment, input=owned(values)),
        block_label("Move {h} × {w} cell", "Move {h} × {w} cells", _extent(rows, columns)),
    )


def shifted(values: Array, rows: int, columns: int, vacated: float) -> Array:
    """An array (…, H, W) with its cells moved down and right; the cells that come in are `vacated`."""
    result = np.full(values.shape, vacated)
    down, across = _overlap(values.shape[-2], rows), _overlap(values.shape[-1], columns)
    result[..., down[1], across[1]] = values[..., down[0], across[0]]
    return result


def pasted(values: Array, row: int, column: int, block: Array) -> tuple[int, int]:
    """Write a block into a matrix, leaving out what does not fit. Return the number of rows and columns that did."""
    target = values[row : row + block.shape[0], column : column + block.shape[1]]
    target[:] = block[: target.shape[0], : target.shape[1]]
    return target.shape[0], target.shape[1]


def moved_block(values: Array, rows: slice, columns: slice, by: tuple[int, int], vacated: float) -> None:
    """Move a block within a matrix. The caller makes sure that it stays inside."""
    block = values[rows, columns].copy()
    values[rows, columns] = vacated
    pasted(values, rows.start + by[0], columns.start + by[1], block)


def turn_label(quarters: int) -> str:
    """The name of a rotation."""
    match quarters % 4:
        case 1:
            return tr("Rotate right")
        case 3:
            return tr("Rotate left")
        case _:
            return tr("Rotate by 180°")


def flip_label(direction: Direction) -> str:
    """The name of a reflection."""
    return tr("Flip left and right") if direction == "across" else tr("Flip top and bottom")


def block_label(one: Text, many: Text, shape: tuple[int, ...]) -> str:
    """ "Paste 1 × 1 cell", "Paste 2 × 3 cells": the words with a block's size put in."""
    return count_of(shape[0] * shape[1], (one, many), h=shape[0], w=shape[1])


def _shift_label(rows: int, columns: int) -> str:
    match (rows, columns):
        case (0, _):
            return tr("Shift right by {n}", n=columns) if columns >= 0 else tr("Shift left by {n}", n=-columns)
        case (_, 0):
            return tr("Shift down by {n}", n=rows) if rows >= 0 else tr("Shift up by {n}", n=-rows)
        case _:
            return tr("Shift")


def _axis(direction: Direction) -> int:
    return 2 if direction == "across" else 1


def _in_turn(experiment: Experiment, places: Any) -> Array:
    values: Array = np.where(places % 2 == 0, experiment.high, experiment.low)
    return values


def _overlap(size: int, by: int) -> tuple[slice, slice]:
    """Which part of `size` cells stays inside when they move, and where it ends up."""
    by = min(max(by, -size), size)
    return slice(max(-by, 0), size - max(by, 0)), slice(max(by, 0), size - max(-by, 0))


def _extent(rows: slice, columns: slice) -> tuple[int, int]:
    return rows.stop - rows.start, columns.stop - columns.start
