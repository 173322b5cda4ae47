"""The arithmetic of one output cell, written out, so that the displayed terms add up to the displayed total.

Numbers that need at most `DECIMALS` decimals are exact; others are rounded. If what is displayed then does not add up, the
line says "≈" and "rounded", and never claims an equality that the reader can disprove.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from math import isfinite

from convstudio.engine import activation
from convstudio.experiment import Evaluation
from convstudio.layers import Combination, Layer, Term, Terms
from convstudio.layers.facts import SUM
from convstudio.scene.matrix.focus import MatrixId, Spot
from convstudio.scene.matrix.links import in_matrix, map_id
from convstudio.scene.playing.terms import cell_terms
from convstudio.scene.words.naming import output_symbol
from convstudio.scene.words.numbers import MINUS, fitted, of_text, snapped
from convstudio.scene.words.sums import shown_sum
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import count, count_of, tr, translated

DECIMALS = 4
WIDTH = 12
MOST_TERMS = 128
MOST_SUBTOTALS = 16  # channels that are added up one by one
EQUAL, ROUGHLY = " = ", " ≈ "


def arithmetic(evaluation: Evaluation, spot: Spot) -> Line:
    """The computation of an output cell as a line; () for a cell of the input, or where there is no output."""
    index = spot.matrix.layer
    x = evaluation.input_of(index) if index >= 0 else None
    shape = evaluation.shape(index)
    if x is None or shape is None or not in_matrix(shape, spot):
        return ()
    layer = evaluation.results[index].layer
    named = target(evaluation, spot)
    if not layer.enabled:
        return (Run(tr("switched off: passed on unchanged")), *named)
    terms = cell_terms(evaluation, index, (spot.panel.channel, spot.row, spot.column))
    return (*_line(layer, terms, map_id(index - 1), MatrixId("kernel", index)), *named)


@lru_cache(maxsize=4096)  # the same few numbers in every frame while playing
def written(value: float) -> str:
    """A number as the arithmetic line writes it."""
    return fitted(value, WIDTH, DECIMALS) or fitted(value, WIDTH)


@lru_cache(maxsize=4096)
def shown_value(value: float) -> Fraction | None:
    """The exact value of a number as it is written, with which a reader calculates; None for ∞ and NaN."""
    return of_text(written(value)) if isfinite(value) else None


def is_written_exactly(value: float) -> bool:
    """Whether a number is written exactly, apart from floating-point rounding of its last digits."""
    shown = shown_value(value)
    return shown is not None and shown == Fraction(repr(snapped(value)))


def displayed(terms: tuple[Term, ...], how: Combination = SUM) -> Fraction | None:
    """The sum of the terms as they are written, which a reader can check; None if one is not finite."""
    pairs = [(shown_value(term.value), Fraction(1) if term.weight is None else shown_value(term.weight)) for term in terms]
    products = [how.of(a) * b for a, b in pairs if a is not None and b is not None]
    return sum(products, Fraction(0)) if len(products) == len(pairs) else None


def same(reckoned: Fraction, value: float) -> bool:
    """Whether `value` is written as exactly the number that a reader calculates."""
    return shown_value(value) == reckoned


def target(evaluation: Evaluation, spot: Spot) -> Line:
    """The output cell that a line computes."""
    output = evaluation.results[spot.matrix.layer].output
    channel = f"{spot.panel.channel}, " if output is not None and len(output) > 1 else ""
    return (Run(f"  → {output_symbol(spot.matrix.layer)}[{channel}{spot.row}, {spot.column}]", "muted"),)


def _line(layer: Layer, terms: Terms, x: MatrixId, kernel: MatrixId) -> Line:
    match layer.combination.kind:
        case "pick":
            return _picked(layer.combination, terms, x)
        case "total":
            return _total(layer.combination, terms, x)
        case "function":
            return _applied(layer, terms, x)
        case "sum":
            return _sum_of_products(layer, terms, x, kernel)


def _sum_of_products(layer: Layer, terms: Terms, x: MatrixId, kernel: MatrixId) -> Line:
    channels = by_channel(terms.terms)
    if 1 < len(channels) <= MOST_SUBTOTALS and len(channels[0]) > 1:
        return _over_channels(layer, terms, channels, x, kernel)
    if len(terms.terms) > MOST_TERMS:
        shown: Line = (Run(count(len(terms.terms), "sum of {n} product", "sum of {n} products"), "muted"),)
        adds_up = False
    elif not terms.terms:
        shown = (Run(tr("no cell of the input reaches here"), "muted"),)
        adds_up = terms.bias is None or same(shown_value(terms.bias) or Fraction(0), terms.total)
    else:
        shown = joined([product(term, x, kernel) for term in terms.terms], " + ")
        shown_sum = displayed(terms.terms)
        adds_up = shown_sum is not None and same(shown_sum + (shown_value(terms.bias or 0.0) or 0), terms.total)
    return (*shown, *_bias(terms), *_result(layer, terms, adds_up or len(terms.terms) > MOST_TERMS))


def _over_channels(layer: Layer, terms: Terms, channels: list[tuple[Term, ...]], x: MatrixId, kernel: MatrixId) -> Line:
    """The products of each channel in brackets, then their subtotals, which with the bias give the result."""
    subtotals = [shown_sum(channel) for channel in channels]
    shown: Line = (Run(count(len(terms.terms), "sum of {n} product", "sum of {n} products"), "muted"),)
    exact = True
    if len(terms.terms) <= MOST_TERMS:
        shown = joined([_in_brackets(channel, x, kernel) for channel in channels], " + ")
        exact = all(_is_shown(displayed(channel), value) for channel, value in zip(channels, subtotals, strict=True))
    bias = terms.bias or 0.0
    sums = joined([(Run(bracketed(written(value))),) for value in (*subtotals, bias)], " + ")
    numbers = [shown_value(value) for value in (*subtotals, bias)]
    known = [number for number in numbers if number is not None]
    adds_up = len(known) == len(numbers) and same(sum(known, Fraction(0)), terms.total)
    return (*shown, *_bias(terms), Run(EQUAL if exact else ROUGHLY), *sums, *_result(layer, terms, adds_up, exact))


def by_channel(terms: tuple[Term, ...]) -> list[tuple[Term, ...]]:
    """The terms grouped by channel; the terms of a channel follow one another."""
    return [tuple(group) for _, group in groupby(terms, key=lambda term: term.channel)]


def _in_brackets(channel: tuple[Term, ...], x: MatrixId, kernel: MatrixId) -> Line:
    return (Run("("), *joined([product(term, x, kernel) for term in channel], " + "), Run(")"))


def _is_shown(reckoned: Fraction | None, value: float) -> bool:
    return reckoned is not None and same(reckoned, value)


def _bias(terms: Terms) -> Line:
    return (Run(tr(" + bias "), "muted"), Run(bracketed(written(terms.bias or 0.0))))


def _result(layer: Layer, terms: Terms, adds_up: bool, exact: bool = True) -> Line:
    """The sum and the activation applied to it; `exact` says whether everything before was written without rounding."""
    total = (Run(EQUAL if adds_up else ROUGHLY), Run(written(terms.total), "strong"))
    if terms.activation == "none":
        return (*total, *_note(adds_up and exact))
    fits = _follows(layer, terms)
    applied = Run(f"{_function(terms)}({written(terms.total)})")
    output = (Run(EQUAL if fits else ROUGHLY), Run(written(terms.output), "strong"))
    return (*total, Run("   "), applied, *output, *_note(adds_up and fits and exact))


def _applied(layer: Layer, terms: Terms, x: MatrixId) -> Line:
    fits = _follows(layer, terms)
    cell = Run(written(terms.total), "value", terms.total, x)
    output = Run(written(terms.output), "strong")
    return (Run(f"{_function(terms)}("), cell, Run(")"), Run(EQUAL if fits else ROUGHLY), output, *_note(fits))


def _function(terms: Terms) -> str:
    return translated(activation(terms.activation).title)


def _follows(layer: Layer, terms: Terms) -> bool:
    """Whether applying the function to the sum, as written, gives the output as written."""
    shown = shown_value(terms.total)
    if shown is None:
        return False
    slope = of_text(written(getattr(layer, "negative_slope", 0.0)))
    exactly = activation(terms.activation).exactly(shown, slope)
    return exactly is not None and same(exactly, terms.output)


def _note(exact: bool) -> Line:
    return () if exact else (Run(tr("  rounded"), "muted"),)


def _picked(how: Combination, terms: Terms, x: MatrixId) -> Line:
    if len(terms.terms) > MOST_TERMS:
        shown: Line = (Run(count_of(len(terms.terms), how.of_many), "muted"),)
    else:
        shown = (
            Run(f"{how.word}("),
            *joined([(candidate(term, x, strong=term.wins),) for term in terms.terms], ", "),
            Run(")"),
        )
    return (*shown, Run(EQUAL), Run(written(terms.output), "strong"))


def _total(how: Combination, terms: Terms, x: MatrixId) -> Line:
    if len(terms.terms) > MOST_TERMS:
        of = Run(count_of(len(terms.terms), how.of_many), "muted")
        return (of, Run(EQUAL), Run(written(terms.output), "strong"))
    shown = joined([part_of_total(how, term, x) for term in terms.terms], " + ")
    before, _, behind = how.whole.partition("{terms}")
    total = displayed(terms.terms, how)
    result = None if total is None else how.result(total, terms.divisor or 1)
    adds_up = isinstance(result, Fraction) and same(result, terms.output)
    end = (Run(behind.format(n=terms.divisor)), Run(EQUAL if adds_up else ROUGHLY))
    return (Run(before), *shown, *end, Run(written(terms.output), "strong"), *_note(adds_up))


def part_of_total(how: Combination, term: Term, x: MatrixId) -> Line:
    """One value of a total as it is written: its chip, with the text of `how.each` around it."""
    before, _, behind = how.each.partition("{value}")
    return (*((Run(before),) if before else ()), chip(term, x), *((Run(behind),) if behind else ()))


def conclusion_at(line: Line) -> int:
    """The index of the run at which the result begins, its "=" or "≈" included; the length of the line if there is none."""
    return next((place for place, run in enumerate(line) if run.text in (EQUAL, ROUGHLY)), len(line))


def product(term: Term, x: MatrixId, kernel: MatrixId) -> Line:
    """One product of a sum: the cell's value and its weight, each as a chip."""
    weight = term.weight or 0.0
    return (chip(term, x), Run("·"), Run(bracketed(written(weight)), "weight", weight, kernel))


def chip(term: Term, x: MatrixId, strong: bool = False) -> Run:
    """The value of a cell of the window, in the colour of the cell."""
    text = written(term.value)
    if term.source is None:
        return Run(text, "padding")
    return Run(bracketed(text), "strong" if strong else "value", term.value, x)


def candidate(term: Term, x: MatrixId, strong: bool = False) -> Run:
    """A cell that a maximum compares. Padding is written as a word: it never wins."""
    return chip(term, x, strong) if term.source else Run(tr("pad"), "padding")


def bracketed(text: str) -> str:
    """A number as it is written after an operator: in brackets if it is negative."""
    return f"({text})" if text.startswith(MINUS) else text


def joined(parts: list[Line], between: str) -> Line:
    """The parts of a line with a separator between them."""
    found: list[Run] = []
    for part in parts:
        if found:
            found.append(Run(between))
        found.extend(part)
    return tuple(found)
