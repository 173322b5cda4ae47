"""`make app-check`: what `make app` built is started and driven on a Debian that has no Python and nothing of this machine.

What this proves: the folder, the single file and the package hold all that they need beside what they say they need; the
commands work without a display and without the libraries of one; the window opens on an X server, is drawn, takes keys, and
ends with status 0; the package puts everything in its place and takes it away again. What it does not prove: real graphics
cards and drivers, Wayland, other distributions than Debian. BARE_SUITE=trixie takes another Debian than that of the builder.

No part of `make test`: it needs root, a network for Debian's packages, and minutes.
"""

from __future__ import annotations

import os
import re
import shlex
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convstudio import __version__, preflight
from tests.installers.display import Screen, soon
from tests.installers.machine import BUILD, DIST, ROOT, Machine, bare, end

SUITE = os.environ.get("BARE_SUITE", "bookworm")
pytestmark = pytest.mark.timeout(1800)
EXAMPLE = ROOT / "resources" / "examples" / "29-small-network.convstudio"
# What any desktop has; what a desktop often lacks is in the folder itself.
DESKTOP = [*preflight.OFFSCREEN.values(), "libx11-xcb1"]
FILES = (
    ("render -o f.svg", b"<?xml"),
    ("render -o f.png --layer 2 --step 5", b"\x89PNG"),
    ("render -o f.pdf --theme print", b"%PDF-"),
    ("render -o f.html", b"<!"),
    ("animate -o f.gif --until 3", b"GIF89a"),
    ("animate -o f.webp --until 3", b"RIFF"),
    ("thumbnail -o f.thumbnail --size 64", b"\x89PNG"),
    ("code --to torch -o f.py", b"# Written by ConvStudio"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A bare machine; what happens to it is forgotten."""
    lower, root = bare(SUITE), tmp_path / "root"
    for folder in ("upper", "work", "root"):
        (tmp_path / folder).mkdir()
    layers = f"lowerdir={lower},upperdir={tmp_path / 'upper'},workdir={tmp_path / 'work'}"
    mounts = [
        ["-t", "overlay", "overlay", "-o", layers, str(root)],
        ["--bind", "/etc/resolv.conf", str(root / "etc" / "resolv.conf")],
        ["--bind", "/tmp/.X11-unix", str(root / "tmp" / ".X11-unix")],
    ]
    Path("/tmp/.X11-unix").mkdir(exist_ok=True)
    (lower / "etc" / "resolv.conf").touch()
    for mount in mounts:
        subprocess.run(["mount", *mount], check=True)
    made = Machine(root)
    made.give(EXAMPLE)
    yield made
    for mount in reversed(mounts):
        subprocess.run(["umount", "--lazy", mount[-1]], check=True)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    made = Screen(tmp_path / "screen")
    yield made
    made.close()


def done(machine: Machine, *command: str) -> str:
    """What a command prints that must succeed and say nothing on standard error."""
    found = machine.run(*command)
    assert (found.returncode, found.stderr) == (0, ""), command
    return found.stdout


def has_no_python(machine: Machine) -> bool:
    return machine.run("sh", "-c", "command -v python3 python").returncode != 0 and not machine.has("/usr/lib/python3")


def tells(machine: Machine, program: str) -> None:
    """The commands that print: they need no library but C's."""
    assert done(machine, program, "--version") == f"ConvStudio {__version__}\n"
    assert "1 × 14 × 14" in done(machine, program, "info", EXAMPLE.name)
    assert done(machine, program, "check", EXAMPLE.name) == f"{EXAMPLE.name}: fine\n"
    assert "import numpy" in done(machine, program, "code", EXAMPLE.name, "--to", "numpy")
    missing = machine.run(program, "info", "none.convstudio")
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def draws(machine: Machine, program: str) -> None:
    """The commands that make files, and the opening example driven without a display."""
    for line, begins in FILES:
        done(machine, program, *line.split(), EXAMPLE.name)
        made = next(word for word in line.split() if word.startswith("f."))
        assert machine.read(f"/home/person/{made}").startswith(begins), line
    done(machine, program, "handout", "02-by-hand", "-o", "sheet.pdf")
    driven = done(machine, program, "--demo", "shots")
    assert "opened it again: the same" in driven
    assert machine.has("/home/person/shots/6-reopened.png")


def opens(machine: Machine, program: str, screen: Screen, name: str) -> None:
    """The window on a display: it opens a file, shows two workspaces, and ends when it is asked to."""
    process = machine.start(program, EXAMPLE.name, display=screen.display)
    try:
        soon(lambda: colourful(screen), process)
        screen.window("small-network")
        stage = settled(screen, process)
        keep(stage, f"{name}-stage")
        screen.press("ctrl+2")
        soon(lambda: differs(stage, screen.seen()), process)
        keep(settled(screen, process), f"{name}-learn")
        screen.press("ctrl+q")
        said = process.communicate(timeout=120)
    finally:
        end(process)
    assert (process.returncode, said) == (0, ("", ""))


def colourful(screen: Screen) -> bool:
    return len(np.unique(screen.seen().reshape(-1, 3)[::7], axis=0)) > 60


def differs(before: np.ndarray, after: np.ndarray) -> bool:
    return bool((before != after).any(axis=2).mean() > 0.05)


def settled(screen: Screen, process: subprocess.Popen[str]) -> np.ndarray:
    """The screen when nothing moves any more, for half a second."""
    last: list[np.ndarray] = []

    def still() -> bool:
        last.append(screen.seen())
        return len(last) > 5 and all(np.array_equal(last[-1], other) for other in last[-5:-1])

    soon(still, process)
    return last[-1]


def keep(seen: np.ndarray, name: str) -> None:
    """For who wants to look at it."""
    (BUILD / "seen").mkdir(exist_ok=True)
    Image.fromarray(seen[:, :, ::-1]).save(BUILD / "seen" / f"{name}.png")


def test_a_bare_machine_tells_and_says_what_drawing_lacks(machine: Machine) -> None:
    program = f"{machine.give(DIST / 'convstudio')}/convstudio"
    assert has_no_python(machine)
    tells(machine, program)
    refused = machine.run(program, "render", EXAMPLE.name, "-o", "f.png")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (3, "", 1)
    assert "apt-get install" in refused.stderr
    assert "libegl1" in refused.stderr


def test_the_folder_on_a_desktop(machine: Machine, screen: Screen) -> None:
    machine.install(*DESKTOP)
    program = f"{machine.give(DIST / 'convstudio')}/convstudio"
    assert has_no_python(machine)
    tells(machine, program)
    draws(machine, program)
    opens(machine, program, screen, "folder")


def test_the_single_file_on_a_desktop(machine: Machine, screen: Screen) -> None:
    machine.install(*DESKTOP)
    program = machine.give(next(DIST.glob("*.run")))
    assert has_no_python(machine)
    tells(machine, program)
    (unpacked,) = (machine.root / "home/person/.cache/ConvStudio").iterdir()
    assert unpacked.name.startswith(f"{__version__}-"), "unpacked once, with nothing left behind"
    draws(machine, program)
    opens(machine, program, screen, "single")


def test_a_single_file_that_is_cut_off_says_so(machine: Machine) -> None:
    whole = next(DIST.glob("*.run"))
    place = machine.root / "home/person/cut.run"
    place.write_bytes(whole.read_bytes()[:5_000_000])
    place.chmod(0o755)
    refused = machine.run("/home/person/cut.run", "--version")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "incomplete" in refused.stderr
    assert list((machine.root / "home/person/.cache/ConvStudio").iterdir()) == []


def test_the_package_installed_and_removed(machine: Machine, screen: Screen) -> None:
    before = everything(machine)
    machine.install(str(next(DIST.glob("*.deb"))))
    assert has_no_python(machine)
    tells(machine, "convstudio")
    draws(machine, "convstudio")
    opens(machine, "convstudio", screen, "package")
    thumbnails(machine)
    removed = machine.run("dpkg", "--purge", "convstudio", master=True)
    assert removed.returncode == 0, removed.stderr
    left = {path for path in everything(machine) - before if "convstudio" in path.lower() and not path.startswith("/home")}
    assert {path for path in left if not path.startswith(("/var/log", "/var/cache"))} == set()


def everything(machine: Machine) -> set[str]:
    found = machine.run("find", "/", "-xdev", "-not", "-path", "/proc/*", "-not", "-path", "/sys/*", master=True)
    return set(found.stdout.splitlines())


def thumbnails(machine: Machine) -> None:
    """What a file manager does with the line of the thumbnailer."""
    entry = machine.read("/usr/share/thumbnailers/convstudio.thumbnailer").decode()
    line = re.search(r"(?m)^Exec=(.*)$", entry)
    assert line
    given = {"%i": EXAMPLE.name, "%o": "/tmp/thumbnail.XXXX", "%s": "128"}
    done(machine, *(given.get(word, word) for word in shlex.split(line[1])))
    width, height = struct.unpack(">II", machine.read("/tmp/thumbnail.XXXX")[16:24])
    assert max(width, height) == 128


def test_the_desktop_knows_the_program_and_its_files(machine: Machine) -> None:
    machine.install(str(next(DIST.glob("*.deb"))), "shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "man-db")
    assert "50:application/x-convstudio+json:*.convstudio" in machine.read("/usr/share/mime/globs2").decode()
    assert "application/x-convstudio+json=convstudio.desktop" in machine.read("/usr/share/applications/mimeinfo.cache").decode()
    done(machine, "cp", EXAMPLE.name, "without-an-ending")
    for name in (EXAMPLE.name, "without-an-ending"):
        told = done(machine, "gio", "info", "-a", "standard::content-type", name)
        assert "standard::content-type: application/x-convstudio+json" in told
    assert "understand convolutional networks by doing" in done(machine, "man", "convstudio")
