"""Saving: whatever fails, and whenever, the file is the old one or the new one, whole, and nothing is left lying about."""

import errno
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio.experiment import Experiment, files, frozen, same_content
from convstudio.experiment.fileadvice import advice
from convstudio.experiment.files import atomic
from convstudio.experiment.files.atomic import write_bytes_atomically

ROOT = Path(__file__).parents[3]
OLD, NEW = b"old " * 1000, b"new " * 5000
ERRNOS = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EDQUOT, errno.EINVAL)
EXPERIMENT = Experiment(input=frozen([[[0.0, 1.0]]]), title="Saved")

posix = pytest.mark.skipif(os.name == "nt", reason="links, modes and pipes of POSIX")


class RecordingOs:
    """The module os, but every call that touches the disk is noted down, and the `fails`-th raises `number`."""

    CALLS = ("stat", "open", "write", "fstat", "fchmod", "fsync", "close", "replace", "unlink")

    def __init__(self, fails=None, number=errno.EIO, piece=None):
        self.fails, self.number, self.piece = fails, number, piece
        self.calls, self.names = [], {}

    def __getattr__(self, name):
        real = getattr(os, name)
        return self._watched(name, real) if name in self.CALLS else real

    def _watched(self, name, real):
        def call(*args):
            self.calls.append((name, self._object(args[0])))
            failing = len(self.calls) - 1 == self.fails
            if failing and name != "close":
                raise OSError(self.number, os.strerror(self.number))
            if name == "write" and self.piece:
                args = (args[0], args[1][: self.piece])
            result = real(*args)
            if failing:
                raise OSError(self.number, os.strerror(self.number))
            if name == "open":
                self.names[result] = self._object(args[0])
            return result

        return call

    def _object(self, what):
        if isinstance(what, int):
            return self.names.get(what, "?")
        name = os.path.basename(what)
        return "temporary" if name.startswith(".cs-") else "folder" if os.path.isdir(what) else "target"


def recorded(monkeypatch, **settings):
    recording = RecordingOs(**settings)
    monkeypatch.setattr(atomic, "os", recording)
    return recording


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "a.convstudio"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


CALLS_OF_A_SAVE = 12  # that could fail when an existing file is written


def test_the_order_survives_a_power_cut(target, monkeypatch):
    recording = recorded(monkeypatch)
    write_bytes_atomically(target, NEW)
    changes = [call for call in recording.calls if call[0] in ("open", "write", "fchmod", "fsync", "replace")]
    assert changes == [
        ("open", "temporary"),
        ("write", "temporary"),
        ("fchmod", "temporary"),
        ("fsync", "temporary"),
        ("replace", "temporary"),
        ("open", "folder"),
        ("fsync", "folder"),
    ]
    assert len(recording.calls) == CALLS_OF_A_SAVE


@pytest.mark.parametrize("number", ERRNOS, ids=errno.errorcode.get)
@pytest.mark.parametrize("fails", range(CALLS_OF_A_SAVE))
def test_any_call_may_fail_in_any_way(target, monkeypatch, fails, number):
    recording = recorded(monkeypatch, fails=fails, number=number)
    sentence = outcome(target)
    monkeypatch.undo()
    call = recording.calls[fails]
    replaced = ("replace", "temporary") in recording.calls and call != ("replace", "temporary")
    assert target.read_bytes() == (NEW if replaced else OLD)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert (sentence is None or sentence.startswith("Saved, but")) is replaced
    if not replaced:
        assert os.strerror(number) in sentence


def outcome(target):
    try:
        write_bytes_atomically(target, NEW)
    except files.FileProblem as problem:
        return str(problem)
    return None


@pytest.mark.parametrize("fails", range(1, 9))
def test_a_new_file_is_there_or_not_at_all(tmp_path, monkeypatch, fails):
    target = tmp_path / "new.convstudio"
    recording = recorded(monkeypatch, fails=fails)
    outcome(target)
    monkeypatch.undo()
    left = [path.name for path in tmp_path.iterdir()]
    assert left in ([], [target.name])
    assert not left or target.read_bytes() == NEW
    assert ("unlink", "temporary") in recording.calls or left


def test_the_sentence_says_what_failed_and_what_remains(target, monkeypatch):
    recorded(monkeypatch, fails=2, number=errno.ENOSPC)
    assert outcome(target) == "Not saved: No space left on device. The old file is unchanged."


def test_pieces_are_put_together(target, monkeypatch):
    recorded(monkeypatch, piece=999)
    write_bytes_atomically(target, NEW)
    assert target.read_bytes() == NEW


