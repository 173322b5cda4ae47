"""A whole save, with its backup: any call may fail, the power may fail after any of them, the disk may be full for real."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from convstudio.experiment import files, gallery, same_content
from convstudio.experiment.files import atomic, backup
from tests.experiment.files.power import Disk
from tests.experiment.files.test_files_write import RecordingOs, posix, run

OLD, NEW = gallery.example("max-pooling"), gallery.example("stride")
OLDER = b"the backup of an earlier day"
ERRNOS = (
    errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EACCES, errno.ESTALE, errno.ETIMEDOUT, errno.EINVAL,
)  # fmt: skip
CALLS = (*RecordingOs.CALLS, "link", "scandir")
MODULES = (atomic, backup, files)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "mine.convstudio"
    path.parent.mkdir()
    files.write(OLD, path)
    path.with_name(path.name + "~").write_bytes(OLDER)
    return path


def stand_in(monkeypatch: pytest.MonkeyPatch, other: object) -> None:
    """Let saving work with another module os."""
    for module in MODULES:
        monkeypatch.setattr(module, "os", other)


def recording(monkeypatch: pytest.MonkeyPatch, **settings: int) -> RecordingOs:
    made = RecordingOs(**settings)
    monkeypatch.setattr(RecordingOs, "CALLS", CALLS)
    stand_in(monkeypatch, made)
    return made


def outcome(target: Path) -> files.FileProblem | None:
    try:
        files.write(NEW, target, backup=True)
    except files.FileProblem as problem:
        return problem
    return None


def calls_of_a_save(monkeypatch: pytest.MonkeyPatch, target: Path) -> list[tuple[str, str]]:
    with monkeypatch.context() as patch:
        made = recording(patch)
        assert outcome(target) is None
    files.write(OLD, target)
    return made.calls


# Any call fails


@pytest.mark.parametrize("number", ERRNOS, ids=lambda number: errno.errorcode[number])
def test_whichever_call_fails_the_old_file_or_the_new_one_is_whole(
    target: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    calls = calls_of_a_save(monkeypatch, target)
    assert len(calls) >= 17
    assert {name for name, _ in calls} >= {"open", "write", "fstat", "fsync", "close", "replace", "link", "stat", "scandir"}
    for fails in range(len(calls)):
        files.write(OLD, target)
        with monkeypatch.context() as patch:
            recording(patch, fails=fails, number=number)
            problem = outcome(target)
        found = files.read(target)
        saved = problem is None or isinstance(problem, files.UnconfirmedSave)
        where = f"call {fails}, {calls[fails]}: {problem}"
        assert same_content(found, NEW if saved else OLD), where
        kept = target.with_name(target.name + "~").read_bytes()
        assert kept in (OLDER, files.dumps(OLD)), where
        assert saved or os.strerror(number) in str(problem), where
        assert saved or str(problem).endswith("The old file is unchanged.") or "stat" in calls[fails], where
        left = {path.name for path in target.parent.iterdir()} - {target.name, target.name + "~"}
        assert left == set() or calls[fails][0] == "unlink", where
        for name in left:
            (target.parent / name).unlink()


# The power fails


def saved_on(disk: Disk, monkeypatch: pytest.MonkeyPatch, save: Callable[[], object]) -> None:
    with monkeypatch.context() as patch:
        stand_in(patch, disk)
        save()


def broken(disk: Disk, target: Path, whole: dict[str, tuple[bytes, ...]]) -> Iterator[str]:
    """What a power cut may leave that it must not: after each call, and other contents than the new one at the end."""
    for number, moment in enumerate(disk.moments):
        for left in moment:
            names = dict(left)
            if target.name not in names:
                yield f"after call {number} the file is gone"
            for name, contents in whole.items():
                if name in names and names[name] not in contents:
                    yield f"after call {number} {name} has {len(names[name])} bytes of neither version"
    for left in disk.after_a_cut():
        if dict(left)[target.name] != files.dumps(NEW):
            yield "what was acknowledged is lost"


def versions(target: Path) -> dict[str, tuple[bytes, ...]]:
    old, new = files.dumps(OLD), files.dumps(NEW)
    return {target.name: (old, new), target.name + "~": (OLDER, old)}


def test_a_power_cut_leaves_the_old_file_or_the_new_one(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(str(target.parent))
    saved_on(disk, monkeypatch, lambda: files.write(NEW, target, backup=True))
    assert len(disk.moments) >= 8
    assert sum(map(len, disk.moments)) > 40
    assert list(broken(disk, target, versions(target))) == []


@pytest.mark.parametrize("forgotten", ["the file", "the folder", "both"])
def test_the_model_has_teeth(target: Path, monkeypatch: pytest.MonkeyPatch, forgotten: str) -> None:
    """Without the syncing of the file, or of the folder, it finds what would be lost."""
    disk = Disk(str(target.parent))
    real = disk.fsync

    def forgetful(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        if forgotten != "both" and is_folder is (forgotten == "the file"):
            real(descriptor)

    monkeypatch.setattr(disk, "fsync", forgetful)
    saved_on(disk, monkeypatch, lambda: files.write(NEW, target, backup=True))
    found = set(broken(disk, target, versions(target)))
    assert "what was acknowledged is lost" in found
    assert any("of neither version" in each for each in found) is (forgotten != "the folder")


# The disk is full, the file or its folder cannot be written


LIMITED = """
import json, resource, signal, sys
from pathlib import Path
from convstudio.experiment import files, gallery
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    files.write(gallery.example("stride"), Path(sys.argv[1]), backup=True)
    print(json.dumps(None))
