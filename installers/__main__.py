"""`python -m installers`: build, into dist/, what a person without Python can start on this kind of machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from installers import licences, pictures

ROOT = Path(__file__).parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
NEXT = {
    "win32": "Now the installer: iscc installers\\windows.iss",
    "darwin": "Now the disk image: hdiutil create -srcfolder dist/ConvStudio.app -format UDZO dist/ConvStudio.dmg",
}


def main() -> int:
    """Build the folder, and on Linux the single file and the package made of it. Says what was made, with its size."""
    DIST.mkdir(exist_ok=True)
    pictures.make(BUILD / "pictures")
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "--distpath", str(DIST),
               "--workpath", str(BUILD / "pyinstaller"), str(ROOT / "installers" / "convstudio.spec")]  # fmt: skip
    if subprocess.run(command, cwd=ROOT).returncode != 0:
        return 1
    folder = DIST / "convstudio"
    (folder / "LICENCES.txt").write_text(licences.text(), encoding="utf-8")
    print(f"{folder}: {_megabytes(folder)} MB, a folder; convstudio in it starts the program")
    if sys.platform == "linux":
        _for_linux(folder)
    print(NEXT.get(sys.platform, ""), end="\n" if sys.platform in NEXT else "")
    return 0


def _for_linux(folder: Path) -> None:
    from installers.debian import package
    from installers.single import single_file

    file = single_file(folder, DIST)
    print(f"{file}: {_megabytes(file)} MB, one file that starts as it is")
    if shutil.which("dpkg-deb"):
        made = package(folder, BUILD / "pictures", BUILD, DIST)
        print(f"{made}: {_megabytes(made)} MB, a package for Debian and Ubuntu: sudo apt install {made}")


def _megabytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return round(sum(file.lstat().st_size for file in files if file.is_symlink() or file.is_file()) / 1_000_000)


if __name__ == "__main__":
    sys.exit(main())
