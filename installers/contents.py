"""What goes into the built program, and what does not. Standard library only: PyInstaller reads it while it builds."""

from __future__ import annotations

import re
from pathlib import Path

# Never imported by ConvStudio, but found by PyInstaller behind something that is.
UNUSED_MODULES = (
    "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.scripts",
    "pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.console",
    "PIL._avif", "PIL._imagingcms", "PIL._imagingft", "PIL._imagingtk",
    "tkinter", "_tkinter", "sqlite3", "_sqlite3", "ssl", "_ssl", "_hashlib", "curses", "_curses", "readline", "asyncio",
    "numpy.f2py", "numpy.distutils", "numpy.testing", "setuptools", "pip", "lib2to3", "pydoc_data", "test",
)  # fmt: skip

# Qt's plugins that are used: a window in X11 or Wayland, on Windows or a Mac, or none; their themes and their typing; pictures.
PLUGINS = (
    r"platforms/(lib)?q(xcb|wayland|offscreen|windows|cocoa)",
    r"platformthemes/",
    r"platforminputcontexts/",
    r"xcbglintegrations/",
    r"wayland-(shell-integration|decoration-client|graphics-integration-client)/",
    r"styles/",
    r"iconengines/",
    r"imageformats/(lib)?q(gif|jpeg|webp|svg|ico)",
)
USED_PLUGIN = re.compile("|".join(f"plugins/{pattern}" for pattern in PLUGINS))
UNUSED_LIBRARIES = re.compile(r"(libQt6|Qt6?)(Network|EglFS|EglFs|Pdf|Qml|Quick|VirtualKeyboard)")

# Of the system's own libraries those that a desktop may lack, and those of Python. All others must be the machine's, since
# they belong together with its drivers, its session and its typefaces.
OFTEN_MISSING = re.compile(r"lib(xcb-(?!glx|dri)[\w-]+|xkbcommon(-x11)?)\.so")
OF_PYTHON = re.compile(r"lib(python3|ffi|z|bz2|lzma|expat|uuid|mpdec|crypt)\b")
SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def is_wanted(name: str, source: str) -> bool:
    """Whether a file belongs into the program, by its place there and where it comes from."""
    place = name.replace("\\", "/")
    if "/plugins/" in place and not USED_PLUGIN.search(place):
        return False
    if UNUSED_LIBRARIES.match(place.rpartition("/")[2]):
        return False
    return not is_of_the_system(source) or bool(OFTEN_MISSING.match(place) or OF_PYTHON.match(place))


def is_of_the_system(source: str) -> bool:
    """Whether a library comes from the machine that builds, not from Python or one of its packages."""
    return source.startswith(SYSTEM_FOLDERS) and "python" not in source


BY_NAME = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")  # which pyqtgraph imports by their names


def modules(root: Path) -> list[str]:
    """All modules that PyInstaller may not see: those of the program, where some are imported by a name in a table."""
    files = sorted((root / "convstudio").rglob("*.py"))
    names = (".".join(file.relative_to(root).with_suffix("").parts) for file in files)
    return [*(name.removesuffix(".__init__") for name in names), *BY_NAME]


# macOS: whose files end in .convstudio, and what they are.
MAC_ID = "convstudio.ConvStudio"
MAC_FILE_ID = "convstudio.experiment"
MAC_FILE_TYPE = {
    "NSHighResolutionCapable": True,
    "CFBundleDocumentTypes": [
        {
            "CFBundleTypeName": "ConvStudio experiment",
            "CFBundleTypeRole": "Editor",
            "LSHandlerRank": "Owner",
            "LSItemContentTypes": [MAC_FILE_ID],
        },
    ],
    "UTExportedTypeDeclarations": [
        {
            "UTTypeIdentifier": MAC_FILE_ID,
            "UTTypeDescription": "ConvStudio experiment",
            "UTTypeConformsTo": ["public.json"],
            "UTTypeTagSpecification": {
                "public.filename-extension": ["convstudio"],
                "public.mime-type": ["application/x-convstudio+json"],
            },
        },
    ],
}
