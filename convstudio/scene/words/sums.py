"""Sums of terms, exact and rounded once."""

from __future__ import annotations

from math import fsum, isfinite

from convstudio.layers import Term
from convstudio.scene.matrix.rounding import UNIT, settled

MOST_EXACT = 2000


def exact_sum(terms: tuple[Term, ...]) -> float:
    """The sum of the products of some terms, exact and rounded once; ∞ or NaN if floats give that.

    If there are very many terms, each product is rounded first.
    """
    plain = sum(term.product for term in terms)
    if not isfinite(plain):
        return plain
    if len(terms) > MOST_EXACT:
        return fsum(term.product for term in terms)
    products = [_exact_product(term) for term in terms]
    common = max((power for _number, power in products), default=1)
    return sum(number * (common // power) for number, power in products) / common


def shown_sum(terms: tuple[Term, ...]) -> float:
    """The sum as it is shown: 0.0 if the products cancel but for the rounding of their factors."""
    total = exact_sum(terms)
    return settled(total, len(terms) * UNIT * sum(abs(term.product) for term in terms))


def _exact_product(term: Term) -> tuple[int, int]:
    """Numerator and denominator of a product; for floats the denominator is a power of 2."""
    above, below = term.value.as_integer_ratio()
    if term.weight is None:
        return above, below
    weight, power = term.weight.as_integer_ratio()
    return above * weight, below * power
