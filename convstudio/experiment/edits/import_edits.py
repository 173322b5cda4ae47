"""Make the input of what comes from another program, and note where it is from."""

from __future__ import annotations

from msgspec.structs import replace

from convstudio.experiment.edits import Edit, set_input, within_limits
from convstudio.experiment.files.plaintext import plain
from convstudio.experiment.limits import LONGEST_NOTES, LONGEST_TITLE
from convstudio.experiment.model import Experiment
from convstudio.layers import Array
from convstudio.words import Text, tr, translated

COLOURS: tuple[Text, ...] = ("red", "green", "blue")


def take_picture(experiment: Experiment, values: Array, source: str) -> Edit:
    """Make the values (C, H, W) of a picture the input, from 0 (black) to 1 (white); three channels are the colours."""
    names = tuple(map(translated, COLOURS)) if len(values) == len(COLOURS) else ()
    done = set_input(experiment, values, tr("Picture: {title}", title=source), 0.0, 1.0, names)
    return Edit(noted(done.after, source), done.label)


def take_numbers(experiment: Experiment, values: Array, source: str) -> Edit:
    """Make numbers (C, H, W) the input. Black is 0 and white is 1, unless some numbers lie beyond."""
    low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
    done = set_input(experiment, within_limits(values), tr("Numbers: {title}", title=source), low, high, ())
    return Edit(noted(done.after, source), done.label)


def noted(experiment: Experiment, source: str) -> Experiment:
    """The experiment with a last line in its notes that says where its input is from; it replaces an earlier such line.

    The line is left out if the notes have no room for it.
    """
    line = tr("The input is from {source}.", source=plain(source[:LONGEST_TITLE]))
    begin = tr("The input is from {source}.").partition("{source}")[0]
    kept = "\n".join(each for each in experiment.notes.split("\n") if not each.startswith(begin)).rstrip("\n")
    notes = f"{kept}\n\n{line}" if kept else line
    return replace(experiment, notes=notes) if len(notes) <= LONGEST_NOTES else experiment
