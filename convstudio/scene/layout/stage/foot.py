"""The row at the foot of the stage: tools below the input, the kernel's menus below the kernel."""

from __future__ import annotations

from convstudio.scene.layout.stage.plan import BETWEEN, EDGE, KERNEL, LEAST_KERNEL, TOOLS
from convstudio.scene.layout.stage.sheet import Sheet
from convstudio.scene.layout.values import Legend, Rect

LEAST_TOOLS = 236.0  # units of the tools without the values that they paint
HEIGHT = 30.0


def put_foot(sheet: Sheet, kernels: float) -> None:
    """Put the row at the foot on the sheet. The kernels begin at `kernels`; the menus move to the right of a narrow input, and
    become one if there is little room.
    """
    if sheet.room.bare:
        return
    legend = next((item.rect for item in sheet.items if isinstance(item, Legend)), None)
    end = legend.left - BETWEEN if legend and legend.bottom > sheet.foot else sheet.room.width - EDGE
    left, menus = EDGE, LEAST_KERNEL + BETWEEN if sheet.what.has_kernel else 0.0
    if sheet.what.index == 0:
        width = max(min(TOOLS, end - EDGE - menus), min(LEAST_TOOLS, sheet.room.width - 2 * EDGE))
        start = sheet.left if sheet.left + width < kernels else EDGE
        sheet.slot("tools", Rect(start, sheet.foot, width, HEIGHT))
        left = start + width + BETWEEN
    if not sheet.what.has_kernel:
        return
    left = max(kernels if kernels + LEAST_KERNEL <= end else left, left)
    width = min(max(end - left, LEAST_KERNEL), KERNEL)
    sheet.slot("kernel", Rect(left, sheet.foot, width, HEIGHT))