def test_a_disk_that_swallows_bytes_is_noticed(target, monkeypatch):
    recording = recorded(monkeypatch)
    monkeypatch.setattr(recording, "write", lambda _, content: len(content), raising=False)
    assert "Input/output error" in outcome(target)
    assert target.read_bytes() == OLD


def test_an_interrupted_save_leaves_nothing_behind(target, monkeypatch):
    recording = recorded(monkeypatch)
    monkeypatch.setattr(recording, "fsync", interrupt, raising=False)
    with pytest.raises(KeyboardInterrupt):
        write_bytes_atomically(target, NEW)
    assert target.read_bytes() == OLD
    assert len(list(target.parent.iterdir())) == 1


def interrupt(_):
    raise KeyboardInterrupt


class HeldError(OSError):
    """What Windows raises while a virus scanner has the file open."""

    winerror = 5


@pytest.mark.parametrize(("times", "saved"), [(0, True), (3, True), (5, True), (6, False)])
def test_a_file_held_for_a_moment_is_tried_again(target, monkeypatch, times, saved):
    pauses, left = [], [HeldError(errno.EACCES, "Access is denied")] * times
    recording = recorded(monkeypatch)
    monkeypatch.setattr(recording, "replace", lambda *names: hold(left) or os.replace(*names), raising=False)
    monkeypatch.setattr(atomic.time, "sleep", pauses.append)
    assert (outcome(target) is None) is saved
    assert target.read_bytes() == (NEW if saved else OLD)
    assert pauses == list(atomic.PAUSES[:times])


def hold(left):
    if left:
        raise left.pop()


# Full disks, dead processes


