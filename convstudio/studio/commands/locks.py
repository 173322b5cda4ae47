"""Which control a command changes: a step of a lesson may keep it locked."""

from __future__ import annotations

from convstudio.layers import KINDS
from convstudio.scene.guide import Guide

CONTROLS = {
    **dict.fromkeys(("duplicate_layer", "switch_layer", "layer_earlier", "layer_later", "remove_layer"), "layers"),
    "paste_network": "layers",
    **{f"add_{kind.kind}": "layers" for kind in KINDS},
    **dict.fromkeys(("all_black", "all_white", "random_picture", "invert", "reset_input", "flip_across", "flip_down"), "input"),
    **dict.fromkeys(("shift_up", "shift_down", "shift_left", "shift_right", "gradient_across", "gradient_down"), "input"),
    **dict.fromkeys(("resize", "add_channel", "duplicate_channel", "remove_channel", "channel_earlier", "channel_later",
                     "transpose", "rotate_left", "rotate_right", "paste_picture"), "input_size"),
    **dict.fromkeys(("reset_training", "new_seed", "slow"), "training"),
    "paste_kernel": "kernel",
}  # fmt: skip
FAMILIES = {"checkerboard_": "input", "stripes_": "input", "picture_": "input_size", "preset_": "kernel", "kernel_": "kernel"}


def locked(command: str, guide: Guide) -> str:
    """Why a command is locked, as a sentence; "" if it is not. What it does not know, the session refuses."""
    if not guide.locks:
        return ""
    control = CONTROLS.get(command) or next((FAMILIES[each] for each in FAMILIES if command.startswith(each)), None)
    return guide.lock(control) if control else ""
