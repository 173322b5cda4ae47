"""The part between input and output: the kernels with their biases and products, or the name of a function."""

from __future__ import annotations

from convstudio.scene.layout.stage.plan import (
    FIELD,
    FIELD_HEIGHT,
    FUNCTION,
    GAP,
    SIGN,
    bias_beside,
    output_column,
)
from convstudio.scene.layout.stage.products import put_products, stack_products, stacked_height
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.stage.subject import Row, Subject
from convstudio.scene.layout.stage.titles import kernel_title
from convstudio.scene.layout.values import Box, Hit, Matrix, Rect, Words, words
from convstudio.scene.words.kernel_facts import weights_line
from convstudio.scene.words.numbers import short
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr


def put_function(sheet: Sheet, left: float) -> float:
    """Put the arrow and the name of a pooling or a function on the sheet. Return the right edge."""
    layer, width = sheet.what.layer, sheet.sign * 2 + FUNCTION
    if layer is None:
        return left + sheet.sign
    sheet.operator("→", left, width, sheet.middle)
    name = Run(layer.label, "muted" if sheet.what.is_off else "plain")
    sheet.put(Words((name,), Rect(left + 4, sheet.middle - 44, width - 8, 20), "caption", "centre"))
    detail = layer.detail.removeprefix("· ")
    if detail:
        sheet.put(words(detail, Rect(left + 4, sheet.middle + 20, width - 8, 18), "small", "centre", muted=True))
    return left + width


def put_kernels(sheet: Sheet, left: float) -> float:
    """Put a column of slices for each output, and the biases, on the sheet. Return the right edge."""
    what, cell = sheet.what, sheet.cell
    x, wide = left + sheet.sign, output_column(what, cell)
    layout = what.layout
    if layout is None:
        return x + sheet.sign
    shape = layout.layer.kernel.shape
    sheet.title(x, kernel_title(shape[0] * shape[1]), shape[2:] if shape[:2] == (1, 1) else shape, what.index)
    lefts = [x + place * (wide + GAP) for place in range(len(what.outs))]
    end = lefts[-1] + wide if lefts else x
    kernels = [matrix for row in what.rows for matrix in _row(sheet, row, left, lefts)]
    if len(what.rows) > 1 or len(what.outs) > 1:
        _name_columns(sheet, kernels, lefts, wide)
    end = _biases(sheet, kernels, lefts, wide, end)
    _tell(sheet, kernels, x, end)
    if sheet.beside:
        return put_products(sheet, end) + sheet.sign
    sheet.operator("=", end, sheet.sign, kernels[0].inner.centre.y if len(kernels) == 1 else sheet.middle)
    return end + sheet.sign


def _row(sheet: Sheet, row: Row, left: float, lefts: list[float]) -> list[Matrix]:
    """Put the slices of all outputs for one channel on the sheet, vertically centred on the channel."""
    high = max((k.shape[0] for k in row.kernels if k), default=1) * sheet.cell
    x, stacked = sheet.place_of(row.x), stacked_height(sheet, row) if sheet.plan.stacked else 0.0
    top = min(x.inner.centre.y - high / 2, x.outer.bottom - high - stacked)
    top = max(top, x.outer.top)  # a kernel that is higher than its input is aligned with its top
    sheet.operator("⋆", left, sheet.sign, top + high / 2)
    found = [sheet.put_matrix(k, x, top) for k, x in zip(row.kernels, lefts, strict=True) if k]
    if stacked:
        stack_products(sheet, row, lefts[0], top + high)
    return found


def _name_columns(sheet: Sheet, kernels: list[Matrix], lefts: list[float], wide: float) -> None:
    """Put the numbers of the outputs above their columns, and a frame around the chosen column."""
    what, height = sheet.what, sheet.room.measure.height("small")
    if not kernels:
        return
    top = min(k.inner.top for k in kernels) - height - 6
    bottom = max(k.inner.bottom for k in kernels)
    for place, out in enumerate(what.outs):
        rect = Rect(lefts[place], top, wide, height)
        sheet.put(Hit(Rect(rect.left - 4, top, wide + 8, bottom - top), what.index, out))
        sheet.slot(f"output_{out}", Rect(rect.left - 2, top - 3, rect.width + 4, height + 6), (Run(tr("out {o}", o=out)),))
    number = len(what.layout.layer.kernel) if what.layout else 0
    if number > len(what.outs):
        rest = Rect(lefts[-1] + wide + GAP / 2 + 2, top, SIGN, height)
        sheet.put(words(tr("of {n}", n=number), rest, "small", muted=True))
    if what.chosen is not None:
        frame = Rect(lefts[what.chosen] - GAP / 2 + 1, top - 4, wide + GAP - 2, bottom - top + 10)
        sheet.items.insert(0, Box(frame, "chosen"))


def _biases(sheet: Sheet, kernels: list[Matrix], lefts: list[float], wide: float, end: float) -> float:
    """Put a field for the bias of each output on the sheet. Return the right edge."""
    what = sheet.what
    if what.layout is None or not kernels:
        return end
    values = what.layout.layer.bias
    if bias_beside(what):
        centre = kernels[0].inner.centre.y
        sheet.operator("+", end, SIGN / 2, centre)
        field = Rect(end + SIGN / 2, centre - FIELD_HEIGHT / 2, FIELD, FIELD_HEIGHT)
        out = what.outs[0]
        sheet.slot(f"bias_{out}", field, _bias_line(what, float(values[out])), framed=True)
        height = sheet.room.measure.height("small")
        sheet.put(words(tr("bias b"), Rect(field.left, field.bottom + 3, FIELD, height), "small", "centre", muted=True))
        return field.right
    bottom = max(k.inner.bottom for k in kernels) + 10
    for place, out in enumerate(what.outs):
        rect = Rect(lefts[place], bottom, min(wide, FIELD), FIELD_HEIGHT - 4)
        sheet.slot(f"bias_{out}", rect, _bias_line(what, float(values[out])), framed=True)
    return end


def _bias_line(what: Subject, bias: float) -> Line:
    return (Run(short(bias), "muted" if what.is_off else "plain"),)


def _tell(sheet: Sheet, kernels: list[Matrix], left: float, end: float) -> None:
    """Put the line about the weights below a kernel that stands alone, if there is room."""
    if sheet.what.layout is None or len(kernels) != 1 or len(sheet.what.outs) != 1:
        return
    line: Line = (Run(weights_line(sheet.what.layout.layer), "muted"),)
    measure = sheet.room.measure
    width, height = measure.width(line, "small"), measure.height("small")
    middle = ("kernel", "product")
    last = max(item.inner.bottom for item in sheet.items if isinstance(item, Matrix) and item.panel.matrix.kind in middle)
    below = max(last, kernels[0].inner.centre.y + FIELD_HEIGHT / 2 + height + 3) + 10
    fits = width <= end - left + 2 * (sheet.sign - 6) and below + height < sheet.foot
    if fits:
        rect = Rect(max(left + (end - left - width) / 2, left - sheet.sign + 6), below, width + 1, height)
        sheet.slot("facts", rect, line)
