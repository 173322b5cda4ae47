"""Commands for a whole kernel: presets, turns, and edits of all weights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from convstudio.experiment import Experiment, gallery, same_content
from convstudio.experiment.edits import Edit, kernel_edits
from convstudio.experiment.edits.kernel_edits import ALL, Part
from convstudio.scene.state import State
from convstudio.studio.commands.command import Command, Family
from convstudio.studio.commands.obstacles import no_kernel
from convstudio.studio.editing.editing import convolution_meant
from convstudio.words import Text, tr, translated

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio
    from convstudio.studio.document.session import Session

KernelEdit = Callable[..., Edit]  # of an experiment, the index of a convolution, and which part of its kernel
Group = Literal["turn", "weights"]


class KernelAction(Struct, frozen=True):
    """One edit of a kernel, as the menu names it."""

    name: str
    text: Text
    help: Text
    edit: KernelEdit
    group: Group


KERNEL_ACTIONS: tuple[KernelAction, ...] = (
    KernelAction("transpose", "&Transpose", "Rows become columns: an upright edge becomes a level one",
                 kernel_edits.transpose, "turn"),
    KernelAction("flip_across", "Flip &left and right", "Mirror across",
                 partial(kernel_edits.flip, direction="across"), "turn"),
    KernelAction("flip_down", "Flip top and &bottom", "Mirror down",
                 partial(kernel_edits.flip, direction="down"), "turn"),
    KernelAction("rotate_right", "Rotate &right", "Turn clockwise by 90°", partial(kernel_edits.rotate, quarters=1), "turn"),
    KernelAction("rotate_left", "Rotate l&eft", "Turn anticlockwise by 90°",
                 partial(kernel_edits.rotate, quarters=-1), "turn"),
    KernelAction("rotate_half", "Rotate by &180°", "What true convolution does to the kernel before it slides",
                 partial(kernel_edits.rotate, quarters=2), "turn"),
    KernelAction("negate", "&Negate", "Every weight changes its sign", kernel_edits.negate, "weights"),
    KernelAction("normalise", "N&ormalise", "Divide by the sum, so that it becomes 1 and areas keep their brightness;"
                 " by the sum of sizes where the sum is 0", kernel_edits.normalise, "weights"),
)  # fmt: skip


def edit_kernel(session: Session, index: int, part: Part, entry: KernelAction) -> None:
    """Do one edit of a kernel, or of a part of it."""
    balanced = entry.name == "normalise" and kernel_edits.balanced(session.state.history.present, index, part)
    if session.edit(entry.edit, index, part=part) and balanced:
        session.complained.emit(
            tr("The weights add up to 0, and no factor makes that 1: they were divided by the sum of their sizes instead.")
        )


def changes(experiment: Experiment, index: int, edit: Callable[[Experiment, int], Edit]) -> bool:
    """Whether an edit of a kernel is possible and would change it."""
    try:
        return not same_content(edit(experiment, index).after, experiment)
    except ValueError:
        return False


def preset_words(preset: gallery.KernelPreset) -> str:
    """A ready-made kernel's title, and its size."""
    rows, columns = preset.values.shape
    return tr("{title}  ({h} × {w})", title=translated(preset.title), h=rows, w=columns)


def presets(_studio: Studio) -> tuple[Command, ...]:
    """The ready-made kernels, for the selected convolution, else for the first one."""
    return tuple(map(_preset, gallery.kernels()))


def _preset(preset: gallery.KernelPreset) -> Command:
    def use(studio: Studio) -> None:
        index = convolution_meant(studio.session.state)
        if index is not None:
            studio.session.edit(kernel_edits.use_preset, index, preset.values, translated(preset.title), ALL)

    return Command(
        name=f"preset_{preset.name}",
        help=f"{translated(preset.group)}: {translated(preset.look_for)}",
        named=lambda: preset_words(preset),
        run=use,
        obstacle=no_kernel,
    )


def kernel_edits_of(_studio: Studio) -> tuple[Command, ...]:
    """What can be done to the whole kernel of the selected convolution, else of the first one."""
    return tuple(map(_kernel_edit, KERNEL_ACTIONS))


def _kernel_edit(entry: KernelAction) -> Command:
    def do(studio: Studio) -> None:
        index = convolution_meant(studio.session.state)
        if index is not None:
            edit_kernel(studio.session, index, ALL, entry)

    def vain(state: State) -> bool:
        index = convolution_meant(state)
        return index is not None and not changes(state.history.present, index, partial(entry.edit, part=ALL))

    return Command(name=f"kernel_{entry.name}", text=entry.text, help=entry.help, run=do, obstacle=no_kernel, vain=vain)


PRESETS = Family("presets", "Kernel preset", presets)
KERNEL_EDITS = Family("kernel_edits", "Kernel", kernel_edits_of)
