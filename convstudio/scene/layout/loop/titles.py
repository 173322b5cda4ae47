"""The words of the loop: titles, and the words on the arrows, longest first."""

from __future__ import annotations

from convstudio.scene.layout.loop.subject import Loop
from convstudio.scene.layout.values import Measure
from convstudio.scene.learn.moment import NEW
from convstudio.scene.matrix.focus import Kind
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import tr


def titles(loop: Loop, kind: Kind) -> tuple[Line, ...]:
    """The possible titles of a block, of which the first that fits is taken."""
    strong, more = _title(loop, kind)
    longest: list[Line] = [(Run(name, "strong"), Run(f"  {words}", "muted")) for name in strong for words in more]
    return (*longest, *((Run(name, "strong"),) for name in strong))


def title(loop: Loop, kind: Kind, width: float, measure: Measure) -> Line:
    """The longest title that fits into a width, or the shortest."""
    return next((line for line in titles(loop, kind) if measure.width(line, "title") <= width), shortest(loop, kind))


def shortest(loop: Loop, kind: Kind) -> Line:
    """The shortest title."""
    return titles(loop, kind)[-1]


def _title(loop: Loop, kind: Kind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names, and the words that may follow them."""
    card = loop.blocks[kind].card
    match kind:
        case "map" | "picture":
            return ("X",) if loop.source.kind == kind else (tr("Input"),), (f"{tr('input')} {card.subtitle}", tr("input"))
        case "seen":
            return ("X",), (tr("into the convolution"),)
        case "learned":
            return ("K",), (_epoch(loop, card.subtitle),)
        case "prediction":
            return (*_sum(loop), "Ŷ"), (tr("prediction"),)
        case "target":
            words = (card.subtitle,) if any(panel.editable for row in card.panels for panel in row) else ()
            return ("Y",), (*words, tr("target"))
        case "error":
            return ("E = Ŷ − Y", "E"), (card.subtitle,)
        case "pull":
            return ("∂L/∂Z",), (tr("slope at the sums Z"), tr("slope"))
        case _:
            return ("",), ()


def _epoch(loop: Loop, words: str) -> str:
    return tr("new, {epoch}", epoch=words) if loop.scene.moment.phase == NEW else words


def _sum(loop: Loop) -> tuple[str, ...]:
    """ "Ŷ = X ⋆ K", unless layers follow the sum."""
    if loop.behind:
        return ()
    experiment = loop.scene.learnt.experiment
    layer = experiment.layers[loop.index]
    biased = experiment.training.learn_bias or bool(getattr(layer, "bias", 0.0).any())  # type: ignore[union-attr]
    return ("Ŷ = X ⋆ K + b",) if biased else ("Ŷ = X ⋆ K",)


def back_words(loop: Loop) -> tuple[str, ...]:
    """Words for the gradient, longest first."""
    formula = "∂L/∂K = X ⋆ 2E" if loop.plain else "∂L/∂K = X ⋆ ∂L/∂Z"
    return tr("gradient {formula}", formula=formula), formula, tr("gradient")


def step_words(loop: Loop) -> str:
    """How the gradient becomes a step: "step −η ·", or "step" and what the optimiser does."""
    words = loop.blocks["step"].card.subtitle
    return tr("step −η ·") if words.startswith("= −η") else tr("step {how}", how=words)
