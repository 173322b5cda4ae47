"""The main job without a display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from convstudio.experiment import Experiment, evaluate, files, frozen, gallery
from convstudio.studio.demo import demonstrate, draw

PICTURES = ["1-opened", "2-painted", "3-kernel", "4-stride", "5-pooled", "6-reopened"]


def test_it_paints_convolves_pools_saves_and_opens_again(qapp: QApplication, tmp_path: Path) -> None:
    said = list(demonstrate(tmp_path))
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == PICTURES
    assert said[-2].startswith("Saved")
    assert "the same" in said[-2]
    output = evaluate(files.read(tmp_path / "demo.convstudio")).results[-1].output
    assert output is not None
    assert output.any(), "a result of zeros shows nothing"
    assert said[-1].endswith(str(output[0]))


def test_it_draws_a_file(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    files.write(gallery.example("cross-correlation"), path)
    said = list(draw(path, tmp_path / "pictures"))
    assert (tmp_path / "pictures" / "mine.png").exists()
    assert said[-1].endswith("[[19. 25.]\n [37. 43.]]")


def test_a_large_file_is_drawn_where_that_is_asked_for(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "large.convstudio"
    files.write(Experiment(input=frozen(np.zeros((1, 700, 700)))), path)
    done = without_display(tmp_path, str(path))
    assert done.returncode == 1
    assert done.stderr.endswith("The file is too large: 5 MB; the limit is 4 MB. With --max-file-size 64M it is read.\n")
    assert without_display(tmp_path, "--max-file-size", "64M", str(path)).returncode == 0
    wrong = without_display(tmp_path, "--max-file-size", "65M", str(path))
    assert wrong.returncode == 2
    assert "no size up to 64M" in wrong.stderr


def without_display(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    quiet = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "convstudio", *arguments]
    environment = {**quiet, "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_the_program_says_so_and_leaves_what_it_says(tmp_path: Path) -> None:
    done = without_display(tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("No display was found")
    assert (tmp_path / "shots" / "demo.convstudio").exists()
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_without_a_display_a_file_is_drawn_or_it_says_why_not(tmp_path: Path) -> None:
    files.write(gallery.opening_example(), tmp_path / "mine.convstudio")
    assert "Opened mine.convstudio" in without_display(tmp_path, "mine.convstudio").stdout
    (tmp_path / "cut.convstudio").write_text("{")
    for name in ("cut.convstudio", "none.convstudio"):
        done = without_display(tmp_path, name)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1)
        assert done.stderr.startswith(f"{name}: ")
