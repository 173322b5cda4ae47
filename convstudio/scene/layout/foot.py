"""The row at the foot of the stage: tools below the input, the kernel's menus below the kernel."""

from __future__ import annotations

from convstudio.scene.layout.plan import BETWEEN, EDGE, KERNEL, LEAST_KERNEL, TOOLS
from convstudio.scene.layout.sheet import Sheet
from convstudio.scene.layout.values import Legend, Rect

HEIGHT = 30.0


def put_foot(sheet: Sheet, kernels: float) -> None:
    """`kernels` is where the kernels begin. Where it is narrow the menus move to the right, and become one."""
    left = EDGE
    if sheet.what.index == 0:
        width = min(TOOLS, sheet.room.width - 2 * EDGE)
        sheet.slot("tools", Rect(sheet.left if sheet.left + width < kernels else EDGE, sheet.foot, width, HEIGHT))
        left = sheet.items[-1].rect.right + BETWEEN  # type: ignore[union-attr]
    if not sheet.what.has_kernel:
        return
    left = max(kernels, left)
    legend = next((item.rect for item in sheet.items if isinstance(item, Legend)), None)
    end = legend.left - BETWEEN if legend and legend.bottom > sheet.foot else sheet.room.width - EDGE
    width = min(max(end - left, LEAST_KERNEL), KERNEL)
    sheet.slot("kernel", Rect(left, sheet.foot, width, HEIGHT))
