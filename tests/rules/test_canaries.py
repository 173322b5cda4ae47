"""Known faults of PySide6 and pyqtgraph releases that ordinary tests pass over. They must not come back unseen.

Each canary runs in a process of its own, since a release with the fault may end it.
"""

import json
import subprocess
import sys

import pytest

# 6.12.0 drops references to None, True and False on Python 3.11, until the interpreter gives up.
REFERENCES = """
import gc, json, sys
from PySide6.QtWidgets import QApplication, QLabel
import numpy as np
import pyqtgraph as pg

app = QApplication([])
def counts():
    gc.collect()
    return [sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)]
def drift(act, times):
    act(0)
    before = counts()
    for number in range(times):
        act(number)
    return [after - earlier for after, earlier in zip(counts(), before)]

def add_and_remove(number):
    text = pg.TextItem(str(number))
    box.addItem(text)
    box.removeItem(text)

label = QLabel()
box = pg.ViewBox()
image = pg.ImageItem()
picture = np.zeros((8, 8), dtype=np.float32)
print(json.dumps({
    "setText": drift(lambda number: label.setText(str(number)), 5000),
    "addItem": drift(add_and_remove, 200),
    "setImage": drift(lambda number: image.setImage(picture + number), 200),
}))
"""

# 6.9.1 loses the items that a view was given, and the view changes its range for ever.
PLOT = """
import json
from PySide6.QtWidgets import QApplication
import pyqtgraph as pg

app = QApplication([])
plot = pg.PlotWidget()
plot.plot([1, 3, 2])
plot.show()
app.processEvents()
changes = []
plot.getViewBox().sigRangeChanged.connect(lambda *_: changes.append(1))
for _ in range(50):
    app.processEvents()
print(json.dumps({"changes": len(changes), "children": len(plot.getViewBox().allChildren())}))
"""


def report(script: str) -> dict:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def drifts() -> dict[str, list[int]]:
    return report(REFERENCES)


@pytest.mark.parametrize("call", ["setText", "addItem", "setImage"])
def test_qt_calls_keep_the_references_to_none_true_and_false(drifts, call):
    # Lost references are the fault, one a call or more; objects that live on may hold some more.
    assert min(drifts[call]) > -100, drifts


def test_a_plot_keeps_its_items_and_rests_when_idle():
    seen = report(PLOT)
    assert seen["changes"] <= 5
    assert seen["children"] > 1
