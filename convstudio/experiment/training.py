"""How a kernel is learned: the task, and the runs of gradient descent on it, as values.

A run keeps its start and its length, never its results: the same start gives the same epochs bit for bit, so they are computed
again when needed. A fork is a run with a parent. Epochs are counted along the whole line: a fork that leaves its parent at
epoch 3 begins with epoch 3.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from convstudio.engine.descent.losses import LOSSES
from convstudio.engine.descent.optimisers import RULES, rule
from convstudio.layers import Array
from convstudio.layers.parameters import Choice, Decimal, Parameter, Switch, Whole
from convstudio.words import Text

MOST_EPOCHS = 100_000
MOST_RUNS = 24
MOST_PICTURES = 16
LARGEST_RATE = 1e6
LARGEST_NOISE = 1e6
LARGEST_SEED = 2**31 - 1
NO_PARENT = -1
AUTOMATIC = -1  # for `layer`: the first convolution; for `until`: the trained layer itself

OPTIMISER_OPTIONS = tuple((rule.name, rule.title) for rule in RULES)
LOSS_OPTIONS = tuple((loss.name, loss.title) for loss in LOSSES)
START_OPTIONS: tuple[tuple[str, Text], ...] = (
    ("random", "Random normal"),
    ("zeros", "Zeros"),
    ("current", "The layer’s kernel"),
)
TARGET_OPTIONS: tuple[tuple[str, Text], ...] = (
    ("own", "The layer’s kernel"),
    ("drawn", "Another kernel"),
    ("painted", "Painted by hand"),
)

TASK: tuple[Parameter, ...] = (
    Whole("layer", "Train", "The convolution whose kernel is learned.", low=AUTOMATIC, high=31),
    Whole("until", "Output of", "The layer whose output is compared with the target.", low=AUTOMATIC, high=31),
    Choice("target", "Target from", "Where the wanted output Y comes from.", options=TARGET_OPTIONS),
    Decimal(
        "noise",
        "Noise σ",
        "Random numbers of this standard deviation are added to the target: then no kernel fits exactly.",
        low=0.0,
        high=LARGEST_NOISE,
    ),
    Whole("noise_seed", "Noise seed", "Another seed, other random numbers.", low=0, high=LARGEST_SEED),
    Switch("learn_bias", "Learn the bias too", "Off: the bias stays what it is in the layer."),
    Whole("epochs", "Epochs", "How many steps “Train” does.", low=1, high=MOST_EPOCHS),
)
RUN: tuple[Parameter, ...] = (
    Choice("start", "Start", "The weights that training begins with.", options=START_OPTIONS),
    Whole("seed", "Seed", "The same seed gives the same start, bit for bit.", low=0, high=LARGEST_SEED),
    Choice("optimiser", "Optimiser", "How the gradient becomes a step.", options=OPTIMISER_OPTIONS),
    Decimal("learning_rate", "Learning rate η", "How far a step goes along the gradient.", low=0.0, high=LARGEST_RATE),
    Decimal("momentum", "Momentum", "How much of the last step is kept in the next one.", low=0.0, high=0.9999),
    Decimal("decay", "Decay", "How slowly the mean of squared gradients forgets.", low=0.0, high=0.9999),
    Choice("loss", "Loss", "What is made small: one number from all errors Ŷ − Y.", options=LOSS_OPTIONS),
)
PLACE: tuple[Parameter, ...] = (
    Whole("parent", "Parent", "", low=NO_PARENT, high=MOST_RUNS),
    Whole("epoch", "Fork at", "", low=0, high=MOST_RUNS * MOST_EPOCHS),
    Whole("length", "Length", "", low=0, high=MOST_EPOCHS),
)


MOST_KEPT = 32 * 1024 * 1024  # numbers that the epochs of one run may hold: 256 MiB
MOST_KEPT_IN_ALL = 64 * 1024 * 1024  # numbers that those of all runs together may hold: 512 MiB


class Run(Struct, frozen=True, eq=False, kw_only=True):
    """One run. `weights` (P,), if given, replaces the initial weights that `start`, or the parent at `epoch`, would give.

    `length` counts the run's own epochs; P is as in `engine.training`. The defaults are those of the textbook's example.
    """

    start: str = "random"
    seed: int = 0
    optimiser: str = "sgd"
    learning_rate: float = 0.03
    momentum: float = 0.9
    decay: float = 0.99
    loss: str = "sum_squares"
    weights: Array | None = None
    parent: int = NO_PARENT
    epoch: int = 0
    length: int = 0

    @property
    def end(self) -> int:
        """The last epoch."""
        return self.epoch + self.length


class Training(Struct, frozen=True, eq=False, kw_only=True):
    """The task and its runs; the parent of a run always comes before it. `chosen` is the run that the screen shows.

    `pictures`, each (C, H, W), are learned from beside the experiment's input. `target_kernel` (C_out, C_in/groups, k_h, k_w)
    makes the target if `target` is "drawn"; `targets` are the wanted outputs, one for each picture, if it is "painted".
    """

    layer: int = AUTOMATIC
    until: int = AUTOMATIC
    target: str = "own"
    target_kernel: Array | None = None
    targets: tuple[Array, ...] = ()
    noise: float = 0.0
    noise_seed: int = 0
    learn_bias: bool = False
    pictures: tuple[Array, ...] = ()
    epochs: int = 10
    runs: tuple[Run, ...] = (Run(),)
    chosen: int = 0

    @property
    def run(self) -> Run:
        """The chosen run."""
        return self.runs[self.chosen]


def line_of(training: Training, index: int) -> tuple[int, ...]:
    """A run preceded by its parent, its parent's parent, and so on, the first one first."""
    line = [index]
    while training.runs[line[0]].parent != NO_PARENT:
        line.insert(0, training.runs[line[0]].parent)
    return tuple(line)


def owner(training: Training, epoch: int) -> int:
    """The run of the chosen line that computed an epoch; the epoch where a fork begins belongs to its parent."""
    line = line_of(training, training.chosen)
    return next((run for run, after in pairwise(line) if epoch <= training.runs[after].epoch), line[-1])


def most_epochs(run: Run, weights: int) -> int:
    """How many epochs of so many weights a run can keep."""
    return min(MOST_EPOCHS, MOST_KEPT // max(weights * (1 + len(rule(run.optimiser).keeps)), 1))


def epochs_kept(runs: tuple[Run, ...], weights: int) -> tuple[int, ...]:
    """How many epochs of so many weights each run keeps: as many as it has, as far as the runs before it leave room."""
    left, found = MOST_KEPT_IN_ALL, []
    for run in runs:
        each = max(weights * (1 + len(rule(run.optimiser).keeps)), 1)
        found.append(min(run.length, most_epochs(run, weights), left // each))
        left -= found[-1] * each
    return tuple(found)


def room_left(training: Training, weights: int) -> int:
    """How many epochs of so many weights the chosen run can have beside those that the others keep."""
    others = (*training.runs[: training.chosen], *training.runs[training.chosen + 1 :])
    return epochs_kept((*others, replace(training.run, length=MOST_EPOCHS)), weights)[-1]


def with_run(training: Training, index: int, run: Run) -> Training:
    """The training with one run replaced."""
    return replace(training, runs=(*training.runs[:index], run, *training.runs[index + 1 :]))
