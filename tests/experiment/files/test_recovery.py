"""Unsaved work in files of its own: whole or refused, bound to what its document's file held, and never too much."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace

from convstudio.experiment import files, frozen, gallery, same_content
from convstudio.experiment.files import recovery
from tests.experiment.edits import changes

POOLING = gallery.example("max-pooling")
WORK = recovery.Work(
    experiment=POOLING, name="mine.convstudio", path=Path("/a/mine.convstudio"), based_on="ab", done="Paint 12 cells",
    steps=3, time=7.5,
)  # fmt: skip
KNOWN = ("name", "path", "based_on", "done", "steps", "time")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    recovery.make_folder(tmp_path / "state" / "recovery")
    return tmp_path / "state" / "recovery" / f"{'ab' * 16}{recovery.SUFFIX}"


def refusal(path: Path) -> str:
    with pytest.raises(files.FileProblem) as problem:
        recovery.read(path)
    return str(problem.value)


# What is kept comes back


@pytest.mark.parametrize("name", [example.name for example in gallery.examples()])
def test_every_example_comes_back(place: Path, name: str) -> None:
    recovery.write(replace(WORK, experiment=gallery.example(name)), place)
    read = recovery.read(place)
    assert same_content(read.experiment, gallery.example(name))
    assert [getattr(read, known) for known in KNOWN] == [getattr(WORK, known) for known in KNOWN]


@given(changes.step_lists)
def test_whatever_edits_make_comes_back(steps):
    experiment = changes.start()
    for step, seed in steps:
        done = changes.applied(experiment, step, seed)
        experiment = done.after if done else experiment
    assert same_content(files.loads(files.compact(experiment)), experiment)


def test_what_only_a_newer_program_knows_is_kept_too(place: Path) -> None:
    newer = files.dumps(POOLING).replace(b'"version": 4', b'"version": 9, "colour": [1, {"of": 2}], "many": ' + b"1" * 99)
    experiment = files.loads(newer)
    recovery.write(replace(WORK, experiment=experiment), place)
    assert same_content(recovery.read(place).experiment, experiment)
    assert recovery.read(place).experiment.extra["colour"] == [1, {"of": 2}]


@pytest.mark.parametrize(
    "name", ["", "…", "卷积" * 60, "\N{GRINNING FACE}" * 99, "a/b\n:*?", "..", "-" * 300, "\udcff", "\u202eb"]
)
def test_every_name_and_path_comes_back(place: Path, name: str) -> None:
    recovery.write(replace(WORK, name=name, path=Path("/some") / name), place)
    read = recovery.read(place)
    assert (read.name, read.path) == (name, Path("/some") / name)


def test_work_without_a_file_has_no_path_and_a_time(place: Path) -> None:
    recovery.write(recovery.Work(experiment=POOLING), place)
    read = recovery.read(place)
    assert (read.name, read.path, read.based_on, read.done) == ("", None, "", "")
    assert read.time > 1.7e9


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_nobody_else_may_look_into_the_folder(place: Path) -> None:
    place.parent.chmod(0o755)
    recovery.make_folder(place.parent)
    assert place.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "recovery").write_text("")
    with pytest.raises(files.FileProblem, match=r"^Not saved: File exists\.$"):
        recovery.make_folder(tmp_path / "recovery")


# What is damaged is refused


def test_a_file_that_breaks_off_anywhere_is_refused(place: Path) -> None:
    content = recovery.packed(WORK)
    for end in [*range(0, len(content), 61), len(content) - 1]:
        place.write_bytes(content[:end])
        assert refusal(place)


def test_a_damaged_byte_is_noticed_wherever_it_matters(place: Path) -> None:
    content, rng = bytearray(recovery.packed(WORK)), random.Random(1)
    head = content.index(b"\n")
    for at in [rng.randrange(head + 1, len(content)) for _ in range(200)]:
        damaged = bytearray(content)
        damaged[at] ^= 1 << rng.randrange(8)
        place.write_bytes(damaged)
        assert refusal(place) == "The file is damaged."


HEAD = json.loads(recovery.packed(WORK).partition(b"\n")[0])
HOSTILE = {
    "empty": b"", "no JSON": b"hello\n{}", "deep": b"[" * 60_000 + b"\n", "no object": b"[1]\n",
    "another format": b'{"format": 1}\n', "endless line": b"{" * 70_000, "an experiment": files.dumps(POOLING),
    **{
        f"{name} is {value!r}": json.dumps({**HEAD, name: value}).encode() + b"\n"
        for name, value in [
            ("name", None), ("path", 3), ("path", "a\0b"), ("done", []), ("steps", -1), ("steps", True), ("steps", 1e300),
            ("time", "now"), ("time", float("nan")), ("based_on", {}), ("body", 1),
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_kept_work_is_refused(place: Path, name: str) -> None:
    body = recovery.packed(WORK).partition(b"\n")[2]
    place.write_bytes(HOSTILE[name] + (body if " is " in name else b""))
    assert refusal(place) in ("The file is damaged.", "This is no kept work of ConvStudio.")


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("The file cannot be read: ")


def test_of_the_damaged_the_newest_ten_are_put_aside(place: Path) -> None:
    for number in range(13):
        path = place.with_name(f"{number:032}{recovery.SUFFIX}")
        path.write_bytes(b"half")
        os.utime(path, (number, number))
        recovery.set_aside(path)
    bad = sorted(path.name for path in (place.parent / recovery.BAD).iterdir())
    assert bad == [f"{number:032}{recovery.SUFFIX}" for number in range(3, 13)]
    assert recovery.kept(place.parent) == []


# The document's file


def test_work_knows_whether_its_file_is_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "mine.convstudio"
    mark = files.write(gallery.opening_example(), path)
    assert mark is not None
    work = replace(WORK, path=path, based_on=mark.digest.hex())
    assert recovery.standing(work) == "same"
    files.write(replace(POOLING, title="Another"), path)
    assert recovery.standing(work) == "changed"
    files.write(POOLING, path)
    assert recovery.standing(work) == "saved", "killed between saving and forgetting"
    path.write_bytes(b"no experiment")
    assert recovery.standing(work) == "changed"
    path.unlink()
    assert recovery.standing(work) == "changed"
    assert recovery.standing(replace(work, path=None)) == "untitled"


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_nobody_waits_for_a_pipe_in_the_place_of_the_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert recovery.standing(replace(WORK, path=tmp_path / "pipe")) == "changed"


# Writing


def test_kept_work_is_listed_newest_first_and_only_it(place: Path) -> None:
    for name, time in (("a", 10), ("b", 30), ("c", 20)):
        path = place.with_name(name + recovery.SUFFIX)
        path.write_bytes(b"")
        os.utime(path, (time, time))
        path.with_suffix(".lock").write_bytes(b"")
    (place.parent / f"folder{recovery.SUFFIX}").mkdir()
    assert [path.stem for path in recovery.kept(place.parent)] == ["b", "c", "a"]
    assert recovery.kept(place.parent / "none") == []


def test_on_the_beat_nobody_waits_for_the_disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    recovery.write(WORK, place, durable=False)
    assert waited == []
    recovery.write(WORK, place)
    assert len(waited) == 2, "for the file, and for its folder"


Usage = namedtuple("Usage", "total used free")


def test_a_disk_that_is_nearly_full_is_left_to_others(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recovery.write(WORK, place)
    before = place.read_bytes()
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 10**12, 3 << 20))
    with pytest.raises(files.FileProblem, match=r"^Not saved: the disk is full but for 3 MB\.$"):
        recovery.write(replace(WORK, experiment=gallery.example("stride")), place)
    assert place.read_bytes() == before


@pytest.mark.parametrize("call", ["open", "write", "fstat", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS, errno.ESTALE, errno.ETIMEDOUT])
def test_whatever_fails_what_was_kept_before_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    recovery.write(WORK, place)
    before = place.read_bytes()

    def fail(*_anything: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, fail)
        with pytest.raises(files.FileProblem, match=os.strerror(number)):
            recovery.write(replace(WORK, experiment=gallery.example("stride")), place)
    assert place.read_bytes() == before
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_what_no_file_may_hold_is_not_kept(place: Path) -> None:
    with pytest.raises(files.FileProblem):
        recovery.write(replace(WORK, experiment=replace(POOLING, input=frozen([[[1e300]]]))), place)
    assert not place.exists()


# Work that ends the program


def test_work_that_ended_the_program_twice_is_not_shown_a_third_time(place: Path) -> None:
    recovery.write(WORK, place)
    for dangerous in (False, True):
        recovery.begin_try(place)
        assert recovery.is_dangerous(place) is dangerous
    recovery.end_try(place)
    assert not recovery.is_dangerous(place)
    recovery.end_try(place)
    recovery.end_try(place)
    recovery.begin_try(place)
    assert not recovery.is_dangerous(place)


def test_forgetting_leaves_nothing(place: Path) -> None:
    recovery.write(WORK, place)
    recovery.begin_try(place)
    recovery.remove(place)
    recovery.remove(place)
    assert list(place.parent.iterdir()) == []
