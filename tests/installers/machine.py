"""A bare Debian in a folder of its own: no Python, no Qt, no network, and nothing of the machine that builds.

`debootstrap` makes it of Debian's packages, once; each test gets it as new, under an overlay that is thrown away.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD, DIST = ROOT / "build" / "bare", ROOT / "dist"
PATH = "/usr/local/bin:/usr/bin:/bin"
PATH_OF_MASTER = f"/usr/local/sbin:/usr/sbin:/sbin:{PATH}"
PERSON = 1000  # the number of who uses the machine, who is not its master
NEEDED = ("debootstrap", "unshare", "chroot", "Xvfb", "xdotool")
TIME = 400  # seconds at most for anything but installing


@dataclass(frozen=True)
class Machine:
    """A root folder, and what is done in it."""

    root: Path

    def run(self, *command: str, display: str = "", master: bool = False) -> subprocess.CompletedProcess[str]:
        """Run something to its end, as a person who has an empty environment and no network."""
        inside = self.inside(*command, display=display, master=master)
        return subprocess.run(inside, capture_output=True, text=True, timeout=TIME, stdin=subprocess.DEVNULL)

    def start(self, *command: str, display: str) -> subprocess.Popen[str]:
        """Start something that goes on until it is ended: by itself, or with `end`."""
        return subprocess.Popen(self.inside(*command, display=display), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                stdin=subprocess.DEVNULL, text=True, start_new_session=True)  # fmt: skip

    def inside(self, *command: str, display: str = "", master: bool = False) -> list[str]:
        """The command as the machine that builds has to say it."""
        who, home = (0, "/root") if master else (PERSON, "/home/person")
        known = [
            f"HOME={home}",
            f"PATH={PATH_OF_MASTER if master else PATH}",
            "LANG=C.UTF-8",
            *([f"DISPLAY={display}"] if display else []),
        ]
        own = ["unshare", "--net", "--ipc", "--pid", "--fork", "--mount-proc=" + str(self.root / "proc")]
        return [*own, "chroot", f"--userspec={who}:{who}", str(self.root), "env", "--ignore-environment", f"--chdir={home}",
                *known, *command]  # fmt: skip

    def install(self, *packages: str) -> str:
        """Install packages, by name or by file, with all that they depend on and nothing more; with a network, for once."""
        names = [self.give(Path(name)) if name.endswith(".deb") else name for name in packages]
        command = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "APT::Sandbox::User=root"]
        for what in (["update"], ["install", *names]):
            done = subprocess.run(["chroot", str(self.root), "env", "DEBIAN_FRONTEND=noninteractive", *command, *what],
                                  capture_output=True, text=True)  # fmt: skip
            assert done.returncode == 0, done.stderr
        return done.stdout

    def give(self, file: Path) -> str:
        """Copy a file or a folder to the person, and say where it lies now."""
        place = self.root / "home" / "person" / file.name
        shutil.copytree(file, place, symlinks=True) if file.is_dir() else shutil.copy2(file, place)
        subprocess.run(["chown", "-R", f"{PERSON}:{PERSON}", str(place)], check=True)
        return f"/home/person/{file.name}"

    def has(self, path: str) -> bool:
        """Whether a path is there."""
        return (self.root / path.lstrip("/")).exists()

    def read(self, path: str) -> bytes:
        """What is in a file."""
        return (self.root / path.lstrip("/")).read_bytes()


def end(process: subprocess.Popen[str]) -> None:
    """End what was started, with all that it started itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def bare(suite: str) -> Path:
    """The folder with a Debian as it is first installed; made when it is first wanted."""
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    if missing:
        pytest.fail(
            f"A bare machine needs {', '.join(missing)}; in Debian: apt-get install debootstrap xvfb xdotool util-linux"
        )
    made = BUILD / suite
    if not made.exists():
        new = BUILD / f"{suite}.new"
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        subprocess.run(["debootstrap", "--variant=minbase", suite, str(new)], check=True, capture_output=True)
        _settle(new)
        new.rename(made)
    return made


def _settle(root: Path) -> None:
    """A person with a home, and a name server."""
    with (root / "etc" / "passwd").open("a", encoding="utf-8") as file:
        file.write(f"person:x:{PERSON}:{PERSON}:A person:/home/person:/bin/sh\n")
    home = root / "home" / "person"
    home.mkdir()
    subprocess.run(["chown", f"{PERSON}:{PERSON}", str(home)], check=True)
    (root / "tmp" / ".X11-unix").mkdir()
