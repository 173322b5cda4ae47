"""What `python -m tests.soak.kills` calls wrong, and what not."""

from pathlib import Path

from convstudio.experiment import files
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
