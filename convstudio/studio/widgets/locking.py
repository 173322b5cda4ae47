"""Locked controls: grey, and saying why where the pointer rests on them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from convstudio.studio.widgets.literal import out_of_tooltip, set_tooltip

HELD = "held_tooltip"  # the property in which a locked widget keeps what it says otherwise


def lock(widget: QWidget, why: str) -> None:
    """Lock a control, with all that it is made of, for a reason; "" unlocks it."""
    if bool(why) == (widget.property(HELD) is not None):
        return
    for part in (widget, *widget.findChildren(QWidget)):
        if why:
            part.setProperty(HELD, part.toolTip())
            set_tooltip(part, why)
        elif part.property(HELD) is not None:
            set_tooltip(part, out_of_tooltip(str(part.property(HELD))))
            part.setProperty(HELD, None)
    widget.setEnabled(not why)
