"""The playhead inside a cell: the current term lit, and the arithmetic so far, with the running sum.

Running sums are exact sums of the engine's own terms, rounded once. As in the whole line, what is displayed either adds up, or
says "≈" and "rounded".
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from msgspec.structs import replace

from convstudio.experiment import Evaluation
from convstudio.layers import Combination, Term, Terms
from convstudio.layers.facts import SUM
from convstudio.scene.matrix.focus import Focus, MatrixId, PanelId
from convstudio.scene.matrix.links import Mark, map_id
from convstudio.scene.playing.playhead import Playhead, counted, is_done, plays, spot_of, stage, terms_of
from convstudio.scene.words.arithmetic import (
    MOST_TERMS,
    ROUGHLY,
    arithmetic,
    candidate,
    displayed,
    joined,
    part_of_total,
    product,
    same,
    written,
)
from convstudio.scene.words.sums import shown_sum
from convstudio.scene.words.text_runs import Line, Run
from convstudio.words import count, tr, translated


def is_inside_cell(evaluation: Evaluation, playhead: Playhead | None, focus: Focus) -> bool:
    """Whether the playhead is inside the pinned cell, which is then shown up to the playhead."""
    if playhead is None or not focus.pinned or focus.spot is None or not plays(evaluation, playhead.layer):
        return False
    return focus.spot == spot_of(evaluation, playhead) and not is_done(evaluation, playhead)


def running_line(evaluation: Evaluation, playhead: Playhead) -> Line:
    """The arithmetic of a cell that is not complete yet."""
    terms, at = terms_of(evaluation, playhead), stage(evaluation, playhead)
    if at == "placed":
        return _placed(evaluation, playhead, terms)
    if at == "terms":
        return _so_far(evaluation, playhead, terms)
    whole = arithmetic(evaluation, spot_of(evaluation, playhead))
    return _without_activation(whole, terms) if at == "bias" and terms.activation != "none" else whole


def step_marks(evaluation: Evaluation, playhead: Playhead, marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks of the cell and of the current term. A maximum is marked as far as it is known."""
    terms = terms_of(evaluation, playhead)
    if not 0 <= playhead.phase <= counted(terms):
        return marks
    known = tuple(mark for mark in marks if mark.role != "winner")
    return (*known, *_best_so_far(evaluation, playhead, terms), *_at_work(playhead, terms))


def _at_work(playhead: Playhead, terms: Terms) -> Iterator[Mark]:
    if not 1 <= playhead.phase <= counted(terms):
        return
    term = terms.terms[playhead.phase - 1]
    yield Mark(PanelId(map_id(playhead.layer - 1), term.channel), "product", (term.row,), (term.column,))
    if term.weight_cell:
        out, slice_, row, column = term.weight_cell
        yield Mark(PanelId(MatrixId("kernel", playhead.layer), out, slice_), "product", (row,), (column,))


def _best_so_far(evaluation: Evaluation, playhead: Playhead, terms: Terms) -> Iterator[Mark]:
    how = evaluation.results[playhead.layer].layer.combination
    for term in _winners(how, terms.terms[: playhead.phase]) if how.kind == "pick" else ():
        yield Mark(PanelId(map_id(playhead.layer - 1), term.channel), "winner", (term.row,), (term.column,))


def _winners(how: Combination, terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms that are picked: those equal to the best value. Padding never wins, NaN always does."""
    able = [term for term in terms if term.source]
    lost = tuple(term for term in able if isnan(term.value))
    if lost or not able or how.best is None:
        return lost
    best = how.best(term.value for term in able)
    return tuple(term for term in able if term.value == best)


def _placed(evaluation: Evaluation, playhead: Playhead, terms: Terms) -> Line:
    layer = evaluation.results[playhead.layer].layer
    size, to_come = tr("The window is placed"), len(terms.terms)
    if not counted(terms):
        return (Run(tr("{size}: one value, to be passed through the function.", size=size), "muted"),)
    if terms.bias is not None:
        words = count(to_come, "{n} product to come, then the bias", "{n} products to come, then the bias")
    else:
        words = layer.combination.remaining(to_come)
    return (Run(f"{size}: {words}.", "muted"),)


def _so_far(evaluation: Evaluation, playhead: Playhead, terms: Terms) -> Line:
    taken = terms.terms[: playhead.phase]
    x, kernel = map_id(playhead.layer - 1), MatrixId("kernel", playhead.layer)
    how = evaluation.results[playhead.layer].layer.combination
    if how.kind == "pick":
        return _picked(how, taken, terms, x)
    parts = [product(term, x, kernel) if term.weight is not None else part_of_total(how, term, x) for term in taken]
    left = (Run(" + …", "muted"),) if len(taken) < len(terms.terms) else ()
    if len(taken) > MOST_TERMS:
        return (*_only_last(parts, terms), *_sum_so_far(how, taken, checked=False))
    return (*_lit(parts), *left, *_sum_so_far(how, taken, checked=True))


def _sum_so_far(how: Combination, taken: tuple[Term, ...], *, checked: bool) -> Line:
    plain = how.of is SUM.of  # with many values it matters that nothing is made again in every frame
    total = shown_sum(taken if plain else tuple(replace(term, value=how.of(term.value)) for term in taken))
    shown = displayed(taken, how) if checked else None
    exact = not checked or (shown is not None and same(shown, total))
    note: Line = () if exact else (Run(tr("  rounded"), "muted"),)
    return (Run(tr("   running sum "), "muted"), Run("" if exact else "≈ "), Run(written(total), "strong"), *note)


def _picked(how: Combination, taken: tuple[Term, ...], terms: Terms, x: MatrixId) -> Line:
    parts: list[Line] = [(candidate(term, x),) for term in taken]
    left = ", …)" if len(taken) < len(terms.terms) else ")"
    winners = _winners(how, taken)
    found = written(winners[0].value) if winners else translated(how.nothing)
    shown = (Run(f"{how.word}("), *_lit(parts, ", "), Run(left)) if len(taken) <= MOST_TERMS else _only_last(parts, terms)
    return (*shown, Run(f"   {translated(how.so_far)} ", "muted"), Run(found, "strong"))


def _only_last(parts: list[Line], terms: Terms) -> Line:
    """The current term and its number, where there are too many terms to show."""
    words = tr("value {i} of {n}:  ") if terms.bias is None else tr("product {i} of {n}:  ")
    return (Run(words.format(i=len(parts), n=len(terms.terms)), "muted"), *_lit(parts[-1:]))


def _lit(parts: list[Line], between: str = " + ") -> Line:
    """The parts of a line with the last one, the current term, lit."""
    lit = tuple(replace(run, now=run.meaning in ("value", "weight", "padding")) for run in parts[-1])
    return joined([*parts[:-1], lit], between)


def _without_activation(whole: Line, terms: Terms) -> Line:
    """A complete line up to the sum, before the activation is applied."""
    strong = next(i for i, run in enumerate(whole) if run.meaning == "strong" and run.text == written(terms.total))
    note = tuple(run for run in whole[strong:] if run.text == tr("  rounded"))
    return (*whole[: strong + 1], *(note if whole[strong - 1].text == ROUGHLY else ()))
