"""The program as others install it: everything it needs is in the wheel, and nothing else."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from convstudio import resources

ROOT = Path(__file__).parents[2]


def files_below(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built by the backend itself: nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def packed(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_has_the_package_and_the_resources(packed):
    code = {f"convstudio/{name}" for name in files_below(ROOT / "convstudio")}
    data = {f"convstudio/_resources/{name}" for name in files_below(ROOT / "resources")}
    assert code | data == {name for name in packed if ".dist-info/" not in name and ".data/" not in name}


def test_the_wheel_brings_what_a_desktop_wants_to_know(packed):
    """The desktop entry, the file type, its thumbnails, the icons and the manual page go where pip installs commands too."""
    brought = {name.partition(".data/data/")[2] for name in packed if ".data/" in name}
    assert brought == {
        "share/applications/convstudio.desktop",
        "share/thumbnailers/convstudio.thumbnailer",
        "share/mime/packages/convstudio.xml",
        "share/metainfo/org.convstudio.ConvStudio.metainfo.xml",
        "share/man/man1/convstudio.1",
        "share/icons/hicolor/scalable/apps/convstudio.svg",
        "share/icons/hicolor/scalable/mimetypes/application-x-convstudio+json.svg",
    }


def test_whoever_imports_it_gets_its_types(packed):
    assert "convstudio/py.typed" in packed


def test_the_wheel_starts_the_program(wheel):
    with zipfile.ZipFile(wheel) as archive:
        entry = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "convstudio = convstudio.__main__:main" in archive.read(entry).decode()


def test_an_unpacked_wheel_finds_its_own_resources(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = "import convstudio.resources as r; print(r.root())"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == str(tmp_path / "convstudio" / "_resources"), done.stderr


def test_a_checkout_finds_its_resources():
    assert Path(str(resources.root())) == ROOT / "resources"


def test_the_checks_before_a_commit_are_local_and_are_those_of_make_test():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", hooks) == ["local"]
    assert "://" not in hooks
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("test: libraries")[2].partition("\n\n")[0]
    for command in re.findall(r"entry: \.venv/bin/(?:python -m )?([\w-]+)", hooks):
        assert command in recipe
