"""A network in pasted code: the steps that a map passes through, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from convstudio.export.network.evaluating import Remark
from convstudio.export.network.following import Following, declared_first
from convstudio.export.network.meant import Declared, Flow, Step, Tensor
from convstudio.export.network.source import LONGEST, Source, parsed
from convstudio.export.network.strangers import effect_of
from convstudio.export.signatures import DIALECTS, FUNCTIONS, signature
from convstudio.words import tr

LAYERS = frozenset(name for dialect in DIALECTS.values() for name in dialect)
TELLING = (*LAYERS, *(name for name in FUNCTIONS if "2d" in name), "Sequential")  # called only in networks


class Reading(Struct, frozen=True, eq=False):
    """The steps, the input declared in the code (None: not declared), and what was not followed of the code."""

    source: Source
    steps: tuple[Step, ...]
    declared: Declared | None
    remarks: tuple[Remark, ...] = ()

    @property
    def names(self) -> set[str]:
        """The names of all calls."""
        return {step.call.name for step in self.steps}


def read_network(text: str) -> Reading:
    """The network in a text. Raises ValueError with a sentence if there is none, or it takes too long to follow."""
    source = parsed(text)
    following = Following(source)
    try:
        following.follow(source.tree.body)
        found = max(_flows(following), key=_worth, default=Flow())
    except RecursionError:
        raise ValueError(tr("The code is nested too deeply to be read.")) from None
    if not found.steps:
        raise ValueError(tr("There is no layer in this code: nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()) has two."))
    remarks = list(following.remarks)
    if source.printed:
        remarks.append(
            Remark(1, tr("A printed module tells its layers, not how they are used: what stands in forward is missing."))
        )
    steps = tuple(_with_numbers(step, following.given.get(id(step), {})) for step in found.steps)
    names = {step.call.name for step in steps}
    known = [signature(step.call.prefix, step.call.name, names) for step in steps]
    is_keras = any(each is not None and each.dialect == "keras" for each in known)
    return Reading(source, steps, declared_first(following, found, is_last=is_keras), tuple(remarks))


def _with_numbers(step: Step, given: Mapping[str, Tensor]) -> Step:
    """A step with the numbers that the code assigns to it."""
    return replace(step, kernel=given.get("weight", step.kernel), bias=given.get("bias", step.bias)) if given else step


def looks_like_network(text: str) -> bool:
    """Whether a text calls a layer or makes a network of some, as nothing but code does."""
    if len(text) > LONGEST or "(" not in text:
        return False
    plain = text.replace("（", "(")
    return any(f"{name}(" in plain for name in TELLING)


def _flows(following: Following) -> Iterator[Flow]:
    """All networks that the code may mean. Definitions only count if they are not used."""
    made = [*following.flows, *(following.applied(module, Flow()) for module in following.modules)]
    if not any(_layers(flow) for flow in made):
        made += [following.applied(instance, Flow()) for instance in following.instances()]
    if not any(_layers(flow) for flow in made):
        made += [following.applied(result, Flow()) for result in following.results()]
    if not any(_layers(flow) for flow in made):
        alone = [step for step in following.loose if step.call.name in LAYERS or effect_of(step.call.name) or step.effect]
        made += [Flow(tuple(alone or following.loose))]
    yield from made


def _worth(flow: Flow) -> tuple[int, int, int, bool]:
    """A key by which the longest flow wins, not counting what is computed from a network's output, such as a loss."""
    unknown = sum(step.effect == "ends" for step in flow.steps)
    return _layers(flow), -unknown, len(flow.steps), flow.declared is not None


def _layers(flow: Flow) -> int:
    return sum(step.call.name in LAYERS for step in flow.steps)
