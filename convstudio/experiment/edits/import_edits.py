"""What comes from another program becomes the input, and the notes say where it is from."""

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
    """The values (C, H, W) of a picture, from 0 (black) to 1 (white), become the input; three channels are the colours."""
    names = tuple(map(translated, COLOURS)) if len(values) == len(COLOURS) else ()
    done = set_input(experiment, values, tr("Picture: {title}", title=source), 0.0, 1.0, names)
    return Edit(noted(done.after, source), done.label)


def take_numbers(experiment: Experiment, values: Array, source: str) -> Edit:
    """Numbers (C, H, W) become the input. Black is 0 and white 1, unless some are beyond."""
    low, high = min(0.0, float(values.min())), max(1.0, float(values.max()))
    done = set_input(experiment, within_limits(values), tr("Numbers: {title}", title=source), low, high, ())
    return Edit(noted(done.after, source), done.label)


def noted(experiment: Experiment, source: str) -> Experiment:
    """The experiment with a last line of its notes that says where its input is from, in the place of an earlier such line.

    The line is left out where the notes have no room for it.
    """
    line = tr("The input is from {source}.", source=plain(source[:LONGEST_TITLE]))
    begin = tr("The input is from {source}.").partition("{source}")[0]
    kept = "\n".join(each for each in experiment.notes.split("\n") if not each.startswith(begin)).rstrip("\n")
    notes = f"{kept}\n\n{line}" if kept else line
    return replace(experiment, notes=notes) if len(notes) <= LONGEST_NOTES else experiment
