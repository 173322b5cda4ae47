"""The products of a cell beside the kernels, or below the only one; and what is told of the cell: their sums, the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from convstudio.scene.layout.stage.plan import SIGN, SUBTOTAL, Plan
from convstudio.scene.layout.stage.sheet import Sheet, said
from convstudio.scene.layout.stage.subject import Row, Subject
from convstudio.scene.layout.values import Matrix, Measure, Rect, Words, words
from convstudio.scene.matrix.focus import PanelId
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr

BELOW_KERNEL, ABOVE_STACK = 22.0, 4.0  # pixels above and below the words over products that are below their kernel
BESIDE, BELOW = 8.0, 6.0  # pixels from the products to their sum, and down to the sum of all


def stacked_height(sheet: Sheet, row: Row) -> float:
    """The height of a row's products, with all that is told of them, below the kernel."""
    return (row.products.shape[0] if row.products else 0) * sheet.cell + 44


def stack_products(sheet: Sheet, row: Row, left: float, top: float) -> None:
    """Put the products of the only channel below its kernel."""
    if row.products:
        sheet.put_matrix(row.products, left, top + BELOW_KERNEL + sheet.room.measure.height("small") + ABOVE_STACK)


def put_products(sheet: Sheet, left: float) -> float:
    """Put a column with the products of each channel on the sheet. Return the right edge."""
    x = left + SIGN
    sheet.title(x, tr("Products"))
    width = _columns(sheet.what) * sheet.cell
    for row in sheet.what.rows:
        if row.products:
            centre = next((sheet.place_of(k) for k in row.kernels if k), sheet.place_of(row.x)).inner.centre.y
            sheet.operator("=", left, SIGN, centre)
            sheet.put_matrix(row.products, x, centre - row.products.shape[0] * sheet.cell / 2)
    return x + width + SUBTOTAL


def told(plan: Plan, found: Mapping[PanelId, Matrix], measure: Measure) -> Iterator[Words]:
    """What is told of the cell beside its products, which are among the matrices `found`: nothing depends on these words."""
    what = plan.subject
    placed = [(row, found[row.products.panel]) for row in what.rows if row.products and row.products.panel in found]
    for row, matrix in placed:
        right = matrix.inner.right if plan.stacked else matrix.left + _columns(what) * plan.cell
        if plan.stacked:
            height = measure.height("small")
            above = Rect(matrix.left, matrix.top - ABOVE_STACK - height, 220, height)
            yield words(_of_cell(what, row), above, "small", muted=True)
        if row.subtotal:
            line: Line = (Run("Σ ", "muted"), Run(row.subtotal.removeprefix("+ ").strip("()"), "strong"))
            yield said(line, right + BESIDE, matrix.inner.centre.y, "number", measure)
    if placed and what.total and not plan.stacked:
        bias = what.total.bias.replace("+ ", tr("+ b") + " ", 1)
        result: Line = (Run(f"{bias}  ", "muted"), Run(what.total.result, "strong"))
        left, top = placed[0][1].left, max(matrix.inner.bottom for _, matrix in placed) + BELOW
        yield Words(result, Rect(left, top, measure.width(result, "number") + 1, measure.height("number")), "number")


def _columns(what: Subject) -> int:
    """The columns of the widest products."""
    return max((row.products.shape[1] for row in what.rows if row.products), default=1)


def _of_cell(what: Subject, row: Row) -> str:
    """The name of the cell that the products belong to, as in the arithmetic; without the channel if there is only one."""
    cell = what.total.cell.removesuffix(" =") if what.total else ""
    if what.y is not None and len(what.y.whole) == 1:
        cell = cell.replace("[0, ", "[", 1)
    if what.total and len(what.total.subtotals) > 1:  # there is no room for the other channels
        return tr("products of {channel} for {cell}", channel=row.x.caption, cell=cell)
    return tr("products for {cell}", cell=cell)
