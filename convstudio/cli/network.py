"""A network in a Python file, for `info --code`. The file is read, never run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.experiment.edits import set_words
from convstudio.export.network.inputs import OWN, USUAL, Input, channels_wanted
from convstudio.export.network.offer import Offer, offered, paste
from convstudio.export.network.reading import read_network
from convstudio.export.network.source import LONGEST
from convstudio.layers import Shape
from convstudio.words import between, tr

MOST_BYTES = 4 * LONGEST  # a character takes at most four


def network_in(path: Path, shape: Shape | None = None) -> tuple[Evaluation, Offer]:
    """The network in a file, and the offer it comes from.

    Its input has a `shape` that is asked for, or else the one that the code declares, or one of a usual size.

    Raises OSError, and ValueError with a sentence if there is none.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(tr("This is no text: a file of Python is UTF-8.")) from None
    own = np.zeros(shape or (channels_wanted(read_network(text)) or 1, USUAL, USUAL))
    offer = offered(text, Experiment(input=frozen(own)), Input(OWN, shape) if shape else None)
    if not offer.is_possible:
        raise ValueError(next((row.words for row in offer.strip.rows if row.words), offer.summary) if offer.strip else "")
    after = paste(set_words(Experiment(input=frozen(own)), title=path.name).after, offer).after
    return evaluate(after), offer


def assumed_of(offer: Offer) -> str:
    """A sentence that says that the size of the input is not in the code; "" if it is."""
    declared, given = offer.reading.declared if offer.reading else None, offer.input
    assert given is not None
    if declared and (declared.height, declared.width) == given.shape[1:]:
        return ""
    why = given.why if declared and declared.height and declared.width else tr("The code says no size.")
    told = tr("The input, {shape}, is assumed; --input CxHxW takes another.", shape=" × ".join(map(str, given.shape)))
    return why + between() + told


def problem_in(offer: Offer) -> str:
    """What is wrong in the code: shapes that do not fit, or else a layer that cannot be as it is written; "" if nothing is."""
    end = offer.strip.end if offer.strip else None
    if offer.problem or end is None or not end.refused:
        return offer.problem
    return tr("line {n}: {words}", n=end.step.line, words=end.words)


def said_of(offer: Offer) -> list[str]:
    """What was left out of the code, where its layers end, and what would make them fit, one line each."""
    rows = offer.strip.rows if offer.strip else ()
    told = {problem_in(offer)}  # on standard error
    noted = [(row.step.line, row.words) for row in rows if row.words and row.role in ("skipped", "ends")]
    noted += [(remark.line, remark.words) for remark in (offer.reading.remarks if offer.reading else ())]
    mends = [tr("what would do: {title}", title=repair.title) for repair in offer.repairs]
    lines = (tr("line {n}: {words}", n=line, words=words) for line, words in dict.fromkeys(noted))
    return [*(line for line in lines if line not in told), *mends]
