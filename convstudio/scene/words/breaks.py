"""Where a text may be broken into lines: between words, and in Chinese between any two characters."""

from __future__ import annotations

import re

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
CLOSING = "，。：；！？、）”’》…,.:;!?)"  # never begins a line
OPENING = "（“‘《("  # never ends one
# Compiled when first used, in a long text: that takes 5 ms.
PIECES = f"\\s*[{OPENING}]*(?:[{HAN}]|[^\\s{HAN}{OPENING}{CLOSING}]+|[{CLOSING}])[{CLOSING}]*|\\s*[{OPENING}]+"
WORDS = r"\s*\S+\s*$|\s*\S+"


def is_han(text: str) -> bool:
    """Whether a text has Chinese characters, between which it can be broken anywhere."""
    return max(text, default="") >= HAN[0] and re.search(f"[{HAN}]", text) is not None


def pieces(text: str) -> list[str]:
    """A text in pieces that are not broken, each with the space before it, the last one also with the space after it."""
    if not is_han(text):
        return re.findall(WORDS, text)
    found = re.findall(PIECES, text)
    behind = text[len(text.rstrip()) :]
    return [*found[:-1], found[-1] + behind]
