"""The main job without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import evaluate, files
from convstudio.studio.demo import demonstrate

PICTURES = ["1-opened", "2-painted", "3-kernel", "4-stride", "5-pooled", "6-reopened"]


def test_it_paints_convolves_pools_saves_and_opens_again(qapp: QApplication, tmp_path: Path) -> None:
    said = list(demonstrate(tmp_path))
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == PICTURES
    assert said[-2].startswith("Saved")
    assert "the same" in said[-2]
    output = evaluate(files.read(tmp_path / "demo.convstudio")).results[-1].output
    assert output is not None
    assert said[-1].endswith(str(output[0]))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_the_program_says_so_and_leaves_what_it_says(tmp_path: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    quiet = {name: value for name, value in os.environ.items() if name not in hidden}
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "convstudio"],
        cwd=tmp_path,
        env={**quiet, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("No display was found")
    assert (tmp_path / "shots" / "demo.convstudio").exists()
    assert "Traceback" not in done.stderr
