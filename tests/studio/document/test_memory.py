"""Nothing stays in memory but the history and caches with bounds: counted in objects, so that it is the same every time.

`python -m tests.soak.memory` measures the megabytes.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QApplication, QWidget

from convstudio.experiment.history import STEP_BYTES
from convstudio.painting.cells import texts
from convstudio.scene.matrix import extent, measured
from convstudio.studio.matrix_view.canvas import MatrixCanvas
from convstudio.studio.program import application
from tests.soak import memory
from tests.studio.person import Person

SLACK = 40  # objects: whatever differs by chance
MOST_CACHED = 50_000  # entries of all caches of functions together: at some 250 bytes each, 12 MB
NAMES = ("edge-detection", "max-pooling", "three-to-four", "small-network", "depthwise", "learning-a-kernel")
OF_THE_HISTORY = {f"convstudio.experiment.{name}" for name in ("model.Experiment", "history.Step", "edits.Edit")}
OF_THE_HISTORY |= {"convstudio.layers.conv2d.Conv2d", "builtins.tuple"}  # a layer that was edited, and all layers
OF_THE_TESTS = {"pytestqt.logging.Record", "pytestqt.logging._Context"}  # what Qt says of the offscreen platform


def do(person: Person, actions: memory.Actions) -> None:
    """Do some actions, and let Qt delete what is to be deleted, which it puts off to a loop that does not run here."""
    for _ in actions:
        person.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    person.settle()


def settled(person: Person) -> tuple[int, Counter[str]]:
    """How many widgets there are, and how many objects of each type beside the caches, which have bounds of their own.

    Counting makes some itself the first time.
    """
    for cache in caches().values():
        cache.cache_clear()
    for known in (extent._known, measured._known):
        known.clear()
    for canvas in person.window.findChildren(MatrixCanvas):
        most = max(texts.FEWEST_REMEMBERED, 2 * canvas.scene.values.size)
        assert len(canvas._texts._by_value) <= most
        assert sum(map(len, canvas._texts._by_way.values())) <= 2 * most
        canvas._texts._by_way.clear()
        canvas._texts._by_value.clear()
    memory.kinds()
    return len(QApplication.allWidgets()), memory.kinds()


def grown(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    return {kind: n - before[kind] for kind, n in after.items() if n > before[kind] and kind not in OF_THE_TESTS}


def caches() -> dict[str, functools._lru_cache_wrapper[object]]:
    """All caches of functions in the program."""
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith("convstudio")]
    return {
        f"{name}.{attribute}": value
        for name, module in modules
        for attribute, value in vars(module).items()
        if isinstance(value, functools._lru_cache_wrapper) and value.__module__ == name
    }


def test_edits_leave_nothing_but_their_steps(person: Person) -> None:
    def steps() -> int:
        return len(person.window.session.state.history.steps)

    do(person, memory.edit(person.window, 100, seed=1))
    (widgets, before), before_steps = settled(person), steps()
    do(person, memory.edit(person.window, 100, seed=2))
    after_widgets, after = settled(person)
    more = grown(before, after)
    assert after_widgets == widgets
    assert more.pop("convstudio.experiment.history.Step") == steps() - before_steps > 30
    assert sum(number for kind, number in more.items() if kind not in OF_THE_HISTORY) < SLACK, more


def test_documents_leave_nothing(person: Person, tmp_path: Path) -> None:
    for _ in range(2):  # the second time classes are still asked for their protocols for the first time
        do(person, memory.documents(person.window, 2 * len(NAMES), tmp_path, NAMES))
    widgets, before = settled(person)
    fields = [id(widget) for widget in person.window.inspector.findChildren(QWidget, "stride")]
    do(person, memory.documents(person.window, 2 * len(NAMES), tmp_path, NAMES))
    after_widgets, after = settled(person)
    assert after_widgets == widgets
    assert sum(grown(before, after).values()) < SLACK, grown(before, after)
    assert [id(widget) for widget in person.window.inspector.findChildren(QWidget, "stride")] == fields, "Qt would leak them"


def test_trainings_leave_nothing(person: Person) -> None:
    do(person, memory.trainings(person.window, 8))
    do(person, memory.trainings(person.window, 8))
    widgets, before = settled(person)
    do(person, memory.trainings(person.window, 8))
    after_widgets, after = settled(person)
    assert after_widgets == widgets
    assert sum(grown(before, after).values()) < SLACK, grown(before, after)
    assert len(person.window.findChildren(MatrixCanvas)) > 4


def test_every_cache_has_a_bound(person: Person) -> None:
    person.press("workspace_learn")
    person.settle()
    bounds = {name: cache.cache_info().maxsize for name, cache in caches().items()}
    assert len(bounds) > 20
    of_resources = [name for name, most in bounds.items() if most is None]  # as many as the program brings along
    assert all(name.startswith(("convstudio.resources.", "convstudio.experiment.gallery.")) for name in of_resources)
    assert sum(most for most in bounds.values() if most) <= MOST_CACHED, bounds


def test_the_pixmaps_of_controls_have_a_bound(qapp: QApplication) -> None:
    application()
    assert QPixmapCache.cacheLimit() <= 4096


def test_steps_without_pictures_are_bounded_too(person: Person) -> None:
    assert person.window.session.state.history.held >= STEP_BYTES
