"""Says in one sentence which system libraries Qt lacks on Linux, before Qt is imported.

A missing library of the window system ends the process from inside Qt: no exception, nothing to catch. So the libraries
are looked for first. Standard library only.

As a program, `python -m convstudio.preflight` prints the missing packages in one line, for a script to install; with
`--problem` it prints the sentence. It prints nothing where nothing is missing.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Mapping

# Each library with its package in Debian and Ubuntu, whose dependencies bring what else Qt links to.
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "wayland": {
        "libwayland-client.so.0": "libwayland-client0",
        "libwayland-cursor.so.0": "libwayland-cursor0",
    },
    "xcb": {
        "libX11-xcb.so.1": "libx11-xcb1",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-randr.so.0": "libxcb-randr0",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    },
}


def is_linux() -> bool:
    """Whether Qt comes here without its system libraries; elsewhere its wheels or the system have them all."""
    return sys.platform == "linux"


def has_display() -> bool:
    """Whether a window can be asked for: a display is announced, or a Qt platform is chosen explicitly."""
    return not is_linux() or bool(qt_platforms())


def qt_platforms(chosen: str | None = None) -> list[str]:
    """The Qt platforms that will be tried: `chosen`, else QT_QPA_PLATFORM, else what the session announces."""
    chosen = chosen or os.environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [entry.partition(":")[0].removesuffix("-egl") for entry in chosen.split(";")]
    announced = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [platform for platform, variable in announced.items() if os.environ.get(variable)]


def missing_libraries(platforms: Iterable[str] = ()) -> dict[str, str]:
    """The libraries, each with its package, that Qt lacks to start on one of the platforms.

    Qt goes on to the next platform where one cannot be loaded, so one complete platform is enough; where none is, the
    last one's libraries count. No platform at all means offscreen.
    """
    if not is_linux():
        return {}
    lacks = [_absent(WINDOW.get(platform, {})) for platform in platforms]
    window = lacks[-1] if lacks and all(lacks) else {}
    return _absent(OFFSCREEN) | window


def _absent(libraries: Mapping[str, str]) -> dict[str, str]:
    """Those of the libraries that the dynamic loader does not find."""
    return {soname: package for soname, package in libraries.items() if not _loads(soname)}


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def install_line(packages: Iterable[str]) -> str:
    """The line to type that installs the packages."""
    return " ".join(["sudo apt-get update && sudo apt-get install -y --no-install-recommends", *packages])


def problem(platform: str | None = None) -> str | None:
    """Why Qt would fail to start on this Qt platform (by default the one it would choose), in one sentence; or None."""
    platforms = qt_platforms(platform)
    missing = missing_libraries(platforms)
    if missing:
        return _missing_sentence(missing)
    if is_linux() and platforms == ["xcb"] and not _display_answers():
        return f"The display {os.environ.get('DISPLAY', '')!r} (from DISPLAY) does not answer."
    return None


def _missing_sentence(missing: Mapping[str, str]) -> str:
    lack = "Qt needs system libraries that are missing here"
    if shutil.which("apt-get"):
        return f"{lack}; to install them, type: {install_line(missing.values())}"
    return f"{lack}: {', '.join(missing)}."


def _display_answers() -> bool:
    """Whether an X server takes a connection; Qt would end the process where none does."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


def main(arguments: list[str]) -> None:
    """Print what a script needs: the missing packages, or with `--problem` the sentence for a person."""
    answer = problem() if "--problem" in arguments else " ".join(missing_libraries(qt_platforms()).values())
    if answer:
        sys.stdout.write(f"{answer}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
