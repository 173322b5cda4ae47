"""What tests/conftest.py promises to every other test."""

import gc
import os
import weakref
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QSettings, QStandardPaths
from PySide6.QtWidgets import QApplication, QWidget

seen: list[weakref.ref] = []


class Knot(QWidget):
    """A window that only the cyclic garbage collector can free."""

    def __init__(self):
        super().__init__()
        self.knot = self


def test_windows_are_drawn_nowhere(qapp):
    assert qapp.platformName() == os.environ["QT_QPA_PLATFORM"].partition(":")[0]


def test_a_window_is_left_open(qtbot):
    window = Knot()
    window.show()
    seen.append(weakref.ref(window))
    assert not gc.isenabled()


def test_the_earlier_window_is_gone(qtbot):
    assert [window for window in seen if window() is not None] == []
    assert QApplication.topLevelWidgets() == []


@pytest.mark.parametrize("turn", [1, 2])
def test_settings_start_empty_and_away_from_home(qapp, own_home, tmp_path, turn):
    for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        settings = QSettings(form, QSettings.Scope.UserScope, "ConvStudio", "ConvStudio")
        assert settings.value("turn") is None
        settings.setValue("turn", turn)
        settings.sync()
        assert Path(settings.fileName()).is_relative_to(tmp_path)
    paths = QStandardPaths.StandardLocation
    for place in (paths.AppConfigLocation, paths.AppDataLocation, paths.CacheLocation, paths.HomeLocation):
        assert Path(QStandardPaths.writableLocation(place)).is_relative_to(own_home)


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_the_point_as_decimal_sign(qapp, turn):
    assert QLocale().decimalPoint() == "."
    QLocale.setDefault(QLocale(QLocale.Language.German))


@given(st.integers())
def test_hypothesis_accepts_the_fixtures(number):
    assert isinstance(number, int)


def test_a_test_without_qt_keeps_the_collector():
    assert gc.isenabled()
