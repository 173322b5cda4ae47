"""Numbers, formulas and sentences about the cost of layers."""

from __future__ import annotations

from convstudio.engine import Cost
from convstudio.scene.cards.card import shape_text
from convstudio.scene.cards.layer_table import thousands
from convstudio.scene.words.numbers import short
from convstudio.scene.words.text_runs import Line, Run
from convstudio.scene.workspaces.shift.cost.counts import LayerCosts, total
from convstudio.words import Text, count, tr

KINDS: tuple[Text, ...] = ("Convolution", "Locally connected", "Fully connected")
QUANTITIES: tuple[Text, ...] = ("Weights", "Multiplications", "Memory")
MOST_SUMMED = 3  # layers whose costs are written as a sum
UNITS = ((1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
PIXELS_A_METRE = 96 / 0.0254


def amount(cost: Cost, quantity: int) -> int:
    """The number of weights (quantity 0), multiplications (1) or bytes (2)."""
    return (cost.weights, cost.multiplications, cost.memory())[quantity]


def written(number: int, quantity: int) -> str:
    """Write the number behind a bar: as a whole number, or bytes in a suitable unit."""
    return in_bytes(number) if quantity == 2 else thousands(number)


def in_bytes(number: int) -> str:
    """Write a number of bytes in a suitable unit: "36 B", "3.5 kB", "1.9 TB"."""
    for size, unit in UNITS:
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number} B"


def formulas(found: tuple[LayerCosts, ...], kind: int, quantity: int) -> tuple[str, ...]:
    """The formula of an amount in several forms, the longest first: letters and numbers, numbers, ""."""
    if quantity == 2:
        weights = sum(layer.costs[kind].weights for layer in found)
        return (tr("{n} · 4 bytes", n=thousands(weights)), "")
    if len(found) > 1:
        parts = [thousands(amount(layer.costs[kind], quantity)) for layer in found]
        short_ = count(len(found), "sum of {n} layer", "sum of {n} layers")
        return (" + ".join(parts), short_, "") if len(parts) <= MOST_SUMMED else (short_, "")
    (layer,) = found
    letters, numbers = _factors(layer, kind, quantity)
    return (f"{letters} = {numbers}", numbers, "")


def _factors(layer: LayerCosts, kind: int, quantity: int) -> tuple[str, str]:
    """A product in letters and in numbers: C, H, W for the input, with primes for the output, k₁, k₂ for the kernel."""
    (c, h, w), (c_out, h_out, w_out) = layer.input, layer.output
    if kind == 2:
        return "C·H·W · C′·H′·W′", f"{c}·{h}·{w} · {c_out}·{h_out}·{w_out}"
    outs, depth, high, wide = layer.kernel
    letters = "C′·C·k₁·k₂" if depth == c else "C′·C/g·k₁·k₂"
    numbers = f"{outs}·{depth}·{high}·{wide}"
    if kind == 0 and quantity == 0:
        return letters, numbers
    places = " · H′·W′" if layer.uses == (h_out, w_out) else " · H·W"
    return letters + places, f"{numbers} · {layer.uses[0]}·{layer.uses[1]}"


def conclusion(found: tuple[LayerCosts, ...], missing: str) -> tuple[Line, ...]:
    """How much convolution saves, and why; then what the letters mean, and the sentence about what is `missing`."""
    conv, _local, dense = total(found)
    lead = tr("Fully connected it would have {n} × as many weights.", n=times(dense.weights, conv.weights))
    why = _why(found[0]) if len(found) == 1 else tr("Connections are sparse, and each weight is shared by all places of a map.")
    return (Run(lead, "strong"), Run(f" {why}")), (Run(f"{_letters(found)}{missing}", "muted"),)


def _why(layer: LayerCosts) -> str:
    """Why a layer costs less than a fully connected one: sparse connections and shared weights, with numbers."""
    outs, depth, high, wide = layer.kernel
    places = layer.uses[0] * layer.uses[1]
    uses = count(places, "each is used {t} time", "each is used {t} times", t=thousands(places))
    inputs, outputs = (c * h * w for c, h, w in (layer.input, layer.output))
    if layer.uses != layer.output[1:]:
        all_ = count(outputs, "{t} output", "{t} outputs", t=thousands(outputs))
        return tr(
            "Sparse connections: an input cell touches {n} of {all}. Shared weights: {uses}.",
            n=thousands(outs * high * wide), all=all_, uses=uses,
        )  # fmt: skip
    all_ = count(inputs, "{t} input", "{t} inputs", t=thousands(inputs))
    return tr(
        "Sparse connections: an output reads {n} of {all}. Shared weights: {uses}.",
        n=thousands(depth * high * wide), all=all_, uses=uses,
    )  # fmt: skip


def _letters(found: tuple[LayerCosts, ...]) -> str:
    first, last = found[0], found[-1]
    return tr(
        "Input C × H × W = {x}, output C′ × H′ × W′ = {y}, kernel k₁ × k₂. Biases are not counted; a weight takes 4 bytes.",
        x=shape_text(first.input), y=shape_text(last.output),
    )  # fmt: skip


def times(many: int, few: int) -> str:
    """Write the ratio of two numbers, with three significant digits if it is below 100, else as a whole number."""
    ratio = many / few
    return thousands(round(ratio)) if ratio >= 100 else short(float(f"{ratio:.3g}"))


def length(pixels: float) -> str:
    """Write the length of a bar on the screen in m or km, at 96 pixels per inch."""
    metres = pixels / PIXELS_A_METRE
    if metres >= 1000:
        return tr("{n} km", n=thousands(round(metres / 1000)) if metres >= 1e5 else f"{metres / 1000:.3g}")
    return tr("{n} m", n=f"{metres:.3g}")
