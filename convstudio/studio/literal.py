"""Texts of the user where Qt reads more into them: "&" underlines a letter of a button, "<b>" is bold in a tooltip."""

from __future__ import annotations


def on_button(text: str) -> str:
    """A text as a button or a menu shows it letter by letter."""
    return text.replace("&", "&&")


def in_tooltip(text: str) -> str:
    """A text as a tooltip shows it letter by letter."""
    from html import escape  # 5 ms of entities, and hardly a name has a "<"

    return f"<qt>{escape(text)}</qt>".replace("\n", "<br>") if "<" in text else text
