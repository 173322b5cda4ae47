"""Sums of terms, exact and rounded once."""

from __future__ import annotations

from fractions import Fraction
from math import fsum, isfinite

from convstudio.layers import Term

MOST_EXACT = 2000


def exact_sum(terms: tuple[Term, ...]) -> float:
    """The sum of the products of some terms, exact and rounded once; ∞ or NaN if floats give that.

    Of very many terms the products are rounded one by one.
    """
    plain = sum(term.product for term in terms)
    if not isfinite(plain):
        return plain
    if len(terms) > MOST_EXACT:
        return fsum(term.product for term in terms)
    factors = ((Fraction(t.value), Fraction(1) if t.weight is None else Fraction(t.weight)) for t in terms)
    return float(sum((value * weight for value, weight in factors), Fraction(0)))
