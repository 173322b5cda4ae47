"""What is left out of the built program is not needed, and what is needed is not left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio import __version__
from installers import contents

ROOT = Path(__file__).parents[2]

# All is imported, and a film of each kind is made, while what is left out cannot be had.
BLOCKED = """
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path

from installers import contents

class Missing:
    def find_spec(self, name, path=None, target=None):
        if any(name == unused or name.startswith(unused + ".") for unused in contents.UNUSED_MODULES):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
for name in contents.modules(Path(".")):
    import_module(name)
import pyqtgraph
from PIL import Image
frame = Image.new("RGB", (4, 4))
for form in ("GIF", "WEBP", "PNG"):
    frame.save(BytesIO(), form, save_all=True, append_images=[frame])
"""


def test_the_program_runs_without_what_is_left_out():
    done = subprocess.run([sys.executable, "-W", "error", "-c", BLOCKED], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_module_of_the_program_goes_in():
    names = contents.modules(ROOT)
    assert {"convstudio", "convstudio.export.code.latex", "convstudio.studio.workspaces.learn"} <= set(names)
    assert len(names) == len(set(names)) == len(list((ROOT / "convstudio").rglob("*.py"))) + len(contents.BY_NAME)


@pytest.mark.parametrize(("name", "source", "wanted"), [
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "/env/PySide6/Qt/plugins/platforms/libqxcb.so", True),
    ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "/env/libqoffscreen.so", True),
    ("PySide6/Qt/plugins/platforms/libqvnc.so", "/env/libqvnc.so", False),
    ("PySide6\\plugins\\platforms\\qwindows.dll", "C:\\env\\qwindows.dll", True),
    ("PySide6\\plugins\\platforms\\qdirect2d.dll", "C:\\env\\qdirect2d.dll", False),
    ("PySide6/Qt/plugins/tls/libqopensslbackend.so", "/env/libqopensslbackend.so", False),
    ("PySide6/Qt/plugins/imageformats/libqtiff.so", "/env/libqtiff.so", False),
    ("PySide6/Qt/lib/libQt6Network.so.6", "/env/libQt6Network.so.6", False),
    ("PySide6/Qt/lib/libQt6Core.so.6", "/env/libQt6Core.so.6", True),
    ("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0", True),
    ("libxkbcommon-x11.so.0", "/usr/lib/x86_64-linux-gnu/libxkbcommon-x11.so.0", True),
    ("libffi.so.8", "/lib/x86_64-linux-gnu/libffi.so.8", True),
    ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", False),
    ("libxcb-glx.so.0", "/lib/x86_64-linux-gnu/libxcb-glx.so.0", False),
    ("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6", False),
    ("libglib-2.0.so.0", "/lib/x86_64-linux-gnu/libglib-2.0.so.0", False),
    ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
    ("numpy/_core/_multiarray_umath.so", "/usr/lib/python3/dist-packages/numpy/_core/_multiarray_umath.so", True),
    ("convstudio/_resources/help/help.md", "/checkout/resources/help/help.md", True),
])  # fmt: skip
def test_of_the_system_only_what_a_desktop_may_lack(name, source, wanted):
    assert contents.is_wanted(name, source) is wanted


def test_the_windows_installer_installs_this_version_and_what_is_built():
    recipe = (ROOT / "installers" / "windows.iss").read_text(encoding="utf-8")
    assert f'#define Version "{__version__}"' in recipe
    built = (ROOT / "installers" / "convstudio.spec").read_text(encoding="utf-8")
    for program in set(re.findall(r"\{app\}\\([\w-]+)\.exe", recipe)):
        assert f'started("{program}"' in built
