"""The folder that PyInstaller built as a package for Debian and Ubuntu, with all that a desktop wants to know of it."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

from convstudio import __version__, preflight
from installers import contents
from installers.pictures import APP, DOCUMENT, SIZES

ROOT = Path(__file__).parent.parent
DESKTOP = ROOT / "resources" / "desktop"
FILE_TYPE = "application-x-convstudio+json"
PLACES = {
    "convstudio.desktop": "usr/share/applications",
    "convstudio.thumbnailer": "usr/share/thumbnailers",
    "convstudio.xml": "usr/share/mime/packages",
    "org.convstudio.ConvStudio.metainfo.xml": "usr/share/metainfo",
}
HOME = "usr/lib/convstudio"  # not /opt: file managers make thumbnails where they see /usr alone
CONTROL = """\
Package: convstudio
Version: {version}
Section: education
Priority: optional
Architecture: {architecture}
Maintainer: The ConvStudio authors
Installed-Size: {size}
Depends: {depends}
Description: understand convolutional networks by doing
 Paint pixels on a grid, edit kernels, turn stride, padding and pooling, and
 watch every number follow. For learners with a textbook open, for teachers at
 a projector, and for anyone with a shape error.
 .
 Works offline. Python and Qt are part of the package.
"""


def package(built: Path, pictures: Path, work: Path, out: Path) -> Path:
    """Make the package of a built folder in `out`, and say where it is. Raises CalledProcessError with what dpkg-deb said."""
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    _program(built, tree)
    _for_the_desktop(pictures, tree)
    _documents(built / "LICENCES.txt", tree)
    architecture = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
    size = sum(file.lstat().st_size for file in tree.rglob("*") if file.is_file()) // 1024
    (tree / "DEBIAN").mkdir()
    control = CONTROL.format(version=__version__, architecture=architecture, size=size, depends=", ".join(depends(tree)))
    (tree / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    made = out / f"convstudio_{__version__}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--build", "--root-owner-group", "-Zxz", "-z2", str(tree), str(made)], check=True, capture_output=True
    )
    return made


def depends(tree: Path) -> list[str]:
    """The packages of the libraries that Qt needs, and the C library, no older than what the built files ask for."""
    windows = (package for platform in preflight.WINDOW.values() for package in platform.values())
    return [f"libc6 (>= {newest_glibc(tree)})", "libgcc-s1", "libstdc++6", *sorted({*preflight.OFFSCREEN.values(), *windows})]


def newest_glibc(tree: Path) -> str:
    """The newest version of the C library whose symbols any of the files asks for."""
    asked = {int(found) for file in tree.rglob("*") if file.is_file() and not file.is_symlink() and _is_binary(file)
             for found in re.findall(rb"GLIBC_2\.(\d+)\0", file.read_bytes())}  # fmt: skip
    return f"2.{max(asked)}"


def _is_binary(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def _program(built: Path, tree: Path) -> None:
    """The folder without the libraries that the package depends on, and the command that starts it."""
    home = tree / HOME
    shutil.copytree(built, home, symlinks=True)
    for library in (home / "_internal").glob("lib*.so*"):
        if contents.OFTEN_MISSING.match(library.name):
            library.unlink()
    (tree / "usr" / "bin").mkdir(parents=True)
    (tree / "usr" / "bin" / "convstudio").symlink_to("../lib/convstudio/convstudio")


def _for_the_desktop(pictures: Path, tree: Path) -> None:
    for name, place in PLACES.items():
        _put(DESKTOP / name, tree / place / name)
    icons = tree / "usr" / "share" / "icons" / "hicolor"
    for side in SIZES:
        _put(pictures / "apps" / f"{side}.png", icons / f"{side}x{side}" / "apps" / "convstudio.png")
        _put(pictures / "documents" / f"{side}.png", icons / f"{side}x{side}" / "mimetypes" / f"{FILE_TYPE}.png")
    _put(APP, icons / "scalable" / "apps" / "convstudio.svg")
    _put(DOCUMENT, icons / "scalable" / "mimetypes" / f"{FILE_TYPE}.svg")


def _documents(licences: Path, tree: Path) -> None:
    share = tree / "usr" / "share"
    _put(licences, share / "doc" / "convstudio" / "copyright")
    _put_zipped(DESKTOP / "convstudio.1", share / "man" / "man1" / "convstudio.1.gz")
    _put_zipped(ROOT / "CHANGELOG.md", share / "doc" / "convstudio" / "changelog.gz")


def _put(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)


def _put_zipped(file: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
