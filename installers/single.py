"""The folder that PyInstaller built as one file that starts as it is: some lines of shell, and behind them the folder."""

from __future__ import annotations

import hashlib
import platform
import tarfile
from io import BytesIO
from pathlib import Path

from convstudio import __version__

# `tail`, `tar` and `gzip` are on every Linux. What another start has unpacked meanwhile is as good as one's own.
STARTER = """\
#!/bin/sh
# ConvStudio {version}. The first start unpacks the program into the user's folder for caches; later ones find it there.
set -eu
home="${{XDG_CACHE_HOME:-$HOME/.cache}}/ConvStudio"
folder="$home/{version}-{digest}"
if [ ! -x "$folder/convstudio" ]; then
  mkdir -p "$home"
  new=$(mktemp -d "$home/unpacking.XXXXXX")
  trap 'rm -rf "$new"' EXIT
  trap 'exit 130' INT TERM
  if ! tail -c +{start:07} "$0" | tar -xzf - -C "$new" 2> /dev/null; then
    echo "ConvStudio could not be unpacked into $home: this file is incomplete, or there is no room; it needs {room} MB." >&2
    exit 1
  fi
  mv "$new/convstudio" "$folder" 2> /dev/null || [ -x "$folder/convstudio" ]
  rm -rf "$new"
  trap - EXIT INT TERM
fi
exec "$folder/convstudio" "$@"
"""


def single_file(built: Path, out: Path) -> Path:
    """Make the file of a built folder in `out`, and say where it is."""
    packed = _packed(built)
    room = sum(file.lstat().st_size for file in built.rglob("*")) // 1_000_000 + 1
    told = {"version": __version__, "digest": hashlib.sha256(packed).hexdigest()[:12], "room": room}
    start = len(STARTER.format(start=0, **told).encode()) + 1  # bytes are counted from 1
    made = out / f"ConvStudio-{__version__}-linux-{platform.machine()}.run"
    made.write_bytes(STARTER.format(start=start, **told).encode() + packed)
    made.chmod(0o755)
    return made


def _packed(folder: Path) -> bytes:
    """The folder as a tar; the same folder gives the same bytes."""
    buffer = BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz", compresslevel=9) as archive:
        archive.add(folder, "convstudio", filter=_nobodys)
    return buffer.getvalue()


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member
