"""How numbers are written in words and labels, and how typed ones are read. For numbers in cells see `formats`.

Writing: minus is U+2212, minus zero is zero, and floating-point rounding is removed first, so that 0.30000000000000004 is
"0.3". A number that fits is written in full ("1", "0.25"); one that does not is rounded to the digits that fit ("0.3333"), but
never to a whole number. Reading: a decimal point or comma, whatever the locale, and fractions, but no thousands separators:
"1.5" never becomes 15.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from convstudio.scene.typed import plainly
from convstudio.words import tr

MINUS = "−"
ELLIPSIS = "…"
NOT_A_NUMBER = "NaN"
INFINITE = "∞"
NEAR_ZERO = "≈0"  # in a cell: small compared with the other numbers of its matrix
LARGEST = 1e12
CERTAIN_DIGITS = 12  # significant digits; later ones may come from floating-point rounding
CLEAN_DIGITS = 2  # zeros at the end of these digits by which rounding is told from a number with many digits
LONGEST_TOLD = 12  # characters
LONGEST_TYPED = 400  # characters: more than any number needs

_NUMBER = re.compile(r"[+-]?\s*(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?", re.IGNORECASE)
_SCIENTIFIC_FROM = 1e16


def exact(value: float) -> str:
    """The shortest text that reads back as the same number: "−1.5", "0.1", "1e−7"."""
    if not math.isfinite(value):
        return _non_finite(value)
    if value == int(value) and abs(value) < _SCIENTIFIC_FROM:
        return _signed(str(int(value)))
    return _signed(_plain_exponent(repr(float(value))))


def snapped(value: float) -> float:
    """The number with floating-point rounding removed: 1.75 for 1.7499999999999998. Numbers with many true digits stay."""
    text = f"{value:.{CERTAIN_DIGITS}g}"
    digits = text.partition("e")[0].replace(".", "").lstrip("-0")
    return float(text) if len(digits) <= CERTAIN_DIGITS - CLEAN_DIGITS else value


def fitted(value: float, width: int, decimals: int = 17) -> str:
    """The number in at most `width` characters and `decimals` decimals; "" if no true form of it fits."""
    clean = snapped(value)
    whole = exact(clean)
    if len(whole) <= width and _decimals(whole) <= decimals:
        return whole
    if not math.isfinite(value):
        return ""
    return next((text for text in _forms(clean, min(decimals, width)) if len(text) <= width and keeps_size(text, clean)), "")


def _forms(value: float, decimals: int) -> Iterator[str]:
    """The number with ever fewer decimals, then times a power of ten; one after the other, as the first mostly fits."""
    for digits in range(decimals, 0, -1):
        yield rounded(value, digits)
    yield from powers(value, 2)


def rounded(value: float, decimals: int) -> str:
    """The number with exactly so many decimals; half a digit is rounded away from zero, as at school."""
    if abs(value) >= LARGEST:
        return _signed(f"{value:.{decimals}f}")
    return _signed(f"{Decimal(repr(float(value))).quantize(Decimal((0, (1,), -decimals)), ROUND_HALF_UP):f}")


def power(value: float, decimals: int) -> str:
    """The number times a power of ten: "1.2e7"."""
    return _signed(_plain_exponent(f"{value:.{decimals}e}"))


def powers(value: float, decimals: int) -> list[str]:
    """The number times a power of ten: without decimals where that is exact; else with at most so many, then with fewer."""
    texts = [power(value, digits) for digits in range(decimals, -1, -1)]
    return texts[-1:] if _reads_back(texts[-1], value) else texts


def keeps_size(text: str, value: float) -> bool:
    """Rounding may cost digits, not the number: nothing that is not 0 is written as "0"."""
    return value == 0 or any(c in "123456789" for c in text)


@lru_cache(maxsize=4096)  # every card writes its range again in every frame
def short(value: float) -> str:
    """The number for a sentence or a label: up to eight characters."""
    return fitted(value, 8, 4)


def about(value: float) -> str:
    """The number as `short` writes it, preceded by "≈" if it is rounded."""
    text = short(value)
    return text if not math.isfinite(value) or _reads_back(text, snapped(value)) else f"≈ {text}"


def told(value: float, dust: float = 0.0) -> str:
    """A number in a sentence about one cell: exact, but if that is long, preceded by a rounded form as in the cell.

    Values up to `dust` are only rounding errors of the sums that they come from.
    """
    whole = exact(value)
    if 0 < abs(value) <= dust:
        return tr("≈ {near} (exactly {whole})", near="0", whole=whole)
    if len(whole) <= LONGEST_TOLD:
        return whole
    near = short(value)
    near = near if "e" in near or "." not in near else near.rstrip("0").rstrip(".")
    return tr("≈ {near} (exactly {whole})", near=near, whole=whole)


def parse(text: str) -> float:
    """The number that was typed: "1.5", "1,5", "−2", "1/9", ".5", "2e-3", on any keyboard.

    Raises ValueError with a sentence that says what to type.
    """
    text = text.strip()
    if len(text) > LONGEST_TYPED:
        raise ValueError(tr("“{text}” is too long to be a number.", text=_shown(text[:LONGEST_TYPED])))
    plain = plainly(text)
    value = _fraction(plain) if "/" in plain else _decimal(plain)
    if value is None:
        raise ValueError(tr("“{text}” is not a number. Numbers look like 1.5, −2 or 1/9.", text=_shown(text)))
    if not abs(value) <= LARGEST:
        raise ValueError(tr("{text} is too large. Values go up to ±{most}.", text=_shown(text), most=exact(LARGEST)))
    if value == 0 and not _says_zero(plain):
        raise ValueError(tr("{text} is too small to be told from 0.", text=_shown(text)))
    return value


def of_text(text: str) -> Fraction:
    """The exact value of a number as it is written on the screen; 0 for `NEAR_ZERO`."""
    return Fraction(text.removeprefix("≈").replace(MINUS, "-"))


def _reads_back(text: str, value: float) -> bool:
    return float(text.replace(MINUS, "-")) == value


def _fraction(text: str) -> float | None:
    above, _, below = text.partition("/")
    top, bottom = _decimal(above), _decimal(below)
    return None if top is None or not bottom else top / bottom + 0.0


def _decimal(text: str) -> float | None:
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    text = text.strip()
    return float("".join(text.split())) + 0.0 if _NUMBER.fullmatch(text) else None


def _says_zero(text: str) -> bool:
    """Whether the typed digits are all 0, so that the number is not 0 merely by rounding."""
    digits = text.lower().partition("/")[0].partition("e")[0]
    return not any(digit.isdecimal() and int(digit) for digit in digits)


def _shown(text: str) -> str:
    text = "".join(c for c in text.strip() if c.isprintable())
    return text if len(text) <= 20 else text[:19] + ELLIPSIS


def _signed(text: str) -> str:
    if text.startswith("-") and not any(c in "123456789" for c in text.partition("e")[0]):
        text = text[1:]
    return text.replace("-", MINUS)


def _plain_exponent(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else text


def _decimals(text: str) -> int:
    return len(text.partition(".")[2]) if "e" not in text else 17


def _non_finite(value: float) -> str:
    return NOT_A_NUMBER if math.isnan(value) else INFINITE if value > 0 else MINUS + INFINITE
