"""The Layer menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convstudio.layers import KINDS, Layer
from convstudio.studio.commands.command import LINE, Command, Family, Menu
from convstudio.studio.commands.obstacles import (
    no_layer,
    no_layer_before,
    no_layer_behind,
    no_layer_on_stage,
    no_layers,
    no_other_layer,
    nothing_before,
    nothing_behind,
)

if TYPE_CHECKING:
    from convstudio.studio.commands.studio import Studio


def kinds(_studio: Studio) -> tuple[Command, ...]:
    """One of each kind of layer, to be put behind the last one."""
    return tuple(map(_kind, KINDS))


def _kind(kind: type[Layer]) -> Command:
    return Command(
        name=f"add_{kind.kind}",
        text=kind.title,
        help=kind.help,
        icon=kind.kind,
        run=lambda studio: studio.layers.add(kind.kind),
    )


LAYER_KINDS = Family("add", "&Add", kinds)
LAYER = Menu(
    "layer",
    "&Layer",
    (
        LAYER_KINDS,
        Command(name="rename_layer", text="Rena&me layer…", help="Another name for the selected layer", keys=("Ctrl+F2",),
                obstacle=no_layer_on_stage, run=lambda studio: studio.rename_layer()),
        Command(name="duplicate_layer", text="&Duplicate layer", help="The selected layer once more", keys=("Ctrl+D",),
                icon="duplicate", obstacle=no_layer, run=lambda studio: studio.layers.duplicate()),
        Command(name="switch_layer", text="&Switch layer on or off", help="Switch the selected layer off, or on again",
                keys=("Ctrl+E",), icon="power", obstacle=no_layer,
                run=lambda studio: studio.layers.switch()),
        Command(name="layer_earlier", text="Move layer &earlier", help="Move the selected layer one place to the front",
                keys=("Ctrl+PgUp",), icon="left", obstacle=no_layer_before,
                run=lambda studio: studio.layers.earlier()),
        Command(name="layer_later", text="Move layer &later", help="Move the selected layer one place to the back",
                keys=("Ctrl+PgDown",), icon="right", obstacle=no_layer_behind,
                run=lambda studio: studio.layers.later()),
        Command(name="remove_layer", text="&Remove layer", help="Remove the selected layer", keys=("Ctrl+Delete",),
                icon="remove", obstacle=no_layer, run=lambda studio: studio.layers.remove()),
        LINE,
        Command(name="previous_layer", text="Choose &previous", help="Choose the layer before", keys=("Alt+PgUp",),
                obstacle=nothing_before, run=lambda studio: studio.layers.choose_previous()),
        Command(name="next_layer", text="Choose &next", help="Choose the layer behind", keys=("Alt+PgDown",),
                obstacle=nothing_behind, run=lambda studio: studio.layers.choose_next()),
        Command(name="fold", text="C&ollapse or expand", help="Make a badge of the selected layer, or a card of its badge",
                keys=("Ctrl+Shift+E",), obstacle=no_layer, run=lambda studio: studio.layers.fold()),
        Command(name="fold_others", text="Collapse all o&thers", help="Make badges of all layers but the selected one",
                keys=("Ctrl+Shift+O",), obstacle=no_other_layer,
                run=lambda studio: studio.layers.fold_others()),
        Command(name="unfold", text="E&xpand all", help="Show the matrices of all layers", keys=("Ctrl+Shift+X",),
                obstacle=no_layers, run=lambda studio: studio.layers.unfold()),
        LINE,
        Command(name="copy_pytorch", text="Copy as P&yTorch", help="The selected layer as a line of PyTorch",
                keys=("Ctrl+Shift+Y",), icon="duplicate", obstacle=no_layer,
                run=lambda studio: studio.code.copy_pytorch()),
        Command(name="copy_keras", text="Copy as &Keras", help="The selected layer as a line of Keras",
                keys=("Ctrl+Shift+K",), icon="duplicate", obstacle=no_layer, run=lambda studio: studio.code.copy_keras()),
        Command(name="paste_line", text="Paste a line of &code", keys=("Ctrl+Shift+L",),
                help="A copied line of PyTorch or Keras sets the selected layer; it is read, never run",
                obstacle=no_layer, run=lambda studio: studio.code.paste()),
    ),
)  # fmt: skip
