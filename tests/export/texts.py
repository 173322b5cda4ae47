"""Texts that would be code if they were written carelessly, and how to see that they are not."""

from __future__ import annotations

import ast
import io
import tokenize

MARK = "BOOM"
EVIL_TEXTS = [
    f'{MARK}"""\nimport os; os.system("{MARK}")\n"""',
    f"'''{MARK}'''\n{MARK} = 1",
    f"one line\n{MARK} = 1\r{MARK} = 2\x0b{MARK} = 3\x0c{MARK} = 4\x85{MARK} = 5\u2028{MARK} = 6\u2029{MARK}()",
    f"-*- coding: rot13 -*- {MARK}",
    f"# coding=utf-7\n# vim: set fileencoding=latin-1 : {MARK}",
    f"\\\n{MARK} = 1",
    f"\\N{{{MARK}}} \\x41 %s {{x}} {{0}} {MARK}",
    f"\u202e{MARK}\u2066 = 1",
    f"\ud800{MARK}\x00\x1a{MARK}",
    f"{MARK}" * 100 + " word" * 50,
    f"]) {MARK}; print(1) #",
    f"\\end{{document}} \\input{{{MARK}}} $%&~^_#",
]


def structure(program: str) -> str:
    """The program without comments and without the words in its texts: it must be UTF-8, too."""
    tree = ast.parse(program.encode("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def unsafe_tokens(program: str) -> list[str]:
    """Where the mark of an evil text stands, but in comments and texts."""
    tokens = tokenize.generate_tokens(io.StringIO(program).readline)
    return [token.string for token in tokens if MARK in token.string and token.type not in (tokenize.COMMENT, tokenize.STRING)]
