"""The program as the desktop knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase
from PySide6.QtWidgets import QApplication, QToolButton

from convstudio.experiment import files, gallery
from convstudio.painting.lettering import lacking
from convstudio.studio import program
from convstudio.studio.program import application
from convstudio.studio.shell.window import Window
from convstudio.studio.widgets.problem_bar import NoteBar
from tests.studio.person import Person
from tests.studio.process import Program


def test_the_desktop_can_tell_whose_windows_they_are(qapp: QApplication) -> None:
    app = application()
    assert (app.desktopFileName(), app.applicationName()) == ("convstudio", "ConvStudio")


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256, 512])
def test_the_icon_exists_in_every_size_and_is_sharp(person: Person, size: int) -> None:
    application()
    for look in ("light", "dark"):
        person.window.choose_theme(look, remember=False)
        image = person.window.windowIcon().pixmap(QSize(size, size)).toImage()
        assert image.size() == QSize(size, size)
        across = [QColor.fromRgba(image.pixel(x, size * 3 // 4)).name() for x in range(size * 5 // 8, size - 1)]
        cell = size // 4
        assert set(across[:cell]) == {"#ffb22e"}, "the output's cell, whose edges would be blurred in an icon that is enlarged"
        assert set(across[cell:]) == {"#2459d3"}, "the ground beside it"


def test_the_icon_is_that_of_all_windows(person: Person) -> None:
    icon = application().windowIcon()
    assert person.window.windowIcon().cacheKey() == icon.cacheKey()
    other = Window(person.window.session.state.experiment)
    assert other.windowIcon().cacheKey() == icon.cacheKey()
    other.session.close()


def test_a_file_that_the_desktop_hands_over_is_opened(tmp_path: Path) -> None:
    """As on a Mac, where a double click is an event and no argument."""
    path = tmp_path / "x.convstudio"
    files.write(gallery.example("padding"), path)
    ended = Program(tmp_path / "home").run(f"""
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
QCoreApplication.sendEvent(QCoreApplication.instance(), QFileOpenEvent(QUrl.fromLocalFile({str(path)!r})))
print(window.session.state.path, window.session.state.experiment.title)
window.close()
""")
    assert (ended.status, ended.complained) == (0, "")
    assert ended.said == f"{path} {gallery.example('padding').title}\n"


def fonts_of(*scripts: QFontDatabase.WritingSystem) -> Callable[[QFontDatabase.WritingSystem], list[str]]:
    """A computer whose fonts write some scripts."""
    return lambda script: ["A font"] if script in scripts else []


def test_letters_that_no_font_has_are_told_in_letters_that_it_has() -> None:
    latin = fonts_of(QFontDatabase.WritingSystem.Latin)
    sentence = lacking("zh_CN", "Ctrl+,", latin)
    assert sentence.isascii()
    assert all(part in sentence for part in ("Chinese", "fonts-noto-cjk", "English", "Ctrl+,"))
    assert lacking("zh_CN", "Ctrl+,", fonts_of(QFontDatabase.WritingSystem.SimplifiedChinese)) == ""
    assert [lacking(language, "Ctrl+,", fonts_of()) for language in ("en", "de")] == ["", ""]


def test_a_bar_says_that_letters_are_missing_and_can_be_put_away(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    person.window.settings.welcome = False
    program.begin(person.window, None)
    assert person.window.findChild(NoteBar) is None
    monkeypatch.setattr("convstudio.painting.lettering.lacking", lambda _language, keys: lacking("zh_CN", keys, fonts_of()))
    program.begin(person.window, None)
    bar = person.window.findChild(NoteBar)
    assert bar is not None
    assert bar.isVisible()
    assert "(Ctrl+,)" in bar.words.text()
    assert QApplication.activeModalWidget() is None
    close = bar.findChild(QToolButton, "problem_close")
    assert close is not None
    assert close.text() == "Close"
    close.click()
    assert not bar.isVisible()
