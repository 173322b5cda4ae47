"""Layers written as functions of a map: `F.max_pool2d(x, 2)`, `x.relu()`, `F.conv2d(x, weight, bias, stride=2)`."""

from __future__ import annotations

import ast

from convstudio.export.calls import Call, call_of
from convstudio.export.network.meant import Step, Tensor
from convstudio.export.network.strangers import effect_of
from convstudio.export.signatures import FUNCTIONS, OUT_FIRST, PAD_MODES
from convstudio.export.values import Known, Unread
from convstudio.words import tr

ROOMS = {"", "torch", "functional", "F", "activations", "special", "layers"}  # what may precede the name of a function
AXES = 4
PAD = ("pad", "mode", "value")


def is_function(prefix: str, name: str) -> bool:
    """Whether this is a known function of a map."""
    known = name in FUNCTIONS or name == "pad" or (bool(effect_of(name)) and name.islower())
    return known and prefix.rpartition(".")[2] in ROOMS and not prefix.startswith(("tf", "tensorflow", "np", "numpy", "jax"))


def step_of(node: ast.Call, name: str, line: int, known: Known, *, of_map: bool) -> Step:
    """The step of a function. `of_map` says that it is a method of the map, which is then not among its arguments.

    Raises ValueError with a sentence for arguments that cannot be read.
    """
    arguments = node.args if of_map else node.args[1:]
    words = [word for word in node.keywords if word.arg not in ("input", "x")]
    bare = ast.Call(func=node.func, args=arguments, keywords=words)
    if name not in FUNCTIONS and name != "pad":
        return Step(Call("", name, (), ()), line, node)
    if name == "pad":
        return Step(_padding(_named(bare, PAD, known)), line, node)
    function = FUNCTIONS[name]
    given = _named(bare, function.takes, known)
    if "weight" in function.takes:
        return _with_weights(name, given, line, node)
    return Step(Call("nn", function.of, (), tuple(given.items())), line, node)


def _named(node: ast.Call, takes: tuple[str, ...], known: Known) -> dict[str, object]:
    """The arguments by name. Raises ValueError for too many."""
    call = call_of(node, "", "", known)
    if len(call.positional) > len(takes):
        raise ValueError(tr("{code} has too many arguments.", code=ast.unparse(node.func)[:40]))
    return dict((*zip(takes, call.positional, strict=False), *call.named))


def _padding(given: dict[str, object]) -> Call:
    """F.pad as the layer that does the same padding: (left, right), or also (top, bottom)."""
    mode, cells = given.get("mode", "constant"), given.get("pad")
    if mode not in PAD_MODES:
        raise ValueError(tr("F.pad: the mode {mode} is not known here.", mode=mode))
    if isinstance(cells, tuple) and len(cells) == 2:
        cells = (*cells, 0, 0)
    value = (("value", given.get("value", 0) or 0),) if mode == "constant" else ()
    return Call("nn", PAD_MODES[str(mode)], (), (("padding", cells), *value))


def _with_weights(name: str, given: dict[str, object], line: int, node: ast.Call) -> Step:
    """A convolution whose weights are numbers in the code, or at least have a shape."""
    weight, bias, groups = given.pop("weight", None), given.pop("bias", None), given.get("groups", 1)
    if not isinstance(weight, Tensor):
        code = weight if isinstance(weight, Unread) else "weight"
        raise ValueError(tr("The weights {code} are not known; write them out: torch.tensor([[[[1., 0.], …]]]).", code=code))
    if len(weight.shape) != AXES:
        shape = " × ".join(map(str, weight.shape))
        raise ValueError(tr("Weights have 4 axes, channels out, channels in, rows, columns; these are {shape}.", shape=shape))
    first, second, *side = weight.shape
    if not isinstance(groups, int) or groups < 1:
        raise ValueError(tr("groups is a whole number from 1 up."))
    outs, ins = (first, second * groups) if name in OUT_FIRST else (second * groups, first)
    settings = {"in_channels": ins, "out_channels": outs, "kernel_size": tuple(side), **given, "bias": bias is not None}
    own = bias if isinstance(bias, Tensor) and bias.shape == (outs,) else None
    return Step(Call("nn", FUNCTIONS[name].of, (), tuple(settings.items())), line, node, kernel=weight, bias=own)
