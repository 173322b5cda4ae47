"""Lessons as a test writes them."""

from pathlib import Path

HEAD = '+++\ntitle = "A lesson"\norder = 3\nsummary = "For a test."\n+++\n'
STAGE = """
```experiment
input = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
[[layers]]
kind = "conv2d"
kernel = [[0, 1], [2, 3]]
```
"""


def step(question: str = "", stage: str = STAGE, text: str = "Some words.", title: str = "A step") -> str:
    block = f"\n```question\n{question}\n```\n" if question else ""
    return f"\n# {title}\n\n{text}\n{stage}{block}"


def write(folder: Path, *steps: str, head: str = HEAD, name: str = "lesson.md") -> Path:
    path = folder / name
    path.write_text(head + "".join(steps or [step()]), encoding="utf-8")
    return path


def experiment_block(lines: str) -> str:
    return f"\n```experiment\n{lines}\n```\n"
