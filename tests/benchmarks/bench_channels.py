"""Times a network of practice at the window: 3 × 224 × 224 → 64 channels → max pool → 64 channels; and a strip of 32 layers.

A changed setting is timed twice: until the window answers again, and until the new results stand on the screen.
"""

from __future__ import annotations

import os

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSize

from convstudio.experiment import Experiment, edits, evaluate, frozen
from convstudio.layers import Conv2d, MaxPool2d
from convstudio.scene import INPUT, Focus, MatrixId, PanelId, Spot
from convstudio.scene.cards import folding
from tests.benchmarks.bench_window import Runs, Stage, judged
from tests.studio.strips import deep_strip

SIDE, CHANNELS, LAYERS = 224, 64, 32
EDITS = 40
SETTING_MS, PAINT_MS, FRAME_MS = 100.0, 16.0, 1000 / 60
SIZE = QSize(1920, 1080)
PAUSE = 0.1  # seconds
PAINTED, WITHOUT = "painted cell", "painted cell, without the rail"


def network(side: int = SIDE, channels: int = CHANNELS) -> Experiment:
    """Two convolutions with a max pool between, on a random picture of three channels."""
    rng = np.random.default_rng(0)
    picture = frozen(rng.integers(0, 11, (3, side, side)) / 10)
    return Experiment(input=picture, layers=(_conv(rng, channels, 3), MaxPool2d(), _conv(rng, channels, channels)))


def network_runs(experiment: Experiment, number: int) -> Runs:
    """A changed setting of each convolution, a painted cell, a cell pointed at."""
    stage, runs = Stage(experiment=experiment, size=SIZE), Runs()
    session = stage.window.session
    for turn in range(number):
        for layer in (0, 2):
            answer = f"setting of layer {layer + 1}: window answers"

            def change(layer: int = layer, turn: int = turn) -> None:
                session.edit(edits.set_parameter, layer, "dilation", (1 + (turn + 1) % 2, 1))
                stage.settle()

            def shown(change=change) -> None:  # type: ignore[no-untyped-def]
                runs.time(answer, change)
                session.settle()
                stage.settle()

            runs.time(f"setting of layer {layer + 1}: results shown", shown)
        for name, pause in (("painted cell", PAUSE), ("painted cell, at once", 0)):
            stage.wait(pause)  # as a hand does between two cells; copies of the outputs are made meanwhile
            cell = {(0, turn % experiment.input.shape[1], 7): turn / number + bool(pause)}
            runs.time(name, lambda cell=cell: (session.edit(edits.paint, cell), stage.settle()))
        spot = Focus(Spot(PanelId(MatrixId("map", 2)), turn % 8, 5))
        runs.time("output pointed at", lambda spot=spot: (session.look(spot), stage.settle()))
        spot = Focus(Spot(PanelId(INPUT), turn % 8, 5))
        runs.time("pixel pointed at", lambda spot=spot: (session.look(spot), stage.settle()))
    runs.time("evaluation alone", lambda: evaluate(experiment))
    stage.close()
    return runs


def strip_runs(layers: int, number: int, *, badges: bool) -> Runs:
    """The same on a deep strip, collapsed or not."""
    experiment = deep_strip(layers)
    stage, runs = Stage(experiment=experiment, size=SIZE, flow=True), Runs()
    session = stage.window.session
    for turn in range(number):
        session.fold(folding.NONE)
        if badges:
            runs.time("collapse all but one", lambda: (session.fold(folding.others(experiment.layers, 0)), stage.settle()))
        stage.settle()
        cell = {(0, turn % 20, 7): turn / number}
        runs.time("painted cell", lambda cell=cell: (session.edit(edits.paint, cell), stage.settle()))
        spot = Focus(Spot(PanelId(MatrixId("map", 0)), turn % 8, 5))
        runs.time("output pointed at", lambda spot=spot: (session.look(spot), stage.settle()))
        setting = (1 + (turn + 1) % 2, 1)
        runs.time(
            "setting", lambda setting=setting: (session.edit(edits.set_parameter, 0, "dilation", setting), stage.settle())
        )
    stage.close()
    return runs


def rail_runs(layers: int, number: int) -> Runs:
    """The same deep strip on the stage, all of it on the rail below; and a painted cell with the rail left as it was."""
    stage, runs = Stage(experiment=deep_strip(layers), size=SIZE), Runs()
    session, rail = stage.window.session, stage.window.page.rail
    show = rail.show_scene
    for turn in range(number):
        for name, shown in ((PAINTED, show), (WITHOUT, lambda *_: None)):
            rail.show_scene = shown
            cell = {(0, turn % 20, 7 + (name == WITHOUT)): (turn + 1) / number}
            runs.time(name, lambda cell=cell: (session.edit(edits.paint, cell), stage.settle()))
        rail.show_scene = show
        spot = Focus(Spot(PanelId(MatrixId("map", 0)), turn % 8, 5))
        runs.time("output pointed at", lambda spot=spot: (session.look(spot), stage.settle()))
        runs.time("layer chosen", lambda turn=turn: (session.select(turn % 3), stage.settle()))
    stage.close()
    return runs


def _conv(rng: np.random.Generator, outs: int, slices: int) -> Conv2d:
    kernel = frozen(rng.normal(0, 0.1, (outs, slices, 3, 3)))
    return Conv2d(kernel=kernel, bias=frozen(np.zeros(outs)), padding="same")


def main(number: int = EDITS) -> None:
    """Measure and print everything."""
    print(f"\n3 × {SIDE} × {SIDE} → {CHANNELS} channels 3 × 3 → max pool → {CHANNELS} channels 3 × 3, to everything repainted")
    runs = network_runs(network(), number)
    for name in runs.times:
        bound = SETTING_MS if "setting" in name else PAINT_MS if "painted" in name else FRAME_MS
        verdict = "" if "alone" in name else f"  ({judged(runs.median(name), bound, ' ms')})"
        print(f"  {name:40}{runs.text(name)}{verdict}")
    print(f"\n{LAYERS} layers on 3 × 24 × 24, on the rail")
    rail = rail_runs(LAYERS, number)
    for name in rail.times:
        print(f"  {name:40}{rail.text(name)}")
    share = rail.median(PAINTED) - rail.median(WITHOUT)
    print(f"  the rail's share of a painted cell: {judged(share, PAINT_MS, ' ms')}")
    for badges in (True, False):
        print(f"\n{LAYERS} layers on 3 × 24 × 24, {'collapsed but for one' if badges else 'all open'}")
        found = strip_runs(LAYERS, max(number // 4, 1), badges=badges)
        for name in found.times:
            print(f"  {name:40}{found.text(name)}")


if __name__ == "__main__":
    main()
