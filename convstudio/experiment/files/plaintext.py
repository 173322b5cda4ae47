"""Which characters titles and notes may hold. Invisible ones are kept out: a text might not say what it seems to."""

from __future__ import annotations

from unicodedata import category

LINE_BREAKS = frozenset("\n\r\t\u2028\u2029")
INVISIBLE = frozenset({"Cc", "Cs", "Zl", "Zp"})  # control characters, surrogates, line and paragraph separators
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # bidirectional controls, which can reorder text


def is_plain(text: str, *, lines: bool = False) -> bool:
    """Whether all characters may stand in a title or, with `lines`, in notes."""
    return (text.isascii() and text.isprintable()) or all(_may_stand(character, lines) for character in text)


def plain(text: str, *, lines: bool = False) -> str:
    """`text` with a space for every character that may not stand there."""
    return text if is_plain(text, lines=lines) else "".join(c if _may_stand(c, lines) else " " for c in text)


def _may_stand(character: str, lines: bool) -> bool:
    if character in LINE_BREAKS:
        return lines
    return character not in TURNING and category(character) not in INVISIBLE
