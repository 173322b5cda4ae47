"""A call that is understood: which layer it is, and its settings by name."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from convstudio.export.calls import Call
from convstudio.export.signatures import KERAS, PYTORCH, SILENT, Signature, signature
from convstudio.export.values import Unread, brief, not_known, shown
from convstudio.words import count, tr

WINDOWS = ("kernel_size", "pool_size")  # must also be known; if they are missing, the place where they are used says so


class Part(Struct, frozen=True):
    """A call that is understood: its settings by name, and the names of those that are not understood."""

    signature: Signature
    name: str
    settings: dict[str, Any]
    left_out: tuple[str, ...] = ()

    @property
    def has_bias(self) -> bool:
        """Whether it adds a bias; as in Python, 0 and None count as False."""
        return bool(self.settings.get("bias", self.settings.get("use_bias", True)))

    def refused(self, setting: str, why: str) -> ValueError:
        """The sentence that a setting is not possible: "padding=2 is not possible: …"."""
        was = shown(self.settings[setting])
        return ValueError(tr("{name}={value} is not possible: {why}.", name=setting, value=was, why=why))


def part_of(call: Call, names: set[str]) -> Part:
    """A call among others, called `names`. Raises ValueError with a sentence if it is no layer, or not called as one."""
    found = signature(call.prefix, call.name, names)
    if found is None:
        known = ", ".join(name for name in (*PYTORCH, *KERAS) if "2" in name and "Pad" not in name)
        raise ValueError(
            tr("{name} is not a layer here; known are {known} and activations.", name=brief(call.name), known=known)
        )
    given = _given(call, found)
    taken = {name: value for name, value in given.items() if name in found.takes and not isinstance(value, Unread)}
    for name, value in found.fixed:
        if taken.get(name, value) not in (None, value):
            raise ValueError(tr("{name}={value} is not possible here.", name=name, value=shown(taken[name])))
    left = tuple(brief(name) for name in given if name not in taken and name not in SILENT)
    return Part(found, call.name, taken, left)


def _given(call: Call, found: Signature) -> dict[str, object]:
    """All arguments by name. Raises ValueError for one that is given twice, or is needed but missing or unknown."""
    if len(call.positional) > len(found.takes):
        most = count(len(found.takes), "{n} argument", "{n} arguments")
        raise ValueError(tr("{name} takes at most {most} by their place.", name=call.name, most=most))
    given: dict[str, object] = {}
    for name, value in (*zip(found.takes, call.positional, strict=False), *call.named):
        if name in given:
            raise ValueError(tr("{name} is given twice.", name=brief(name)))
        given[name] = value
    for name in (*found.needs, *WINDOWS):
        value = given.get(name)
        if name in found.needs and name not in given:
            raise ValueError(tr("{name} needs a value for {argument}.", name=call.name, argument=name))
        if isinstance(value, Unread):
            raise ValueError(f"{name}: {not_known(value)}")
    return given
