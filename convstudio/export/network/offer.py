"""What a pasted network would become: its layers on an input, their table, what does not fit and what would help."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from convstudio.experiment import Experiment, shape_of
from convstudio.experiment.edits import Edit, set_input, strip_edits
from convstudio.export.network.inputs import CODE, OWN, Input, channels_wanted, proposed, values_of
from convstudio.export.network.reading import Reading, read_network
from convstudio.export.network.repairs import Repair, reason, repairs
from convstudio.export.network.source import NotPythonError
from convstudio.export.network.strip import Strip, strip_of
from convstudio.export.network.table import TableRow, table_of
from convstudio.scene.cards.layer_table import thousands
from convstudio.words import count, tr


class Offer(Struct, frozen=True, eq=False):
    """A text as a network. If it is none, `reading` and `strip` are None, and `refused` says why."""

    refused: str = ""
    line: int = 0  # the line where the code stops being Python
    reading: Reading | None = None
    strip: Strip | None = None
    input: Input | None = None
    rows: tuple[TableRow, ...] = ()
    problem: str = ""
    repairs: tuple[Repair, ...] = ()

    @property
    def is_possible(self) -> bool:
        """Whether there is a layer to show."""
        return self.strip is not None and bool(self.strip.layers)

    @property
    def summary(self) -> str:
        """The number of layers and weights, and where the weights come from."""
        if self.strip is None or not self.strip.layers:
            return tr("There is no layer to show.")
        layers = count(len(self.strip.layers), "{n} layer", "{n} layers")
        weights = sum(layer.weight_count() for layer in self.strip.layers)
        if not weights:
            return tr("{layers}, no weights.", layers=layers)
        told = tr("{layers}; weights and biases: {weights}.", layers=layers, weights=thousands(weights))
        if not self.strip.drawn:
            return tr("{told} Their numbers are those in the code.", told=told)
        return tr("{told} The code has no numbers for them: kernels begin at random, always the same ones.", told=told)

    @property
    def about_channels(self) -> str:
        """The remark that the code has the channels of its input last; "" if it does not."""
        declared = self.reading.declared if self.reading else None
        if declared is None or not declared.last or not declared.height or self.input is None:
            return ""
        written = " × ".join(str(side) for side in (declared.height, declared.width, declared.channels))
        here = " × ".join(map(str, self.input.shape))
        return tr("Keras has channels last: {written} is {here} here.", written=written, here=here)


def offered(text: str, experiment: Experiment, chosen: Input | None = None) -> Offer:
    """What a text would turn an experiment into, with a `chosen` input or the proposed one."""
    try:
        reading = read_network(text)
    except ValueError as refusal:
        return Offer(str(refusal), refusal.line if isinstance(refusal, NotPythonError) else 0)
    given = _fitting(chosen, reading, experiment) if chosen else proposed(reading, experiment)
    strip = strip_of(reading, given.shape)
    return Offer("", 0, reading, strip, given, table_of(reading, strip), reason(strip), repairs(reading, strip))


def _fitting(chosen: Input, reading: Reading, experiment: Experiment) -> Input:
    """The chosen input; a picture gets as many channels as the network reads."""
    if chosen.what == OWN:
        return Input(OWN, shape_of(experiment.input))
    if chosen.what == CODE:
        return proposed(reading, experiment)
    channels = channels_wanted(reading) or len(experiment.input)
    return Input(chosen.what, (channels, *chosen.shape[1:]))


def paste(experiment: Experiment, offer: Offer, *, keep_words: bool = True) -> Edit:
    """The experiment with the layers of an offer, on its input, and with its title and notes if they are to be kept.

    Raises ValueError with a sentence if that is not possible.
    """
    assert offer.reading is not None
    assert offer.strip is not None
    assert offer.input is not None
    made = values_of(offer.input, offer.reading, experiment)
    picture = None
    if made is not None:
        values, low, high, names = made
        picture = set_input(experiment, values, "", low, high, names)
    edit = strip_edits.paste_network(experiment, offer.strip.filled(), picture)
    return edit if keep_words else replace(edit, after=replace(edit.after, title=tr("Pasted network"), notes=""))
