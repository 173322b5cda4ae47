import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from convstudio import preflight

ROOT = Path(__file__).parents[1]
WINDOW_VARIABLES = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")


@pytest.fixture(autouse=True)
def bare_session(monkeypatch):
    """A Linux on which nothing is announced, so that a test says all that it relies on."""
    for variable in WINDOW_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.fixture
def absent(monkeypatch):
    """The set of libraries that the loader shall not find; it finds all others."""
    names: set[str] = set()

    def load(soname):
        if soname in names:
            raise OSError(f"{soname}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)
    return names


def test_nothing_is_missing_where_everything_loads(absent):
    assert preflight.missing_libraries(["xcb"]) == {}


def test_offscreen_needs_no_library_of_a_window_system(absent):
    absent.update(*preflight.WINDOW.values())
    assert preflight.missing_libraries(["offscreen"]) == {}
    assert preflight.problem("offscreen") is None


def test_a_bare_linux_gets_the_full_list(absent):
    absent.update(preflight.OFFSCREEN, *preflight.WINDOW.values())
    offscreen = ["libgl1", "libegl1", "libglib2.0-0", "libdbus-1-3", "libfontconfig1", "libxkbcommon0"]
    assert list(preflight.missing_libraries().values()) == offscreen
    assert list(preflight.missing_libraries(["xcb"]).values())[:6] == offscreen
    assert "libxcb-cursor0" in preflight.missing_libraries(["xcb"]).values()


def test_one_complete_window_system_is_enough(absent):
    absent.add("libxcb-cursor.so.0")
    assert preflight.missing_libraries(["wayland", "xcb"]) == {}
    absent.add("libwayland-cursor.so.0")
    assert preflight.missing_libraries(["wayland", "xcb"]) == {"libxcb-cursor.so.0": "libxcb-cursor0"}
    assert preflight.missing_libraries(["wayland"]) == {"libwayland-cursor.so.0": "libwayland-cursor0"}


def test_an_explicit_list_of_platforms_is_read_as_qt_reads_it(absent):
    assert preflight.qt_platforms("wayland-egl;xcb;offscreen:configfile=screens.json") == [
        "wayland",
        "xcb",
        "offscreen",
    ]
    absent.add("libxcb-cursor.so.0")
    assert preflight.missing_libraries(preflight.qt_platforms("xcb;offscreen")) == {}


def test_the_sentence_names_the_line_to_type(absent, monkeypatch):
    absent.update(["libxcb-icccm.so.4", "libxcb-cursor.so.0"])
    monkeypatch.setattr(preflight.shutil, "which", lambda program: f"/usr/bin/{program}")
    sentence = preflight.problem("xcb")
    install = "sudo apt-get install -y --no-install-recommends libxcb-cursor0 libxcb-icccm4"
    assert sentence.endswith(f"type: sudo apt-get update && {install}")  # a fresh image has no lists of packages
    assert "\n" not in sentence


def test_without_apt_the_sentence_names_the_libraries(absent, monkeypatch):
    absent.add("libxcb-cursor.so.0")
    monkeypatch.setattr(preflight.shutil, "which", lambda program: None)
    assert preflight.problem("xcb") == "Qt needs system libraries that are missing here: libxcb-cursor.so.0."


def test_other_systems_are_never_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", lambda soname: pytest.fail("a library was looked for"))
    assert preflight.problem() is None
    assert preflight.has_display()


@pytest.mark.parametrize("variable", WINDOW_VARIABLES)
def test_a_display_is_there_when_one_is_announced(monkeypatch, variable):
    assert not preflight.has_display()
    monkeypatch.setenv(variable, "something")
    assert preflight.has_display()


def test_a_display_that_does_not_answer_is_told_in_a_sentence(monkeypatch):
    if preflight._absent({"libxcb.so.1": "libxcb1"}):
        pytest.skip("no X11 client library here")
    monkeypatch.setattr(preflight, "missing_libraries", lambda platforms: {})
    monkeypatch.setenv("DISPLAY", ":4711")
    assert preflight.problem() == "The display ':4711' (from DISPLAY) does not answer."


def test_it_prints_the_packages_for_a_script(absent, capsys):
    absent.update(["libGL.so.1", "libEGL.so.1"])
    preflight.main([])
    assert capsys.readouterr().out == "libgl1 libegl1\n"


def test_it_prints_nothing_where_nothing_is_missing(absent, capsys):
    preflight.main([])
    preflight.main(["--problem"])
    assert capsys.readouterr().out == ""


def test_it_runs_as_a_program_and_leaves_qt_alone():
    run = "import runpy, sys; runpy.run_module('convstudio.preflight', run_name='__main__')"
    code = f"{run}; assert not {{'PySide6', 'numpy'}} & set(sys.modules)"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_it_costs_a_start_one_look_at_each_library(monkeypatch):
    asked = []
    monkeypatch.setattr(preflight, "_loads", lambda name: asked.append(name) or True)
    preflight.problem("offscreen")
    assert asked == list(preflight.OFFSCREEN)