def run(script, *args):
    done = subprocess.run([sys.executable, "-c", script, *map(str, args)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


LIMITED = """
import json, resource, signal, sys
from convstudio.experiment.files.atomic import write_bytes_atomically
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_bytes_atomically(sys.argv[1], b"new " * 5000)
    print(json.dumps(None))
except ValueError as problem:
    print(json.dumps(str(problem)))
"""


@posix
def test_a_full_disk_leaves_the_old_file(target):
    assert run(LIMITED, target) == "Not saved: File too large. The old file is unchanged."
    assert target.read_bytes() == OLD
    assert len(list(target.parent.iterdir())) == 1


KILLED = """
import json, os, random, signal, sys, time
from convstudio.experiment.files.atomic import write_bytes_atomically
path, rng, torn = sys.argv[1], random.Random(1), 0
for _ in range(40):
    child = os.fork()
    if not child:
        for number in range(10**9):
            write_bytes_atomically(path, bytes([number % 250]) * 200_000)
    time.sleep(0.005 + 0.02 * rng.random())
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(path, "rb") as file:
        content = file.read()
    torn += not (content.startswith(b"old ") or (len(content) == 200_000 and len(set(content)) == 1))
print(json.dumps(torn))
"""


@posix
def test_a_killed_program_leaves_a_whole_file(target):
    assert run(KILLED, target) == 0
    assert target.read_bytes() != OLD


# What killed programs leave


def left_behind(folder, name, seconds):
    """A file that was written so many seconds ago."""
    path = folder / name
    path.write_bytes(b"half")
    when = path.stat().st_mtime - seconds
    os.utime(path, (when, when))
    return name


def test_temporary_files_of_killed_saves_are_swept_once_nobody_can_be_writing_them(tmp_path):
    left_behind(tmp_path, ".cs-0123abcd.tmp", 3700)
    stays = {
        left_behind(tmp_path, name, seconds)
        for name, seconds in [
            (".cs-0123abce.tmp", 3000),
            (".cs-0123.tmp", 9999),
            ("a.cs-0123abcd.tmp", 9999),
            (".cs-0123ABCD.tmp", 9999),
        ]
    }
    (tmp_path / ".cs-aaaaaaaa.tmp").mkdir()
    files.write(EXPERIMENT, tmp_path / "a.convstudio", backup=True)
    assert {path.name for path in tmp_path.iterdir()} == {*stays, "a.convstudio", ".cs-aaaaaaaa.tmp"}


@posix
def test_what_a_link_leads_to_is_not_swept(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    left_behind(tmp_path / "elsewhere", "precious", 9999)
    (tmp_path / ".cs-0123abcd.tmp").symlink_to(tmp_path / "elsewhere" / "precious")
    files.write(EXPERIMENT, tmp_path / "a.convstudio", backup=True)
    assert (tmp_path / "elsewhere" / "precious").exists()


def test_a_folder_that_cannot_be_looked_into_does_not_stop_a_save(tmp_path, monkeypatch):
    monkeypatch.setattr(atomic.os, "scandir", refuse)
    files.write(EXPERIMENT, tmp_path / "a.convstudio", backup=True)
    assert (tmp_path / "a.convstudio").exists()


def refuse(*_):
    raise PermissionError(errno.EACCES, "refused")


# Links, modes, names


def test_an_experiment_is_saved_and_read_back(tmp_path):
    files.write(EXPERIMENT, tmp_path / "a.convstudio")
    assert same_content(files.read(str(tmp_path / "a.convstudio")), EXPERIMENT)


@posix
def test_a_link_stays_a_link(target, tmp_path):
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.convstudio"
    link.symlink_to(target)
    write_bytes_atomically(link, NEW)
    assert link.is_symlink()
    assert target.read_bytes() == NEW
    assert len(list(link.parent.iterdir())) == 1


@posix
def test_a_link_to_nowhere_makes_the_file_that_it_names(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "later.convstudio")
    write_bytes_atomically(tmp_path / "link", NEW)
    assert (tmp_path / "later.convstudio").read_bytes() == NEW
    assert (tmp_path / "link").is_symlink()


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666, 0o755])
def test_the_mode_is_kept(target, mode):
    target.chmod(mode)
    write_bytes_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@posix
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_gets_the_usual_mode(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        write_bytes_atomically(tmp_path / "a", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == mode


def test_a_read_only_file_is_refused(target):
    target.chmod(0o444)  # refused for root too, who may write everything
    assert outcome(target) == "Not saved: this file is read-only. Save under another name."
    assert target.read_bytes() == OLD


@posix
@pytest.mark.skipif(os.name != "nt" and os.geteuid() == 0, reason="root may write into every folder")
def test_a_read_only_folder_is_refused(target):
    target.parent.chmod(0o555)
    try:
        assert "Permission denied" in outcome(target)
    finally:
        target.parent.chmod(0o755)
    assert target.read_bytes() == OLD


def test_a_folder_is_refused(tmp_path):
    assert outcome(tmp_path) == "Not saved: this is a folder or a device, not a file."


@posix
@pytest.mark.parametrize("path", ["/dev/full", "/dev/null"])
def test_a_device_is_refused(path):
    assert "not a file" in outcome(Path(path))
    assert stat.S_ISCHR(os.stat(path).st_mode)


@posix
def test_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert "not a file" in outcome(tmp_path / "pipe")


def test_a_missing_folder_is_named_as_the_reason(tmp_path):
    assert outcome(tmp_path / "none" / "a") == "Not saved: there is no folder “none”."


def test_a_folder_that_is_there_but_takes_no_files(tmp_path, monkeypatch):
    """As /proc is for whoever may write everything: it answers that the file is not there."""

    def refusing(*_given):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(atomic.os, "open", refusing)
    with pytest.raises(files.FileProblem) as refusal:
        files.write(EXPERIMENT, tmp_path / "x.convstudio")
    assert str(refusal.value) == "Not saved: no file can be made in this folder."
    assert advice(refusal.value) == "Save in another folder (File, Save as)."


def test_a_file_as_folder(target):
    assert outcome(target / "a") == "Not saved: Not a directory."


@pytest.mark.parametrize(
    "name", ["x" * 244 + ".convstudio", "a b", "𝛼 👩\u200d🏫", "-rf", "a\nb", "a\u202eb", ".hidden", "%s{x}"]
)
def test_unusual_names(tmp_path, name):
    try:
        (tmp_path / name).write_bytes(OLD)
    except OSError:
        pytest.skip("no such name on this file system")
    files.write(EXPERIMENT, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert same_content(files.read(tmp_path / name), EXPERIMENT)


@pytest.mark.parametrize("name", ["a\0b", "x" * 256])
def test_impossible_names(tmp_path, name):
    assert outcome(tmp_path / name).startswith("Not saved: ")
    assert list(tmp_path.iterdir()) == []


def test_a_relative_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_bytes_atomically("a.convstudio", NEW)
    assert (tmp_path / "a.convstudio").read_bytes() == NEW


@posix
def test_a_relative_path_in_a_folder_that_is_gone(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert outcome(Path("a.convstudio")) == "Not saved: No such file or directory."


def test_what_would_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    """Should reading and writing ever disagree, the old file stays and the sentence says so."""
    path = tmp_path / "mine.convstudio"
    files.write(EXPERIMENT, path)
    before = path.read_bytes()
    another = Experiment(input=frozen([[[5.0]]]), title="Another")
    monkeypatch.setattr(files, "loads", lambda content: another)
    with pytest.raises(files.FileProblem, match="Not saved: the file would not hold what the experiment holds"):
        files.write(EXPERIMENT, path, backup=True)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
