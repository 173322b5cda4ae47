"""What `python -m tests.soak.kills` calls wrong, and what not."""

import os
from pathlib import Path

import pytest

from convstudio.experiment import files
from convstudio.experiment.files import recovery
from tests.soak import crashes
from tests.soak.kills import version, wrong


def saved(folder: Path, number: int, backup: int) -> Path:
    path = folder / "a.convstudio"
    files.write(version(number), path)
    files.write(version(backup), Path(f"{path}~"))
    return path


def test_the_last_version_told_of_is_right_and_so_is_the_one_behind_it(tmp_path: Path) -> None:
    path = saved(tmp_path, number=5, backup=2)
    assert wrong(path, before=2, acknowledged=3) == wrong(path, before=2, acknowledged=2) == ""


def test_a_version_lost_and_another_backup_are_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path, number=5, backup=2)
    assert "6 was acknowledged" in wrong(path, before=2, acknowledged=4)
    assert "the backup is Version 2" in wrong(path, before=3, acknowledged=2)


def test_a_torn_file_is_wrong(tmp_path: Path) -> None:
    path = saved(tmp_path, number=5, backup=2)
    path.write_bytes(path.read_bytes()[:-10])
    assert wrong(path, before=2, acknowledged=3)


# Killed while somebody edits


@pytest.mark.skipif(not hasattr(os, "fork"), reason="programs are forked")
def test_what_is_kept_of_killed_programs_is_a_state_that_was_there(tmp_path: Path) -> None:
    seen = crashes.crash(4, 1, tmp_path)
    assert seen.failed == []
    assert seen.begun > 4


def left_at(folder: Path, saved: int, *kept: int) -> tuple[Path, Path]:
    """A document's file with a state, and kept work with others."""
    path, place = folder / "a.convstudio", folder / "recovery"
    recovery.make_folder(place)
    files.write(crashes.expected(saved), path)
    for number in kept:
        work = recovery.Work(experiment=crashes.expected(number), path=path)
        recovery.write(work, place / f"{number}{recovery.SUFFIX}")
    return place, path


def test_the_last_state_kept_or_a_later_one_is_right(tmp_path: Path) -> None:
    assert crashes.wrong(*left_at(tmp_path, 70, 75), crashes.Told(begun=80, kept=73, saved=70)) == ("", 5)
    assert crashes.wrong(*left_at(tmp_path, 70), crashes.Told(begun=71, kept=69, saved=0)) == ("", 1)


def test_a_state_that_is_older_or_gone_or_never_was_is_wrong(tmp_path: Path) -> None:
    told = crashes.Told(begun=80, kept=76, saved=70)
    for number, saved, kept, words in (
        (1, 70, (75,), "76 was told of"), (2, 70, (), "is gone"), (3, 70, (90,), "80 begun"), (4, 70, (77, 78), "2 times"),
        (5, 0, (77,), "saved was 70"),
    ):  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        assert words in crashes.wrong(*left_at(folder, saved, *kept), told)[0]


def test_a_torn_file_of_kept_work_is_wrong(tmp_path: Path) -> None:
    place, path = left_at(tmp_path, 70, 75)
    torn = place / f"75{recovery.SUFFIX}"
    torn.write_bytes(torn.read_bytes()[:-9])
    assert crashes.wrong(place, path, crashes.Told(80, 75, 70))[0] == "a kept file is torn"
