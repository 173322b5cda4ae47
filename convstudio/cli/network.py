"""A network in a Python file, for `info --code`. The file is read, never run."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from convstudio.experiment import Evaluation, Experiment, evaluate, frozen
from convstudio.experiment.edits import set_words
from convstudio.export.network.inputs import USUAL, channels_wanted
from convstudio.export.network.offer import Offer, offered, paste
from convstudio.export.network.reading import read_network
from convstudio.export.network.source import LONGEST
from convstudio.words import tr

MOST_BYTES = 4 * LONGEST  # a character takes at most four


def network_in(path: Path) -> tuple[Evaluation, Offer]:
    """The network in a file, on the input that the code declares, or one of a usual size; and the offer it comes from.

    Raises OSError, and ValueError with a sentence if there is none.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(tr("This is no text: a file of Python is UTF-8.")) from None
    own = np.zeros((channels_wanted(read_network(text)) or 1, USUAL, USUAL))
    offer = offered(text, Experiment(input=frozen(own)))
    if not offer.is_possible:
        raise ValueError(next((row.words for row in offer.strip.rows if row.words), offer.summary) if offer.strip else "")
    after = paste(set_words(Experiment(input=frozen(own)), title=path.name).after, offer).after
    return evaluate(after), offer


def said_of(offer: Offer) -> list[str]:
    """What was left out of the code, where its layers end, and what would make them fit, one line each."""
    rows = offer.strip.rows if offer.strip else ()
    noted = [(row.step.line, row.words) for row in rows if row.words and row.role in ("skipped", "ends")]
    noted += [(remark.line, remark.words) for remark in (offer.reading.remarks if offer.reading else ())]
    mends = [tr("what would do: {title}", title=repair.title) for repair in offer.repairs]
    return [*(tr("line {n}: {words}", n=line, words=words) for line, words in dict.fromkeys(noted)), *mends]
