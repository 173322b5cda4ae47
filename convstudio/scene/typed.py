"""Converting characters typed on other keyboards to the plain ones with which numbers, tables and lines of code are read.

Chinese and Japanese keyboards write full-width digits, signs and brackets ("−１．５"), Arabic and Indian ones the digits of
their script ("١٢"), and phones turn a minus into a dash. Only a character that stands for exactly one plain one is
converted: "2²" is not 22, and "2½" is not 21/2.
"""

from __future__ import annotations

from unicodedata import decimal, normalize

_WIDE = (*range(0xFE50, 0xFE6C), *range(0xFF01, 0xFF5F), 0x3000)
_SIGNS: dict[int, str] = {
    **{code: normalize("NFKC", chr(code)) for code in _WIDE},
    **dict.fromkeys(map(ord, "−–‐‑"), "-"),
    ord("⁄"): "/",
    ord("٫"): ".",  # the Arabic decimal separator
    **dict.fromkeys((0x061C, 0x200E, 0x200F), ""),  # invisible direction marks, which precede an Arabic minus
}


def plainly(text: str) -> str:
    """The text with plain characters instead of full-width ones, digits of any script, dashes and the slash of fractions."""
    if text.isascii():
        return text
    digits = {ord(sign): str(decimal(sign)) for sign in set(text) if sign.isdecimal()}
    return text.translate(_SIGNS | digits)
