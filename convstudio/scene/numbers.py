"""How numbers are written on the screen, and how typed ones are read: the one formatter and the one parser.

Written: minus is U+2212, minus zero is zero, a number that fits exactly stands as it is ("1", "0.25"), or without the zero
before its point (".25"); one that does not is rounded to the digits that fit ("0.333"), so a number with fewer decimals than
its neighbours is exact. Read: a decimal point or a decimal comma whatever the locale, fractions, no thousands separators;
"1.5" never becomes 15.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from convstudio.scene.typed import plainly
from convstudio.words import tr

MINUS = "−"
ELLIPSIS = "…"
NOT_A_NUMBER = "NaN"
INFINITE = "∞"
NEAR_ZERO = "≈0"  # where no digit of a small number has room
LARGEST = 1e12
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


def fitted(value: float, width: int, decimals: int = 17) -> str:
    """The number in at most `width` characters and `decimals` decimals; "" if nothing true fits."""
    whole = exact(value)
    if not math.isfinite(value):
        return whole if len(whole) <= width else ""
    for text in (whole, _without_zero(whole)):
        if len(text) <= width and _decimals(text) <= decimals:
            return text
    near = _rounded_to_fit(value, width, decimals)
    if _decimals(near) < 2:  # a digit says more than the zero before the point
        longer = _without_zero(_rounded_to_fit(value, width + 1, decimals))
        near = longer if len(longer) <= width else near
    return near or _shortest(value, width)


def _without_zero(text: str) -> str:
    """ ".25" for "0.25"."""
    return text.replace("0.", ".", 1) if text.removeprefix(MINUS).startswith("0.") else text


def _rounded_to_fit(value: float, width: int, decimals: int) -> str:
    """With as many decimals as there is room for, at least one; "" if there is none."""
    texts = (rounded(value, digits) for digits in range(min(decimals, width), 0, -1))
    return next((text for text in texts if len(text) <= width and _keeps_size(text, value)), "")


def rounded(value: float, decimals: int) -> str:
    """The number with exactly so many decimals."""
    return _signed(f"{value:.{decimals}f}")


def short(value: float) -> str:
    """The number for a sentence or a label: up to eight characters."""
    return fitted(value, 8, 4)


def told(value: float) -> str:
    """A number in words about one cell: exact; where that is long, rounded first, to be known again in the cell."""
    whole = exact(value)
    if len(whole) <= LONGEST_TOLD:
        return whole
    near = short(value)
    near = near if "e" in near or "." not in near else near.rstrip("0").rstrip(".")
    return tr("≈ {near} (exactly {whole})", near=near, whole=whole)


def parse(text: str) -> float:
    """The number that was typed: "1.5", "1,5", "−2", "1/9", ".5", "2e-3", on any keyboard.

    Raises ValueError with a sentence that says what would do.
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
    """The exact value of a written number, as `exact`, `rounded` and `fitted` write it; 0 for `NEAR_ZERO`."""
    return Fraction(text.removeprefix("≈").replace(MINUS, "-"))


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
    """Whether a number is 0 as it is typed, not only after rounding."""
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


def _shortest(value: float, width: int) -> str:
    """The forms for little room: ".3" without its zero, "123." with a point that says it was rounded, "1.2e7", "≈0"."""
    small = abs(value) < 0.95
    texts = [_without_zero(rounded(value, 1)) if small else f"{rounded(value, 0)}."]
    texts += [_signed(_plain_exponent(f"{value:.{digits}e}")) for digits in (2, 1, 0)]
    near = NEAR_ZERO if abs(value) < 0.05 and len(NEAR_ZERO) <= width else ""
    return next((text for text in texts if len(text) <= width and _keeps_size(text, value)), near)


def _keeps_size(text: str, value: float) -> bool:
    """Rounding may cost digits, not the number: nothing that is not 0 is written as "0"."""
    return value == 0 or any(c in "123456789" for c in text)


def _non_finite(value: float) -> str:
    return NOT_A_NUMBER if math.isnan(value) else INFINITE if value > 0 else MINUS + INFINITE
