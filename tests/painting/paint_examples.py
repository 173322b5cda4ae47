"""Paints the stage and the rail of every example into files, as a program without widgets does: run by test_figures.py.

Prints for each file its name and the words that were drawn.
"""

import json
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from convstudio.experiment import evaluate, gallery
from convstudio.painting.figure import figure
from convstudio.painting.palette import LIGHT
from convstudio.painting.typeface import Typeset
from convstudio.scene import build
from convstudio.scene.layout import Drawing, Words
from convstudio.scene.layout.rail import rail
from convstudio.scene.layout.stage import stage
from convstudio.scene.layout.stage.plan import Room
from convstudio.scene.layout.trim import trimmed
from convstudio.scene.playing.playhead import start


def words(drawing: Drawing) -> list[str]:
    return [run.text.strip() for item in drawing.items if isinstance(item, Words) for run in item.line if run.text.strip()]


def main(folder: Path) -> None:
    application = QGuiApplication([])
    told = {}
    for example in gallery.examples():
        evaluation = evaluate(gallery.example(example.name))
        scene = build(evaluation, selected=0, playhead=start(evaluation, 0), staged=True)
        drawings = {
            "stage": trimmed(stage(scene, 0, {}, Room(1100, 520, Typeset()))),
            "rail": trimmed(rail(scene, {}, Typeset(), pictures=True)),
        }
        for what, drawing in drawings.items():
            name = f"{example.name}-{what}"
            (folder / f"{name}.svg").write_bytes(figure(drawing, LIGHT, "svg", title=example.title))
            (folder / f"{name}.png").write_bytes(figure(drawing, LIGHT, "png", scale=0.5))
            told[name] = words(drawing)
    assert not [name for name in sys.modules if name in ("PySide6.QtWidgets", "pyqtgraph")]
    sys.stdout.write(json.dumps(told))
    application.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
