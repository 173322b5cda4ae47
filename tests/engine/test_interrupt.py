"""Long computations can be watched, and end when nobody wants them any more."""

import threading

import numpy as np
import pytest

from convstudio.engine import avg_pool2d, conv2d, conv2d_backward, max_pool2d, max_pool2d_backward, sums
from convstudio.engine.descent.quadratic import quadratic
from convstudio.engine.interrupt import NotWantedError, Watch, checkpoint, watched

RANDOM = np.random.default_rng(0)
X, ONE, MANY = RANDOM.normal(size=(4, 90, 400)), RANDOM.normal(size=(1, 4, 3, 3)), RANDOM.normal(size=(64, 4, 5, 5))
LONG = {
    "in order": lambda: conv2d(X, ONE),
    "with a stride": lambda: conv2d(X, ONE, stride=2),
    "by matrix": lambda: conv2d(X, MANY),
    "by matrix, dilated": lambda: conv2d(X, MANY, dilation=2),
    "backward": lambda: conv2d_backward(X, ONE, np.ones((1, 88, 398))),
    "maximum": lambda: max_pool2d(X, 3),
    "mean": lambda: avg_pool2d(X, 3),
    "maximum, backward": lambda: max_pool2d_backward(X, np.ones((4, 30, 133)), 3),
    "quadratic": lambda: quadratic([X], [np.ones((1, 88, 398))], (1, 4, 3, 3)),
}


class Impatient(Watch):
    """Stops wanting at some checkpoint."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.turns = turns

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name == "done" and value:
            self.turns -= 1
            if self.turns < 1:
                super().__setattr__("wanted", False)


@pytest.mark.parametrize("name", LONG)
def test_what_is_not_wanted_any_more_ends(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "MATRIX_CELLS", 1 << 16)  # small blocks, as large arrays have many
    monkeypatch.setattr(sums, "BLOCK_BYTES", 1 << 14)
    watch = Watch()
    with watched(watch):
        whole = LONG[name]()
    assert watch.done > 0
    alone = LONG[name]()
    if isinstance(whole, np.ndarray):
        assert np.array_equal(whole, alone)
    impatient = Impatient(1)
    with pytest.raises(NotWantedError), watched(impatient):
        LONG[name]()
    assert impatient.done < watch.done


def test_products_are_counted_as_they_are_formed() -> None:
    for name, kernel in (("in order", ONE), ("by matrix", MANY)):
        watch = Watch()
        with watched(watch):
            found = LONG[name]()
        assert watch.done == found.size * kernel[0].size


def test_a_watch_is_one_thread_s_own_and_ends_with_its_block() -> None:
    raised: list[str] = []

    def elsewhere() -> None:
        try:
            checkpoint(1.0)
        except NotWantedError:
            raised.append("elsewhere")

    with watched(Watch(wanted=False)):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        with pytest.raises(NotWantedError):
            checkpoint()
    checkpoint()
    assert raised == []
