"""Converting the training of an experiment to values of a file and back.

A single run without epochs is not written as a list of runs: its settings stand among the others.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from convstudio.experiment import limits
from convstudio.experiment.arrays import Shape, array_of, array_value
from convstudio.experiment.fileproblem import FileProblem
from convstudio.experiment.files.records import Record, record, refused, settings_of, values_of_settings
from convstudio.experiment.files.versions import Fields
from convstudio.experiment.training import MOST_PICTURES, MOST_RUNS, NO_PARENT, PLACE, RUN, TASK, Run, Training
from convstudio.layers.parameters import Whole
from convstudio.words import tr

CHOSEN = Whole("chosen", "Run", "", low=0, high=MOST_RUNS - 1)
ARRAYS = ("target_kernel", "targets", "pictures")
RUN_NAMES = (*(parameter.name for parameter in (*RUN, *PLACE)), "weights")
NAMES = (*(parameter.name for parameter in (*TASK, CHOSEN)), *ARRAYS)


def training_of(value: object, strict: bool) -> Training:
    """The training that an object of a file stands for. Raises FileProblem."""
    source = record(value, "training", strict)
    source.check_names((*NAMES, "runs") if "runs" in source.fields else (*NAMES, *(parameter.name for parameter in RUN)))
    runs = _runs_of(source, strict)
    settings = settings_of(source, (*TASK, CHOSEN))
    if settings.get("chosen", 0) >= len(runs):
        raise refused(source.at("chosen"), settings["chosen"], tr("a run’s number, 0…{last}", last=len(runs) - 1))
    return Training(**settings, **_arrays_of(source), runs=runs)


def training_values(training: Training) -> Fields:
    """The object that stands for a training in a file. Raises FileProblem if it has a value that no file may hold."""
    values = values_of_settings(training, TASK, "training")
    if training.target_kernel is not None:
        values["target_kernel"] = array_value(training.target_kernel, "training.target_kernel")
    for name in ("targets", "pictures"):
        kept = getattr(training, name)
        if kept:
            values[name] = [array_value(array, f"training.{name}[{at}]") for at, array in enumerate(kept)]
    if _is_fresh(training):
        return {**values, **values_of_settings(training.run, RUN, "training")}
    values["runs"] = [_run_values(run, f"training.runs[{at}]") for at, run in enumerate(training.runs)]
    values["chosen"] = training.chosen
    return values


def _is_fresh(training: Training) -> bool:
    """Whether nothing was trained yet."""
    return len(training.runs) == 1 and not training.run.length and training.run.weights is None


def _run_values(run: Run, place: str) -> Fields:
    values = values_of_settings(run, (*RUN, *PLACE), place)
    if run.weights is not None:
        values["weights"] = array_value(run.weights, f"{place}.weights")
    return values


def _arrays_of(source: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "target_kernel" in source.fields:
        place = source.at("target_kernel")
        found["target_kernel"] = array_of(source.fields["target_kernel"], place, 4, _weights_wanted)
    for name in ("targets", "pictures"):
        if name in source.fields:
            found[name] = _list_of(source, name, MOST_PICTURES, lambda value, at: array_of(value, at, 3, _map_wanted))
    return found


def _runs_of(source: Record, strict: bool) -> tuple[Run, ...]:
    if "runs" not in source.fields:
        return (Run(**settings_of(source, RUN)),)
    runs: tuple[Run, ...] = _list_of(source, "runs", MOST_RUNS, lambda value, at: _run_of(value, at, strict))
    if not runs:
        raise FileProblem(tr("training.runs: at least one run is needed."))
    for index, run in enumerate(runs):
        _check_place(runs, index, run)
    return runs


def _run_of(value: object, place: str, strict: bool) -> Run:
    source = record(value, place, strict)
    source.check_names(RUN_NAMES)
    weights: Fields = {}
    if "weights" in source.fields:
        weights["weights"] = array_of(source.fields["weights"], source.at("weights"), 1, _weights_wanted)
    return Run(**settings_of(source, (*RUN, *PLACE)), **weights)


def _check_place(runs: tuple[Run, ...], index: int, run: Run) -> None:
    place = f"training.runs[{index}]"
    if run.parent >= index:
        raise refused(f"{place}.parent", run.parent, tr("the number of a run before this one, or −1"))
    lowest, highest = (0, 0) if run.parent == NO_PARENT else (runs[run.parent].epoch, runs[run.parent].end)
    if not lowest <= run.epoch <= highest:
        raise refused(
            f"{place}.epoch", run.epoch, tr("an epoch that its parent reached, {low}…{high}", low=lowest, high=highest)
        )


def _list_of(source: Record, name: str, most: int, read: Callable[[object, str], Any]) -> tuple[Any, ...]:
    value = source.fields[name]
    if not isinstance(value, list):
        raise refused(source.at(name), value, tr("a list"))
    if len(value) > most:
        raise FileProblem(tr("{place}: {n} are too many; at most {most}.", place=source.at(name), n=len(value), most=most))
    return tuple(read(item, f"{source.at(name)}[{at}]") for at, item in enumerate(value))


def _weights_wanted(shape: Shape) -> str | None:
    most = limits.MOST_WEIGHTS + limits.MOST_CHANNELS  # those of a kernel, and its biases
    good = all(1 <= side for side in shape) and prod(shape) <= most
    return None if good else tr("1 to {most} weights", most=most)


def _map_wanted(shape: Shape) -> str | None:
    good = all(1 <= side for side in shape) and prod(shape) <= limits.MOST_INPUT_CELLS
    return None if good else tr("1 to {most} cells", most=limits.MOST_INPUT_CELLS)
