"""What was there before a save stays beside it, and what another program wrote since is noticed."""

import os

import pytest

from convstudio.experiment import Experiment, files, frozen
from convstudio.experiment.files import backup, filemark
from convstudio.experiment.files.backup import keep_backup

FIRST, SECOND = (Experiment(input=frozen([[[number]]]), title="Twice") for number in (0.0, 1.0))


@pytest.fixture
def target(tmp_path):
    path = tmp_path / "a.convstudio"
    path.write_bytes(b"old")
    return path


def beside(target):
    return target.with_name(target.name + "~")


def names(target):
    return sorted(path.name for path in target.parent.iterdir())


def test_what_was_there_stays_beside_what_is_saved(target):
    files.write(FIRST, target, backup=True)
    assert beside(target).read_bytes() == b"old"
    assert files.read(target).title == "Twice"
    files.write(SECOND, target, backup=True)
    assert beside(target).read_bytes() == files.dumps(FIRST)
    assert names(target) == ["a.convstudio", "a.convstudio~"]


def test_without_being_asked_for_there_is_none(target):
    files.write(FIRST, target)
    assert names(target) == ["a.convstudio"]


def test_a_file_that_is_new_has_none(tmp_path):
    files.write(FIRST, tmp_path / "new.convstudio", backup=True)
    assert [path.name for path in tmp_path.iterdir()] == ["new.convstudio"]


def test_where_links_fail_it_is_a_copy(target, monkeypatch):
    monkeypatch.setattr(backup.os, "link", refuse)
    keep_backup(target)
    assert beside(target).read_bytes() == b"old"
    assert names(target) == ["a.convstudio", "a.convstudio~"]


def test_of_what_is_no_experiment_for_its_size_no_copy_is_made(target, monkeypatch):
    with target.open("r+b") as file:
        file.truncate(2**40)
    monkeypatch.setattr(backup.os, "link", refuse)
    monkeypatch.setattr(backup.shutil, "copy2", pytest.fail)
    keep_backup(target)
    assert names(target) == ["a.convstudio"]


@pytest.mark.parametrize("failing", ["replace", "link"])
def test_where_none_can_be_made_the_save_goes_on_and_nothing_is_left(target, monkeypatch, failing):
    monkeypatch.setattr(backup.os, failing, refuse)
    monkeypatch.setattr(backup.shutil, "copy2", refuse)
    keep_backup(target)
    assert names(target) == ["a.convstudio"]
    assert target.read_bytes() == b"old"


def test_saved_twice_without_a_change_in_between_nothing_is_left_over(target):
    keep_backup(target)
    keep_backup(target)  # both names are one file now, which a replacement leaves alone
    assert names(target) == ["a.convstudio", "a.convstudio~"]


def test_the_longest_name_has_none(tmp_path):
    longest = tmp_path / ("n" * 255)
    longest.write_bytes(b"old")
    keep_backup(longest)
    assert [path.name for path in tmp_path.iterdir()] == [longest.name]


@pytest.mark.skipif(os.name == "nt", reason="links of POSIX")
def test_of_a_link_it_stands_beside_the_file_itself(target, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    link = folder / "link.convstudio"
    link.symlink_to(target)
    keep_backup(link)
    assert beside(target).read_bytes() == b"old"
    assert [path.name for path in folder.iterdir()] == [link.name]


def refuse(*_):
    raise OSError("refused")


# What another program wrote


def test_a_file_is_as_it_was_until_another_program_writes_it(tmp_path):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    assert mark == files.read_marked(path)[1]
    for at_a_glance in (False, True):
        assert not files.has_changed(path, mark, at_a_glance=at_a_glance)
    files.write(SECOND, path)
    for at_a_glance in (False, True):
        assert files.has_changed(path, mark, at_a_glance=at_a_glance)


def test_a_change_within_one_tick_of_the_clock_is_noticed(tmp_path):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    status = path.stat()
    path.write_bytes(files.dumps(FIRST).replace(b"Twice", b"Trice"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert files.has_changed(path, mark)


def test_a_file_that_was_only_touched_is_the_same(tmp_path):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    os.utime(path, ns=(0, 0))
    assert not files.has_changed(path, mark, at_a_glance=True)


def test_a_file_that_is_gone_has_nothing_to_lose(tmp_path):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    path.unlink()
    assert not files.has_changed(path, mark)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("at_a_glance", [False, True])
def test_a_pipe_in_the_place_of_the_file_is_something_else_and_nobody_waits_for_it(tmp_path, at_a_glance):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    path.unlink()
    os.mkfifo(path)
    assert files.has_changed(path, mark, at_a_glance=at_a_glance)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_that_comes_between_the_look_and_the_opening_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with open(tmp_path / "pipe", "rb", opener=filemark.open_without_waiting) as pipe:
        assert pipe.read(1) == b""


@pytest.mark.parametrize("at_a_glance", [False, True])
def test_a_huge_file_in_its_place_is_something_else_and_is_not_read(tmp_path, monkeypatch, at_a_glance):
    path = tmp_path / "a.convstudio"
    mark = files.write(FIRST, path)
    with path.open("wb") as file:
        file.truncate(2**40)
    monkeypatch.setattr(os, "open", pytest.fail)
    assert files.has_changed(path, mark, at_a_glance=at_a_glance)
