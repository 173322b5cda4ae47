"""Damaged and odd files, made at random from good ones: bytes, the structure of the values, or what the settings say."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np

from convstudio.experiment.training import PLACE, RUN, TASK
from convstudio.layers import KINDS
from convstudio.layers.parameters import Choice, Decimal, PaddingSides, Pair, Parameter, Switch, Whole

Random = random.Random
Document = dict[str, Any]

TOKENS = [
    b"NaN", b"1e400", b"-0", b"null", b"true", b"[", b"]", b"{", b"}", b'"', b",", b":", b"\\ud800", b"\x00", b"\xff",
    b"9" * 400, b"1e-400", b'"a"', b"[[[[", b"[]", b"{}", b'"kind"', b'"conv2d"', b"-1", b"0", b"1.5", b"\xef\xbb\xbf",
]  # fmt: skip
VALUES = [
    None, True, False, 0, -1, 1, 2, 3, 31, 512, 1.5, 1e12, 1e13, -1e12, 10**299, "", "same", "conv2d", "\x1b", [], {}, [[]],
    [0], [1, 1], [[1, 1], [1, 1]], [[[[1]]]], {"shape": [1, 1, 1], "float64": "AAAAAAAAAAA="}, "x" * 300, [None], [True],
    {"a": 1}, -0.0, 5e-324, [64, 64], [32, 1], "full", "reflect", "circular",
]  # fmt: skip
WITH_KERNELS = ("conv2d", "conv2d", "conv_transpose2d")
NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 1 / 3, 5e-324, 1e-300, 1e12, -1e12, 123456.789, 2.0**40)


def damaged_bytes(content: bytes, rng: Random) -> bytes:
    """The file with a few places overwritten, cut out, doubled or filled with a nasty token."""
    for _ in range(rng.randint(1, 4)):
        at, to = sorted(rng.randrange(len(content) + 1) for _ in range(2))
        to = min(to, at + rng.choice((1, 2, 8, 64)))
        middle = rng.choice([b"", content[at:to] * 2, bytes([rng.randrange(256)]), rng.choice(TOKENS)])
        content = content[:at] + middle + content[to:]
    return content


def damaged_structure(document: Any, rng: Random) -> bytes:
    """The file with a few of its values replaced, deleted, doubled or put into a place of another."""
    for _ in range(rng.randint(1, 3)):
        places = list(containers(document))
        place = rng.choice(places)
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            continue
        key = rng.choice(keys)
        match rng.randrange(4):
            case 0:
                place[key] = deepcopy(rng.choice(VALUES))
            case 1:
                del place[key]
            case 2 if isinstance(place, list):
                place.insert(key, deepcopy(place[key]))
            case _:
                other = rng.choice(places)
                place[key] = deepcopy(rng.choice(list(other.values()) if isinstance(other, dict) else other) if other else None)
    return json.dumps(document).encode("utf-8", "surrogatepass")


def containers(document: Any) -> Any:
    """Every list and object of a document."""
    if isinstance(document, dict | list):
        yield document
        for item in document.values() if isinstance(document, dict) else document:
            yield from containers(item)


def odd(document: Document, rng: Random) -> bytes:
    """The file with settings that it may have, and that nobody thought of: most of them are accepted."""
    for _ in range(rng.randint(1, 4)):
        rng.choice(CHANGES)(document, rng)
    return json.dumps(document).encode()


def value_of(parameter: Parameter, rng: Random) -> Any:
    """A value that a declaration allows, as a file has it; small ones and the bounds more often than others."""
    match parameter:
        case Whole():
            return _whole(parameter.low, parameter.high, rng)
        case Pair():
            return [_whole(parameter.low, parameter.high, rng) for _ in range(2)]
        case PaddingSides():
            sides = [[_whole(0, parameter.high, rng) for _ in range(2)] for _ in range(2)]
            return rng.choice(["valid", "same", "full", sides, sides])
        case Decimal():
            return rng.choice([parameter.low, parameter.high, rng.uniform(parameter.low, min(parameter.high, 1.0))])
        case Choice():
            return rng.choice(parameter.options)[0]
        case Switch():
            return rng.random() < 0.5
    raise TypeError(parameter)


def _whole(low: int, high: int, rng: Random) -> int:
    return min(high, rng.choice([low, low + 1, low + 2, low + 3, high, rng.randint(low, high)]))


def _layer(document: Document, rng: Random, kind: str = "") -> Document:
    found = [layer for layer in document["layers"] if not kind or layer["kind"] == kind]
    return rng.choice(found) if found else {}


def _setting(document: Document, rng: Random) -> None:
    layer = _layer(document, rng)
    kind = next((kind for kind in KINDS if kind.kind == layer.get("kind")), None)
    if kind:
        stored = [p for p in kind.parameters if p.stored and p.name not in ("kernel", "bias")]
        layer |= {parameter.name: value_of(parameter, rng) for parameter in rng.sample(stored, min(len(stored), 1))}


def _groups(document: Document, rng: Random) -> None:
    layer = _layer(document, rng, rng.choice(WITH_KERNELS))
    if layer:
        layer["groups"] = rng.choice([1, 2, 3, 4, 5, 7, 64, 512])


def _kernel(document: Document, rng: Random) -> None:
    layer = _layer(document, rng, rng.choice(WITH_KERNELS))
    if layer:
        shape = [rng.choice([1, 1, 2, 3, 4, 6, 9, 17]) for _ in range(2)] + [rng.choice([1, 1, 2, 3, 5, 31]) for _ in range(2)]
        layer["kernel"] = array(shape, rng)
        layer["bias"] = array(shape[:1], rng)


def _input(document: Document, rng: Random) -> None:
    side = [1, 1, 2, 3, 5, 8, 12, 40]
    shape = [rng.choice([1, 1, 2, 3, 4, 9, 64]), rng.choice(side), rng.choice(side)]
    document["input"] = {"channels": array(shape, rng)}
    if rng.random() < 0.3:
        document["input"] |= {"low": -rng.choice([0.0, 1.0, 1e12]), "high": rng.choice([5e-324, 1.0, 1e12])}
    if rng.random() < 0.3:
        document["input"]["names"] = [rng.choice(["", "red", "<b>{x}</b>", "%s\u00e9"]) for _ in range(shape[0])]


def _order(document: Document, rng: Random) -> None:
    rng.shuffle(document["layers"])


def _more(document: Document, rng: Random) -> None:
    layers = document["layers"]
    if layers and rng.random() < 0.5:
        layers += deepcopy(rng.choices(layers, k=rng.choice([1, 2, 12])))[: 32 - len(layers)]
        return
    kind = rng.choice(KINDS)
    settings = {p.name: value_of(p, rng) for p in kind.parameters if p.stored and p.name not in ("kernel", "bias")}
    given = {name: value for name, value in settings.items() if rng.random() < 0.4}
    if kind.kind in WITH_KERNELS:
        shape = [rng.choice([1, 2, 3]), rng.choice([1, 2, 3]), rng.choice([1, 2, 3]), rng.choice([1, 2, 3])]
        given |= {"kernel": array(shape, rng), "bias": array(shape[:1], rng)}
    layers.insert(rng.randint(0, len(layers)), {"kind": kind.kind, **given})


def _fewer(document: Document, rng: Random) -> None:
    if document["layers"]:
        del document["layers"][rng.randrange(len(document["layers"]))]


def _off(document: Document, rng: Random) -> None:
    layer = _layer(document, rng)
    layer |= {"enabled": rng.random() < 0.3} if layer else {}


def _words(document: Document, rng: Random) -> None:
    text = rng.choice(["", "<img src=file:///dev/zero>", "{x}", "%s %(n)d", "\u05d0\u05d1", "a" * 120, "&amp; &Open"])
    document["title"] = text
    document["notes"] = text * 3 + "\n" + text
    layer = _layer(document, rng)
    layer |= {"name": text} if layer else {}


def _task(document: Document, rng: Random) -> None:
    parameter = rng.choice(TASK)
    document.setdefault("training", {})[parameter.name] = value_of(parameter, rng)


def _run(document: Document, rng: Random) -> None:
    training = document.setdefault("training", {})
    parameter = rng.choice(RUN)
    place = rng.choice(training["runs"]) if training.get("runs") else training
    place[parameter.name] = value_of(parameter, rng)


def _runs(document: Document, rng: Random) -> None:
    """Runs that have begun, each from the start or from one before it."""
    runs: list[Document] = []
    for _ in range(rng.choice([1, 2, 3, 24])):
        run = {p.name: value_of(p, rng) for p in rng.sample(RUN, 3)}
        parent = rng.randrange(len(runs)) if runs and rng.random() < 0.6 else -1
        low, high = (runs[parent]["epoch"], runs[parent]["epoch"] + runs[parent]["length"]) if parent >= 0 else (0, 0)
        run |= {"parent": parent, "epoch": rng.randint(low, high), "length": rng.choice([0, 1, 5, 40, 100_000])}
        if rng.random() < 0.3:
            run["weights"] = array([rng.choice([1, 2, 9, 10])], rng)
        runs.append(run)
    training = document.setdefault("training", {})
    for name in (parameter.name for parameter in (*RUN, *PLACE)):
        training.pop(name, None)
    training |= {"runs": runs, "chosen": rng.randrange(len(runs))}


def _pictures(document: Document, rng: Random) -> None:
    training = document.setdefault("training", {})
    for name, most in (("pictures", 15), ("targets", 16)):
        if rng.random() < 0.6:
            shapes = [
                [rng.choice([1, 1, 3]), rng.choice([1, 2, 6, 8]), rng.choice([1, 2, 7, 8])]
                for _ in range(rng.choice([0, 1, 2, most]))
            ]
            training[name] = [array(shape, rng) for shape in shapes]
    if rng.random() < 0.5:
        training["target_kernel"] = array([rng.choice([1, 2, 3]) for _ in range(4)], rng)
    training["target"] = rng.choice(["own", "drawn", "painted"])


def _version(document: Document, rng: Random) -> None:
    document["version"] = rng.choice([1, 2, 3, 4, 9, 1_000_000])
    if document["version"] > 4:
        document["unknown"] = deepcopy(rng.choice(VALUES))


def array(shape: list[int], rng: Random) -> Any:
    """An array of a file: alike, whole, small, large or any numbers; written out, or packed where that is shorter."""
    random = np.random.default_rng(rng.randrange(2**32))
    kinds: list[Callable[[], Any]] = [
        lambda: np.full(shape, rng.choice(NUMBERS)),
        lambda: random.integers(-3, 4, shape),
        lambda: random.normal(size=shape),
        lambda: random.choice(NUMBERS, shape),
        lambda: random.choice([1e12, -1e12], shape),
        lambda: random.normal(size=shape) * 1e-300,
    ]
    values = np.asarray(rng.choice(kinds)(), dtype="<f8")
    if values.size > 500:
        return {"shape": shape, "float64": base64.b64encode(values.tobytes()).decode()}
    return values.tolist()


CHANGES: tuple[Callable[[Document, Random], None], ...] = (
    _setting, _setting, _setting, _groups, _groups, _kernel, _kernel, _input, _input, _order, _more, _more, _fewer, _off,
    _words, _task, _task, _run, _runs, _pictures, _version,
)  # fmt: skip
