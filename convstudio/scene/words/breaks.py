"""Where a text may be broken into lines: between words, and in Chinese between any two characters."""

from __future__ import annotations

import re

HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff"
CLOSING = "，。：；！？、）”’》…,.:;!?)"  # never begins a line
OPENING = "（“‘《("  # never ends one
HAS_HAN = re.compile(f"[{HAN}]")
PIECES = re.compile(f"\\s*[{OPENING}]*(?:[{HAN}]|[^\\s{HAN}{OPENING}{CLOSING}]+|[{CLOSING}])[{CLOSING}]*|\\s*[{OPENING}]+")
WORDS = re.compile(r"\s*\S+\s*$|\s*\S+")


def is_han(text: str) -> bool:
    """Whether a text has Chinese characters, between which it can be broken anywhere."""
    return HAS_HAN.search(text) is not None


def pieces(text: str) -> list[str]:
    """A text in pieces that are not broken, each with the space before it, the last one also with the space after it."""
    if not is_han(text):
        return WORDS.findall(text)
    found = PIECES.findall(text)
    behind = text[len(text.rstrip()) :]
    return [*found[:-1], found[-1] + behind]