except files.FileProblem as problem:
    print(json.dumps(str(problem)))
"""


@posix
def test_a_file_that_may_not_grow_leaves_the_old_one_and_its_backup(target: Path) -> None:
    assert run(LIMITED, target) == "Not saved: File too large. The old file is unchanged."
    assert same_content(files.read(target), OLD)
    assert {path.name for path in target.parent.iterdir()} == {target.name, target.name + "~"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is mounted as Linux does it")
def test_a_disk_that_is_full_leaves_the_old_file(small_disk: Path) -> None:
    target = small_disk / "mine.convstudio"
    files.write(OLD, target)
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "filler").write_bytes(bytes(1 << 21))
    problem = outcome(target)
    assert str(problem) == "Not saved: No space left on device. The old file is unchanged."
    assert same_content(files.read(target), OLD)
    assert {path.name for path in small_disk.iterdir()} - {target.name + "~"} == {target.name, "filler"}
    (small_disk / "filler").unlink()
    assert outcome(target) is None
    assert same_content(files.read(target), NEW)


@posix
def test_a_device_that_is_always_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(OSError, match="No space left"):
            atomic._write_all(descriptor, files.dumps(NEW))
    finally:
        os.close(descriptor)


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from convstudio.experiment import files, gallery
new = gallery.example("stride")
files.loads(files.dumps(new))  # all that is imported: nobody may not read the program's own files
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    files.write(new, Path(sys.argv[1]), backup=True)
    print(json.dumps(None))
except files.FileProblem as problem:
    print(json.dumps(str(problem)))
"""


@posix
def test_a_folder_that_may_not_be_written_leaves_the_old_file_also_where_root_runs_the_tests(tmp_path: Path) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:  # the folders of pytest are root's alone
        folder = Path(name)
        target = folder / "mine.convstudio"
        files.write(OLD, target)
        target.chmod(0o666)
        folder.chmod(0o555)
        assert run(AS_NOBODY, target) == "Not saved: Permission denied. The old file is unchanged."
        folder.chmod(0o755)
        assert same_content(files.read(target), OLD)
        target.chmod(0o444)
        assert run(AS_NOBODY, target) == "Not saved: this file is read-only. Save under another name."
        assert same_content(files.read(target), OLD)
