"""The monkey, for a moment: `make soak` lets it loose for longer."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.soak.running import Report, run
from tests.soak.shrinking import shrunk


def failures(report: Report) -> list[str]:
    return [f"{failure.complaint}\n" + "\n".join(failure.lines) for failure in report.failures]


@pytest.mark.parametrize("seed", [1, 2])  # the first begins in the flow, the other on the stage
def test_whatever_is_done_the_window_holds(qapp: QApplication, tmp_path: Path, seed: int) -> None:
    report = run(None, seed, 80, tmp_path / "files")
    assert failures(report) == []
    assert report.deeds == report.checks == 80


def test_the_lines_of_a_log_do_the_same_again(qapp: QApplication, tmp_path: Path) -> None:
    with open(tmp_path / "log", "w", encoding="utf-8") as log:
        run(None, 4, 30, tmp_path / "files", log)
    lines = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30
    assert failures(run(lines, 0, 0, tmp_path / "again")) == []


def test_of_a_log_the_lines_remain_that_are_needed() -> None:
    lines = [str(number) for number in range(40)]
    assert shrunk(lines, lambda some: {"7", "23"} <= set(some)) == ["7", "23"]
